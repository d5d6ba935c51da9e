"""What comes from a platform above, without what no table holds. Pure: nothing of an order keeps it out."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from gongzhi.channels.upper.facts import Event, Order

CODE_LIMIT = 64
EARLIEST, LATEST = datetime(1949, 10, 1, tzinfo=UTC), datetime(2199, 12, 31, tzinfo=UTC)
_CODES = frozenset({"category", "unit", "deadline_class", "status", "satisfied"})

_Thing = TypeVar("_Thing", Order, Event)


def tidy(thing: _Thing, *, at: datetime) -> _Thing:
    """Return an order or event whose texts hold no NUL, whose codes fit, and whose instants are of this world.

    A limit that is none is left out; a beginning that is none is when it came.
    """
    values: dict[str, Any] = {}
    for each in fields(thing):
        value = getattr(thing, each.name)
        if isinstance(value, str) and each.name != "move":
            clean = value.replace("\0", "")
            values[each.name] = clean[:CODE_LIMIT] if each.name in _CODES else clean
        elif isinstance(value, datetime) and not _possible(value):
            values[each.name] = None if each.name == "due_at" else at
    return replace(thing, **values)


def _possible(instant: datetime) -> bool:
    try:
        return EARLIEST <= instant <= LATEST
    except (OverflowError, TypeError):
        return False
