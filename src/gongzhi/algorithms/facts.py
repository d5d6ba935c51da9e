"""What can happen in the register of algorithms, and what passes its gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Protocol
from uuid import UUID

SUBJECT_KIND = "algorithm"  # the kind of loop a version goes round its gates in


class Tier(Enum):
    """How far an algorithm reaches. T4 (entitlement, sanction, inspection, ranking people) is never registered."""

    RULES = "T0"  # plain rules that can be read whole
    SEARCH = "T1"  # finds or informs
    SUGGESTS = "T2"  # suggests something to a worker, who decides
    ACTS = "T2+"  # acts, and a person can undo it
    ORDERS = "T3"  # orders matters: which one first; ranking people is T4
    DECIDES = "T4"  # refused


class Without(Enum):
    """Why the gate gave no result, so that the way without an algorithm is taken."""

    NO_ENTRY = "NO_ENTRY"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    PURPOSE = "PURPOSE"  # not what the entry was reviewed for
    TIER = "TIER"  # asked to reach further than reviewed
    EXPIRED = "EXPIRED"  # its evaluation is older than it may be
    SWITCHED_OFF = "SWITCHED_OFF"  # by a person
    SUSPENDED = "SUSPENDED"  # by a monitor
    SHADOW = "SHADOW"  # it ran, and nobody is shown what it said
    HUMAN_ARM = "HUMAN_ARM"  # drawn for people alone, to compare
    ABSTAINED = "ABSTAINED"  # it ran and said that it does not know
    FAILED = "FAILED"  # it could not be run: no artefact, an error, too slow


@dataclass(frozen=True)
class Result:
    """What an algorithm said: `value` (a code without blanks, people's decisions are compared with it), `more` for
    the screen, `confidence` from 0 to 1, and `reasons`, whose hash stands in the fact. All can be written as JSON."""

    value: str
    confidence: float | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[Any, ...] = ()


class Runner(Protocol):
    """What an algorithm's package offers to the gate (`offers.py` of the package, `algorithms.offer(code, runner)`).

    `version` is the digest of the artefact the register holds for the version in force ("" for plain rules). None
    means "I do not know". An exception counts as FAILED and is logged without what was given.
    """

    def __call__(self, given: Any, *, version: str) -> Result | None:
        """Run on what was given."""


@dataclass(frozen=True)
class Answer:
    """What the gate gave back: a result, or why there is none. `use` is the id under which it stands on record."""

    entry: str
    version: str
    result: Result | None
    without: Without | None
    use: UUID | None


class Stage(StrEnum):
    """Where a version stands: the states of its loop, by the names of the definition."""

    NEED = "need"
    IMPACT = "impact"
    TESTING = "testing"
    TESTED = "tested"
    REVIEW = "review"
    REVIEWED = "reviewed"
    RE_REVIEW = "re_review"
    SHADOW = "shadow"
    PILOT = "pilot"
    COMPARISON = "comparison"
    PRODUCTION = "production"
    ARBITRATION = "arbitration"
    RETIRED = "retired"
    DROPPED = "dropped"
    REJECTED = "rejected"


class Seat(StrEnum):
    """For whom a member of the board sits. At least a third sit for residents whom the algorithm touches."""

    EXPERT = "EXPERT"
    OFFICIAL = "OFFICIAL"
    AFFECTED = "AFFECTED"


class Opinion(StrEnum):
    YES = "YES"
    CONDITIONS = "CONDITIONS"
    NO = "NO"


class Outcome(StrEnum):
    """What became of a use: shown to somebody, or why not. What was refused before it ran is no use."""

    SHOWN = "SHOWN"
    SHADOW = "SHADOW"
    HUMAN_ARM = "HUMAN_ARM"
    ABSTAINED = "ABSTAINED"
    FAILED = "FAILED"


class Light(StrEnum):
    """What a monitor says. With too few uses it says so, and never that all is well."""

    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"
    INSUFFICIENT = "INSUFFICIENT"


@dataclass(frozen=True)
class Finding:
    """What one monitor says on one day. `group` is ``dimension=name``; value and bounds of the 95 % interval are whole
    numbers of ten thousand."""

    code: str
    light: Light
    n: int = 0
    group: str = ""
    value: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Standing:
    """What the gate knows of a version when it is asked."""

    stage: Stage
    tier: Tier
    purposes: tuple[str, ...]
    expires_on: date | None  # None where nothing was evaluated
    switched_off: bool
    suspended: bool


@dataclass(frozen=True)
class VoteView:
    """What a member of the board said. No name: the seat speaks."""

    round: int
    seat: Seat
    group: str
    opinion: Opinion
    text: str
    at: datetime


@dataclass(frozen=True)
class ReviewView:
    """What the board decided in one round."""

    round: int
    event: str
    simple: bool
    members: int
    affected: int
    against: int
    conditions: str
    because: str
    at: datetime


@dataclass(frozen=True)
class VersionView:
    """A version of an entry as others read it. `document` holds the sections `rules.entry` knows."""

    id: UUID
    code: str
    n: int
    loop_id: UUID
    digest: str
    tier: Tier
    stage: Stage
    document: Mapping[str, Mapping[str, Any]]
    purposes: tuple[str, ...]
    impact_level: int
    expires_on: date | None
    limit_ms: int
    arm_share: int
    review_round: int
    entered_at: datetime
    in_force_at: datetime | None
    out_of_force_at: datetime | None
    post_mortem: str
    post_mortem_en: str


@dataclass(frozen=True)
class EntryView:
    """An entry of the register with the versions that count now: in production, tried, and the newest."""

    id: UUID
    code: str
    unit_id: UUID
    division: str
    registered_at: datetime
    running: VersionView | None
    trying: VersionView | None
    newest: VersionView
    switched_off: bool
    switched_at: datetime | None
    switched_because: str
    suspended: bool
    suspended_at: datetime | None
    suspended_for: tuple[str, ...]
    lifted_at: datetime | None
    lifted_because: str


@dataclass(frozen=True)
class UseView:
    """One use as a screen shows it beside the matter it was about."""

    id: UUID
    code: str
    n: int
    at: datetime
    outcome: Outcome
    value: str
    confidence: int | None
    decided: str
    agreed: bool | None


@dataclass(frozen=True)
class MonitorView:
    """What the monitors said of an entry on a day."""

    on: date
    n: int
    uses: int
    worst: Light
    findings: tuple[Finding, ...]
    at: datetime


@dataclass(frozen=True)
class Figures:
    """The live figures of a version over the window of the monitors. A median look tells of the entry, of nobody.

    `alone` and `alike`: matters people decided without seeing it (shadow, human arm), and how often they came to the
    same.
    """

    since: datetime
    uses: int
    shown: int
    abstained: int
    failed: int
    human_arm: int
    shadow: int
    judged: int
    overridden: int
    look_ms: int | None
    alone: int
    alike: int
    appeals: int
    appeals_answered: int
    appeals_upheld: int
    slowest_ms: int


@dataclass(frozen=True)
class AppealView:
    """An objection against the part of an algorithm in a matter. `number` is the one of the version's loop."""

    id: UUID
    code: str
    version_id: UUID
    loop_id: UUID
    use_id: UUID | None
    about: UUID | None
    text: str
    made_at: datetime
    due_at: datetime
    answered_at: datetime | None
    upheld: bool | None
    severe: bool
    answer: str
