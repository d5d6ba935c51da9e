"""Import one file, or the folder of a county."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from django.db import transaction

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.organization.actions.imports.judged import Judged, write
from gongzhi.organization.actions.imports.matters import judge_desks, judge_duties, judge_matters
from gongzhi.organization.actions.imports.places import judge_divisions, judge_grids
from gongzhi.organization.actions.imports.staff import judge_leaves, judge_staff
from gongzhi.organization.actions.imports.units import (
    add_shipped_kinds,
    judge_posts,
    judge_unit_kinds,
    judge_units,
)
from gongzhi.organization.actions.register import lock_register
from gongzhi.organization.facts import Report
from gongzhi.organization.models import Register
from gongzhi.organization.queries.grid_index import expire
from gongzhi.organization.queries.memory import forget
from gongzhi.organization.rules.entitlement import management_refusal
from gongzhi.organization.rules.formats import FORMATS, Sheet, read_sheet
from gongzhi.people.facts import Actor

_JUDGES: Mapping[str, Callable[[Sheet, Actor], Judged]] = {
    "divisions": judge_divisions,
    "grids": judge_grids,
    "unit_kinds": judge_unit_kinds,
    "units": judge_units,
    "posts": judge_posts,
    "leaves": judge_leaves,
    "matters": judge_matters,
    "duties": judge_duties,
    "desks": judge_desks,
}


def import_file(*, table: str, data: bytes, by: Actor, at: datetime, trial: bool = False) -> Report:
    """Import the bytes of one file of a county; good rows are applied, each rejected row is reported.

    `table` is a name of `rules.formats.FORMATS`. Raises Refused when the file as a whole cannot be read, or
    ``organization.not_entitled``; then nothing was written. A `trial` writes nothing in any case: its report
    says what would become of each row.
    """
    return import_files(files={table: data}, by=by, at=at, trial=trial)[0]


def import_folder(*, path: Path, by: Actor, at: datetime, trial: bool = False) -> list[Report]:
    """Import the files of a county that are in the folder `path`; see `import_files`.

    Raises Refused with ``organization.folder_empty`` when there is none of them.
    """
    files = {name: path / form.file for name, form in FORMATS.items()}
    found = {name: file.read_bytes() for name, file in files.items() if file.is_file()}
    if not found:
        raise Refused(
            Refusal("organization.folder_empty", {"files": ", ".join(f.file for f in FORMATS.values())})
        )
    return import_files(files=found, by=by, at=at, trial=trial)


def import_files(*, files: Mapping[str, bytes], by: Actor, at: datetime, trial: bool = False) -> list[Report]:
    """Import several files in one transaction, in the order of `FORMATS`; one report each.

    All files are read before anything is written. Raises Refused, with ``file`` in the details, when one
    cannot be read at all, or ``organization.not_entitled``; then nothing was written. A `trial` goes the whole
    way and takes everything back at its end.
    """
    ensure(management_refusal(by))
    sheets = [(_read(table, files[table]), files[table]) for table in FORMATS if table in files]
    with transaction.atomic(durable=True):
        lock_register()
        add_shipped_kinds(by=by, at=at)
        reports = [_apply(sheet, data, by, at, tell=trial) for sheet, data in sheets]
        if trial:
            transaction.set_rollback(True)
    expire()
    forget()
    return reports


def _read(table: str, data: bytes) -> Sheet:
    sheet = read_sheet(table, data)
    if isinstance(sheet, Refusal):
        raise Refused(Refusal(sheet.code, {"file": FORMATS[table].file, **sheet.details}))
    return sheet


def _apply(sheet: Sheet, data: bytes, by: Actor, at: datetime, *, tell: bool) -> Report:
    table = sheet.format.table
    judged = judge_staff(sheet, by, at) if table == "staff" else _JUDGES[table](sheet, by)
    report = write(judged, sheet, digest=hashlib.sha256(data).hexdigest(), by=by, at=at, tell=tell)
    if report.accepted:
        changed = "grids" if table == "grids" else "tables"
        Register.objects.filter(id=1).update(**{changed: new_id()})
    return report
