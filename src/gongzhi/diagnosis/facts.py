"""What can happen in diagnosis, and the words in which one message is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID


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


class WhyNot(StrEnum):
    """Which condition fails, so that a person decides and no program does."""

    NOTHING_PROPOSED = "NOTHING_PROPOSED"
    SET_ALREADY = "SET_ALREADY"  # somebody said at filing what it is about
    NOT_ENTERED = "NOT_ENTERED"  # the register holds no entry in force for it that acts
    NOT_HERE = "NOT_HERE"  # the jurisdiction does not want it
    LIFE_SAFETY = "LIFE_SAFETY"
    CONFIDENTIAL = "CONFIDENTIAL"
    UNSURE = "UNSURE"  # below the confidence asked for
    FEW_VERIFIED = "FEW_VERIFIED"  # too few recent verified cases of this matter to say anything
    NOT_PRECISE = "NOT_PRECISE"  # too often wrong lately
    NO_UNIT = "NO_UNIT"  # the duty table names nobody for it here
    SEVERAL_UNITS = "SEVERAL_UNITS"  # it names more than one


class Danger(StrEnum):
    """What a person said of a warning that life may be in danger; "" as long as nobody has looked."""

    CONFIRMED = "CONFIRMED"
    TAKEN_BACK = "TAKEN_BACK"


class Decider(StrEnum):
    """Who decided what a proposal is compared with."""

    DESK = "DESK"
    ARBITER = "ARBITER"
    RULES = "RULES"  # by itself, until a person says otherwise


@dataclass(frozen=True)
class MatterProposed:
    """What was proposed about a message, by which entry of the register. No word of it, and nothing of needs.

    `confidence` in ten-thousandths, as a fact holds no fractions. `data`: kinds of personal data and how many of each.
    `entry` is "" where nothing about the matter was shown: an entry in shadow, or drawn for people alone.
    """

    kind: ClassVar[str] = "diagnosis.proposed"
    matter: str
    confidence: int | None
    others: tuple[str, ...]
    unit_id: UUID | None
    urgency: str
    data: tuple[str, ...]
    article: UUID | None
    entry: str
    version: str
    why_not: tuple[str, ...]


@dataclass(frozen=True)
class SecondProposed:
    """A language model behind an address said later what it is about, beside what was proposed. No word of it.

    `articles`: those its answer rests on. It stands beside the proposal and replaces nothing.
    """

    kind: ClassVar[str] = "diagnosis.second_proposed"
    matter: str
    confidence: int | None
    articles: tuple[UUID, ...]
    entry: str
    version: str


@dataclass(frozen=True)
class DispatchedByItself:
    """A program sent a case to the unit that has the duty, and on what measured precision. A person can undo it."""

    kind: ClassVar[str] = "diagnosis.dispatched"
    matter: str
    unit_id: UUID
    entry: str
    version: str
    right: int
    verified: int
    at_least: int


@dataclass(frozen=True)
class ProposalDecided:
    """What it is about was decided, in the proposal's words or otherwise."""

    kind: ClassVar[str] = "diagnosis.decided"
    matter: str
    agreed: bool | None
    decider: Decider


@dataclass(frozen=True)
class DangerSaid:
    """A person at the desk said whether life is in danger where words had warned of it; the last word counts."""

    kind: ClassVar[str] = "diagnosis.danger_said"
    danger: bool


@dataclass(frozen=True)
class ProposedAgain:
    """After a return it was proposed anew, `without` the units that had returned it. No word of it, nor of the reason.

    `others` are the alternatives shown. `matter` is "" where nothing was left to propose. `returned` is the matter it
    came back with.
    """

    kind: ClassVar[str] = "diagnosis.proposed_again"
    matter: str
    confidence: int | None
    unit_id: UUID | None
    others: tuple[str, ...]
    without: tuple[UUID, ...]
    returned: str
    entry: str
    version: str


@dataclass(frozen=True)
class MatterVerified:
    """The case ended with this matter uncontested, so it counts as what the case was about."""

    kind: ClassVar[str] = "diagnosis.verified"
    matter: str


@dataclass(frozen=True)
class CandidateCompared:
    """A retrained version was held beside the one in use on the same cases; F1 and bounds in ten-thousandths."""

    kind: ClassVar[str] = "diagnosis.candidate_compared"
    digest: str
    running: str
    learnt: int
    held: int
    ours: int
    theirs: int | None
    low: int | None
    high: int | None


# Under which entry of the register reports of the same thing are looked for, and what for.
SIMILAR, SIMILAR_PURPOSE = "similar.text", "similar"


@dataclass(frozen=True)
class LikeCase:
    """A case that was filed, to be compared with others that were: given by its id, whoever runs has its signature."""

    case_id: UUID
    at: datetime
