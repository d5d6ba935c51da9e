"""Words of notices, and what can happen to one."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


class Way(StrEnum):
    """How somebody is told outside these pages. The page of the matter says everything in any case."""

    SMS = "SMS"
    EMAIL = "EMAIL"
    LETTER = "LETTER"
    HOOK = "HOOK"  # a group of a unit in DingTalk, WeCom or the like


class HookKind(StrEnum):
    """How a webhook wants its words."""

    PLAIN = "PLAIN"  # JSON, signed by us
    DINGTALK = "DINGTALK"
    WECOM = "WECOM"


class ChoiceState(StrEnum):
    """Whether a way that was chosen is used."""

    ON = "ON"
    OFF = "OFF"  # no longer chosen
    STOPPED = "STOPPED"  # the person said stop
    BOUNCED = "BOUNCED"  # what was sent came back


class MessageState(StrEnum):
    """What became of one message."""

    WAITING = "WAITING"
    HELD = "HELD"  # until the night is over, or for the daily digest
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"  # tried as often as is tried
    BOUNCED = "BOUNCED"  # it came back
    UNKNOWN = "UNKNOWN"  # the sender was stopped at the worst moment: nobody can tell whether it went out
    STOPPED = "STOPPED"  # the person wants none any more
    SETTLED = "SETTLED"  # the desk dealt with it in another way


@dataclass(frozen=True)
class NoticesRead:
    """Somebody of a unit read its notices up to an instant."""

    kind: ClassVar[str] = "notices.read"
    unit_id: UUID
    up_to: datetime


@dataclass(frozen=True)
class WaysChosen:
    """The person behind a matter chose how to be told; `contacts` says whose addresses. No way: the page alone."""

    kind: ClassVar[str] = "notices.ways_chosen"
    contacts: Mapping[str, str]
    language: str
    at_once: bool


@dataclass(frozen=True)
class WayEnded:
    """A way is used no more: what was sent came back, or the person said stop."""

    kind: ClassVar[str] = "notices.way_ended"
    way: Way
    state: ChoiceState


@dataclass(frozen=True)
class UnitTold:
    """A unit chose how it is told beside its list; the address is a commitment. `at_once`, or once a day."""

    kind: ClassVar[str] = "notices.unit_told"
    unit_id: UUID
    way: Way
    on: bool
    at_once: bool
    address: Private | None


@dataclass(frozen=True)
class NotDelivered:
    """A notice to the person could not be delivered by a way; the desk sees it among the undelivered."""

    kind: ClassVar[str] = "notices.not_delivered"
    message: UUID
    way: Way
    code: str
    state: MessageState


@dataclass(frozen=True)
class Resolved:
    """The desk dealt with a notice that was not delivered: it is tried again, goes by letter, or somebody calls."""

    kind: ClassVar[str] = "notices.resolved"
    message: UUID
    how: str


@dataclass(frozen=True)
class LetterPosted:
    """A letter was given to the post, or came back."""

    kind: ClassVar[str] = "notices.letter"
    message: UUID
    code: str
    returned: bool


@dataclass(frozen=True)
class NewNotice:
    """What is to be told to one unit."""

    unit_id: UUID
    fact_id: UUID
    code: str
    subject: UUID
    number: str
    title: str
    at: datetime
    urgent: bool = False


@dataclass(frozen=True)
class NewMessage:
    """What is to be told to the person behind a matter, whichever ways they chose."""

    fact_id: UUID
    code: str
    subject: UUID
    number: str
    division: str
    at: datetime
    urgent: bool = False
    unit_id: UUID | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Wish:
    """What somebody says at filing of how to be told: the ways, in which language, at once or once a day."""

    ways: Collection[Way] = ()
    language: str = "zh-hans"
    at_once: bool = True


PAGE_ALONE = Wish()


@dataclass(frozen=True)
class Chosen:
    """What a person chose: the ways, each with the contact that holds its address, the language, and how often."""

    contacts: Mapping[Way, UUID] = field(default_factory=dict)
    language: str = "zh-hans"
    at_once: bool = True


# What the person concerned reads of all this in the story of their matter; the rest is the desk's own.
IN_OWN_STORY = frozenset({WaysChosen.kind, WayEnded.kind, LetterPosted.kind})


@dataclass(frozen=True)
class NoticeView:
    """A notice as a list shows it. `code` names the sentence."""

    id: UUID
    code: str
    subject: UUID
    number: str
    title: str
    at: datetime
    read: bool
