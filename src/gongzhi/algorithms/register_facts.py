"""What can happen to an entry of the register, its versions and its uses. Nothing here tells of a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gongzhi.algorithms.facts import Finding, Light, Opinion, Outcome, Seat
from gongzhi.kernel.commitments import Private


@dataclass(frozen=True)
class Registered:
    """An entry stands in the register. It may do nothing yet."""

    kind: ClassVar[str] = "algorithms.registered"
    code: str
    unit_id: UUID
    division: str


@dataclass(frozen=True)
class VersionBegun:
    """A version begins its gates. `digest` is its artefact's ("" for plain rules), `sections` has those of the texts it
    takes over from the version before."""

    kind: ClassVar[str] = "algorithms.version_begun"
    algorithm_id: UUID
    n: int
    digest: str
    tier: str
    limit_ms: int
    purposes: tuple[str, ...]
    level: int
    sections: Mapping[str, str]


@dataclass(frozen=True)
class SectionWritten:
    """A section of the entry of a version was written; `digest` is that of its text, level the impact's or 0."""

    kind: ClassVar[str] = "algorithms.section_written"
    section: str
    digest: str
    level: int
    expires_on: str | None
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Voted:
    """A member of the board said what it thinks. The text is published with the entry."""

    kind: ClassVar[str] = "algorithms.voted"
    round: int
    seat: Seat
    opinion: Opinion
    group: str
    text: Private | None


@dataclass(frozen=True)
class Reviewed:
    """The board decided. `against` counts affected members who said no and were not followed: `because` tells why."""

    kind: ClassVar[str] = "algorithms.reviewed"
    round: int
    event: str
    simple: bool
    members: int
    affected: int
    against: int
    conditions: Private | None
    because: Private | None


@dataclass(frozen=True)
class PilotDrawn:
    """Which share of matters people decide alone in the pilot, in per cent, and the seed it is drawn with."""

    kind: ClassVar[str] = "algorithms.pilot_drawn"
    share: int
    seed: str


@dataclass(frozen=True)
class CameIntoForce:
    """A version is in production; `instead` is the one it took the place of."""

    kind: ClassVar[str] = "algorithms.came_into_force"
    algorithm_id: UUID
    n: int
    instead: UUID | None


@dataclass(frozen=True)
class PostMortem:
    """What was learned of a version that ends; published."""

    kind: ClassVar[str] = "algorithms.post_mortem"
    text: Private


@dataclass(frozen=True)
class Used:
    """An algorithm ran. Nothing it was given stands here; `reasons` is the hash of what it said for and against."""

    kind: ClassVar[str] = "algorithms.used"
    code: str
    n: int
    digest: str
    purpose: str
    tier: str
    outcome: Outcome
    value: str
    confidence: int | None  # of 10,000
    reasons: str
    about: UUID | None
    about_kind: str
    groups: Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """A person decided what the algorithm had been asked."""

    kind: ClassVar[str] = "algorithms.judged"
    value: str
    agreed: bool


@dataclass(frozen=True)
class TurnedOut:
    """Later it was known whether the decision was right, whoever made it."""

    kind: ClassVar[str] = "algorithms.turned_out"
    well: bool


@dataclass(frozen=True)
class SwitchedOff:
    kind: ClassVar[str] = "algorithms.switched_off"
    by_board: bool  # then the board switches it on again, and nobody else
    reason: Private


@dataclass(frozen=True)
class SwitchedOn:
    kind: ClassVar[str] = "algorithms.switched_on"
    reason: Private


@dataclass(frozen=True)
class Suspended:
    """A monitor found what may not go on: nothing runs until somebody looked at it."""

    kind: ClassVar[str] = "algorithms.suspended"
    monitors: tuple[str, ...]


@dataclass(frozen=True)
class SuspensionLifted:
    kind: ClassVar[str] = "algorithms.suspension_lifted"
    reason: Private


@dataclass(frozen=True)
class Monitored:
    """A day's look at a version of an entry: what each monitor said."""

    kind: ClassVar[str] = "algorithms.monitored"
    n: int
    on: str
    uses: int
    worst: Light
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class DriftReported:
    """How far what comes in has moved from what it was trained on: PSI in thousandths. `cases`: counted on so many."""

    kind: ClassVar[str] = "algorithms.drift_reported"
    n: int
    cases: int
    psi: int
    retest_passed: bool | None


@dataclass(frozen=True)
class GroundingReported:
    """Of a fixed set of answers, how many cite what they rest on; `unlawful`: somebody found unlawful advice."""

    kind: ClassVar[str] = "algorithms.grounding_reported"
    n: int
    cases: int
    grounded: int
    unlawful: bool


@dataclass(frozen=True)
class AppealMade:
    """Somebody objects to the part an algorithm had; `version_loop` is the loop of the version it is about."""

    kind: ClassVar[str] = "algorithms.appeal_made"
    version_loop: UUID
    use_id: UUID | None
    about: UUID | None
    text: Private


@dataclass(frozen=True)
class AppealAnswered:
    """A person answered. `severe`: it had done grave harm."""

    kind: ClassVar[str] = "algorithms.appeal_answered"
    upheld: bool
    severe: bool
    text: Private
