"""Rebuild hypothesis cards from facts alone. Pure."""

from collections.abc import Iterable
from typing import Any

from gongzhi.insight.card_facts import (
    CardChecked,
    CardDismissed,
    CardDue,
    CardProposed,
    CardState,
    CardTakenUp,
)
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]
_PROPOSED = (
    "state",
    "matter",
    "division",
    "grid",
    "ground",
    "key",
    "figures",
    "unit_id",
    "check_on",
    "digest",
)


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by card, as plain values."""
    rows: dict[str, Row] = {}
    for fact in facts:
        key, data = str(fact.subject), fact.data
        if fact.kind == CardProposed.kind:
            rows[key] = {name: data[name] for name in _PROPOSED} | {
                "outcome": "",
                "late": False,
                "ended_at": None,
                "taken_at": to_text(fact.at) if data["state"] == CardState.OPEN.value else None,
                "told_due": False,
                "told_overdue": False,
                "seen_digest": "",
            }
        elif key not in rows:
            continue
        elif fact.kind == CardTakenUp.kind:
            rows[key] |= {name: data[name] for name in ("unit_id", "check_on", "digest")}
            rows[key] |= {"state": CardState.OPEN.value, "taken_at": to_text(fact.at)}
        elif fact.kind == CardDismissed.kind:
            rows[key] |= {"state": CardState.DISMISSED.value, "ended_at": to_text(fact.at)}
        elif fact.kind == CardChecked.kind:
            rows[key] |= {"state": CardState.CHECKED.value, "outcome": data["outcome"], "late": data["late"]}
            rows[key] |= {"ended_at": to_text(fact.at), "seen_digest": data["digest"]}
        elif fact.kind == CardDue.kind:
            rows[key]["told_overdue" if data["overdue"] else "told_due"] = True
    return rows
