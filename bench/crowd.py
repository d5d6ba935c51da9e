"""Very many loops of every kind, made inside the server from real ones, in bounded time and space.

A loop is copied with its holders and the row of its kind; one that is open or ended lately with all its
obligations and deadlines, one that ended long ago with its last obligation only. Facts, openings, notices and
contacts are left out: no board, list, inbox or search reads them. Timers are off: what was due has gone off.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from django.db.models import Model

from bench.every_kind import SHARES
from gongzhi.applications.models import Application
from gongzhi.cases.models import Case
from gongzhi.directives.models import Directive
from gongzhi.loops.models import Card, Deadline, Holder, Loop, Obligation
from gongzhi.patrol.models import PatrolEvent, Round

STEP = 250_000  # loops of one statement
SLOTS = 1200  # of the wheel that says which real loop is copied next
OPEN_DAYS, LATELY_DAYS, LONG_AGO_DAYS = 10, 29, 5 * 365  # over how many days loops are spread
# All marks of the real one but the week, which is that of the copy.
_MARKS = (
    "array(select case when mark like 'week:%' then to_char((t.opened_at - made.back) at time zone current_setting"
    """('TimeZone'), '"week:"IYYY-IW') else mark end from unnest(t.marks) as mark)::varchar[]"""
)
# Tables in the order of writing, the column of the loop, and what a copy has of its own.
TABLES: tuple[tuple[type[Model], str, dict[str, str]], ...] = (
    (Loop, "t.id", {"number": "'C' || lpad(made.n::text, 9, '0')"}),
    (Card, "t.loop_id", {"marks": _MARKS}),
    (Holder, "t.loop_id", {}),
    (Obligation, "t.loop_id", {}),
    (Deadline, "o.loop_id", {"next_at": "null::timestamptz", "fired": "'SUPERVISE'"}),
    (Case, "t.loop_id", {"public_id": "lpad(to_hex(made.n), 12, '0')", "contact_id": "null::uuid"}),
    (PatrolEvent, "t.loop_id", {}),
    (Round, "t.loop_id", {}),
    (Application, "t.loop_id", {"public_id": "lpad(to_hex(made.n), 12, '0')", "contact_id": "null::uuid"}),
    (Directive, "t.loop_id", {"path": "t.above || replace({own}::text, '-', '') || '/'"}),
)
_OWN = (
    "id",
    "loop_id",
    "obligation_id",
    "parent_id",
    "root_id",
)  # columns that may name what is copied along


@dataclass(frozen=True)
class Size:
    """How many loops stand how: open, ended in the last 29 days, ended long ago."""

    open: int
    lately: int
    long_ago: int

    @property
    def total(self) -> int:
        return self.open + self.lately + self.long_ago


class Crowd:
    """The crowd in the making. Needs the real loops of `every_kind.tell_all`, and a superuser's connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.size = Size(0, 0, 0)
        self._made = 0
        # Each row is right by construction, and checks of foreign keys would say nothing else.
        connection.execute("set session_replication_role = replica")
        connection.execute("set synchronous_commit = off")
        connection.execute(_OWN_IDS)
        connection.execute(_WHEEL, {"kinds": list(SHARES), "shares": list(SHARES.values()), "slots": SLOTS})
        self._copies = [
            (model is Obligation, self._template(model, loop, own)) for model, loop, own in TABLES
        ]

    def grow(self, size: Size) -> None:
        """Bring the crowd to `size`; what is there stays as it is."""
        self._make("long_ago", size.long_ago - self.size.long_ago)
        self._make("lately", size.lately - self.size.lately)
        self._make("open", size.open - self.size.open)
        self.size = size

    def _make(self, how: str, count: int) -> None:
        first, last = self._made + 1, self._made + count
        for start in range(first, last + 1, STEP):
            span = {"first": first, "last": last, "start": start, "stop": min(start + STEP - 1, last)}
            self.connection.execute("drop table if exists made")
            self.connection.execute(f"create temp table made as {_MADE[how]}", span)
            self.connection.execute("analyze made")
            for is_obligation, copy in self._copies:
                if how != "long_ago":
                    self.connection.execute(copy)
                elif "gongzhi_deadline" not in copy:
                    self.connection.execute(f"{copy} where t.last" if is_obligation else copy)
        self._made = last

    def _template(self, model: type[Model], loop: str, own: dict[str, str]) -> str:
        """Read the rows of the real loops into a table of their own; return the statement that copies them."""
        table = model._meta.db_table
        named = [name for name in _OWN if any(name == field.column for field in model._meta.concrete_fields)]
        numbered = [name for name in named if not _counts_itself(model, name)]
        ords = "".join(f", m_{name}.ord as ord_{name}" for name in numbered)
        joins = "".join(
            f" left join own_ids as m_{name} on m_{name}.id = t.{name} and m_{name}.loop = {loop}"
            for name in numbered
        )
        if model is Deadline:
            joins = " join gongzhi_obligation as o on o.id = t.obligation_id" + joins
        last = ", row_number() over (partition by t.loop_id order by t.opened_at desc, t.id desc) = 1 as last"
        above = ", regexp_replace(t.path, '[^/]+/$', '') as above"
        opened = ", (select opened_at from gongzhi_loop where id = t.loop_id) as opened_at"
        more = {Obligation: last, Directive: above, Card: opened}.get(model, "")
        self.connection.execute(
            f"create temp table t_{table} as select t.*, {loop} as of_loop{ords}{more} from {table} as t{joins}"  # noqa: S608 - names of our own tables
        )
        columns = {
            str(field.column): _value(str(field.column), field.get_internal_type(), own, numbered)
            for field in model._meta.concrete_fields
            if not _counts_itself(model, str(field.column))
        }
        names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
        return (
            f"insert into {table} ({names}) select {values}"  # noqa: S608 - names of our own tables
            f" from made join t_{table} as t on t.of_loop = made.original"
        )


def _counts_itself(model: type[Model], column: str) -> bool:
    key = model._meta.pk
    return column == key.column and key.get_internal_type() in ("AutoField", "BigAutoField")


def _value(column: str, kind: str, own: dict[str, str], numbered: list[str]) -> str:
    if column in own:
        return own[column].format(own=_new("t.ord_loop_id"))
    if column in numbered:
        return f'coalesce({_new(f"t.ord_{column}")}, t."{column}")'
    return f't."{column}" - made.back' if kind == "DateTimeField" else f't."{column}"'


def _new(number: str) -> str:
    """Return the SQL of an id made from n: they rise with n, as the ids of the product rise with time."""
    return (
        f"(lpad(to_hex(made.n), 12, '0') || '7' || lpad(to_hex({number}), 3, '0')"
        " || '8000' || lpad(to_hex(made.n), 12, '0'))::uuid"
    )


# What a real loop consists of, numbered.
_OWN_IDS = """
    create temp table own_ids as
    select loop, id, row_number() over (partition by loop order by rank, id)::int as ord from (
        select id as loop, id, 0 as rank from gongzhi_loop
        union all select loop_id, id, 1 from gongzhi_obligation
        union all select o.loop_id, d.id, 2
            from gongzhi_deadline as d join gongzhi_obligation as o on o.id = d.obligation_id
    ) as parts
"""
# Each kind has its share of the slots, filled in turn with its real loops, the open ones and the ended ones apart.
_WHEEL = """
    create temp table wheel as
    with shares as (
        select kind, share * %(slots)s / 100 as count,
            (sum(share) over (order by place) - share) * %(slots)s / 100 as first
        from unnest(%(kinds)s::text[], %(shares)s::int[]) with ordinality as given (kind, share, place)
    ), real as (
        select id, subject_kind, ended_at is null as open, coalesce(ended_at, opened_at) as stood_at,
            row_number() over (alike order by id) - 1 as turn, count(*) over alike as among
        from gongzhi_loop window alike as (partition by subject_kind, ended_at is null)
    )
    select real.open, shares.first + slot as slot, real.id as original, real.stood_at
    from shares cross join lateral generate_series(0, shares.count - 1) as slot
    join real on real.subject_kind = shares.kind and real.turn = slot %% real.among
"""
_PICK = """
    select n, wheel.original, {back} as back
    from generate_series(%(start)s::bigint, %(stop)s::bigint) as n
    cross join lateral
        (select (n - %(first)s::bigint + 0.5) / (%(last)s::bigint - %(first)s::bigint + 1)) as far (share)
    join wheel on wheel.slot = n * 7919 %% {slots} and wheel.open = {open}
"""
_MADE = {
    "open": _PICK.format(slots=SLOTS, open="true", back=f"(1 - far.share) * interval '{OPEN_DAYS} days'"),
    "lately": _PICK.format(
        slots=SLOTS,
        open="false",
        back=f"wheel.stood_at - now() + (1 - far.share) * interval '{LATELY_DAYS} days'",
    ),
    "long_ago": _PICK.format(
        slots=SLOTS,
        open="false",
        back=f"wheel.stood_at - now() + interval '{LATELY_DAYS + 2} days'"
        f" + (1 - far.share) * interval '{LONG_AGO_DAYS} days'",
    ),
}
