"""The plain steps of an event: file or not is the desk's, work the unit's, verification somebody else's 核查."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.loops.public import LoopRow, Words, hold, holders_of
from gongzhi.patrol.actions.desks import independent
from gongzhi.patrol.actions.step import step_event
from gongzhi.people.facts import Actor

# Events which need nothing but who, when, and words. What names a unit has its own verb.
PLAIN = frozenset(
    {
        "not_file",
        "sign",
        "return",
        "deny_return",
        "extend",
        "park",
        "take_up_again",
        "ask_up",
        "conclude",
        "report",
        "verify_ok",
        "verify_bad",
        "reopen",
    }
)


def handle(
    *,
    event_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    text: str = "",
    citation: str = "",
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`. Raises Refused ``loops.not_entitled`` and those of the loop.

    Where the unit that did it also keeps the desk that verifies, the next desk above verifies instead.
    """
    assert event in PLAIN
    with transaction.atomic(durable=True):
        loop = hold(event_id)
        words = Words(reason=reason, text=text, citation=citation)
        verifier = _verifier(loop, by, at) if event == "report" else None
        holders = {"verifier": verifier} if verifier else None
        step_event(event, loop_id=event_id, by=by, at=at, words=words, holders=holders, once=once)


def _verifier(loop: LoopRow, by: Actor, at: datetime) -> UUID | None:
    """Return another unit to verify, where the one named would judge its own work; None to leave it."""
    named = holders_of(loop.id).get("verifier", ())
    if by.unit_id not in named:
        return None
    return independent(loop.division, besides=[unit for unit in named if unit], at=at)
