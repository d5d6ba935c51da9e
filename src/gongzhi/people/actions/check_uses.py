"""Check that the table of uses says what the facts say, that no number is missing, and that none counts twice."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.people.facts import ALL_SEALED, DataUsed, UsesStated
from gongzhi.people.models import DataUse, UseCount
from gongzhi.people.use_rules import faults
from gongzhi.people.uses import UseLine, last_sum, lines_of, said_by, shown_by


@dataclass(frozen=True)
class UseDifference:
    """A line that is not what the facts say. `table` or `facts` is None where it is missing."""

    subject: UUID
    what: str
    facts: Any
    table: Any


def check_uses(*, batch: int = 500) -> Iterator[UseDifference]:
    """Yield each use in which table and facts differ, and each number that is missing or counted twice.

    Works beside others: a subject that seems to differ is looked at again while no use of it is counted.
    """
    told = set(subjects_of(DataUsed.kind)) | set(subjects_of(UsesStated.kind))
    kept = {
        subject
        for table in (DataUse, UseCount)
        for subject in table.objects.values_list("subject", flat=True)
    }
    ids = iter(sorted(told | kept))
    while some := list(islice(ids, batch)):
        for subject in sorted({each.subject for each in _compare(some)}):
            with transaction.atomic(durable=True):
                _lock(subject)
                yield from _compare([subject])
    yield from _sealed()


def _compare(subjects: Collection[UUID]) -> list[UseDifference]:
    said: dict[UUID, dict[UUID, Recorded]] = defaultdict(dict)
    kept: dict[UUID, dict[UUID, UseLine]] = defaultdict(dict)
    stated: dict[UUID, int] = defaultdict(int)
    for fact in facts_about(subjects, only=(DataUsed.kind, UsesStated.kind)):
        if fact.subject and fact.kind == UsesStated.kind:
            stated[fact.subject] = max(stated[fact.subject], int(fact.data["lines"]))
        elif fact.subject:
            said[fact.subject][fact.id] = fact
    for line in lines_of(subjects):
        kept[line.subject][line.fact] = line
    counts = {row.subject: row for row in UseCount.objects.filter(subject__in=subjects)}
    found: list[UseDifference] = []
    for subject in sorted(subjects):
        if subject == ALL_SEALED:
            continue
        found += _lines(subject, said[subject], kept[subject])
        rows = [line.seq for line in kept[subject].values() if line.sealed_until is None]
        facts = [fact.data["seq"] for fact in said[subject].values() if fact.data["sealed_until"] is None]
        count = counts.get(subject)
        found += _numbers(subject, rows, facts, max(count.size if count else 0, stated[subject]))
        if stated[subject] != (count.stated if count else 0):
            found.append(
                UseDifference(subject, "uses/stated", stated[subject], count.stated if count else None)
            )
    return found


def _lines(subject: UUID, said: dict[UUID, Recorded], kept: dict[UUID, UseLine]) -> Iterator[UseDifference]:
    for fact_id in sorted(said.keys() | kept.keys()):
        fact = said_by(said[fact_id]) if fact_id in said else None
        row = shown_by(kept[fact_id]) if fact_id in kept else None
        if fact != row:
            yield UseDifference(subject, f"uses/{fact_id}", fact, row)


def _numbers(subject: UUID, rows: list[int], facts: list[int], size: int) -> Iterator[UseDifference]:
    for fault in faults(rows=rows, facts=facts, size=size):
        yield UseDifference(
            subject, f"uses/{fault.seq}/{fault.code}", facts.count(fault.seq), rows.count(fault.seq)
        )


def _sealed() -> list[UseDifference]:
    """Compare the numbers of what was ever sealed, all subjects together, with the last sum on record as well."""
    with transaction.atomic(durable=True):
        summed = last_sum()
        size = max(_lock(ALL_SEALED), summed.sealed if summed else 0)
        rows = list(DataUse.objects.filter(sealed_until__isnull=False).values_list("seq", flat=True))
        # That each of them is what its fact says was looked at with its subject.
        return list(_numbers(ALL_SEALED, rows, rows, size))


def _lock(subject: UUID) -> int:
    """Let no use of a subject be counted until the transaction ends; return how many were."""
    count = UseCount.objects.select_for_update().filter(subject=subject).first()
    return count.size if count else 0
