"""Rebuild articles and outages from facts alone. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from gongzhi.kernel.instants import to_text
from gongzhi.knowledge.facts import (
    ArticleDrafted,
    ArticlePublished,
    ArticleState,
    ArticleWithdrawn,
    OutageChanged,
    OutageEnded,
    OutageNoted,
)
from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]
_PUBLISHED = ("digest", "matters", "public", "valid_from", "valid_to", "review_on")
_NOTED = ("matter", "division", "grid", "planned", "starts_at", "until_at", "unit_id")


def replay(facts: Iterable[Recorded], *, day_of: Callable[[datetime], date]) -> dict[str, Row]:
    """Fold facts in their order; return rows by ``article/n`` and by outage, as plain values.

    `day_of` says which day an instant is at the place.
    """
    rows: dict[str, Row] = {}
    for fact in facts:
        key, data = str(fact.subject), fact.data
        version = f"{key}/{data.get('n')}"
        if fact.kind == ArticleDrafted.kind:
            rows[version] = {"state": ArticleState.DRAFT.value, "digest": data["digest"]}
        elif fact.kind == ArticlePublished.kind:
            rows[version] = {name: data[name] for name in _PUBLISHED}
            rows[version]["state"] = ArticleState.PUBLISHED.value
            if before := rows.get(f"{key}/{data['supersedes']}"):
                before["state"] = ArticleState.SUPERSEDED.value
            _follow(rows, key, data["n"], max(day_of(fact.at).isoformat(), data["valid_from"]))
        elif fact.kind == ArticleWithdrawn.kind and version in rows:
            rows[version]["state"] = ArticleState.WITHDRAWN.value
            _follow(rows, key, data["n"], day_of(fact.at).isoformat())
        elif fact.kind == OutageNoted.kind:
            rows[key] = {name: data[name] for name in _NOTED} | {"ended_at": None}
        elif fact.kind == OutageChanged.kind and key in rows:
            rows[key]["until_at"] = data["until_at"]
        elif fact.kind == OutageEnded.kind and key in rows:
            rows[key]["ended_at"] = to_text(fact.at)
    return rows


def _follow(rows: dict[str, Row], article: str, n: int, day: str) -> None:
    """Let what was superseded before version `n` hold no longer than until a day."""
    for each in range(1, n):
        row = rows.get(f"{article}/{each}")
        if row and row["state"] == ArticleState.SUPERSEDED.value:
            row["followed_on"] = min(row.get("followed_on") or day, day)
