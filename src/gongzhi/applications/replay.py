"""Rebuild what applications hold beside their loops from facts alone. Pure, like the replay of loops.

What a person wrote stands in facts as commitments only.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by application id, as plain values."""
    found: dict[str, Row] = {}
    for fact in facts:
        if fact.kind == "applications.filed":
            found[str(fact.subject)] = _filed(fact.data)
            continue
        row, handler = found.get(str(fact.subject)), _HANDLERS.get(fact.kind)
        if handler and row is not None:
            handler(row, fact.data)
    return found


def _filed(data: Mapping[str, Any]) -> Row:
    copied = ("item", "version", "situation", "channel", "filer", "proposed_unit", "citation")
    return {name: data[name] for name in copied} | {
        "lead": None,
        "materials": {},
        "asks": {},
        "decisions": {},
        "grade": None,
    }


def _lead_named(row: Row, data: Mapping[str, Any]) -> None:
    row["lead"] = data["unit_id"]


def _given(row: Row, data: Mapping[str, Any]) -> None:
    row["materials"][data["material_id"]] = {name: data[name] for name in ("key", "how", "state", "sha256")}


def _judged(row: Row, data: Mapping[str, Any]) -> None:
    row["materials"][data["material_id"]]["state"] = data["state"]


def _asked(row: Row, data: Mapping[str, Any]) -> None:
    row["asks"][data["ask_id"]] = {"kind": data["what"], "key": data["key"], "in_version": data["in_version"]}


def _decided(row: Row, data: Mapping[str, Any]) -> None:
    names = ("outcome", "unit_id", "verification", "sha256")
    row["decisions"][data["decision_id"]] = {name: data[name] for name in names}


def _rated(row: Row, data: Mapping[str, Any]) -> None:
    row["grade"] = data["grade"]


_HANDLERS: Mapping[str, Callable[[Row, Mapping[str, Any]], None]] = {
    "applications.lead_named": _lead_named,
    "applications.material_given": _given,
    "applications.material_judged": _judged,
    "applications.resident_asked": _asked,
    "applications.decided": _decided,
    "applications.rated": _rated,
}
