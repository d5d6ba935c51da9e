"""Check that the table of cases says what the facts say; loops check their own tables."""

from collections.abc import Collection, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongzhi.cases.models import Case, Photo, SaidOfTwo
from gongzhi.cases.replay import Row, replay
from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.loops.public import Difference, hold


def check_replay(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every case and yield each value in which the table differs from them.

    Works beside others: a case that seems to differ is looked at again under the lock of its loop. A case of which
    only the facts are left is found as well.
    """
    ids = iter(Case.objects.order_by("loop").values_list("loop", flat=True).iterator())
    while some := list(islice(ids, batch)):
        for case_id in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                hold(case_id)
                yield from _compare([case_id])
    filed = subjects_of("cases.filed")
    while some := list(islice(filed, batch)):
        kept = set(Case.objects.filter(loop__in=some).values_list("loop", flat=True))
        yield from (Difference(each, f"cases/{each}", "filed", None) for each in some if each not in kept)


def _compare(case_ids: Collection[UUID]) -> list[Difference]:
    said = replay(facts_about(case_ids))
    found = []
    cleared, told = _cleared(case_ids), _said(case_ids)
    for case in Case.objects.filter(loop__in=case_ids):
        row = _row(case) | {"cleared": cleared.get(case.loop_id, []), "said": told.get(case.loop_id, {})}
        rebuilt = said.get(str(case.loop_id), {})
        for column in sorted(row):
            if rebuilt.get(column) != row[column]:
                what = f"cases/{case.loop_id}/{column}"
                found.append(Difference(case.loop_id, what, rebuilt.get(column), row[column]))
    return found


def _cleared(case_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return which photos of each case need no cover."""
    found: dict[UUID, list[str]] = {}
    rows = Photo.objects.filter(loop__in=case_ids, cleared_at__isnull=False).order_by("id")
    for loop_id, photo_id in rows.values_list("loop", "id"):
        found.setdefault(loop_id, []).append(str(photo_id))
    return {loop_id: sorted(ids) for loop_id, ids in found.items()}


def _said(case_ids: Collection[UUID]) -> dict[UUID, dict[str, bool]]:
    """Return what was said of each case and others."""
    found: dict[UUID, dict[str, bool]] = {}
    rows = SaidOfTwo.objects.filter(case__in=case_ids)
    for case_id, other, same in rows.values_list("case", "other", "same"):
        found.setdefault(case_id, {})[str(other)] = same
    return found


def _row(case: Case) -> Row:
    return {
        "channel": case.channel,
        "filer": case.filer,
        "place_kind": case.place_kind,
        "grid": case.grid,
        "proposed_unit": _text(case.proposed_unit_id),
        "citation": case.citation,
        "source": case.source,
        "contact": _text(case.contact_id),
        "lead": _text(case.lead_id),
        "overruled": case.overruled,
        "confidential": case.confidential,
        "has_draft": bool(case.draft),
        "draft_finding": case.draft_finding,
        "finding": case.finding,
        "solved": case.solved,
        "satisfied": case.satisfied,
        "judged_via": case.judged_via,
        "call_wanted": case.call_wanted,
        "parent": _text(case.parent_id),
    }


def _text(unit_id: UUID | None) -> str | None:
    return None if unit_id is None else str(unit_id)
