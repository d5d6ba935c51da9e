"""What can happen in diagnosis, and the words in which one message is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Side(StrEnum):
    """Whether words speak for what is proposed or against it."""

    FOR = "FOR"
    AGAINST = "AGAINST"


class Urgency(StrEnum):
    """How soon somebody has to look at it. LIFE stands on top at once and is never dispatched by a program."""

    LIFE = "LIFE"  # somebody may be hurt or die
    SOON = "SOON"  # gets worse by the hour
    PLAIN = "PLAIN"


@dataclass(frozen=True)
class Message:
    """One message as it is read: what a model gets, and nothing about who wrote it.

    `title` may be "" (residents write none), `place` is what was said of it, `division` a code of the tree of
    divisions, `channel` a code of how it came in.
    """

    title: str
    text: str
    place: str = ""
    division: str = ""
    channel: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Reason:
    """Words of the message that spoke for or against a code, and how much. `weight` is never negative.

    `places`: where they stand in the text (from, to), half-open, in characters of `Message.text` as it was given;
    empty where the words are not of the text (title, place). They are what is stored; the words are not.
    """

    words: str
    weight: float
    for_or_against: Side = Side.FOR
    places: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Proposed:
    """One code that may be meant: of the tree of matters at `level` (1 is the top), or a label of a file (level 1)."""

    code: str
    confidence: float
    reasons: tuple[Reason, ...] = ()
    level: int = 1


@dataclass(frozen=True)
class Reading:
    """What a message may be about: the best code of each level from the top to the deepest one that is known, and what
    else may be meant at that deepest level, the likelier first."""

    levels: tuple[Proposed, ...]
    others: tuple[Proposed, ...] = ()


@dataclass(frozen=True)
class Safety:
    """How soon somebody has to look at it, and what helps to talk with whoever wrote it (codes of needs)."""

    urgency: Urgency
    confidence: float | None = None
    reasons: tuple[Reason, ...] = ()
    needs: tuple[Proposed, ...] = ()


@dataclass(frozen=True)
class Labelled:
    """A message with what people decided it is about: a row to learn from.

    `path` goes from the top level to the leaf, (“label”,) for a file with one level. `groups` are coarse declared
    groups for figures by group (channel, kind of division, language, length), never a person.
    """

    title: str
    text: str
    path: tuple[str, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
