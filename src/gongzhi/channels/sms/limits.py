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
    """Return what becomes of a message by the number of those that came before; the same message again is the same."""
    day, mark = timezone.localdate(at).isoformat(), mark_of(sender)
    for turn in range(1, per_day() + 2):
        slot = f"sms/{day}/{mark}/{turn}"
        if counters.add(slot, message, _SECONDS) or counters.get(slot) == message:
            return Turn.TAKEN if turn <= per_day() else Turn.FIRST_TOO_MANY
    return Turn.TOO_MANY
