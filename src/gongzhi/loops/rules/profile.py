"""The time profile: limits, windows, shares and counts as dated data, never numbers in code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.rules.reading import Section, read_yaml

LIMIT = "limit"
LIFE_SAFETY = "life_safety"
ELSE = "else"
SAME_PLACE = 100  # metres, where a profile does not say

# The keys without which the shipped loops would have an open state with no deadline.
REQUIRED = (
    "dispatch",
    "sign",
    "first_contact",
    "return_window",
    "return_decision",
    "arbitration",
    "resident_answer",
    "callback",
    "recheck_limit",
    "review",
    "reopen",
)

# Keys that came after counties had published profiles: a profile without one has this (defaults of this project).
NEWER: Mapping[str, Duration] = {
    key: parse_duration(text)
    for key, text in (
        ("supervision_reply", "2WD"),
        ("whistle_unsolvable", "3WD"),
        ("whistle_enforcement", "1WD"),
        ("whistle_emergency", "30min"),
        ("objection_to_result", "15WD"),
        ("exclusion_decision", "5WD"),
        ("objection_decision", "5WD"),
        ("danger_look", "10min"),
    )
}


class Start(StrEnum):
    """From when a time runs: filing of the loop, or entry of the state."""

    FILING = "filing"
    ENTRY = "entry"


class BadProfile(ValueError):
    """A profile that cannot be used; `refusals` names each place (``where`` or ``line``) and the problem."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        super().__init__("; ".join(" ".join((r.code, *map(str, r.details.values()))) for r in refusals))
        self.refusals = refusals


@dataclass(frozen=True)
class Pausing:
    """Reasons for which the authority's clock may stop; all pauses together last at most the limit."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Returning:
    max: int
    decided_by: str
    then: str


@dataclass(frozen=True)
class Extending:
    """How often, each time at most by the limit itself; `ask_before` expiry by class, ``else`` the rest."""

    max: int
    ask_before: Mapping[str, Duration]
    notify_resident: bool


@dataclass(frozen=True)
class Warnings:
    """Amber in percent of the time; red is the due instant; supervision this long after it."""

    amber: int
    supervise: Duration


@dataclass(frozen=True)
class Merging:
    """From so many callers within so many days, the same in these respects, one parent case.

    Two points this many `metres` apart are one place.
    """

    callers: int
    days: int
    same: tuple[str, ...]
    metres: int


@dataclass(frozen=True)
class Calling:
    """The callback desk. `calls` is the percentage called, by risk; ``rest`` is everything else."""

    attempts: int
    on_different_days: bool
    calls: Mapping[str, int]


@dataclass(frozen=True)
class Reopening:
    """The new limit is half of the first and `at_least` this."""

    at_least: Duration
    second_not_solved: str


@dataclass(frozen=True)
class Excluding:
    deciders: int
    level: str


@dataclass(frozen=True)
class Profile:
    """One jurisdiction's time rules from `valid_from` until before `valid_to` (None: still valid)."""

    id: str
    jurisdiction: str
    valid_from: date
    valid_to: date | None
    zone: ZoneInfo
    office_hours: tuple[tuple[time, time], ...]
    limits_start: Start
    limits: Mapping[str, Duration]
    life_safety: Mapping[str, Duration]
    durations: Mapping[str, Duration]
    shares: Mapping[str, int]
    pause: Pausing
    return_: Returning
    extension: Extending
    warn: Warnings
    merge: Merging
    callback: Calling
    reopen: Reopening
    exclusion: Excluding

    @property
    def limit_classes(self) -> tuple[str, ...]:
        """Return the classes of limit, life safety last."""
        return (*self.limits, LIFE_SAFETY)

    def keys(self) -> frozenset[str]:
        """Return the keys that `duration` knows: for `due`, `also`, `window` and `within`."""
        return frozenset((*self.durations, *NEWER, LIMIT))

    def has(self, key: str) -> bool:
        """Say whether `duration` knows the key."""
        return key == LIMIT or key in self.durations or key in NEWER

    def has_share(self, key: str) -> bool:
        """Say whether `share` knows the key."""
        return key in self.shares

    def duration(self, key: str, limit_class: str) -> Duration:
        """Return the duration of a key for a class of limit. Raises KeyError for an unknown one.

        A loop whose limit is set case by case, by a service item or an instruction, has a duration ("10WD")
        in the place of a class.
        """
        if limit_class == LIFE_SAFETY and key in self.life_safety:
            return self.life_safety[key]
        if key == LIMIT:
            return self.limits.get(limit_class) or self._literal(limit_class)
        if key not in self.durations and key in NEWER:
            return NEWER[key]
        if key not in self.durations:
            raise KeyError(f"profile {self.id} has no duration {key!r}")
        return self.durations[key]

    def _literal(self, limit_class: str) -> Duration:
        try:
            return parse_duration(limit_class)
        except ValueError:
            raise KeyError(f"profile {self.id} has no class of limit {limit_class!r}") from None

    def share(self, key: str) -> int:
        """Return a share in percent. Raises KeyError for an unknown key."""
        if key not in self.shares:
            raise KeyError(f"profile {self.id} has no share {key!r}")
        return self.shares[key]

    def starts(self, key: str) -> Start:
        """Say from when a key's time runs."""
        return self.limits_start if key == LIMIT else Start.ENTRY

    def ask_before(self, limit_class: str) -> Duration:
        """Return how long before expiry an extension must be asked for."""
        return self.extension.ask_before.get(limit_class, self.extension.ask_before[ELSE])

    def is_valid(self, on: date) -> bool:
        """Say whether the profile holds on a day."""
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


def parse_profile(text: str) -> Profile:
    """Read a profile from YAML. Raises BadProfile, which lists all problems at once."""
    refusals: list[Refusal] = []
    file = read_yaml(text, refusals)
    if refusals:
        raise BadProfile(tuple(refusals))
    profile = _read(file)
    file.end()
    _check(profile, file)
    if refusals:
        raise BadProfile(tuple(refusals))
    return profile


def _check(profile: Profile, file: Section) -> None:
    if profile.valid_to is not None and profile.valid_to <= profile.valid_from:
        file.refuse("profile_period", "valid_to")
    known = {
        "limits": set(profile.limits) - {LIFE_SAFETY},
        "durations": set(profile.durations) - {LIMIT},
        LIFE_SAFETY: profile.keys(),
        "extension.ask_before": {ELSE, *profile.limit_classes},
    }
    used = {
        "limits": profile.limits,
        "durations": profile.durations,
        LIFE_SAFETY: profile.life_safety,
        "extension.ask_before": profile.extension.ask_before,
    }
    for place, keys in used.items():
        for key in sorted(set(keys) - known[place]):
            file.refuse("profile_unknown_key", f"{place}.{key}")
    desk = profile.durations["callback"]
    room = desk.amount if desk.unit in (Unit.WORKING_DAY, Unit.DAY) else 1
    if profile.callback.on_different_days and room < profile.callback.attempts:
        file.refuse(
            "profile_callback_short",
            "durations.callback",
            value=str(desk),
            attempts=profile.callback.attempts,
        )


def _read(file: Section) -> Profile:
    file.choice("due_instant", ["close_of_office"])
    return Profile(
        id=file.text("id"),
        jurisdiction=file.text("jurisdiction", r"\*|[0-9]{12}"),
        valid_from=file.day("valid_from"),
        valid_to=file.optional_day("valid_to"),
        zone=file.zone("zone"),
        office_hours=file.hours("office_hours"),
        limits_start=Start(file.choice("limits_start", list(Start))),
        limits=file.section("limits").durations(("consult", "general", "complex")),
        life_safety=_life_safety(file.section(LIFE_SAFETY)),
        durations=file.section("durations").durations(REQUIRED),
        shares=file.section("shares").percents(("recheck",)),
        pause=_pausing(file.section("pause")),
        return_=_returning(file.section("return")),
        extension=_extending(file.section("extension")),
        warn=_warnings(file.section("warn")),
        merge=_merging(file.section("merge")),
        callback=_calling(file.section("callback")),
        reopen=_reopening(file.section("reopen")),
        exclusion=_excluding(file.section("exclusion")),
    )


def _life_safety(part: Section) -> dict[str, Duration]:
    part.choice("counted", ["around_the_clock"])
    return part.durations(("dispatch", "sign", "first_contact", LIMIT), (Unit.MINUTE, Unit.HOUR))


def _pausing(part: Section) -> Pausing:
    part.choice("cap", ["original_limit"])
    pausing = Pausing(part.texts("reasons"))
    part.end()
    return pausing


def _returning(part: Section) -> Returning:
    returning = Returning(part.count("max", 1, 5), part.text("decided_by"), part.text("then"))
    part.end()
    return returning


def _extending(part: Section) -> Extending:
    part.choice("cap", ["original_limit"])
    extending = Extending(
        part.count("max", 0, 3), part.section("ask_before").durations((ELSE,)), part.flag("notify_resident")
    )
    part.end()
    return extending


def _warnings(part: Section) -> Warnings:
    part.choice("red", ["100%"])
    warnings = Warnings(part.percent("amber"), part.duration("supervise"))
    part.end()
    return warnings


def _merging(part: Section) -> Merging:
    callers, days, same = part.count("callers", 2, 100), part.count("days", 1, 365), part.texts("same")
    # It came after counties had published profiles; without it the default of this project holds.
    metres = part.count("metres", 1, 5_000) if "metres" in part.keys() else SAME_PLACE  # noqa: SIM118
    merging = Merging(callers, days, same, metres)
    part.end()
    return merging


def _calling(part: Section) -> Calling:
    part.choice("by", ["independent"])
    calling = Calling(
        part.count("attempts", 1, 10),
        part.flag("on_different_days"),
        part.section("calls").percents(("life_safety", "reopened", "rest")),
    )
    part.end()
    return calling


def _reopening(part: Section) -> Reopening:
    part.choice("new_limit", ["half_of_original"])
    reopening = Reopening(part.duration("at_least"), part.text("second_not_solved"))
    part.end()
    return reopening


def _excluding(part: Section) -> Excluding:
    excluding = Excluding(part.count("deciders", 1, 5), part.text("level"))
    part.end()
    return excluding
