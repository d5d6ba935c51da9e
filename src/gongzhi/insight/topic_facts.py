"""Topics 话题: what many messages say together, in frozen values; and what people say of a topic."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.diagnosis.facts import SIMILAR as SIMILAR
from gongzhi.diagnosis.facts import SIMILAR_PURPOSE as SIMILAR_PURPOSE
from gongzhi.kernel.commitments import Private

# Under which entry of the register messages are put together, and what for.
CLUSTER, CLUSTER_PURPOSE = "topics.cluster", "topics"


class TopicKind(StrEnum):
    """One problem at one place, or one problem at many places."""

    ONE_PLACE = "ONE_PLACE"
    MANY_PLACES = "MANY_PLACES"


class Trend(StrEnum):
    """The last seven days beside the seven before; NEW: the first message is younger than that."""

    NEW = "NEW"
    RISING = "RISING"
    STEADY = "STEADY"
    FALLING = "FALLING"


@dataclass(frozen=True)
class HeatTerm:
    """One term of the heat: its code, what was counted, its share from 0 to 1, and the degrees it gives."""

    code: str
    counted: int
    share: float
    degrees: int


@dataclass(frozen=True)
class Heat:
    """How much a topic asks for attention, 0 to 100, as the sum of its terms. Of matters, never of people."""

    degrees: int
    terms: tuple[HeatTerm, ...] = ()


@dataclass(frozen=True)
class DayCount:
    """How many messages of a topic came in on a day."""

    day: date
    count: int


@dataclass(frozen=True)
class TopicPlace:
    """How many messages of a topic came from one division and grid. The point is the middle of its grid, if known."""

    division: str
    grid: str
    count: int


@dataclass(frozen=True)
class Representative:
    """A message that stands for its topic: the case, and its listed title, which holds no personal data."""

    case_id: UUID
    number: str
    title: str
    opened_at: datetime


@dataclass(frozen=True)
class TopicLine:
    """A topic in a list. `title` is what people named it, else the listed title of its first representative.

    `recent` and `before` count the last seven days and the seven before; `growth` is their ratio minus one, None where
    there was nothing before. `size` counts the messages the reader may know of.
    """

    id: UUID
    kind: TopicKind
    title: str
    named: bool
    matter: str
    size: int
    recent: int
    before: int
    growth: float | None
    trend: Trend
    divisions: int
    places: int
    first_at: datetime
    last_at: datetime
    heat: Heat
    division: str = ""  # the smallest division that holds the whole topic


@dataclass(frozen=True)
class TopicView:
    """A topic by itself. `days` has every day from the first to today, at most the window of topics."""

    line: TopicLine
    representatives: tuple[Representative, ...]
    days: tuple[DayCount, ...]
    spots: tuple[TopicPlace, ...]
    case_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class TopicsMerged:
    """Somebody said that two topics are one; the messages of `other` are in the topic from now on."""

    kind: ClassVar[str] = "insight.topics_merged"
    other: UUID
    matter: str
    ones: tuple[UUID, ...]  # each belongs, or does not, with the one at its place in `others`
    others: tuple[UUID, ...]


@dataclass(frozen=True)
class TopicSplit:
    """Somebody said that some messages of a topic are another topic, `other`."""

    kind: ClassVar[str] = "insight.topic_split"
    other: UUID
    matter: str
    ones: tuple[UUID, ...]  # each belongs, or does not, with the one at its place in `others`
    others: tuple[UUID, ...]


@dataclass(frozen=True)
class TopicNamed:
    """Somebody gave a topic a name; "" takes it away."""

    kind: ClassVar[str] = "insight.topic_named"
    name: Private


@dataclass(frozen=True)
class MessagesPlaced:
    """Messages were put into topics anew. Counts only: which message stands where is derived, and rebuilt at will."""

    kind: ClassVar[str] = "insight.messages_placed"
    messages: int
    topics: int
    moved: int
    because: str


@dataclass(frozen=True)
class Alike:
    """What others reported that is like some words at some place. `case_ids`: the likest first."""

    case_ids: tuple[UUID, ...]
    count: int
    since: datetime | None
    topic_id: UUID | None = None
