"""What can happen on the links between nodes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


@dataclass(frozen=True)
class NeighbourAdded:
    """Another node is known from now on; its address is no secret, its key stands in a file."""

    kind: ClassVar[str] = "federation.neighbour_added"
    node: str
    address: str


@dataclass(frozen=True)
class UnitHosted:
    """A unit works on another node: what is addressed to it goes there. "" takes it back."""

    kind: ClassVar[str] = "federation.unit_hosted"
    unit_id: UUID
    node: str


@dataclass(frozen=True)
class LoopShared:
    """From now on the facts of a loop go to another node, the earlier ones included."""

    kind: ClassVar[str] = "federation.loop_shared"
    node: str


@dataclass(frozen=True)
class LoopMirrored:
    """This loop stands for one of another node: both move by the same facts."""

    kind: ClassVar[str] = "federation.loop_mirrored"
    node: str
    remote_id: UUID


@dataclass(frozen=True)
class ErasedThere:
    """The other node says that it has erased the words of a loop both share: the answer, or what ours followed."""

    kind: ClassVar[str] = "federation.erased_there"
    node: str


@dataclass(frozen=True)
class FactReceived:
    """A fact of another node arrived and took effect here, or had none to take."""

    kind: ClassVar[str] = "federation.fact_received"
    node: str
    seq: int
    fact_id: UUID
    fact_kind: str
    effect: bool
    subject: UUID | None


@dataclass(frozen=True)
class LinkStopped:
    """A link stands still until somebody has looked: what came next cannot be right. `code` says what."""

    kind: ClassVar[str] = "federation.link_stopped"
    node: str
    seq: int
    code: str


@dataclass(frozen=True)
class LinkResumed:
    """A link that stood still goes on, because someone looked or because the next item is right now."""

    kind: ClassVar[str] = "federation.link_resumed"
    node: str


@dataclass(frozen=True)
class ItemSetAside:
    """Someone looked at what stopped a link and decided to go on without it; it never takes effect here."""

    kind: ClassVar[str] = "federation.item_set_aside"
    node: str
    seq: int
    code: str
    reason: Private
