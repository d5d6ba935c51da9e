"""The tables in the shape in which facts rebuild them, so that both can be compared."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel.instants import to_text
from gongzhi.loops.models import Deadline, Holder, Link, Loop, Obligation, Pause
from gongzhi.loops.rules.replay import Rebuilt, Row

# Columns that are text a person wrote stand in facts as commitments only, so no replay can bring them back.
_NOT_REBUILT = frozenset({"id", "title", "definition"})


@dataclass(frozen=True)
class Difference:
    """A value that is not what the facts say. `table` or `facts` is None where the row is missing."""

    loop_id: UUID
    what: str
    facts: Any
    table: Any


def state_of_tables(loop_ids: Collection[UUID]) -> Rebuilt:
    """Return loops with their obligations, deadlines and pauses as `rules.replay.replay` returns them."""
    state = Rebuilt()
    for loop in Loop.objects.filter(id__in=loop_ids).select_related("definition"):
        state.loops[str(loop.id)] = {
            **_row(loop, _NOT_REBUILT),
            "definition": loop.definition.name,
            "version": loop.definition.version,
            "holders": {},
            "links": [],
        }
    for holder in Holder.objects.filter(loop__in=loop_ids).order_by("id"):
        holders = state.loops[str(holder.loop_id)]["holders"]
        before = f"{holders[holder.party]}," if holder.party in holders else ""
        holders[holder.party] = before + _plain(holder.unit_id or "")
    for link in Link.objects.filter(source__in=loop_ids).order_by("id"):
        state.loops[str(link.source_id)]["links"].append(f"{link.role}:{link.target_id}")
    for obligation in Obligation.objects.filter(loop__in=loop_ids):
        state.obligations[str(obligation.id)] = _row(obligation, {"id"})
    for deadline in Deadline.objects.filter(obligation__loop__in=loop_ids):
        state.deadlines[str(deadline.id)] = _row(deadline, {"id"})
    for pause in Pause.objects.filter(loop__in=loop_ids):
        state.pauses[str(pause.id)] = _row(pause, {"id"})
    return state


def differences(facts: Rebuilt, tables: Rebuilt) -> list[Difference]:
    """Return every value in which the two disagree."""
    found = []
    for name in ("loops", "obligations", "deadlines", "pauses"):
        said: dict[str, Row] = getattr(facts, name)
        kept: dict[str, Row] = getattr(tables, name)
        for key in sorted(said.keys() | kept.keys()):
            for column in _unequal(said.get(key), kept.get(key)):
                found.append(
                    Difference(
                        loop_id=UUID(_loop_of(name, key, facts, tables)),
                        what=f"{name}/{key}/{column}" if column else f"{name}/{key}",
                        facts=_value(said.get(key), column),
                        table=_value(kept.get(key), column),
                    )
                )
    return found


def _unequal(said: Row | None, kept: Row | None) -> Iterable[str]:
    if said is None or kept is None:
        return [""]
    return sorted(column for column in said.keys() | kept.keys() if said.get(column) != kept.get(column))


def _value(row: Row | None, column: str) -> Any:
    return row if row is None or not column else row.get(column)


def _loop_of(name: str, key: str, *states: Rebuilt) -> str:
    """Return the loop a row belongs to, whichever side has the row."""
    if name == "loops":
        return key
    for state in states:
        if name == "deadlines" and key in state.deadlines:
            return _loop_of("obligations", state.deadlines[key]["obligation_id"], *states)
        rows: dict[str, Row] = getattr(state, name)
        if key in rows:
            return str(rows[key]["loop_id"])
    raise KeyError(key)


def _row(model: Any, without: Collection[str]) -> Row:
    return {
        field.attname: _plain(getattr(model, field.attname))
        for field in model._meta.concrete_fields
        if field.name not in without
    }


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return to_text(value) if isinstance(value, datetime) else value
