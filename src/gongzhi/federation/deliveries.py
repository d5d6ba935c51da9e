"""What a fact of another node does here: each is handed to the door of the package it is about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from gongzhi.ledger.facts import Recorded


@dataclass(frozen=True)
class Parcel:
    """A fact of another node with its texts, and the units it names: their id there -> their id here."""

    node: str
    fact: Recorded
    units: Mapping[UUID, UUID]


Delivery = Callable[[Parcel], UUID | None]
DELIVERIES: Mapping[str, Delivery] = {}
# The kinds of loops that can be told, and the kinds of facts that go.
SUBJECTS = frozenset({"directive"})
DELIVERED = frozenset({"loops.opened", "loops.moved", *DELIVERIES})


def deliver(parcel: Parcel) -> UUID | None:
    """Let a fact take its effect; return the loop here it concerned, None where it had none to take."""
    delivery = DELIVERIES.get(parcel.fact.kind)
    return delivery(parcel) if delivery else None
