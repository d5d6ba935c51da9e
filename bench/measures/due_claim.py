"""What the worker's look for due timers costs while millions wait."""

import os
import random
import statistics
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import psycopg

from bench.installation import Installation
from bench.results import Result
from bench.stories import TEXTS, Hand
from gongzhi.kernel.instants import now
from gongzhi.loops.public import fire_due
from gongzhi.web.launch.terminal import say

if TYPE_CHECKING:
    from tests.small_county import County

SIZES = (0, 100_000, 1_000_000, 5_000_000)
REFERENCE = 100_000
DUE = 100
ROUNDS = 5
POLLS = 300
OWN, ALSO = "working", "first_contact"  # the two deadlines of a case at work
EACH = 2
SPREAD_SECONDS = 60 * 24 * 60 * 60


def sizes() -> tuple[int, ...]:
    """Return how many open deadlines to measure at; ``BENCH_SIZE`` is the largest."""
    largest = int(os.environ.get("BENCH_SIZE", SIZES[-1]))
    return tuple(size for size in SIZES if size <= largest) or (0,)


def measure(installation: Installation) -> Iterator[Result]:
    """Let 100 due timers go off, and poll when none is due, at growing numbers of open deadlines."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()
    reference: dict[str, float] = {}
    with installation.administrator() as connection:
        timers = Timers(connection, _one_at_work(county))
        for size in sizes():
            began = time.monotonic()
            timers.grow(max(size // EACH, DUE))
            say(f"    {size:,} open deadlines made in {time.monotonic() - began:.0f} s")
            found = {
                "fire": ("us/loop", _fire(timers), ROUNDS * DUE),
                "idle_poll": ("us", _poll(), POLLS),
            }
            if size == REFERENCE:
                reference = {name: value for name, (_unit, value, _n) in found.items()}
            for name, (unit, value, n) in found.items():
                yield Result(
                    f"due_claim.{name}.at_{size}",
                    unit,
                    value,
                    floor_name=f"at {REFERENCE:,}" if size > REFERENCE else None,
                    floor_value=reference.get(name) if size > REFERENCE else None,
                    n=n,
                    at_size=size,
                )


def _one_at_work(county: "County") -> UUID:
    """File and dispatch one real case; it has a limit and a first contact before it."""

    hand = Hand(county, next(iter(TEXTS)), now() - timedelta(hours=1), 0)
    hand.file().dispatch().handler("sign")
    return hand.id


class Timers:
    """Copies of one case at work, made inside the server: the same rows under new ids, due some other day."""

    def __init__(self, connection: psycopg.Connection[tuple[object, ...]], original: UUID) -> None:
        self.connection = connection
        self.loops = 0
        self._original = original
        # Each row is right by construction, and ten million checks of foreign keys would say nothing else.
        connection.execute("set session_replication_role = replica")
        # Only the copies wait: the real case's own timers are out of the way.
        connection.execute("update gongzhi_deadline set next_at = null where next_at is not null")

    def grow(self, loops: int) -> None:
        """Bring the number of loops to `loops`, each with two open deadlines, and vacuum as a server would."""
        if loops > self.loops:
            span = [self.loops + 1, loops]
            self._copy("gongzhi_loop", "t.id = %s", _LOOP, span)
            self._copy("gongzhi_obligation", "t.loop_id = %s and t.settled_at is null", _OBLIGATION, span)
            for what, columns in ((OWN, _OWN), (ALSO, _ALSO)):
                where = f"t.what = '{what}' and t.cancelled_at is null and t.obligation_id in (" + _OPEN + ")"
                self._copy("gongzhi_deadline", where, columns, span)
            self.loops = loops
        self.connection.execute("vacuum analyze gongzhi_loop, gongzhi_obligation, gongzhi_deadline")
        self.connection.execute("checkpoint")

    def make_due(self, count: int, at: datetime) -> None:
        """Let the own deadline of `count` loops, chosen at random, have its first moment at `at`."""
        chosen = random.sample(range(1, self.loops + 1), count)
        self.connection.execute(_MAKE_DUE, {"at": at, "ids": [_uuid(OWN_KEY, n) for n in chosen]})

    def _copy(self, table: str, where: str, columns: dict[str, str], span: list[int]) -> None:
        found = self.connection.execute(
            "select column_name from information_schema.columns"
            " where table_name = %s and table_schema = 'public' order by ordinal_position",
            [table],
        )
        names = [str(row[0]) for row in found]
        values = ", ".join(columns.get(name, f't."{name}"') for name in names)
        listed = ", ".join(f'"{name}"' for name in names)
        copied = self.connection.execute(
            f"insert into {table} ({listed}) select {values}"  # noqa: S608 - names of our own tables
            f" from (select n, now() + n %% %s * interval '1 second' + interval '1 day' as due from"
            f" generate_series(%s::bigint, %s::bigint) as n) as made cross join {table} as t where {where}",
            [SPREAD_SECONDS, *span, self._original],
        )
        assert copied.rowcount == span[1] - span[0] + 1, f"{table}: {copied.rowcount} rows"


def _fire(timers: Timers) -> float:
    """Make timers of 100 loops due, let them go off as the worker does; return microseconds for each loop."""

    taken = []
    for _ in range(ROUNDS):
        at = now()
        timers.make_due(DUE, at - timedelta(minutes=1))
        began = time.perf_counter()
        fired = fire_due(at=at, limit=DUE * 2)
        taken.append(time.perf_counter() - began)
        assert fired == DUE, f"timers of {fired} loops went off instead of {DUE}"
    return statistics.median(taken) / DUE * 1e6


def _poll() -> float:
    """Ask for due timers when there is none; return the microseconds of one poll."""

    taken = []
    for _ in range(POLLS):
        at = now()
        began = time.perf_counter()
        assert fire_due(at=at) == 0
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1e6


def _key(table: int) -> str:
    """Return the SQL of an id made from n: they rise with n, as the ids of the product rise with time."""
    return f"(lpad(to_hex(n), 12, '0') || '7{table:03x}8000' || lpad(to_hex(n), 12, '0'))::uuid"


def _uuid(table: int, n: int) -> UUID:
    return UUID(f"{n:012x}7{table:03x}8000{n:012x}")


LOOP_KEY, OBLIGATION_KEY, OWN_KEY, ALSO_KEY = range(1, 5)
_MOMENTS = {
    "amber_at": "made.due",
    "next_at": "made.due",
    "due_at": "made.due + interval '1 day'",
    "supervise_at": "made.due + interval '3 days'",
    "fired": "''",
}
_LOOP = {"id": _key(LOOP_KEY), "number": "'B' || n", "due_at": "made.due + interval '1 day'"}
_OBLIGATION = {
    "id": _key(OBLIGATION_KEY),
    "loop_id": _key(LOOP_KEY),
    "due_at": "made.due + interval '1 day'",
}
_OWN = {"id": _key(OWN_KEY), "obligation_id": _key(OBLIGATION_KEY), **_MOMENTS}
_ALSO = {"id": _key(ALSO_KEY), "obligation_id": _key(OBLIGATION_KEY), **_MOMENTS}
_OPEN = "select id from gongzhi_obligation where loop_id = %s and settled_at is null"
_MAKE_DUE = "update gongzhi_deadline set next_at = %(at)s, fired = '' where id = any(%(ids)s)"
