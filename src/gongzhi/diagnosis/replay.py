"""Rebuild proposals from facts alone. Pure."""

from collections.abc import Iterable
from typing import Any

from gongzhi.diagnosis.facts import (
    Danger,
    DangerSaid,
    DispatchedByItself,
    MatterProposed,
    MatterVerified,
    ProposalDecided,
    ProposedAgain,
    SecondProposed,
)
from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]
_COPIED = ("matter", "confidence", "unit_id", "urgency", "article", "entry", "version")
SECOND = ("matter", "confidence", "articles", "entry", "version")
AGAIN = ("matter", "confidence", "unit_id", "without", "returned", "entry", "version")


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by matter, as plain values."""
    rows: dict[str, Row] = {}
    for fact in facts:
        key, data = str(fact.subject), fact.data
        if fact.kind == MatterProposed.kind:
            rows[key] = {name: data[name] for name in _COPIED}
            rows[key] |= {"others": list(data["others"]), "why_not": list(data["why_not"])}
            rows[key] |= {"dispatched": False, "decided": "", "decider": "", "verified": "", "second": None}
            rows[key] |= {"danger": "", "again": None}
        elif key not in rows:
            continue
        elif fact.kind == SecondProposed.kind:
            rows[key]["second"] = {name: data[name] for name in SECOND}
        elif fact.kind == DispatchedByItself.kind:
            rows[key]["dispatched"] = True
        elif fact.kind == ProposalDecided.kind:
            rows[key] |= {"decided": data["matter"], "decider": data["decider"]}
        elif fact.kind == DangerSaid.kind:
            rows[key]["danger"] = Danger.CONFIRMED if data["danger"] else Danger.TAKEN_BACK
        elif fact.kind == ProposedAgain.kind:
            rows[key]["again"] = {**{name: data[name] for name in AGAIN}, "others": list(data["others"])}
        elif fact.kind == MatterVerified.kind:
            rows[key]["verified"] = data["matter"]
    return rows
