"""Rebuild what events and rounds hold beside their loops from facts alone. Pure, like the replay of loops."""

from collections.abc import Iterable
from typing import Any

from gongzhi.kernel.instants import to_text
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
            case _other:
                _replay_sensor(rows, fact)
    return rows


_REGISTERED = (
    "code",
    "site_id",
    "unit_id",
    "grid",
    "matter",
    "raise_at",
    "clear_at",
    "in_row",
    "silent_after",
    "in_use",
)


def _replay_sensor(rows: dict[str, Row], fact: Recorded) -> None:
    """Fold a fact about a sensor, its site, or a key. The newest reading stands in no fact."""
    data, key = fact.data, str(fact.subject)
    match fact.kind:
        case "patrol.sensor_site_added":
            rows[key] = {"code": data["code"], "kind": data["sensor_kind"], "loop_id": None}
            rows[key].update(refused="", refused_details={})
        case "patrol.site_event_opened":
            rows[key]["loop_id"] = data["loop_id"]
        case "patrol.site_event_refused":
            rows[key].update(refused=data["code"], refused_details=data["details"])
        case "patrol.sensor_registered":
            state = {"raised": False, "crossed_at": None, "registered_at": to_text(fact.at)}
            rows[key] = {**state, **rows.get(key, {}), **{name: data[name] for name in _REGISTERED}}
        case "patrol.sensor_crossed":
            raised = data["way"] == "RAISED"
            rows[key].update(raised=raised, crossed_at=data["read_at"] if raised else None)
        case "patrol.sensor_key_made":
            rows[key] = {"name": data["name"], "unit_id": data["unit_id"], "revoked_at": None}
            rows[key]["made_at"] = to_text(fact.at)
        case "patrol.sensor_key_revoked":
            rows[key]["revoked_at"] = to_text(fact.at)
