"""Words about orders of a platform above 上级平台, and what can happen to one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private

AMBER, RED = "AMBER", "RED"


class Move(StrEnum):
    """What the platform above does with its order after it sent it."""

    CLOSED = "CLOSED"
    RECALLED = "RECALLED"  # taken back, or given to somebody else
    REOPENED = "REOPENED"
    JUDGED = "JUDGED"  # its callback asked the resident
    DEADLINE = "DEADLINE"  # another limit, or another code
    EXTENDED = "EXTENDED"
    NOT_EXTENDED = "NOT_EXTENDED"
    TAKEN_BACK = "TAKEN_BACK"  # our return accepted 同意退单
    NOT_TAKEN_BACK = "NOT_TAKEN_BACK"
    REMARK = "REMARK"


class Kind(StrEnum):
    """What is told to the platform above."""

    SIGN = "SIGN"
    RETURN = "RETURN"  # not ours 退单
    EXTENSION = "EXTENSION"
    REPLY = "REPLY"
    JUDGEMENT = "JUDGEMENT"  # what the resident said here
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"


class State(StrEnum):
    """How a message to the platform above stands."""

    WAITING = "WAITING"
    SENT = "SENT"
    REFUSED = "REFUSED"  # they do not accept it: somebody looks
    DEAD = "DEAD"  # tried for days without an answer
    ASIDE = "ASIDE"  # somebody looked and goes on without it


class Status(StrEnum):
    """How an order stands above, in our words."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Code(StrEnum):
    """Lists of theirs that are mapped."""

    CATEGORY = "CATEGORY"
    UNIT = "UNIT"
    CLASS = "CLASS"
    STATUS = "STATUS"


class What(StrEnum):
    """In what the two sides differ."""

    MISSING_HERE = "MISSING_HERE"
    MISSING_ABOVE = "MISSING_ABOVE"
    STATUS = "STATUS"
    DEADLINE = "DEADLINE"
    CATEGORY = "CATEGORY"
    OPINION = "OPINION"  # the resident's judgement, here and there
    NOT_FOLLOWED = "NOT_FOLLOWED"  # a step of theirs the procedure here does not allow


class How(StrEnum):
    """How a difference was settled."""

    AGREES = "AGREES"  # found equal later on
    ASKED = "ASKED"  # the order was asked for again
    RESENT = "RESENT"  # our last word was sent again
    NOTED = "NOTED"  # both stand, with a reason


@dataclass(frozen=True)
class Order:
    """An order as the platform above gives it; what it calls things is its own, until mapped."""

    number: str
    given_at: datetime
    text: str
    due_at: datetime | None = None
    category: str = ""
    unit: str = ""
    deadline_class: str = ""
    status: str = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    confidential: bool = False
    photos: tuple[str, ...] = ()


@dataclass(frozen=True)
class Event:
    """A step of the platform above with one order; `seq` counts them per order from 1, without a gap."""

    number: str
    seq: int
    move: Move
    at: datetime
    words: str = ""
    solved: bool | None = None
    satisfied: str = ""
    due_at: datetime | None = None
    category: str = ""


@dataclass(frozen=True)
class OrderState:
    """One line of the list of a day: how an order stands above."""

    number: str
    status: str
    due_at: datetime | None
    category: str


@dataclass(frozen=True)
class Page:
    """What a pull brought. `cursor` is where the next one goes on; `more`: there is more at once."""

    orders: tuple[Order, ...] = ()
    events: tuple[Event, ...] = ()
    cursor: str = ""
    more: bool = False


@dataclass(frozen=True)
class Message:
    """What is told to the platform above. `key` is the same at each try: they do it once."""

    key: UUID
    number: str
    kind: Kind
    at: datetime
    text: str = ""
    reason: str = ""
    code: str = ""  # our finding, reason of return or kind of end, in their codes
    solved: bool | None = None
    satisfied: str = ""


@dataclass(frozen=True)
class MappingLoaded:
    """How a platform above is reached and what its codes mean, from a day on."""

    kind: ClassVar[str] = "upper.mapping_loaded"
    platform: str
    valid_from: str
    digest: str


@dataclass(frozen=True)
class OrderTaken:
    """An order of the platform above is a case here; every order is exactly one."""

    kind: ClassVar[str] = "upper.order_taken"
    platform: str
    loop_id: UUID
    given_at: datetime
    due_at: datetime | None
    category: str
    deadline_class: str
    status: str
    known: bool


@dataclass(frozen=True)
class EventFollowed:
    """A step of the platform above was taken in; `followed`: the case went along, else both stand."""

    kind: ClassVar[str] = "upper.event_followed"
    seq: int
    move: Move
    followed: bool
    code: str
    due_at: datetime | None
    category: str
    solved: bool | None
    status: str


@dataclass(frozen=True)
class MessageSetAside:
    """Somebody looked at a message the platform above did not take, and goes on without it."""

    kind: ClassVar[str] = "upper.message_set_aside"
    message_id: UUID
    reason: Private


@dataclass(frozen=True)
class MessageAgain:
    """Somebody looked, and a message is tried again."""

    kind: ClassVar[str] = "upper.message_again"
    message_id: UUID


@dataclass(frozen=True)
class LimitNear:
    """The limit of the platform above is near (AMBER) or over (RED); whoever owes the case is told."""

    kind: ClassVar[str] = "upper.limit_near"
    loop_id: UUID
    threshold: str
    due_at: datetime


@dataclass(frozen=True)
class Reconciled:
    """The lists of a day were compared, so many orders, and so many differences found."""

    kind: ClassVar[str] = "upper.reconciled"
    platform: str
    day: str
    compared: int
    found: int


@dataclass(frozen=True)
class DifferenceSettled:
    """A difference between the two sides is settled; `reason` where somebody noted why both stand."""

    kind: ClassVar[str] = "upper.difference_settled"
    difference_id: UUID
    how: How
    reason: Private | None
