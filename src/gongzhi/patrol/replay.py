"""Rebuild what events and rounds hold beside their loops from facts alone. Pure, like the replay of loops."""

from collections.abc import Iterable
from typing import Any

from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by id of the loop. Texts and points are commitments only."""
    rows: dict[str, Row] = {}
    for fact in facts:
        data, key = fact.data, str(fact.subject)
        match fact.kind:
            case "patrol.event_reported":
                rows[key] = {
                    **{name: data[name] for name in ("source", "grade", "grid")},
                    "has_photo": bool(data["photo_sha256"]),
                    "lead": None,
                    "citation": "",
                    "overruled": False,
                }
            case "patrol.lead_named":
                row = rows[key]
                row.update(lead=data["unit_id"], citation=data["citation"])
                row["overruled"] = row["overruled"] or data["overruled"]
            case "patrol.round_planned":
                rows[key] = {"grid": data["grid"], "result": "", "events": 0}
            case "patrol.round_reported":
                rows[key]["result"] = data["result"]
                rows[key]["events"] += data["events"]
    return rows
