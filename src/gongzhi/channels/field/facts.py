"""What a telephone without a network may hold and send, in frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

# Who has something to do out of doors. What each of them may send is decided by the actions, as on every other way.
POWERS = ("case.intake", "case.handle", "patrol.report", "patrol.handle")
# Defaults of this project: how much of an inbox goes along, and how long it may be read.
MOST_WORK = 30
HOURS = 24

CASE, EVENT, ACT = "case", "event", "act"

# Steps that may be written down on the way: what is said about the own part, and nothing that needs a list of
# units, opens an identity or ends a matter over somebody's head.
STEPS: Mapping[str, tuple[str, ...]] = {
    "case": ("sign", "arrive", "contact", "part_done", "answer", "note"),
    "patrol": ("sign", "report"),
    "round": ("sign", "nothing"),
    "directive": ("sign",),
}
# The step by which words are only added: what remains when a matter has moved on.
WORDS = {"case": "note"}


@dataclass(frozen=True)
class Entry:
    """One thing somebody typed: its key is made when the typing begins and never again."""

    key: UUID
    account: str
    post: str
    what: str
    data: Mapping[str, Any]
    loop: UUID | None = None
    step: str = ""
    version: int = 0


@dataclass(frozen=True)
class Sent:
    """What was taken in: the number, and for a new case the code to be read out."""

    loop_id: UUID
    number: str
    says: str = ""
    code: str = ""
    version: int = 0  # how many facts the matter has by this step alone; 0: others moved it as well


@dataclass(frozen=True)
class Unfit:
    """What is wrong with the fields, in sentences."""

    errors: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class MovedOn:
    """The matter is not as it was when this was typed: what stands there now, field by field."""

    version: int
    number: str
    fields: tuple[Mapping[str, str], ...]
    changes: tuple[Mapping[str, str], ...]
    possible: bool
    words: str
    why: str = ""


Outcome = Sent | Unfit | MovedOn
