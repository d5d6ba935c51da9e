"""When what was not taken is tried again, and when it is given up. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from gongzhi.channels.upper.facts import Kind

FIRST = timedelta(minutes=1)
LONGEST = timedelta(minutes=30)
# A platform that is away over a long holiday finds our words when it is back (default of this project).
GIVEN_UP_AFTER = timedelta(days=15)
LEASE = timedelta(minutes=2)  # so long one sender has a message to itself

# Which step of a case is told above, and as what. What only moves inside the county is not.
_TOLD: Mapping[str, Kind] = {
    "dispatch": Kind.SIGN,
    "join": Kind.SIGN,
    "refuse": Kind.RETURN,
    "transfer": Kind.RETURN,
    "extend": Kind.EXTENSION,
    "answer": Kind.REPLY,
    "answer_at_once": Kind.REPLY,
    "answer_together": Kind.REPLY,
    "reopen": Kind.REOPENED,
}


def next_try(tries: int, at: datetime) -> datetime:
    """Return when a message is tried again after so many tries without an answer."""
    doubled: int = 1 << min(10, max(0, tries - 1))
    return at + min(LONGEST, FIRST * doubled)


def is_given_up(since: datetime, at: datetime) -> bool:
    """Tell whether a message was tried for so long that somebody has to look."""
    return at - since > GIVEN_UP_AFTER


def told_as(event: str, *, party: str, ended: bool) -> Kind | None:
    """Return as what a step of a case is told above; what came from there is not told back."""
    if party == "above":
        return None
    found = _TOLD.get(event)
    return found or (Kind.CLOSED if ended else None)
