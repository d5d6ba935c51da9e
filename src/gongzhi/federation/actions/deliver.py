"""What a fact of another node does here: each is handed to the door of the package it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from gongzhi.directives.public import apply_remote, erase_told, receive_directive
from gongzhi.federation.facts import ErasedThere, LoopMirrored
from gongzhi.federation.models import Mirror, Shared
from gongzhi.federation.queries import host_of, mirror_of
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import record
from gongzhi.loops.public import holders_of
from gongzhi.people.facts import SYSTEM, Actor, ActorKind
from gongzhi.people.public import TOLD


@dataclass(frozen=True)
class Parcel:
    """A fact of another node with its texts, and the units it names: their id there -> their id here."""

    node: str
    fact: Recorded
    units: Mapping[UUID, UUID]

    @property
    def by(self) -> Actor:
        """Return the other node as whoever acts."""
        return Actor(kind=ActorKind.NODE, node=self.node)

    @property
    def texts(self) -> Mapping[str, str]:
        return self.fact.texts or {}


def _issued(parcel: Parcel) -> UUID | None:
    """Open the mirror of a part that is addressed to a unit which works here.

    An addressee nobody knows here stops the link, and so does an issuer that does not work there: a node gives no
    orders in the name of our own offices.
    """
    data, remote = parcel.fact.data, parcel.fact.subject
    if remote is None or not data["lead_unit_id"]:
        return None
    lead = parcel.units.get(UUID(data["lead_unit_id"]))
    if lead is None:
        raise Refused(Refusal("directives.unknown_unit"))
    if host_of(lead):
        return None
    issuer = parcel.units.get(UUID(data["issuer_unit_id"]))
    if issuer is not None and host_of(issuer) != parcel.node:
        raise Refused(Refusal("federation.not_its_unit"))
    loop_id = receive_directive(
        data=data, texts=parcel.texts, units=parcel.units, by=parcel.by, at=parcel.fact.at
    )
    Mirror.objects.create(loop_id=loop_id, neighbour_id=parcel.node, remote_id=remote)
    mirrored = LoopMirrored(node=parcel.node, remote_id=remote)
    record(mirrored, subject=loop_id, by=SYSTEM.name(), at=parcel.fact.at)
    return loop_id


def _mirrored(parcel: Parcel) -> UUID | None:
    """Remember which loop of the other node stands for one of ours: one that was shared with it, and no other."""
    ours, theirs = UUID(parcel.fact.data["remote_id"]), parcel.fact.subject
    if theirs is None or not _is_shared(ours, parcel.node):
        raise Refused(Refusal("federation.out_of_step"))
    Mirror.objects.create(loop_id=ours, neighbour_id=parcel.node, remote_id=theirs)
    return ours


def _moved(parcel: Parcel) -> UUID | None:
    """Take the step the other node took. What happened before the mirror was opened is in it already.

    On a part that was issued here, only units that work there take steps there.
    """
    if parcel.fact.subject is None:
        return None
    loop_id = mirror_of(parcel.node, parcel.fact.subject)
    if loop_id is None:
        return None
    if _is_shared(loop_id, parcel.node):
        acting = holders_of(loop_id).get(parcel.fact.data["party"], ())
        if parcel.node not in {host_of(unit) for unit in acting}:
            raise Refused(Refusal("federation.not_its_unit"))
    apply_remote(
        directive_id=loop_id,
        data=parcel.fact.data,
        texts=parcel.texts,
        units=parcel.units,
        by=parcel.by,
        at=parcel.fact.at,
    )
    return loop_id


def _erased(parcel: Parcel) -> UUID | None:
    """Erase the words of what came from the other node, which has erased its own; or note that it did as we did.

    Our own erasure is a fact of ours, so it goes back by itself: that is the answer.
    """
    if parcel.fact.subject is None:
        return None
    loop_id = mirror_of(parcel.node, parcel.fact.subject)
    if loop_id is None:
        return None
    if not _is_shared(loop_id, parcel.node):  # what was issued here is ours to erase
        erase_told(directive_id=loop_id, because=TOLD, by=SYSTEM, at=parcel.fact.at)
    record(ErasedThere(node=parcel.node), subject=loop_id, by=parcel.by.name(), at=parcel.fact.at)
    return loop_id


def _is_shared(loop_id: UUID, node: str) -> bool:
    return Shared.objects.filter(loop=loop_id, neighbour=node).exists()


DELIVERIES: Mapping[str, Callable[[Parcel], UUID | None]] = {
    "directives.issued": _issued,
    "federation.loop_mirrored": _mirrored,
    "loops.moved": _moved,
    "people.texts_erased": _erased,
}
# The kinds of loops that can be told. Facts of other kinds stay where they are.
SUBJECTS = frozenset({"directive"})


def deliver(parcel: Parcel) -> UUID | None:
    """Let a fact take its effect, in the caller's transaction; return the loop here it concerned, or None."""
    assert connection.in_atomic_block
    delivery = DELIVERIES.get(parcel.fact.kind)
    return delivery(parcel) if delivery else None
