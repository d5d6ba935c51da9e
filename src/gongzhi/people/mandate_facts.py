"""Mandates to act for somebody 帮办代办: what one allows, how it was given, and what can happen to it. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


class HelpedAct(StrEnum):
    """What a helper may do for somebody, each named by itself."""

    FILE = "FILE"
    ADD = "ADD"  # add, answer a question, urge, supply a paper
    JUDGE = "JUDGE"  # say whether it is solved or right, and open it again
    WITHDRAW = "WITHDRAW"


class MandateProof(StrEnum):
    """How it is known that the person wants it."""

    PRESENT = "PRESENT"  # is here
    PHONE = "PHONE"  # is on the telephone; the note may name the recording
    PAPER = "PAPER"  # gave a paper; a photo of it is kept
    SMS = "SMS"  # sent a message
    WITNESS = "WITNESS"  # somebody else was there and says so


class DisputedVia(StrEnum):
    """How the person said that an act was not wanted."""

    WEB = "WEB"
    SMS = "SMS"
    PHONE = "PHONE"


@dataclass(frozen=True)
class MandateWish:
    """What is said when a mandate is given. `photo` is what `clean_photo` returned; `note` says who witnessed, or
    names the recording or the message. `through_resident`: another resident, named in the contact, speaks for them.
    """

    proof: MandateProof
    note: str = ""
    photo: bytes | None = None
    through_resident: bool = False


@dataclass(frozen=True)
class MandateView:
    """A mandate as rules and screens see it. `subject`: for this matter only; else for all matters of `kinds`."""

    id: UUID
    subject: UUID | None
    kinds: tuple[str, ...]
    acts: tuple[HelpedAct, ...]
    proof: MandateProof
    has_photo: bool
    through_resident: bool
    account: UUID
    unit: UUID
    made_at: datetime
    until: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class ActedView:
    """One thing done for somebody. `undone`: None while nobody disputed it."""

    id: UUID
    mandate: UUID
    subject: UUID
    act: HelpedAct
    proof: MandateProof
    unit: UUID
    at: datetime
    disputed_at: datetime | None
    undone: bool | None


@dataclass(frozen=True)
class MandateMade:
    """A mandate was given. What stands on the paper is no fact; `photo_sha256` is the digest of its photo, in hex."""

    kind: ClassVar[str] = "people.mandate_made"
    mandate_id: UUID
    matter_only: bool
    kinds: tuple[str, ...]
    acts: tuple[HelpedAct, ...]
    proof: MandateProof
    photo_sha256: str
    through_resident: bool
    unit_id: UUID
    until: datetime
    note: Private | None


@dataclass(frozen=True)
class MandateRevoked:
    kind: ClassVar[str] = "people.mandate_revoked"
    mandate_id: UUID


@dataclass(frozen=True)
class ActedFor:
    """Staff typed something for the person concerned, under a mandate: recorded beside what was done."""

    kind: ClassVar[str] = "people.acted_for"
    acted_id: UUID
    mandate_id: UUID
    act: HelpedAct
    proof: MandateProof
    unit_id: UUID


@dataclass(frozen=True)
class ActDisputed:
    """The person says this was not done in their name. `undone`: it was taken back at once; else a desk looks at it."""

    kind: ClassVar[str] = "people.act_disputed"
    acted_id: UUID
    act: HelpedAct
    via: DisputedVia
    undone: bool


@dataclass(frozen=True)
class MattersParted:
    """Two matters are no longer said to be of the same person. Recorded with each."""

    kind: ClassVar[str] = "people.matters_parted"
    other_id: UUID


@dataclass(frozen=True)
class MattersJoined:
    """The same person said of two matters that both are theirs, showing the code of each. Recorded with each.

    By staff of `unit_id` where the person said so at a desk.
    """

    kind: ClassVar[str] = "people.matters_joined"
    other_id: UUID
    unit_id: UUID | None = None
