"""What an import wants of a table, and writing it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model

from gongzhi.ledger.public import record
from gongzhi.organization.facts import Report, RowChange, RowProblem, TableImported
from gongzhi.organization.queries.export import cells_of
from gongzhi.organization.rules.formats import Sheet
from gongzhi.people.facts import Actor

BATCH = 1000
TOLD = 200  # changes of a trial that are told one by one
IN_A_FACT = 300  # names of each sort: an entry of the ledger has an end


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


def write(
    judged: Judged, sheet: Sheet, *, digest: str, by: Actor, at: datetime, tell: bool = False
) -> Report:
    """Add and change rows, record what changed, and report. Nothing is written for equal rows.

    With `tell` the report says of the first rows what is another in them.
    """
    assert connection.in_atomic_block
    table = sheet.format.table
    added: list[Model] = []
    changed: list[Model] = []
    redrawn: set[Any] = set()
    for key, values in judged.wanted.items():
        row = judged.existing.get(key)
        if row is None:
            added.append(judged.model(**values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            if "boundary" in values and row.boundary != values["boundary"]:
                redrawn.add(row.pk)
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    manager = judged.model._default_manager
    told = [row.pk for row in changed[:TOLD]] if tell else []
    before = cells_of(table, manager.filter(pk__in=told)) if told else {}
    manager.bulk_create(added, batch_size=BATCH)
    if changed:
        names = [name for name in next(iter(judged.wanted.values())) if not _is_key(judged.model, name)]
        manager.bulk_update(changed, names, batch_size=BATCH)
    rejected = (*sheet.rejected, *judged.rejected)
    if added or changed:
        _record(table, digest, list(map(_name, added)), list(map(_name, changed)), len(rejected), by, at)
    return Report(
        table=table,
        added=len(added),
        changed=len(changed),
        unchanged=len(judged.wanted) - len(added) - len(changed),
        rejected=tuple(sorted(rejected, key=lambda problem: problem.line)),
        warnings=tuple(judged.warnings),
        changes=_changes(judged.model, sheet, [row.pk for row in added[:TOLD]], before, redrawn)
        if tell
        else (),
    )


def _record(
    table: str, digest: str, added: list[str], changed: list[str], rejected: int, by: Actor, at: datetime
) -> None:
    """Record the import, in several facts where one would be longer than an entry may be."""
    for first in range(0, max(len(added), len(changed)), IN_A_FACT):
        part = slice(first, first + IN_A_FACT)
        fact = TableImported(
            table=table,
            digest=digest,
            added=tuple(added[part]),
            changed=tuple(changed[part]),
            rejected=0 if first else rejected,
        )
        record(fact, subject=None, by=by.name(), at=at)


def _changes(
    model: type[Model], sheet: Sheet, added: list[Any], before: dict[Any, dict[str, str]], redrawn: set[Any]
) -> tuple[RowChange, ...]:
    """Return what is another in the rows just written, as their file has it."""
    table, key = sheet.format.table, sheet.format.key
    after = cells_of(table, model._default_manager.filter(pk__in=[*added, *before]))

    def named(cells: dict[str, str]) -> str:
        return " · ".join(cells[name] for name in key if cells[name])

    return (
        *(
            RowChange(named(cells), False, _other(cells, after[pk]), pk in redrawn)
            for pk, cells in before.items()
        ),
        *(RowChange(named(after[pk]), True, _other({}, after[pk])) for pk in added),
    )


def _other(before: dict[str, str], after: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (name, before.get(name, ""), cell) for name, cell in after.items() if before.get(name, "") != cell
    )


def _is_key(model: type[Model], name: str) -> bool:
    key = model._meta.pk
    return key is not None and name in (key.name, key.attname)


def _name(row: Model) -> str:
    return str(getattr(row, "code", row.pk))
