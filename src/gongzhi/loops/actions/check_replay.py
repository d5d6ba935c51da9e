"""Check that the tables say what the facts say."""

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongzhi.ledger.public import facts_about, subjects_of
from gongzhi.loops.models import Loop
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import Difference, differences, state_of_tables


def check_replay(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every loop and yield each value in which the tables differ from them.

    Works beside others: `batch` loops at a time are in memory, and a loop that seems to differ is
    looked at again under its lock, since it may have moved between the two readings.
    """
    for ids in _batches(Loop.objects.order_by("id").values_list("id", flat=True).iterator(), batch):
        for loop_id in sorted({each.loop_id for each in _compare(ids)}):
            yield from _compare_held(loop_id)
    for ids in _batches(subjects_of("loops.opened"), batch):
        yield from _compare(set(ids) - set(Loop.objects.filter(id__in=ids).values_list("id", flat=True)))


def _compare(loop_ids: Collection[UUID]) -> list[Difference]:
    return differences(replay(facts_about(loop_ids)), state_of_tables(loop_ids))


def _compare_held(loop_id: UUID) -> list[Difference]:
    with transaction.atomic(durable=True):
        Loop.objects.select_for_update().get(id=loop_id)
        return _compare([loop_id])


def _batches(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch
