"""What a post may do with a kind of loop: powers on one side, events and parties on the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind


@dataclass(frozen=True)
class Entitlements:
    """Which powers a kind of loop asks for. Whether the state allows it now is decided by its definition.

    read            the power that opens the loops of the actor's own tree
    events          the powers, any of which covers an event; none for what only the person concerned does
    parties         the power that lets a post act for a party: what it finds in its inbox
    person_events   what the person concerned may do
    """

    read: str
    events: Mapping[str, tuple[str, ...]]
    parties: Mapping[str, str]
    person_events: frozenset[str] = frozenset()

    def refusal(self, event: str, by: Actor) -> Refusal | None:
        """Tell why the actor's post may never do this event, or None: ``loops.not_entitled``."""
        if by.kind is ActorKind.SYSTEM:
            return None
        if by.kind is ActorKind.RESIDENT:
            return None if event in self.person_events else Refusal("loops.not_entitled")
        if any(by.may(power) for power in self.events.get(event, ())):
            return None
        return Refusal("loops.not_entitled")

    def parties_for(self, by: Actor) -> frozenset[str]:
        """Return the parties for which the actor's post may act, whatever its unit holds."""
        return frozenset(party for party, power in self.parties.items() if by.may(power))

    def may_see(self, by: Actor, *, in_scope: bool, holders: frozenset[UUID]) -> bool:
        """Staff see the loops their unit plays a part in; with the power to read, those of their own tree.

        `in_scope`: the loop lies in the tree of divisions the actor's post covers. `holders`: the units that
        play a part in it.
        """
        if by.kind is ActorKind.SYSTEM:
            return True
        if by.kind is not ActorKind.STAFF:
            return False
        # An administrator may sit in the unit that dispatches: a post that acts for no party sees nothing.
        if by.unit_id in holders and self.parties_for(by):
            return True
        return by.may(self.read) and in_scope
