"""Words of the organization, what crosses its door, and what can happen to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


class Level(StrEnum):
    """Levels of administration, from the top down."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    COMMUNITY = "community"


class UrbanRural(StrEnum):
    """Urban–rural class of the statistical bureau."""

    MAIN_URBAN = "111"
    URBAN_FRINGE = "112"
    TOWN_CENTRE = "121"
    TOWN_FRINGE = "122"
    SPECIAL = "123"
    TOWNSHIP_CENTRE = "210"
    VILLAGE = "220"


class GridKind(StrEnum):
    BASIC = "BASIC"
    DEDICATED = "DEDICATED"  # 专属网格: a market, a school, an office tower
    PROFESSIONAL = "PROFESSIONAL"
    MICRO = "MICRO"


class CoordinateSystem(StrEnum):
    WGS84 = "WGS84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


class LimitClass(StrEnum):
    """Which time limit a matter has in the time profile."""

    CONSULT = "consult"
    GENERAL = "general"
    COMPLEX = "complex"
    LIFE_SAFETY = "life_safety"


class DutyRole(StrEnum):
    LEAD = "LEAD"
    COOPERATE = "COOPERATE"
    TAKEN_BACK = "TAKEN_BACK"  # 收回: a department does it now


class Office(StrEnum):
    """What a desk does for the tree it serves."""

    DISPATCH = "DISPATCH"
    ARBITRATION = "ARBITRATION"
    CALLBACK = "CALLBACK"
    RECHECK = "RECHECK"
    HOTLINE = "HOTLINE"
    SERVICE_HALL = "SERVICE_HALL"
    GRID_DESK = "GRID_DESK"  # takes in what is found in the grids
    # Where somebody is sent on to; the unit's public phone and counter are what the resident reads.
    PETITION = "PETITION"
    COURT = "COURT"
    REVIEW = "REVIEW"
    DISCIPLINE = "DISCIPLINE"
    DISCLOSURE = "DISCLOSURE"
    ETHICS = "ETHICS"  # the board that reviews algorithms


class Tenure(StrEnum):
    """How somebody comes to act in a post."""

    FULL = "FULL"
    ACTING = "ACTING"
    STANDING_IN = "STANDING_IN"


@dataclass(frozen=True)
class Period:
    """Dates, half-open: `to` is the first day on which it no longer holds; None means open."""

    start: date
    to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.to is None or day < self.to)

    def overlaps(self, other: "Period") -> bool:
        return (other.to is None or self.start < other.to) and (self.to is None or other.start < self.to)


@dataclass(frozen=True)
class DutyEntry:
    """One line of the duty table. `division` is the tree in which it holds, empty for everywhere."""

    unit_kind: str
    level: Level
    matter: str
    role: DutyRole
    citation: str
    period: Period
    citation_en: str = ""
    taken_by: str = ""
    division: str = ""


@dataclass(frozen=True)
class DutyGround:
    """Why a unit may lead a matter. `matter` is the ancestor whose entry decided."""

    role: DutyRole
    citation: str
    citation_en: str
    matter: str


@dataclass(frozen=True)
class DivisionView:
    code: str
    name: str
    name_en: str
    level: Level
    parent: str | None
    lon: float | None
    lat: float | None


@dataclass(frozen=True)
class GridPlace:
    """Where a point lies."""

    grid_id: UUID
    grid_code: str
    division: str


@dataclass(frozen=True)
class GridView:
    id: UUID
    code: str
    kind: GridKind
    division: str
    name: str
    name_en: str
    households: int | None


@dataclass(frozen=True)
class UnitView:
    id: UUID
    code: str
    kind: str
    level: Level
    division: str
    parent_id: UUID | None
    name: str
    name_en: str
    approves_answers: bool
    public_phone: str
    counter: str


@dataclass(frozen=True)
class UnitKindView:
    code: str
    name: str
    name_en: str
    third_party: bool = False


@dataclass(frozen=True)
class PostType:
    """A type of post and the powers it carries (`data/post_types.yaml`)."""

    code: str
    name: str
    name_en: str
    powers: frozenset[str]


@dataclass(frozen=True)
class PostView:
    """A post somebody may act in. `for_account` is the absent holder when standing in.

    `third_party`: the unit is no authority, and nothing in the post leads to an identity.
    """

    id: UUID
    code: str
    type: PostType
    title: str
    title_en: str
    unit: UnitView
    tenure: Tenure
    for_account: UUID | None = None
    third_party: bool = False


@dataclass(frozen=True)
class HolderView:
    """Somebody who may act in a post of a unit."""

    account_id: UUID
    post_id: UUID
    powers: frozenset[str]
    tenure: Tenure


@dataclass(frozen=True)
class MatterView:
    """A node of the tree of matters. `path` runs from the root to the node itself, by code."""

    code: str
    parent: str | None
    name: str
    name_en: str
    limit_class: LimitClass
    path: tuple[str, ...]
    leaf: bool


@dataclass(frozen=True)
class DutyCandidate:
    """A unit that may lead a matter at a place, and why."""

    unit: UnitView
    ground: DutyGround


@dataclass(frozen=True)
class RowProblem:
    """Why a row was rejected, or what is odd about it. Line 1 is the header; features count from 1."""

    line: int
    column: str
    code: str
    details: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class RowChange:
    """A row an import adds or changes: its key, and each cell that is another, before and after.

    `outline`: the boundary of a grid is another one.
    """

    key: str
    added: bool
    cells: tuple[tuple[str, str, str], ...] = ()
    outline: bool = False


@dataclass(frozen=True)
class Report:
    """What an import did with one file, or would do. `changes` are told of a trial only, the first ones."""

    table: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: tuple[RowProblem, ...] = ()
    warnings: tuple[RowProblem, ...] = ()
    changes: tuple[RowChange, ...] = ()

    @property
    def accepted(self) -> int:
        """Rows that changed something."""
        return self.added + self.changed


@dataclass(frozen=True)
class TableImported:
    """Rows of one table were added or changed. `added` and `changed` are codes, or ids where there is no code."""

    kind: ClassVar[str] = "organization.table_imported"
    table: str
    digest: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    rejected: int


@dataclass(frozen=True)
class PostTaken:
    """Somebody took a post, in full or acting."""

    kind: ClassVar[str] = "organization.post_taken"
    holding_id: UUID
    post_id: UUID
    account_id: UUID
    tenure: Tenure
    start_on: str


@dataclass(frozen=True)
class PostLeft:
    kind: ClassVar[str] = "organization.post_left"
    holding_id: UUID
    post_id: UUID
    account_id: UUID
    end_on: str


@dataclass(frozen=True)
class LeaveTaken:
    """Somebody is away; the stand-in acts in all posts meanwhile."""

    kind: ClassVar[str] = "organization.leave_taken"
    leave_id: UUID
    account_id: UUID
    stand_in_id: UUID
    start_on: str
    end_on: str
