"""Words of hypothesis cards 研判卡, a card as others read it, and what can happen to one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


class CardState(StrEnum):
    """A draft waits for a person; an open card for its day; the others are over."""

    DRAFT = "DRAFT"
    OPEN = "OPEN"
    CHECKED = "CHECKED"
    DISMISSED = "DISMISSED"


class Ground(StrEnum):
    """What a card rests on."""

    BURST = "BURST"
    REPEAT = "REPEAT"
    FORECAST = "FORECAST"
    TOPIC = "TOPIC"
    OWN = "OWN"  # what somebody knows


class Outcome(StrEnum):
    """Whether what was expected came."""

    TRUE = "TRUE"
    FALSE = "FALSE"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True)
class CardText:
    """What a card says, written before its day: what is expected, why, and what would count as true and as false."""

    expected: str
    why: str
    true_if: str
    false_if: str


@dataclass(frozen=True)
class CardPlace:
    """What a card is about: a matter, in a division or one of its grids. Never a person."""

    matter: str
    division: str
    grid: str = ""


@dataclass(frozen=True)
class Evidence:
    """What a card rests on: the ground, a key that names it once, and its figures."""

    ground: Ground
    key: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CardView:
    """A card as pages show it. `proposer` and `taker` are accounts, none for the machine."""

    id: UUID
    place: CardPlace
    evidence: Evidence
    text: CardText
    state: CardState
    unit_id: UUID | None
    check_on: date
    proposer: UUID | None
    taker: UUID | None
    made_at: datetime
    taken_at: datetime | None
    ended_at: datetime | None
    outcome: Outcome | None
    late: bool
    seen: str
    done: str
    reason: str


@dataclass(frozen=True)
class Tally:
    """What became of cards; `true`, `false` and `unclear` are those that were checked."""

    true: int = 0
    false: int = 0
    unclear: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    drafts: int = 0
    dismissed: int = 0

    @property
    def checked(self) -> int:
        return self.true + self.false + self.unclear

    @property
    def told(self) -> int:
        """Return how many said clearly whether what was expected came."""
        return self.true + self.false


@dataclass(frozen=True)
class HitRate:
    """The share of true ones among those that came out clearly, with its 95 % interval (Wilson), in per cent."""

    hits: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class CardProposed:
    """A card was written by somebody, or drafted by an algorithm whose use `use` names. The digest is of its texts."""

    kind: ClassVar[str] = "insight.card_proposed"
    state: CardState
    matter: str
    division: str
    grid: str
    ground: Ground
    key: str
    figures: Mapping[str, str]
    unit_id: UUID | None
    check_on: str
    digest: str


@dataclass(frozen=True)
class CardTakenUp:
    """Somebody took a draft up: from now on it is a promise to look."""

    kind: ClassVar[str] = "insight.card_taken_up"
    unit_id: UUID
    check_on: str
    digest: str


@dataclass(frozen=True)
class CardDismissed:
    """Somebody dismissed a draft. It is counted in public."""

    kind: ClassVar[str] = "insight.card_dismissed"
    reason: Private


@dataclass(frozen=True)
class CardChecked:
    """Somebody looked whether what was expected came. The digest is of what was seen and done."""

    kind: ClassVar[str] = "insight.card_checked"
    outcome: Outcome
    late: bool
    digest: str


@dataclass(frozen=True)
class CardDue:
    """The day of a card has come, or passed without a check: its unit was told."""

    kind: ClassVar[str] = "insight.card_due"
    overdue: bool
