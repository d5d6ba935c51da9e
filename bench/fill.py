"""Many cases, quickly: real ones are copied under new ids, numbers, times and words, a million in minutes.

Whatever the product wrote about a case (loop, card, holders, obligations, deadlines, pauses, facts with their
canonical bytes and openings, the case itself, contact, notices) is read back once, cut where a copy differs, and
written again by COPY. So copies need no second description of the tables, pages show them, and replaying the facts
rebuilds them exactly.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Model

from bench.copies import RARE_CASES, Copies, Template
from bench.stories import Story, tell
from gongzhi.cases.models import Case
from gongzhi.kernel.instants import now
from gongzhi.ledger.models import Entry, Fact, Opening
from gongzhi.loops.models import Card, Deadline, Holder, Loop, Obligation, Pause
from gongzhi.notices.models import Notice
from gongzhi.people.models import Contact

if TYPE_CHECKING:
    from tests.small_county import County

BATCH = 1000
MANY = 5_000  # from so many on, indexes that keep no promise are made anew afterwards
OPEN_DAYS, LATELY_DAYS, LONG_AGO_DAYS = 10, 29, 5 * 365  # over how many days cases are spread

# What belongs to one case: (table, column, of which rows the column names the key).
BELONGS: tuple[tuple[type[Model], str, type[Model]], ...] = (
    (Loop, "id", Loop),
    (Card, "loop_id", Loop),
    (Holder, "loop_id", Loop),
    (Obligation, "loop_id", Loop),
    (Deadline, "obligation_id", Obligation),
    (Pause, "loop_id", Loop),
    (Case, "loop_id", Loop),
    (Contact, "id", Contact),
    (Fact, "subject", Loop),
    (Entry, "fact_id", Fact),
    (Opening, "fact_id", Fact),
    (Notice, "subject", Loop),
)
TABLES = tuple(model._meta.db_table for model, _column, _of in BELONGS)


@dataclass(frozen=True)
class Rows:
    """Rows of one table: what COPY needs to write them again."""

    model: type[Model]
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Original:
    """One real case, cut into what all its copies share and what each has of its own."""

    story: Story
    opened_at: datetime
    ended_at: datetime | None
    template: Template


@dataclass(frozen=True)
class Size:
    """How many cases stand how: open, ended in the last 29 days, ended long ago."""

    open: int
    lately: int
    long_ago: int

    @property
    def total(self) -> int:
        return self.open + self.lately + self.long_ago


def fill(county: "County", cases: int, write_to: Any) -> None:
    """Bring the county to `cases` cases. Begins with the real ones; needs a county without any."""
    crowd = Filling(county, write_to)
    weights = [original.story.weight for original in crowd.originals]
    chosen = crowd.chance.choices(crowd.originals, weights, k=max(0, cases - len(crowd.originals)))
    crowd.copy([(original, crowd.back(timedelta(0), original.story.spread)) for original in chosen])


class Filling:
    """A county being filled, step by step. `write_to` is a superuser's connection."""

    def __init__(self, county: "County", write_to: Any) -> None:
        self.at, self._write_to = now(), write_to
        self.chance = random.Random(20260302)  # noqa: S311 - the same county each time
        self.originals = [read(story, case_id) for story, case_id in tell(county, at=self.at)]
        self.size = Size(0, 0, 0)

    def grow(self, size: Size) -> None:
        """Bring the county to `size`, the real ones not counted; what is there stays as it is."""
        more = [
            *self._spread(size.long_ago - self.size.long_ago, LATELY_DAYS + 2, LONG_AGO_DAYS, ended=True),
            *self._spread(size.lately - self.size.lately, 0, LATELY_DAYS, ended=True),
            *self._spread(size.open - self.size.open, 0, OPEN_DAYS, ended=False),
        ]
        self.copy(more, rare=0 if self.size.total else RARE_CASES)
        self.size = size

    def back(self, least: timedelta, most: timedelta) -> timedelta:
        """Return how far a copy lies back behind its original."""
        return least + timedelta(seconds=self.chance.random() * (most - least).total_seconds())

    def copy(self, chosen: "Sequence[tuple[Original, timedelta]]", *, rare: int = 0) -> None:
        """Write a copy of each, the oldest first, and put their facts at the end of the order.

        So many `rare` ones of them name a street that no other names.
        """
        ordered = sorted(chosen, key=lambda one: one[0].opened_at - one[1])
        count = len(ordered)
        with Copies(
            self._write_to, TABLES, self.chance, drop_indexes=count >= MANY, expected=count, rare=rare
        ) as copies:
            for first in range(0, len(ordered), BATCH):
                copies.write([(original.template, back) for original, back in ordered[first : first + BATCH]])

    def _spread(
        self, count: int, least: int, most: int, *, ended: bool
    ) -> Iterator[tuple[Original, timedelta]]:
        """Yield so many that ended (or were opened) between `least` and `most` days ago, evenly."""
        among = [original for original in self.originals if (original.ended_at is not None) == ended]
        weights = [original.story.weight for original in among]
        for original in self.chance.choices(among, weights, k=max(0, count)):
            stood = self.at - (original.ended_at or original.opened_at)
            far = self.back(timedelta(days=least), timedelta(days=most))
            yield original, max(far - stood, timedelta(0))


def read(story: Story, case_id: UUID) -> Original:
    """Read everything that stands about one case."""
    keys: dict[type[Model], list[Any]] = {Loop: [case_id]}
    case = Case.objects.select_related("loop").get(loop=case_id)
    keys[Contact] = [case.contact_id] if case.contact_id else []
    tables = []
    for model, column, of in BELONGS:
        found = rows_of(model, column, keys[of])
        if model is not Loop and model is not Contact:
            name = model._meta.pk.column
            keys[model] = (
                [row[found.columns.index(name)] for row in found.rows] if name in found.columns else []
            )
        tables.append(found)
    ids = sorted({key for model in keys for key in keys[model] if isinstance(key, UUID)})
    template = Template(
        ids=ids, number=case.loop.number, text=case.text, opened_at=case.loop.opened_at, tables=tables
    )
    return Original(story, case.loop.opened_at, case.loop.ended_at, template)


def rows_of(model: type[Model], column: str, keys: Sequence[Any]) -> Rows:
    """Read the rows of a table whose `column` is one of `keys`.

    A key that counts itself is left out: the copy gets the next one.
    """
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    columns = tuple(str(field.column) for field in fields)
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {names} from {model._meta.db_table}"  # noqa: S608 - names of our tables
            f" where {column} = any(%s) order by {model._meta.pk.column}",
            [list(keys)],
        )
        rows = cursor.fetchall()
    return Rows(model=model, columns=columns, rows=tuple(rows))
