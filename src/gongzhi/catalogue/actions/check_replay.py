"""Check that the table of versions says what the facts say, and that no text was changed after it was published."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gongzhi.catalogue.models import ServiceItem, ServiceVersion
from gongzhi.catalogue.replay import Row, replay
from gongzhi.ledger.public import facts_about


@dataclass(frozen=True)
class VersionDifference:
    """A value of a version that is not what the facts say."""

    what: str
    facts: Any
    table: Any


def check_replay() -> Iterator[VersionDifference]:
    """Fold the facts of every item and yield each value in which the table differs from them."""
    said = replay(facts_about(list(ServiceItem.objects.values_list("id", flat=True))))
    rows = {f"{row.item.code}/{row.n}": _row(row) for row in ServiceVersion.objects.select_related("item")}
    for key in sorted({*said, *rows}):
        rebuilt, row = said.get(key, {}), rows.get(key, {})
        for column in sorted({*rebuilt, *row}):
            if rebuilt.get(column) != row.get(column):
                yield VersionDifference(f"catalogue/{key}/{column}", rebuilt.get(column), row.get(column))


def _row(row: ServiceVersion) -> Row:
    return {
        # Computed from the text as it stands: a changed text shows even where its digest was changed as well.
        "digest": hashlib.sha256(row.text.encode()).hexdigest(),
        "matter": row.matter,
        "effective_from": row.effective_from.isoformat(),
        "effective_to": row.effective_to.isoformat() if row.effective_to else None,
        "state": row.state,
    }
