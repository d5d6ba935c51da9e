"""Words of text messages that come in, and what can happen to one. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


class SmsState(StrEnum):
    """What became of a message that came in."""

    FILED = "FILED"
    JUDGED = "JUDGED"
    OBJECTED = "OBJECTED"
    STOPPED = "STOPPED"
    CALL = "CALL"  # the sender wants to talk with a person
    UNCLEAR = "UNCLEAR"  # a person looks at it
    TOO_MANY = "TOO_MANY"  # more than one sender's messages a day are taken
    SETTLED = "SETTLED"  # a person looked, and it becomes no case


# These wait for a person.
WAITING = frozenset({SmsState.CALL, SmsState.UNCLEAR})


class Said(StrEnum):
    """What a message says, as far as a program can tell."""

    SOLVED = "SOLVED"
    PARTLY = "PARTLY"
    NOT_SOLVED = "NOT_SOLVED"
    OBJECT = "OBJECT"
    HUMAN = "HUMAN"
    STOP = "STOP"
    REPORT = "REPORT"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True)
class Read:
    """What a message says, and the last digits of the number it is about, where they stand in it."""

    said: Said
    digits: str = ""


@dataclass(frozen=True)
class SmsTaken:
    """A text message came in; `state` says what was made of it. Its words are those of the case, or no fact."""

    kind: ClassVar[str] = "channels.sms_taken"
    sms_id: UUID
    state: SmsState


@dataclass(frozen=True)
class SmsSettled:
    """A person looked at a message that was not understood: it became a case, or, for a reason, nothing more."""

    kind: ClassVar[str] = "channels.sms_settled"
    sms_id: UUID
    state: SmsState
    reason: Private | None
