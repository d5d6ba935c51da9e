"""Words of helping: what a helper can do for somebody, by the kind of matter."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Verb(StrEnum):
    """What a helper types for somebody."""

    ADD = "ADD"
    REPLY = "REPLY"
    URGE = "URGE"
    SOLVED = "SOLVED"
    NOT_SOLVED = "NOT_SOLVED"
    REOPEN = "REOPEN"
    WITHDRAW = "WITHDRAW"


@dataclass(frozen=True)
class Matter:
    """A matter somebody is helped with, as its own page tells it: no text of the person stands in it."""

    id: UUID
    kind: str
    number: str
    sentence: str
    verbs: tuple[Verb, ...]
