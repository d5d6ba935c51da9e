"""What a history of moves must keep to: nothing goes back and forth more often than it may."""

from typing import Any

from gongzhi.loops.facts import EndKind, EventKind, StateKind
from gongzhi.loops.rules.definition import Definition


def bounded(definition: Definition, moved: list[Any]) -> None:
    """Return and dispute lead back to work no more often than they may; an extension comes once a state."""
    for each in definition.transitions:
        if each.max is None or each.otherwise in (None, each.to) or each.kind is EventKind.DISPUTE:
            continue
        back = [one for one in moved if one["event"] == each.event and one["to_state"] == each.to]
        assert len(back) <= each.max, f"{each.event} happened {len(back)} times"
    again = [one for one in moved if one["event_kind"] in (EventKind.DISPUTE, EventKind.REOPEN)]
    bounds = [each.max for each in definition.transitions if each.kind is EventKind.DISPUTE and each.max]
    bounds += [state.reopen.max for state in definition.states.values() if state.reopen and state.reopen.max]
    # A dispute about a withdrawal is no judgement of the work, and arbitration takes what is one too many.
    counted = [
        one
        for one in again
        if definition.states[one["from_state"]].kind is not StateKind.CALLBACK
        and definition.states[one["from_state"]].end is not EndKind.WITHDRAWN
        and definition.states[one["to_state"]].kind is not StateKind.ARBITRATE
    ]
    assert len(counted) <= max(bounds)
