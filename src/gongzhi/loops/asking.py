"""Who may ask who is behind a loop: each kind says it, and it is asked again whenever what was opened is read."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.refusals import Refusal, ensure
from gongzhi.loops.queries import LoopRow
from gongzhi.people.facts import Actor
from gongzhi.people.public import Identity, RevealView, identity_of

_refusals: dict[str, Callable[[Actor, UUID], Refusal | None]] = {}


def register_asking(kind: str, refusal: Callable[[Actor, UUID], Refusal | None]) -> None:
    """Say for a kind what speaks against an actor asking about a loop, by what holds at the moment of the question."""
    _refusals[kind] = refusal


def asking_refusal(by: Actor, loop: LoopRow) -> Refusal | None:
    """Return what speaks now against this actor asking; about a kind that says nothing nobody may."""
    refusal = _refusals.get(loop.subject_kind)
    return refusal(by, loop.id) if refusal else Refusal("people.contact_not_entitled")


def open_identity(asked: RevealView, *, loop: LoopRow, by: Actor, at: datetime) -> Identity | None:
    """Return who it is, to whoever asked and may still ask: not once the matter has ended, nor without a part in it.

    Raises Refused: what the kind of the loop says against asking, and those of `people.identity_of`.
    """
    ensure(asking_refusal(by, loop))
    return identity_of(asked.id, by=by, at=at)
