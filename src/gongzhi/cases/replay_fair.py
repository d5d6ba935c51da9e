"""Rebuild what was decided about scores, and which results are looked at again, from facts alone. Pure."""

from collections.abc import Iterable
from typing import Any

from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by their own id, as plain values."""
    rows: dict[str, Row] = {}
    for fact in facts:
        if handler := _HANDLERS.get(fact.kind):
            handler(rows, fact)
    return rows


def _proposed(rows: dict[str, Row], fact: Recorded) -> None:
    rows[fact.data["exclusion_id"]] = {
        "loop": str(fact.subject),
        "ground": fact.data["ground"],
        "proposed_by": fact.data["unit_id"],
        "state": "PROPOSED",
        "first_by": None,
        "second_by": None,
        "decided": False,
        "objected": False,
        "objection_upheld": None,
    }


def _decided(rows: dict[str, Row], fact: Recorded) -> None:
    row = rows[fact.data["exclusion_id"]]
    by = "first_by" if row["first_by"] is None else "second_by"
    row[by] = fact.actor.removeprefix("staff:").partition("@")[0]
    row.update(state=fact.data["state"], decided=fact.data["state"] != "PROPOSED")


def _objected(rows: dict[str, Row], fact: Recorded) -> None:
    rows[fact.data["exclusion_id"]]["objected"] = True


def _objection_decided(rows: dict[str, Row], fact: Recorded) -> None:
    row = rows[fact.data["exclusion_id"]]
    row["objection_upheld"] = fact.data["upheld"]
    if fact.data["upheld"]:
        row["state"] = "DENIED"


def _lapsed(rows: dict[str, Row], fact: Recorded) -> None:
    rows[fact.data["exclusion_id"]]["state"] = "LAPSED"


def _drawn(rows: dict[str, Row], fact: Recorded) -> None:
    if fact.data["check_id"]:
        rows[fact.data["check_id"]] = {
            "loop": str(fact.subject),
            "state": "WAITING",
            "look_at": fact.data["look_at"],
            "done": False,
        }


def _checked(rows: dict[str, Row], fact: Recorded) -> None:
    rows[fact.data["check_id"]].update(state=fact.data["state"], done=fact.data["state"] != "OPEN")


_HANDLERS = {
    "cases.exclusion_proposed": _proposed,
    "cases.exclusion_decided": _decided,
    "cases.exclusion_objected": _objected,
    "cases.exclusion_objection_decided": _objection_decided,
    "cases.exclusion_lapsed": _lapsed,
    "cases.effect_drawn": _drawn,
    "cases.effect_checked": _checked,
}
