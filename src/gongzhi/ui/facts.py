"""The one small value other packages hand to templates about time."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """Units of a deadline, in the notation of loop definitions."""

    MINUTES = "min"
    HOURS = "h"
    WORKING_HOURS = "wh"
    WORKING_DAYS = "WD"
    DAYS = "d"


@dataclass(frozen=True)
class Remaining:
    """How much time is left on a clock, or how much is over.

    `amount` counts whole units and is never negative; `overdue` says on which side of the due instant.
    `provisional` means that the calendar of a touched year is not published yet. `total` is the limit
    in the same unit, 0 when no bar is to be drawn.
    """

    amount: int
    unit: str
    overdue: bool = False
    provisional: bool = False
    amber: bool = False
    paused: bool = False
    total: int = 0
