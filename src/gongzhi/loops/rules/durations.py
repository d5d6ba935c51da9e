"""Durations in the field's own notation: ``10min``, ``2h``, ``4wh``, ``5WD``, ``7d``."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How time is counted. The value is the sign used in the notation.

    MINUTE, HOUR        the clock, night and holiday alike
    WORKING_HOUR 工作时  an hour inside office hours, on working days
    WORKING_DAY 工作日   a working day; the start day does not count
    DAY 自然日           a calendar day; the start day does not count
    """

    MINUTE = "min"
    HOUR = "h"
    WORKING_HOUR = "wh"
    WORKING_DAY = "WD"
    DAY = "d"

    @property
    def is_working(self) -> bool:
        """Say whether only office time counts."""
        return self in (Unit.WORKING_HOUR, Unit.WORKING_DAY)

    @property
    def is_around_the_clock(self) -> bool:
        """Say whether the clock alone counts, whatever the calendar says."""
        return self in (Unit.MINUTE, Unit.HOUR)


# An amount has at most four digits: 9999WD is 40 years, longer than any limit of law.
_NOTATION = re.compile(r"([1-9][0-9]{0,3})(min|h|wh|WD|d)", re.ASCII)

# Only for comparing two durations of office time without a calendar:
# a working day has at most eight hours (Labour Law art. 36).
_NOMINAL_HOURS = {Unit.WORKING_HOUR: 1, Unit.WORKING_DAY: 8}


@dataclass(frozen=True)
class Duration:
    """An amount of one unit, never zero or negative. Raises ValueError for an amount below one."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a duration is at least 1{self.unit}")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"


def parse_duration(text: str) -> Duration:
    """Read ``4wh``, ``5WD``, ``7d``, ``2h`` or ``10min``.

    Raises ValueError for anything else, zero, signs, fractions, blanks and amounts above 9999 included.
    """
    found = _NOTATION.fullmatch(text)
    if found is None:
        raise ValueError(f"not a duration: {text[:40]!r}")
    return Duration(int(found[1]), Unit(found[2]))


def half(duration: Duration, at_least: Duration) -> Duration:
    """Return half of a duration, rounded up to its unit; in office time never below `at_least`.

    An odd number of clock hours is halved to the minute (3h gives 90min). `at_least` holds only where
    both count office time: half of a life-safety limit of 2h is 1h, for "at least 1WD" would make the
    new limit longer than the first (default of this project).
    """
    if duration.unit is Unit.HOUR and duration.amount % 2:
        return Duration(duration.amount * 30, Unit.MINUTE)
    result = Duration((duration.amount + 1) // 2, duration.unit)
    if not (result.unit.is_working and at_least.unit.is_working):
        return result
    return max(at_least, result, key=lambda each: each.amount * _NOMINAL_HOURS[each.unit])
