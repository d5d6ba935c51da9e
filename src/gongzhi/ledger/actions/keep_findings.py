"""Keep what the verification found, so that the page of an affected matter can say so."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.facts import FoundBroken
from gongzhi.ledger.models import Broken, Cursor, Head
from gongzhi.ledger.verification import STEP, Fault, faults_between

Place = tuple[str, int | None, UUID | None, UUID | None]

LOOKS = "ledger.looks"

MOST = 10_000  # rows kept of one verification: with more, all of it is in doubt

_log = logging.getLogger("gongzhi.ledger")


def keep_findings(*, found: Collection[Fault], by: str, at: datetime) -> int:
    """Keep the faults of one whole verification, on record; return how many are new.

    What was found before and is sound again counts as mended: the row stays, with the instant.
    """
    with transaction.atomic(durable=True):
        known = _known()
        gone = [row.id for place, row in known.items() if place not in set(map(_place, found))]
        return _keep(found, known, gone, by, at)


def look_over(*, by: str, at: datetime) -> int:
    """Look at the next few entries, beginning anew after the last; return how many, 0 where there are none.

    What is found is kept as `keep_findings` keeps it; nothing counts as mended, since a look is no verification.
    """
    with transaction.atomic(durable=True):
        cursor, _ = Cursor.objects.select_for_update().get_or_create(reader=LOOKS)
        total = Head.objects.values_list("size", flat=True).first() or 0
        begin = cursor.position if cursor.position < total else 0
        _keep(list(faults_between(begin, begin + STEP)), _known(), [], by, at)
        cursor.position = begin + STEP
        cursor.save(update_fields=["position"])
    return min(STEP, total - begin)


def _known() -> dict[Place, Broken]:
    return {_place(row): row for row in Broken.objects.select_for_update().filter(mended_at=None)}


def _keep(
    found: Collection[Fault], known: Mapping[Place, Broken], gone: list[int], by: str, at: datetime
) -> int:
    new = list(set(map(_place, found)) - known.keys())[:MOST]
    if new or gone:
        Broken.objects.bulk_create(
            Broken(code=code, position=position, fact=fact, subject=subject, found_at=at)
            for code, position, fact, subject in new
        )
        Broken.objects.filter(id__in=gone).update(mended_at=at)
        record(FoundBroken(places=len(new), mended=len(gone)), subject=None, by=by, at=at)
    if new:
        _log.error("what is kept is not what was signed", extra={"count": len(new)})
    return len(new)


def _place(where: Fault | Broken) -> Place:
    return where.code, where.position, where.fact, where.subject
