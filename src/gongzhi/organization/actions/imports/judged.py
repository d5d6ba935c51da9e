"""What an import wants of a table, and writing it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from gongzhi.ledger.public import record
from gongzhi.organization.facts import Report, RowProblem, TableImported
from gongzhi.organization.rules.formats import Sheet
from gongzhi.people.facts import Actor

BATCH = 1000


@dataclass
class Judged:
    """The rows of a file that may be applied, as column values by key, beside the rows that exist."""

    model: type[Model]
    existing: dict[Any, Any]
    wanted: dict[Any, dict[str, Any]] = field(default_factory=dict)
    rejected: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)


@dataclass(frozen=True)
class Written:
    """What was written, by key."""

    added: tuple[Any, ...]
    changed: tuple[Any, ...]


def write(judged: Judged, sheet: Sheet, *, digest: str, by: Actor, at: datetime) -> Report:
    """Add and change rows, record what changed, and report. Nothing is written for equal rows."""
    assert connection.in_atomic_block
    table = sheet.format.table
    added: list[Model] = []
    changed: list[Model] = []
    for key, values in judged.wanted.items():
        row = judged.existing.get(key)
        if row is None:
            added.append(judged.model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    manager = judged.model._default_manager
    manager.bulk_create(added, batch_size=BATCH)
    if changed:
        names = [name for name in next(iter(judged.wanted.values())) if not _is_key(judged.model, name)]
        manager.bulk_update(changed, names, batch_size=BATCH)
    rejected = (*sheet.rejected, *judged.rejected)
    if added or changed:
        fact = TableImported(
            table=table,
            digest=digest,
            added=tuple(map(_name, added)),
            changed=tuple(map(_name, changed)),
            rejected=len(rejected),
        )
        record(fact, subject=None, by=by.name(), at=at)
    return Report(
        table=table,
        added=len(added),
        changed=len(changed),
        unchanged=len(judged.wanted) - len(added) - len(changed),
        rejected=tuple(sorted(rejected, key=lambda problem: problem.line)),
        warnings=tuple(judged.warnings),
    )


def _is_key(model: type[Model], name: str) -> bool:
    key = model._meta.pk
    return key is not None and name in (key.name, key.attname)


def _name(row: Model) -> str:
    return str(getattr(row, "code", row.pk))
