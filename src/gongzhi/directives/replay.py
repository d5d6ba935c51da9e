"""Rebuild what directives hold beside their loops from facts alone. Pure, like the replay of loops."""

from collections.abc import Iterable
from typing import Any

from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by id of the node, as plain values. Texts are commitments only."""
    nodes: dict[str, Row] = {}
    for fact in facts:
        if fact.kind == "directives.issued":
            nodes[str(fact.subject)] = _issued(fact)
        elif (row := nodes.get(str(fact.subject))) is not None and (handler := _HANDLERS.get(fact.kind)):
            handler(row, fact)
    return nodes


def _issued(fact: Recorded) -> Row:
    data = fact.data
    copied = ("parent", "root", "version", "previous", "legal_basis", "citation", "overruled", "scope")
    goal = data["goal"] or {}
    return {
        **{name: data[name] for name in (*copied, "grid", "due_on")},
        "measure": goal.get("measure", ""),
        "baseline": goal.get("baseline"),
        "target_from": goal.get("target_from"),
        "target_to": goal.get("target_to"),
        "issuer": data["issuer_unit_id"],
        "lead": data["lead_unit_id"],
        "concluded": False,
        "works": [],
        "assessments": 0,
        "looks": {},
    }


def _moved(row: Row, fact: Recorded) -> None:
    if fact.data["event"] == "amend":
        row["lead"] = fact.data["holders"]["lead"]


def _given(row: Row, fact: Recorded) -> None:
    data = fact.data
    row.update(
        lead=data["unit_id"], citation=data["citation"], overruled=row["overruled"] or data["overruled"]
    )


def _sent(row: Row, fact: Recorded) -> None:
    row.update(baseline=fact.data["baseline"], due_on=fact.data["due_on"])


def _tied(row: Row, fact: Recorded) -> None:
    row["works"].append(f"{fact.data['loop_id']}@{fact.data['grid']}")


def _assessed(row: Row, _fact: Recorded) -> None:
    row["assessments"] += 1


def _drawn(row: Row, fact: Recorded) -> None:
    row["looks"].update(dict.fromkeys(fact.data["grids"]))


def _looked(row: Row, fact: Recorded) -> None:
    row["looks"][fact.data["grid"]] = fact.data["as_asked"]


def _concluded(row: Row, _fact: Recorded) -> None:
    row["concluded"] = True


_HANDLERS = {
    "loops.moved": _moved,
    "directives.lead_given": _given,
    "directives.sent_out": _sent,
    "directives.work_tied": _tied,
    "directives.assessed_by_addressee": _assessed,
    "directives.assessed_by_resident": _assessed,
    "directives.look_drawn": _drawn,
    "directives.place_looked_at": _looked,
    "directives.concluded": _concluded,
}
