"""Decisions about paper forms: who prints, who types, and what differs between two people's entries. Pure."""

import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

from gongzhi.channels.paper.facts import PRINTED_AT_ONCE, PaperView, Typed
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

LONGEST_AGO = timedelta(
    days=3 * 366
)  # a letter older than this has the wrong year; a default of this project


def print_refusal(by: Actor, *, count: int) -> Refusal | None:
    """Whoever takes reports in prints numbered forms, some at a time."""
    if by.kind is not ActorKind.STAFF or not by.may("case.intake"):
        return Refusal("loops.not_entitled")
    return None if 1 <= count <= PRINTED_AT_ONCE else Refusal("paper.too_many", {"limit": PRINTED_AT_ONCE})


def received_refusal(received_on: date, *, today: date) -> Refusal | None:
    """A paper came in today or some time before."""
    if received_on > today:
        return Refusal("paper.received_ahead")
    return Refusal("paper.received_long_ago") if today - received_on > LONGEST_AGO else None


def again_refusal(by: Actor, paper: PaperView, *, first_by: UUID | None) -> Refusal | None:
    """The second person is another one, and types it once."""
    if by.kind is not ActorKind.STAFF or not by.may("case.intake"):
        return Refusal("loops.not_entitled")
    if not paper.waits:
        return Refusal("paper.typed_already")
    return Refusal("paper.typed_by_you") if by.account_id == first_by else None


def differing(first: Mapping[Typed, str], second: Mapping[Typed, str]) -> tuple[Typed, ...]:
    """Return what two people typed differently; blanks, widths of signs and punctuation make no difference."""
    return tuple(each for each in Typed if _plain(first.get(each, "")) != _plain(second.get(each, "")))


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).lower() if sign.isalnum())
