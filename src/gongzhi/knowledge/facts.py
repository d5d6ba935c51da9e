"""Words of knowledge, an article and an outage as others read them, and what can happen to them."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


class ArticleState(StrEnum):
    """A draft may be written anew; what was published is never changed, only followed or withdrawn."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


class Helped(StrEnum):
    """What became of a question an article was read for."""

    YES = "YES"
    NO = "NO"
    FURTHER = "FURTHER"  # it was answered, and something else was asked


@dataclass(frozen=True)
class ArticleText:
    """What a version says. English may be empty. `matters` are codes; `sources` names law and papers, a line each.

    It holds from `valid_from` until the day before `valid_to`; somebody looks at it again on `review_on`. `public`:
    residents may read it as well.
    """

    title: str
    body: str
    title_en: str = ""
    body_en: str = ""
    sources: str = ""
    matters: tuple[str, ...] = ()
    public: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class VersionView:
    """A version of an article with what was counted of it. `followed_on`: a newer one holds from that day on."""

    id: int
    article_id: UUID
    n: int
    state: ArticleState
    unit_id: UUID
    division: str
    text: ArticleText
    digest: str
    changed_at: datetime
    yes: int = 0
    no: int = 0
    further: int = 0
    followed_on: date | None = None

    @property
    def title(self) -> str:
        return self.text.title

    @property
    def title_en(self) -> str:
        return self.text.title_en


@dataclass(frozen=True)
class Hit:
    """An article found by words: a piece of its text, as (words, whether they were asked for)."""

    version: VersionView
    piece: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class OutageTold:
    """What a unit says of an outage. `grid` is a code, or empty for the whole division."""

    matter: str
    division: str
    planned: bool
    starts_at: datetime
    until_at: datetime | None
    text: str
    unit_id: UUID
    grid: str = ""
    address: str = ""
    text_en: str = ""


@dataclass(frozen=True)
class OutageView:
    """Something known to be out of order or being worked on, where, and until when that is expected."""

    id: UUID
    matter: str
    division: str
    grid: str
    address: str
    planned: bool
    starts_at: datetime
    until_at: datetime | None
    text: str
    text_en: str
    unit_id: UUID
    ended_at: datetime | None


@dataclass(frozen=True)
class ArticleDrafted:
    """A draft was written or written anew."""

    kind: ClassVar[str] = "knowledge.article_drafted"
    n: int
    unit_id: UUID
    digest: str


@dataclass(frozen=True)
class ArticlePublished:
    kind: ClassVar[str] = "knowledge.article_published"
    n: int
    unit_id: UUID
    digest: str
    matters: tuple[str, ...]
    public: bool
    valid_from: str
    valid_to: str | None
    review_on: str
    supersedes: int | None


@dataclass(frozen=True)
class ArticleWithdrawn:
    kind: ClassVar[str] = "knowledge.article_withdrawn"
    n: int
    reason: Private


@dataclass(frozen=True)
class OutageNoted:
    """An outage or planned work is known."""

    kind: ClassVar[str] = "knowledge.outage_noted"
    matter: str
    division: str
    grid: str
    planned: bool
    starts_at: datetime
    until_at: datetime | None
    unit_id: UUID
    text: Private
    address: Private | None


@dataclass(frozen=True)
class OutageChanged:
    """It is expected to last until another time."""

    kind: ClassVar[str] = "knowledge.outage_changed"
    until_at: datetime | None


@dataclass(frozen=True)
class OutageEnded:
    kind: ClassVar[str] = "knowledge.outage_ended"
