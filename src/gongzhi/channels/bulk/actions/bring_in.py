"""Bring a file in: kept, its columns chosen, then filed row by row by the worker, and forgotten."""

import hashlib
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongzhi.cases.facts import Channel
from gongzhi.channels.bulk.facts import BulkDone, BulkFailed, BulkStarted, BulkState
from gongzhi.channels.bulk.load import Plan, Tally, load_messages
from gongzhi.channels.bulk.models import BulkBadRow, BulkFile
from gongzhi.channels.bulk.rows import SHIPPED_CLASSES, BadRow, read_classes
from gongzhi.channels.bulk.spreadsheet import normal_rows
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.ui.photo_store import drop, keep, kept, removed_unless_done

ROWS_AT_ONCE = 25


def keep_file(*, name: str, data: bytes, by: Actor, at: datetime, once: UUID) -> UUID:
    """Keep the rows of an uploaded file until its columns are chosen; the same request again is the same file.

    Nothing is filed yet, so there is no fact. Raises Refused: ``bulk.not_entitled``, ``bulk.file_unreadable``,
    ``bulk.file_too_long``.
    """
    _ensure(by)
    assert by.unit_id
    assert by.account_id
    heading, rows, content = normal_rows(name, data)
    stored = f"bulk/{once.hex}.csv"
    if BulkFile.objects.filter(id=once).exists():
        return once
    with removed_unless_done(stored), transaction.atomic(durable=True):
        drop(stored)
        keep(stored, content)
        BulkFile(
            id=once,
            unit_id=by.unit_id,
            account=by.account_id,
            division=by.division,
            state=BulkState.CHOOSING,
            stored=stored,
            sha256=hashlib.sha256(content).hexdigest(),
            columns={"": heading},
            rows=rows,
            at=at,
        ).save(force_insert=True)
    return once


def start_file(
    *, file_id: UUID, columns: Mapping[str, str], division: str, channel: Channel, by: Actor, at: datetime
) -> None:
    """Let the worker file the rows. `columns`: our names to the file's. Raises Refused ``bulk.text_not_chosen``,
    ``bulk.started_already``, ``bulk.not_entitled``."""
    _ensure(by)
    chosen = {name: column for name, column in columns.items() if column}
    if "text" not in chosen:
        raise Refused(Refusal("bulk.text_not_chosen"))
    with transaction.atomic(durable=True):
        row = BulkFile.objects.select_for_update().get(id=file_id)
        if row.state != BulkState.CHOOSING:
            raise Refused(Refusal("bulk.started_already"))
        row.state, row.columns, row.division, row.channel = BulkState.RUNNING, chosen, division, channel
        row.save(update_fields=["state", "columns", "division", "channel"])
        assert by.unit_id
        fact = BulkStarted(
            file_id=row.id, rows=row.rows, sha256=row.sha256, channel=channel, unit_id=by.unit_id
        )
        record(fact, subject=row.id, by=by.name(), at=at)


def bring_in_some(*, at: datetime) -> int:
    """File some rows of the file that waits longest; return how many rows were looked at.

    Killed in between, the next turn begins at the row that was noted last: what is filed already is not filed again.
    A file whose rows are gone from the storage, or that cannot be read as a whole, has failed, and says why.
    """
    row = BulkFile.objects.filter(state=BulkState.RUNNING).order_by("at").first()
    if row is None:
        return 0
    tally, line, why = _some(row, at)
    with transaction.atomic(durable=True):
        for bad in tally.lines:
            BulkBadRow.objects.get_or_create(
                file=row,
                line=bad.line,
                defaults={"code": bad.refusal.code, "details": dict(bad.refusal.details)},
            )
        row.line, row.filed, row.before = line, row.filed + tally.filed, row.before + tally.before
        stored, over = row.stored, why is not None or tally.rows < ROWS_AT_ONCE
        if over:
            row.state = BulkState.DONE if why is None else BulkState.FAILED
            row.stored, row.done_at = "", at
            counted = (row.id, row.filed, row.before, row.bad.count())
            fact = BulkDone(*counted) if why is None else BulkFailed(*counted, why.code)
            record(fact, subject=row.id, by=SYSTEM.name(), at=at)
        row.save()
    if over:
        drop(stored)
    return max(tally.rows, 1)


def _some(row: BulkFile, at: datetime) -> tuple[Tally, int, Refusal | None]:
    """Return what became of the next rows, the last one's line, and why the file as a whole has failed."""
    content = kept(row.stored)
    if content is None:
        gone = Refusal("bulk.rows_gone")
        return Tally(lines=[BadRow(row.line + 1, gone)]), row.line, gone
    reached = [row.line]
    plan = Plan(
        division=row.division,
        classes=read_classes(SHIPPED_CLASSES),
        columns=row.columns,
        zone=timezone.get_default_timezone(),
        channel=Channel(row.channel),
        guess=False,
        start_line=row.line,
        limit=ROWS_AT_ONCE,
    )
    with tempfile.TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        path = Path(folder) / "rows.csv"
        path.write_bytes(content)
        try:
            tally = load_messages(
                path,
                plan,
                read_clock=lambda: at,
                progress=lambda line, _tally: reached.append(line),
            )
        except Refused as refused:  # the file as a whole
            return Tally(lines=[BadRow(reached[-1] + 1, refused.refusal)]), reached[-1], refused.refusal
    return tally, reached[-1], None


def _ensure(by: Actor) -> None:
    if not by.may("case.dispatch") or by.unit_id is None:
        raise Refused(Refusal("bulk.not_entitled"))
