"""Count messages by matter, place and day. Counts follow from facts that are on record already and are none themselves;
`check_counts` holds them to the facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongzhi.insight.counting import Place, changes
from gongzhi.insight.forecast_models import CountHead, DayCount
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import entries_after
from gongzhi.people.facts import Actor

_ADD = """
    insert into gongzhi_daycount (matter, division, grid, day, count) values (%s, %s, %s, %s, %s)
    on conflict (division, matter, grid, day) do update set count = gongzhi_daycount.count + excluded.count
"""


def count_days(*, facts: Sequence[Recorded], by: Actor, at: datetime) -> None:
    """Take new facts into the counts, in the transaction of the reader. Costs what is new, never what there is."""
    assert connection.in_atomic_block
    found = changes(facts)
    with connection.cursor() as cursor:
        cursor.executemany(_ADD, [(*place, count) for place, count in sorted(found.items())])
    last = facts[-1].position
    assert last is not None
    CountHead.objects.update_or_create(id=1, defaults={"position": last + 1})


@dataclass(frozen=True)
class CountDifference:
    """A count that is not what the facts say."""

    what: Place
    facts: int
    table: int


def check_counts() -> Iterator[CountDifference]:
    """Count again all facts the reader has seen and yield each count in which the table differs."""
    head = CountHead.objects.filter(id=1).first()
    said: dict[Place, int] = {}
    position, until = 0, head.position if head else 0
    while position < until and (batch := entries_after(position, limit=min(2000, until - position))):
        for place, count in changes(batch).items():
            said[place] = said.get(place, 0) + count
        position += len(batch)
    rows = DayCount.objects.values_list("matter", "division", "grid", "day", "count")
    table = {Place(*row[:4]): row[4] for row in rows}
    for place in sorted({*said, *table}):
        if said.get(place, 0) != table.get(place, 0):
            yield CountDifference(place, said.get(place, 0), table.get(place, 0))
