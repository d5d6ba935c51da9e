"""Who acts, and what can happen to an account or to contact data."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private
from gongzhi.people.mandate_facts import ActDisputed as ActDisputed
from gongzhi.people.mandate_facts import ActedFor as ActedFor
from gongzhi.people.mandate_facts import ActedView as ActedView
from gongzhi.people.mandate_facts import DisputedVia as DisputedVia
from gongzhi.people.mandate_facts import HelpedAct as HelpedAct
from gongzhi.people.mandate_facts import MandateMade as MandateMade
from gongzhi.people.mandate_facts import MandateProof as MandateProof
from gongzhi.people.mandate_facts import MandateRevoked as MandateRevoked
from gongzhi.people.mandate_facts import MandateView as MandateView
from gongzhi.people.mandate_facts import MandateWish as MandateWish
from gongzhi.people.mandate_facts import MattersJoined as MattersJoined
from gongzhi.people.screening import Detector as Detector
from gongzhi.people.screening import Finding as Finding
from gongzhi.people.screening import Kind as Kind
from gongzhi.people.screening import Masked as Masked
from gongzhi.people.screening import leaving as leaving
from gongzhi.people.screening import readable as readable
from gongzhi.people.screening import shipped as shipped
from gongzhi.people.screening import without_personal_data as without_personal_data


class ActorKind(StrEnum):
    """What kind of party stands behind an act."""

    STAFF = "STAFF"
    RESIDENT = "RESIDENT"
    SYSTEM = "SYSTEM"
    NODE = "NODE"
    CLIENT = "CLIENT"


class RevealState(StrEnum):
    """What became of a request to see an identity; an open one ends by itself at its time."""

    ASKED = "ASKED"
    OPEN = "OPEN"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class RevealWish:
    """What somebody says who wants to see an identity: codes of purpose and legal basis, for how long, and why."""

    purpose: str
    basis: str
    minutes: int
    reason: str


@dataclass(frozen=True)
class RevealLimits:
    """What may be wished: the bases of each purpose, and the lengths of the time box."""

    bases: Mapping[str, Collection[str]]
    minutes: Collection[int]


@dataclass(frozen=True)
class Actor:
    """Who acts, and in which post. Rules read this and nothing else about a person.

    `powers` are what the post may ever do ("case.handle"); whether the state of a matter allows it
    now is the package's own rule. `division` is the 12-digit code whose tree the post covers.
    `third_party`: the unit is no authority (a property company, an association); identities are not for it.
    A resident has neither account nor post: holding a case's number and code makes one. A `NODE` acts for
    a unit that works on another node: who there did it is that node's to know. A `CLIENT` is another system that
    came with the key `client`, for the unit that answers for it. A resident with a `mandate` is one for whom staff
    act: `account_id` says who types, and has no power of its own in it.
    """

    kind: ActorKind
    account_id: UUID | None = None
    post_id: UUID | None = None
    unit_id: UUID | None = None
    division: str = ""
    powers: frozenset[str] = frozenset()
    node: str = ""
    third_party: bool = False
    client: UUID | None = None
    mandate: UUID | None = None

    def may(self, power: str) -> bool:
        """Tell whether the post carries this power; the system may do what the engine asks of it."""
        return self.kind is ActorKind.SYSTEM or power in self.powers

    def name(self) -> str:
        """Return how facts name the actor: ``staff:<account>@<post>``, ``mandate:<id>`` for a resident who is helped,
        ``node:<name>``, ``client:<key>`` or a kind."""
        if self.kind is ActorKind.STAFF:
            return f"staff:{self.account_id}@{self.post_id}"
        if self.kind is ActorKind.NODE:
            return f"node:{self.node}"
        if self.kind is ActorKind.CLIENT:
            return f"client:{self.client}"
        if self.mandate is not None:
            return f"mandate:{self.mandate}"
        return self.kind.value.lower()


# What the sealed uses of everybody's data are counted under: no matter has this id.
ALL_SEALED = UUID(int=0)

SYSTEM = Actor(kind=ActorKind.SYSTEM)
RESIDENT = Actor(kind=ActorKind.RESIDENT)


@dataclass(frozen=True)
class AccountOpened:
    kind: ClassVar[str] = "people.account_opened"
    account_id: UUID


@dataclass(frozen=True)
class AccountDeactivated:
    kind: ClassVar[str] = "people.account_deactivated"
    account_id: UUID
    reason: Private


@dataclass(frozen=True)
class PasswordChanged:
    kind: ClassVar[str] = "people.password_changed"
    account_id: UUID


@dataclass(frozen=True)
class ContactLeft:
    """Someone left contact data with a matter.

    `commitment` is made over the data with the salt that stands beside them in `people`: not an
    opening of the ledger, since whoever may read a story must not find a telephone number in it.
    """

    kind: ClassVar[str] = "people.contact_left"
    contact_id: UUID
    commitment: str
    by_helper: bool


@dataclass(frozen=True)
class ContactShown:
    """A member of staff looked at contact data, with a reason. Recorded by versions before the vault."""

    kind: ClassVar[str] = "people.contact_shown"
    contact_id: UUID
    reason: Private


@dataclass(frozen=True)
class RevealAsked:
    """Somebody asked to see who is behind a matter that needs a second person; nothing is open yet."""

    kind: ClassVar[str] = "people.reveal_asked"
    contact_id: UUID
    reveal_id: UUID
    unit_id: UUID
    purpose: str
    basis: str
    minutes: int
    reason: Private


@dataclass(frozen=True)
class RevealDeclined:
    """The second person did not agree."""

    kind: ClassVar[str] = "people.reveal_declined"
    reveal_id: UUID
    unit_id: UUID
    reason: Private


@dataclass(frozen=True)
class RevealClosed:
    """Whoever saw an identity needed it no longer, before the time was over."""

    kind: ClassVar[str] = "people.reveal_closed"
    reveal_id: UUID


@dataclass(frozen=True)
class CallRelayed:
    """Somebody was connected by telephone and saw no number. The vault gives it to the exchange until `until`.

    `desk_phone` is whom the exchange connected with the resident: nobody can have it be anybody without a trace.
    """

    kind: ClassVar[str] = "people.call_relayed"
    contact_id: UUID
    unit_id: UUID
    purpose: str
    basis: str
    until: datetime
    desk_phone: Private


@dataclass(frozen=True)
class IdentityRevealed:
    """Somebody may see who is behind a matter until `until`. The vault gives nothing without this fact, committed.

    `purpose` and `basis` are codes; `second` names the account that agreed where two people are needed. With
    `review_until` it was an emergency, and somebody else says by then whether it was needed.
    """

    kind: ClassVar[str] = "people.identity_revealed"
    contact_id: UUID
    reveal_id: UUID
    unit_id: UUID
    purpose: str
    basis: str
    until: datetime
    second: UUID | None
    reason: Private
    review_until: datetime | None = None


@dataclass(frozen=True)
class RevealReviewed:
    """A look in an emergency was reviewed by somebody else: whether it was needed, and why they think so."""

    kind: ClassVar[str] = "people.reveal_reviewed"
    reveal_id: UUID
    needed: bool
    reason: Private


@dataclass(frozen=True)
class DataUsed:
    """A person's data were read or passed on. `seq` counts the uses of the subject: a gap shows.

    `what`, `purpose` and `basis` are codes of `data/purposes.yaml`, `item` the file that was opened. With
    `sealed_until` the line is shown to the person only then, and `seq` counts the sealed ones of all.
    """

    kind: ClassVar[str] = "people.data_used"
    seq: int
    what: str
    item: UUID | None
    purpose: str
    basis: str
    unit_id: UUID | None
    officer: str
    until: datetime | None
    sealed_until: datetime | None
    sealed_basis: Private | None


@dataclass(frozen=True)
class AddressUsed:
    """The person is written to by a way they chose. The vault gives that one address to the sender until `until`.

    `message` is what is told; who of the staff prints a letter stands in the fact's actor.
    """

    kind: ClassVar[str] = "people.address_used"
    contact_id: UUID
    message: UUID
    way: str
    purpose: str
    basis: str
    until: datetime


@dataclass(frozen=True)
class UsesStated:
    """At the end of a month (``2026-11``) the data of the subject had been used so many times, sealed uses left out.

    From then on lines cut off at the end of the numbering show as well.
    """

    kind: ClassVar[str] = "people.uses_stated"
    month: str
    lines: int


@dataclass(frozen=True)
class UsesSummed:
    """The same for the whole installation, with how many uses ever were sealed: the last statement of a month."""

    kind: ClassVar[str] = "people.uses_summed"
    month: str
    lines: int
    sealed: int


# What no story tells one by one: uses stand in a list of their own, and a sealed one is not told at all.
NOT_IN_STORIES = frozenset({DataUsed.kind, AddressUsed.kind, UsesStated.kind})


@dataclass(frozen=True)
class NotedUse:
    """A line on the use of somebody's data, as far as it decides whether the next reading needs another one."""

    what: str
    item: UUID | None
    unit: UUID | None
    at: datetime
    until: datetime | None
    sealed_until: datetime | None
    sealed_basis: str


@dataclass(frozen=True)
class UseFault:
    """What is amiss with a line: missing, double, not_on_record, not_counted, differs."""

    code: str
    seq: int


@dataclass(frozen=True)
class IdentityErased:
    """The identity behind a matter was destroyed, with its key."""

    kind: ClassVar[str] = "people.identity_erased"
    contact_id: UUID
    because: str


@dataclass(frozen=True)
class TextsErased:
    """What was written in a matter, or decided about it, was erased; commitments and hashes stay."""

    kind: ClassVar[str] = "people.texts_erased"
    what: str
    because: str


@dataclass(frozen=True)
class KeyGenerationMade:
    """A month's key-encryption key is in use."""

    kind: ClassVar[str] = "people.key_generation_made"
    generation: str


@dataclass(frozen=True)
class KeyGenerationDestroyed:
    """A month's key-encryption key was destroyed: what only it opened, nobody reads any more."""

    kind: ClassVar[str] = "people.key_generation_destroyed"
    generation: str
