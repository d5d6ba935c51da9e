"""Keep what the verification found, so that the page of an affected matter can say so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from gongzhi.ledger.actions.record import record
from gongzhi.ledger.facts import FoundBroken
from gongzhi.ledger.models import Broken
from gongzhi.ledger.verification import Fault

MOST = 10_000  # rows kept of one verification: with more, all of it is in doubt


def keep_findings(*, found: Collection[Fault], by: str, at: datetime) -> int:
    """Keep the faults of one whole verification, on record; return how many are new.

    What was found before and is sound again counts as mended: the row stays, with the instant.
    """
    with transaction.atomic(durable=True):
        known = {
            (row.code, row.position, row.fact, row.subject): row
            for row in Broken.objects.select_for_update().filter(mended_at=None)
        }
        places = {(each.code, each.position, each.fact, each.subject) for each in found}
        new = list(places - known.keys())[:MOST]
        mended = [row.id for place, row in known.items() if place not in places]
        if new or mended:
            Broken.objects.bulk_create(
                Broken(code=code, position=position, fact=fact, subject=subject, found_at=at)
                for code, position, fact, subject in new
            )
            Broken.objects.filter(id__in=mended).update(mended_at=at)
            record(FoundBroken(places=len(new), mended=len(mended)), subject=None, by=by, at=at)
    return len(new)
