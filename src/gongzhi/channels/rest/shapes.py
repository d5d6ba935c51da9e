"""The forms of requests and answers, as the schema describes them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from gongzhi.channels.rest.fields import (
    Code,
    Degrees,
    DivisionCode,
    Id,
    Instant,
    Line,
    MatterCode,
    Name,
    Phone,
    Said,
    Text,
    Told,
    Yes,
)

_TEXT = "Only with the scope %s. Personal data in it are masked."


class Wrong(Told):
    """One thing that does not fit: where it stands, and why."""

    where: str
    why: str


class Problem(Told):
    """RFC 9457. Programs go by `code`, which stays; people read `detail`."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    detail_zh: str
    detail_en: str
    errors: list[Wrong] | None = None


class LoopLine(Told):
    """A matter going round, in a list."""

    id: Id
    number: str
    kind: str
    state: str
    division: str
    matter: str
    opened_at: Instant
    first_due_at: Instant | None
    due_at: Instant | None
    paused_until: Instant | None
    ended_at: Instant | None
    end_kind: str
    urged: int
    supervised: bool
    title: str | None = Field(None, description=_TEXT % "loops.read.text")


class Place(Told):
    """Where it is; of a confidential case nothing."""

    kind: Literal["POINT", "ADDRESS", "NONE"]
    longitude: float | None
    latitude: float | None
    address: str
    grid: str


class CaseOut(Told):
    """A case. Who reported it is told to no system."""

    id: Id
    number: str
    state: str
    division: str
    matter: str
    channel: str
    filer: str
    confidential: bool
    opened_at: Instant
    first_due_at: Instant | None
    due_at: Instant | None
    paused_until: Instant | None
    ended_at: Instant | None
    end_kind: str
    urged: int
    supervised: bool
    lead: Id | None
    finding: str
    solved: bool | None
    satisfied: str
    parent: Id | None
    title: str | None = Field(None, description=_TEXT % "cases.read.text")
    text: str | None = Field(None, description=_TEXT % "cases.read.text")
    place: Place | None = Field(None, description="Only with the scope cases.read.place.")


class CasePage(Told):
    items: list[CaseOut]
    next: str | None = Field(description="What goes into `cursor` for the next page; null on the last one.")


class LoopPage(Told):
    items: list[LoopLine]
    next: str | None


class Point(Said):
    longitude: Degrees = Field(ge=-180, le=180)
    latitude: Degrees = Field(ge=-90, le=90)
    system: Literal["WGS84", "GCJ-02", "BD-09"] = "WGS84"


class NewPlace(Said):
    """Where it is: a point, an address, or neither. `division`: where it goes when the point lies in no grid."""

    point: Point | None = None
    address: Line = ""
    division: DivisionCode | None = None


class Reached(Said):
    """Somebody who can be reached. It goes into the vault and comes out to no system."""

    name: Name = ""
    phone: Phone


class NewPerson(Said):
    """Who reports it, as far as they want to say; `helper`: who does so for them."""

    reached: Reached | None = None
    helper: Reached | None = None
    needs: list[Literal["LANGUAGE", "HEARING", "SIGHT", "HELPER", "OTHER"]] = Field(default=[], max_length=5)
    needs_note: Line = ""


class NewCase(Said):
    """What somebody reports."""

    text: Text
    place: NewPlace = NewPlace()
    matter: MatterCode | None = None
    person: NewPerson = NewPerson()
    confidential: Yes = False


class CaseFiled(Told):
    """The number and the code belong to whoever reported it: both open the case on the pages for residents."""

    id: Id
    number: str
    code: str | None
    located: bool
    proposed_unit: Id | None


class NewWords(Said):
    text: Text


class Changed(Told):
    """How it stands after a change. `etag` goes into If-Match of the next one."""

    id: Id
    number: str
    state: str
    ended_at: Instant | None
    etag: str


class Obligation(Told):
    id: Id
    party: str
    unit: Id | None = Field(description="null: the person concerned.")
    what: str
    status: Literal["OPEN", "ACCEPTED", "DONE", "RETURNED", "REFUSED", "WAIVED"]
    opened_at: Instant
    due_at: Instant
    settled_at: Instant | None
    beside: bool


class OfficeClock(Told):
    """The office's clock. It stands still while a question is open."""

    what: str
    party: str
    due_at: Instant
    paused: bool
    provisional: bool


class WaitingClock(Told):
    """The clock of whoever waits: it never stands still and never begins anew."""

    since: Instant
    until: Instant | None


class Clocks(Told):
    office: OfficeClock | None
    waiting: WaitingClock
    others: list[OfficeClock]


class StoryLine(Told):
    """One step of the story. Words only with the scope loops.read.text, personal data in them masked."""

    id: Id | None
    at: Instant
    internal: bool
    sentence: str | None = None
    words: str | None = None
    citation: str | None = None


class LoopOut(LoopLine):
    """A matter going round, with its story."""

    holders: dict[str, list[Id | None]]
    obligations: list[Obligation]
    clocks: Clocks
    story: list[StoryLine]


class Choice(Told):
    value: str
    label: str


class Parameter(Told):
    """A parameter of an act."""

    name: str
    label: str
    kind: Literal["text", "choice", "choices", "yes", "number", "date", "instant"]
    required: bool
    choices: list[Choice] | None = None


class Act(Told):
    """Something that can be done. `refusal`: the code of what speaks against it now."""

    event: str
    label: str
    refusal: str | None
    why: str | None
    parameters: list[Parameter]


class Acts(Told):
    id: Id
    number: str
    state: str
    acts: list[Act]


class NewAct(Said):
    """What to do, with the parameters its act names."""

    event: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$", examples=["sign"])]
    parameters: dict[str, Any] = Field(
        {}, description="By name, as the act lists them: texts, yes or no, and lists of codes."
    )


class Owed(Told):
    """What a unit owes."""

    id: Id
    what: str
    party: str
    status: str
    due_at: Instant
    loop: LoopLine


class OwedPage(Told):
    items: list[Owed]
    next: str | None


class Division(Told):
    code: str
    name: str
    name_en: str
    level: str
    parent: str | None
    longitude: float | None
    latitude: float | None


class Unit(Told):
    id: Id
    code: str
    kind: str
    division: str
    parent: Id | None
    name: str
    name_en: str
    public_phone: str
    counter: str


class Matter(Told):
    code: str
    parent: str | None
    name: str
    name_en: str
    limit_class: str
    leaf: bool


class Grid(Told):
    id: Id
    code: str
    kind: str
    division: str
    name: str
    name_en: str


class Post(Told):
    """A post, without whoever holds it."""

    id: Id
    code: str
    unit: Id
    type: str
    title: str
    title_en: str


class DivisionPage(Told):
    items: list[Division]
    next: str | None


class UnitPage(Told):
    items: list[Unit]
    next: str | None


class MatterPage(Told):
    items: list[Matter]
    next: str | None


class GridPage(Told):
    items: list[Grid]
    next: str | None


class PostPage(Told):
    items: list[Post]
    next: str | None


class Notice(Told):
    """A notice of the key's unit. `subject` is the id of what it is about."""

    id: Id
    code: Code
    sentence: str
    subject: Id
    number: str
    at: Instant
    read: bool
    title: str | None = Field(None, description=_TEXT % "loops.read.text")


class NoticePage(Told):
    items: list[Notice]
    next: str | None


class Standing(Told):
    """How the notices stand: at most 100 unread ones are counted."""

    unread: int
    newest: Id | None
    newest_at: Instant | None


class ReadUpTo(Said):
    up_to: Instant


class MarkedRead(Told):
    marked: int
    etag: str
