"""Rebuild the list of published versions from facts alone. Pure."""

from collections.abc import Iterable
from typing import Any

from gongzhi.catalogue.facts import ItemPublished, VersionState
from gongzhi.ledger.facts import Recorded

Row = dict[str, Any]


def replay(facts: Iterable[Recorded]) -> dict[str, Row]:
    """Fold facts in their order; return rows by ``item/version``, as plain values."""
    versions: dict[str, Row] = {}
    for fact in facts:
        if fact.kind != ItemPublished.kind:
            continue
        data = fact.data
        before = versions.get(f"{data['item']}/{data['supersedes']}")
        if before is not None:
            begins = data["effective_from"]
            before.update(
                state=VersionState.SUPERSEDED.value,
                effective_to=min(begins, before["effective_to"] or begins),
            )
        copied = ("digest", "matter", "effective_from", "effective_to")
        row = {name: data[name] for name in copied} | {"state": VersionState.PUBLISHED.value}
        versions[f"{data['item']}/{data['version']}"] = row
    return versions
