"""Which facts a key may hear of: those about matters its unit sees."""

from collections.abc import Sequence

from gongzhi.channels.events.rules import is_told
from gongzhi.ledger.facts import Recorded
from gongzhi.loops.public import holders_of_many, loops_by_id, registered_kinds
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor


class Sight:
    """The matters of some facts, looked up once for all who want to hear of them."""

    def __init__(self, facts: Sequence[Recorded]) -> None:
        self._told = [fact for fact in facts if fact.subject and is_told(fact.kind, ())]
        subjects = {fact.subject for fact in self._told if fact.subject}
        self._loops = loops_by_id(subjects) if subjects else {}
        self._holders = holders_of_many(subjects) if subjects else {}
        self._read = {kind.code: kind.read for kind in registered_kinds()}

    def of(self, actor: Actor, kinds: Sequence[str] = ()) -> list[Recorded]:
        """Return the facts an actor may hear of and wants to."""
        return [fact for fact in self._told if is_told(fact.kind, kinds) and self._sees(actor, fact)]

    def _sees(self, actor: Actor, fact: Recorded) -> bool:
        loop = self._loops.get(fact.subject) if fact.subject else None
        if loop is None:
            return False
        held = self._holders.get(loop.id, {})
        if actor.unit_id in {unit for units in held.values() for unit in units}:
            return True
        power = self._read.get(loop.subject_kind)
        return bool(power) and actor.may(str(power)) and loop.division.startswith(prefix_of(actor.division))
