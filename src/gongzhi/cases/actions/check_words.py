"""Check that the words in the table of cases are those that were filed, or put right later: text, address and point."""

from collections.abc import Collection, Iterator
from uuid import UUID

from django.db import transaction

from gongzhi.cases.facts import CaseFiled, FilingCorrected
from gongzhi.cases.models import Case
from gongzhi.ledger.public import Fault, KeptWords, facts_about, words_faults
from gongzhi.loops.public import hold


def check_words(*, batch: int = 500) -> Iterator[Fault]:
    """Hold every case against what its filing committed to, and yield what differs.

    Works beside others: a case that seems to differ is looked at again under the lock of its loop.
    """
    ids = Case.objects.order_by("loop").values_list("loop", flat=True)
    some = list(ids[:batch])
    while some:
        for case_id in sorted({fault.subject for fault in _compare(some) if fault.subject}):
            with transaction.atomic(durable=True):
                hold(case_id)
                found = _compare([case_id])
            yield from found
        some = list(ids.filter(loop__gt=some[-1])[:batch])


def _compare(case_ids: Collection[UUID]) -> list[Fault]:
    rows = Case.objects.filter(loop__in=case_ids).order_by("loop")
    said = rows.values_list("loop", "text", "address", "longitude_e6", "latitude_e6")
    corrected = {
        fact.subject: frozenset(fact.data["fields"])
        for fact in facts_about(case_ids, only=(FilingCorrected.kind,))
    }
    kept = []
    for loop_id, text, address, longitude, latitude in said:
        words = {
            "text": text,
            "address": address,
            "point": "" if longitude is None else f"{longitude},{latitude}",
        }
        later = corrected.get(loop_id, frozenset())
        filed = {name: value for name, value in words.items() if name not in later}
        kept.append(KeptWords(subject=loop_id, kind=CaseFiled.kind, said=filed))
        if later:
            right = {name: words[name] for name in later}
            kept.append(KeptWords(subject=loop_id, kind=FilingCorrected.kind, said=right))
    return list(words_faults(kept))
