"""Compare how an order stands on both sides. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.channels.upper.facts import AMBER, RED, Status, What

CLOSE_ENOUGH = timedelta(minutes=1)  # some platforms keep no seconds


@dataclass(frozen=True)
class Side:
    """How an order stands on one side; `status` in our words, "" where theirs means nothing here."""

    status: str
    due_at: datetime | None
    category: str


def compare(ours: Mapping[str, Side], above: Mapping[str, Side]) -> Iterator[tuple[str, What, str, str]]:
    """Yield number, what differs, ours and theirs. `above`: all that is open there or was closed that day."""
    for number in sorted(ours.keys() | above.keys()):
        here, there = ours.get(number), above.get(number)
        if here is None:
            yield number, What.MISSING_HERE, "", there.status if there else ""
        elif there is None:
            if here.status == Status.OPEN:
                yield number, What.MISSING_ABOVE, here.status, ""
        else:
            yield from _one(number, here, there)


def _one(number: str, here: Side, there: Side) -> Iterator[tuple[str, What, str, str]]:
    if there.status and here.status != there.status:
        yield number, What.STATUS, here.status, there.status
    if _apart(here.due_at, there.due_at):
        yield number, What.DEADLINE, _text(here.due_at), _text(there.due_at)
    if there.category and here.category != there.category:
        yield number, What.CATEGORY, here.category, there.category


def _apart(one: datetime | None, other: datetime | None) -> bool:
    if one is None or other is None:
        return other is not None
    return abs(one - other) > CLOSE_ENOUGH


def _text(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def warned(given_at: datetime, due_at: datetime, *, amber: int, told: str, at: datetime) -> str:
    """Return which moment of their limit has come and is not told yet: AMBER, RED, or ""."""
    if at >= due_at:
        return "" if told == RED else RED
    return AMBER if not told and at >= amber_at(given_at, due_at, amber=amber) else ""


def amber_at(given_at: datetime, due_at: datetime, *, amber: int) -> datetime:
    """Return when their limit is near: after so many percent of its time."""
    return given_at + (due_at - given_at) * amber / 100
