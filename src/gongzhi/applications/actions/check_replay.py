"""Check that the tables of applications say what the facts say, and that no document was changed."""

import hashlib
from collections.abc import Collection, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongzhi.applications.models import (
    Application,
    ApplicationAsk,
    ApplicationMaterial,
    Decision,
    Rating,
)
from gongzhi.applications.queries import resident_document
from gongzhi.applications.replay import Row, replay
from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.loops.public import Difference, hold


def check_replay(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every application and yield each value in which the tables differ from them.

    Works beside others: one that seems to differ is looked at again under the lock of its loop.
    """
    ids = iter(Application.objects.order_by("loop").values_list("loop", flat=True).iterator())
    while some := list(islice(ids, batch)):
        for loop_id in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                hold(loop_id)
                yield from _compare([loop_id])
    filed = subjects_of("applications.filed")
    while some := list(islice(filed, batch)):
        kept = set(Application.objects.filter(loop__in=some).values_list("loop", flat=True))
        yield from (
            Difference(each, f"applications/{each}", "filed", None) for each in some if each not in kept
        )


def _compare(loop_ids: Collection[UUID]) -> list[Difference]:
    said = replay(facts_about(loop_ids))
    found = []
    rows = Application.objects.filter(loop__in=loop_ids).select_related("version__item")
    for application in rows:
        row, rebuilt = _row(application), said.get(str(application.loop_id), {})
        for column in sorted(row):
            if rebuilt.get(column) != row[column]:
                what = f"applications/{application.loop_id}/{column}"
                found.append(Difference(application.loop_id, what, rebuilt.get(column), row[column]))
    return found


def _row(application: Application) -> Row:
    rating = Rating.objects.filter(application=application).first()
    return {
        "item": application.version.item.code,
        "version": application.version.n,
        "situation": application.situation,
        "channel": application.channel,
        "filer": application.filer,
        "proposed_unit": _text(application.proposed_unit_id),
        "citation": application.citation,
        "lead": _text(application.lead_id),
        "materials": {
            str(each.id): {"key": each.key, "how": each.how, "state": each.state, "sha256": each.sha256}
            for each in ApplicationMaterial.objects.filter(application=application)
        },
        "asks": {
            str(each.id): {"kind": each.kind, "key": each.key, "in_version": each.in_version}
            for each in ApplicationAsk.objects.filter(application=application)
        },
        "decisions": {
            str(each.id): _decision(each) for each in Decision.objects.filter(application=application)
        },
        "grade": rating.grade if rating else None,
    }


def _decision(row: Decision) -> Row:
    document = resident_document(row.application_id, row.id)
    digest = hashlib.sha256(document).hexdigest() if document is not None else ""
    if row.stored.startswith("erased/"):
        digest = row.sha256  # its time was over
    return {
        "outcome": row.outcome,
        "unit_id": _text(row.unit_id),
        "verification": row.verification,
        # Of the file as it lies there now: a changed document shows.
        "sha256": digest,
    }


def _text(unit_id: UUID | None) -> str | None:
    return None if unit_id is None else str(unit_id)
