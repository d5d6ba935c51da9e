"""Readings of sensors: read them, and decide what they mean. Pure: no database, no clock, no language.

Values are whole thousandths of their unit of measure: a fact holds no floats.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from gongzhi.kernel.refusals import Refusal

# Limits of this project: a batch, a clock that runs ahead, and how old a reading may be to say how it is now.
MOST_READINGS = 1_000
MOST_BYTES = 1_048_576
AHEAD = timedelta(minutes=5)
TOO_OLD = timedelta(hours=24)
IN_ROW_LIMIT, SILENT_LIMIT = 100, 100_000

SENSOR_CODE = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,30})?", re.ASCII)
_LARGEST = Decimal(10**12)
# RFC 3339 and nothing else: the standard library reads more than that.
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,12})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_THOUSAND = 1_000
_TEXTS = ("name", "name_en", "matter", "unit", "unit_en", "text", "text_en", "says", "says_en")


class Direction(StrEnum):
    """On which side of the limit the event is."""

    ABOVE = "above"
    BELOW = "below"


class Outcome(StrEnum):
    """What became of a reading. The values are part of the interface and never change."""

    TAKEN = "taken"
    NOT_NEWER = "not_newer"
    FROM_FUTURE = "from_future"
    TOO_OLD = "too_old"
    UNKNOWN_SENSOR = "unknown_sensor"
    NOT_IN_USE = "not_in_use"
    NO_NUMBER = "no_number"
    NO_INSTANT = "no_instant"
    MALFORMED = "malformed"


@dataclass(frozen=True)
class Reading:
    """What one sensor said at one instant."""

    sensor: str
    at: datetime
    value: int


@dataclass(frozen=True)
class Limits:
    """From when on a sensor's readings are an event, and when that is over."""

    direction: Direction
    raise_at: int
    clear_at: int
    in_row: int

    def crosses(self, value: int) -> bool:
        """Tell whether a value has reached the limit."""
        return value >= self.raise_at if self.direction is Direction.ABOVE else value <= self.raise_at

    def clears(self, value: int) -> bool:
        """Tell whether it is over."""
        return value <= self.clear_at if self.direction is Direction.ABOVE else value >= self.clear_at


@dataclass(frozen=True)
class SensorKind:
    """A kind of sensor as the shipped file has it."""

    code: str
    name: str
    name_en: str
    matter: str
    unit: str
    unit_en: str
    grade: int
    limits: Limits
    silent_after: int
    text: str
    text_en: str
    says: str
    says_en: str


@dataclass(frozen=True)
class State:
    """All that is kept of a sensor's readings: the newest, how many crossed in a row, and whether it is raised."""

    newest_at: datetime | None = None
    value: int | None = None
    in_row: int = 0
    raised: bool = False
    crossed_at: datetime | None = None


@dataclass(frozen=True)
class Folded:
    """What some readings of one sensor come to.

    `raised` is the reading that made it an event, `cleared` the one after which it was over, each None where
    that did not happen. `crossing` is the newest reading taken that says: it is an event now.
    """

    state: State
    outcomes: tuple[Outcome, ...]
    raised: Reading | None = None
    cleared: Reading | None = None
    crossing: Reading | None = None


def fold(
    state: State, readings: Sequence[Reading], limits: Limits, *, ended_at: datetime | None = None
) -> Folded:
    """Take the readings of one sensor in the order of their instants.

    `ended_at` is when the last event of its site ended, None while one is open or where there was none.
    A sensor that was raised for an event which has ended begins anew: only what it says since then counts,
    and as often in a row as for the first one. A reading not newer than the newest changes nothing.
    """
    if state.raised and ended_at and state.crossed_at and state.crossed_at <= ended_at:
        state = replace(state, raised=False, in_row=0, crossed_at=None)
    outcomes = [Outcome.TAKEN] * len(readings)
    raised = cleared = crossing = None
    for index, reading in sorted(enumerate(readings), key=lambda pair: pair[1].at):
        if state.newest_at is not None and reading.at <= state.newest_at:
            outcomes[index] = Outcome.NOT_NEWER
            continue
        counts = ended_at is None or reading.at > ended_at
        before, state = state, step(state, reading, limits, counts=counts)
        if state.raised and not before.raised:
            raised = raised or reading
        if before.raised and not state.raised:
            cleared = reading
        if state.raised and counts and limits.crosses(reading.value):
            crossing = reading
    return Folded(state, tuple(outcomes), raised, cleared, crossing)


def step(state: State, reading: Reading, limits: Limits, *, counts: bool = True) -> State:
    """Return the state after one newer reading. One that does not count can end an event, but begin none."""
    in_row = state.in_row + 1 if limits.crosses(reading.value) and counts else 0
    raised, crossed_at = state.raised, state.crossed_at
    if raised and limits.clears(reading.value):
        raised, crossed_at = False, None
    elif not raised and in_row >= limits.in_row:
        raised, crossed_at = True, reading.at
    # More than enough in a row says nothing more; the count stays small.
    return State(reading.at, reading.value, min(in_row, limits.in_row), raised, crossed_at)


def read(item: Any, *, at: datetime) -> Reading | Outcome:
    """Read one reading as it was sent; an outcome says why it is none. `at` is now."""
    if not isinstance(item, Mapping):
        return Outcome.MALFORMED
    sensor = item.get("sensor")
    if not isinstance(sensor, str) or not SENSOR_CODE.fullmatch(sensor):
        return Outcome.UNKNOWN_SENSOR
    value, instant = read_value(item.get("value")), read_instant(item.get("at"))
    if instant is None:
        return Outcome.NO_INSTANT
    if value is None:
        return Outcome.NO_NUMBER
    if instant > at + AHEAD:
        return Outcome.FROM_FUTURE
    if instant < at - TOO_OLD:
        return Outcome.TOO_OLD
    return Reading(sensor, instant, value)


def read_value(raw: object) -> int | None:
    """Return thousandths of a decimal: a text, or a `Decimal` read from JSON; None for anything else.

    Rounded to the nearest thousandth, halves to the even one.
    """
    if isinstance(raw, str):
        raw = Decimal(raw) if _NUMBER.fullmatch(raw) else None
    if not isinstance(raw, Decimal) or not raw.is_finite() or abs(raw) >= _LARGEST:
        return None
    return round(raw * _THOUSAND)


def read_instant(raw: object) -> datetime | None:
    """Return the instant of an RFC 3339 text with a zone, in UTC; None for anything else."""
    if not isinstance(raw, str) or not _INSTANT.fullmatch(raw):
        return None
    try:
        return datetime.fromisoformat(raw.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def value_text(thousandths: int) -> str:
    """Write thousandths as a decimal without needless zeros: 42, 12.5, -0.125."""
    whole, rest = divmod(abs(thousandths), _THOUSAND)
    sign = "-" if thousandths < 0 else ""
    return f"{sign}{whole}" + (f".{rest:03d}".rstrip("0") if rest else "")


def limits_refusal(limits: Limits) -> Refusal | None:
    """It must be over on the other side of the limit, or noise would open and clear with every reading."""
    apart = limits.raise_at - limits.clear_at
    if (apart if limits.direction is Direction.ABOVE else -apart) <= 0:
        return Refusal("patrol.sensor_limits_crossed")
    return None


def is_silent(newest_at: datetime | None, since: datetime, *, silent_after: int, at: datetime) -> bool:
    """Tell whether nothing was heard of a sensor for longer than it should be; `since` is when it was registered."""
    return at - (newest_at or since) > timedelta(minutes=silent_after)


def kind_of(code: str, line: Mapping[str, Any]) -> SensorKind:
    """Read one kind of the shipped file; raises where it is not whole."""

    def number(name: str) -> int:
        found = read_value(str(line[name]["is"]))
        assert found is not None, f"{code}.{name} is no number"
        return found

    limits = Limits(
        direction=Direction(line["direction"]),
        raise_at=number("raise_at"),
        clear_at=number("clear_at"),
        in_row=int(line["in_row"]["is"]),
    )
    texts = {name: str(line[name]) for name in _TEXTS}
    return SensorKind(
        code=code,
        **texts,
        grade=int(line["grade"]["is"]),
        limits=limits,
        silent_after=int(line["silent_after"]["is"]),
    )
