"""A loop as it is told to another system: no name of a person, and words with the personal data in them masked."""

from collections.abc import Mapping
from typing import Any

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.facts import Caller
from gongzhi.loops.public import Clock, Kind, LoopRow, clocks_of, debts_of, definition_of_loop
from gongzhi.people.public import masked


def line(caller: Caller, loop: LoopRow) -> dict[str, Any]:
    """Return a loop as a list tells it."""
    told: dict[str, Any] = {
        "id": loop.id,
        "number": loop.number,
        "kind": loop.subject_kind,
        "state": loop.state,
        "division": loop.division,
        "matter": loop.matter,
        "opened_at": loop.opened_at,
        "first_due_at": loop.first_due_at,
        "due_at": loop.due_at,
        "paused_until": loop.paused_until,
        "ended_at": loop.ended_at,
        "end_kind": loop.end_kind,
        "urged": loop.urged,
        "supervised": loop.supervised,
    }
    if caller.reads(Scope.LOOPS_READ_TEXT):
        told["title"] = masked(loop.title).text
    return told


def whole(caller: Caller, kind: Kind, view: Any) -> dict[str, Any]:
    """Return a loop with who plays which part, what is owed, both clocks and its story, oldest first."""
    loop: LoopRow = view.loop
    return {
        **line(caller, loop),
        "holders": {party: list(units) for party, units in view.holders.items()},
        "obligations": [
            {
                "id": debt.id,
                "party": debt.party,
                "unit": debt.unit_id,
                "what": debt.what,
                "status": debt.status,
                "opened_at": debt.opened_at,
                "due_at": debt.due_at,
                "settled_at": debt.settled_at,
                "beside": debt.beside,
            }
            for debt in debts_of(loop.id)
        ],
        "clocks": _clocks(caller, loop),
        "story": [_step(caller, entry) for entry in kind.sheet.story(view)],
    }


def _clocks(caller: Caller, loop: LoopRow) -> dict[str, Any]:
    """Instants only: what is left of them changes every minute, and nothing has happened."""
    owner = definition_of_loop(loop.id).states[loop.state].owner
    running = clocks_of([loop.id], at=caller.at).get(loop.id, ())
    own = next((clock for clock in running if clock.what == loop.state and clock.party == owner), None)
    return {
        "office": _clock(own) if own else None,
        "waiting": {"since": loop.opened_at, "until": loop.ended_at},
        "others": [_clock(clock) for clock in running if clock is not own],
    }


def _clock(clock: Clock) -> dict[str, Any]:
    return {
        "what": clock.what,
        "party": clock.party,
        "due_at": clock.due_at,
        "paused": clock.paused,
        "provisional": clock.provisional,
    }


def _step(caller: Caller, entry: Mapping[str, Any]) -> dict[str, Any]:
    told = {"id": entry.get("fact"), "at": entry["at"], "internal": bool(entry.get("internal"))}
    if caller.reads(Scope.LOOPS_READ_TEXT):
        told |= {
            "sentence": masked(str(entry.get("text") or "")).text,
            "words": masked(str(entry.get("body") or "")).text,
            "citation": str(entry.get("cite") or ""),
        }
    return told
