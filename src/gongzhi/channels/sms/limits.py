"""How many messages of one sender are taken in on a day: counted by a keyed mark of the number, for two days."""

from datetime import datetime
from enum import Enum
from functools import cache
from pathlib import Path

import yaml
from django.core.cache import cache as counters
from django.utils import timezone

from gongzhi.people.public import mark_of

_FILE = Path(__file__).with_name("data") / "limits.yaml"
_SECONDS = 2 * 24 * 60 * 60


@cache
def per_day() -> int:
    """Return the limit."""
    return int(yaml.safe_load(_FILE.read_text(encoding="utf-8"))["per_sender_and_day"])


class Turn(Enum):
    """Whether one of a day's messages of a sender is taken in, and where not, whether the sender is told so."""

    TAKEN = "taken"
    FIRST_TOO_MANY = "first too many"
    TOO_MANY = "too many"


def turn_of(sender: str, message: str, *, at: datetime) -> Turn:
    """Return what becomes of a message by the number of those that came before; the same message again is the same.

    Senders without a number cannot be told apart, and are not counted as one.
    """
    if not (mark := mark_of(sender)):
        return Turn.TAKEN
    day = timezone.localdate(at).isoformat()
    slots = [f"sms/{day}/{mark}/{turn}" for turn in range(1, per_day() + 2)]
    held = counters.get_many(slots)
    mine = next((slot for slot in slots if held.get(slot) == message), None) or next(
        (slot for slot in slots if slot not in held and counters.add(slot, message, _SECONDS)), None
    )
    if mine is None:
        return Turn.TOO_MANY
    return Turn.FIRST_TOO_MANY if mine == slots[-1] else Turn.TAKEN
