"""A directive to two thousand grids: what it costs to issue it, and what its page costs beside one to twenty."""

import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from bench.fill import Rows, rows_of
from bench.installation import Installation
from bench.measures.pages import cost_of
from bench.results import Result
from bench.targets import Target, staff
from bench.wide import PLACES, TOWNS, grids_of, town, unit_code, widen
from gongzhi.directives.facts import PartSpec, Terms
from gongzhi.directives.models import Directive
from gongzhi.directives.public import Issued, handle, issue, send_rounds
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.ledger.models import Fact, Opening, PendingFact
from gongzhi.ledger.public import sequence
from gongzhi.loops.facts import EndKind, ObligationStatus
from gongzhi.loops.models import Card, Deadline, Holder, Link, Loop, Obligation

if TYPE_CHECKING:
    from tests.small_county import County

MANY, FEW = PLACES, 20
ROUNDS = 3
WORKED_ON = 0.75  # the share of the grids with work tied to them
BATCH = 500  # rows of one bare insert
OF = "with 20 parts"
# What belongs to a directive and its parts: (table, column, of which rows the column names the key).
BELONGS: tuple[tuple[type[Model], str, type[Model]], ...] = (
    (Loop, "id", Loop),
    (Card, "loop_id", Loop),
    (Holder, "loop_id", Loop),
    (Obligation, "loop_id", Loop),
    (Deadline, "obligation_id", Obligation),
    (Directive, "loop_id", Loop),
    (Link, "source_id", Loop),
    (Fact, "subject", Loop),
    (PendingFact, "fact_id", Fact),
    (Opening, "fact_id", Fact),
)


def measure(installation: Installation) -> Iterator[Result]:
    """Issue to 2,000 grids and to 20; look at both pages, without work and with work at three of four grids."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()
    widen()
    _issue(county, FEW)  # the first one reads calendar, profile, duties
    few, taken = _issue(county, FEW), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        many = _issue(county, MANY)
        taken.append(time.perf_counter() - began)
    rows = read(many.loop_id)
    yield Result(
        "directives.issue",
        "s",
        statistics.median(taken),
        floor_name=f"its {sum(len(each.rows) for each in rows):,} rows, bare",
        floor_value=statistics.median(bare(installation, rows) for _ in range(ROUNDS)),
        n=ROUNDS,
        at_size=MANY,
    )
    _settle(installation)
    yield from _pages(installation, "page", "leader", few, many)
    seconds = {each.loop_id: _work(county, each, places) for each, places in ((few, FEW), (many, MANY))}
    yield Result("directives.rounds", "s", seconds[many.loop_id], n=1, at_size=round(MANY * WORKED_ON))
    _end_half(installation)
    _settle(installation)
    yield from _pages(installation, "page_with_work", "leader", few, many)
    yield from _pages(installation, "page_of_lead", "water-handler", few, many)
    yield from _pages(installation, "parts", "leader", few, many, path="/directives/{}/parts/")


def _issue(county: "County", parts: int) -> Issued:
    """Issue a directive to so many grids: to all of the county's new towns, or within the first of them."""
    from tests.small_county import COUNTY

    at = now()
    units = [county.unit(unit_code(index)) for index in range(TOWNS)]
    specs = [
        PartSpec(unit, community, grid)
        for index, unit in enumerate(units)
        for community, grid in grids_of(index)
    ][:parts]
    return issue(
        terms=Terms(
            title="入冬前检修老旧水管",
            text="各责任单位在入冬前检修辖区老旧水管，做到不漏、不冻。",
            legal_basis="城镇排水与污水处理条例第5条",
            matter="water",
            scope=COUNTY if parts > FEW else town(0),
            due_on=timezone.localdate(at) + timedelta(days=60),
        ),
        lead=county.unit("water"),
        parts=specs,
        by=county.actor("leader"),
        at=at,
        once=new_id(),
    )


def read(root: UUID) -> list[Rows]:
    """Read everything that was written when a directive was issued."""
    keys: dict[type[Model], list[Any]] = {
        Loop: list(Directive.objects.filter(root=root).values_list("loop_id", flat=True))
    }
    found = []
    for model, column, of in BELONGS:
        rows = rows_of(model, column, keys[of])
        name = model._meta.pk.column
        if model is not Loop and name in rows.columns:
            keys[model] = [row[rows.columns.index(name)] for row in rows.rows]
        found.append(rows)
    return found


def bare(installation: Installation, tables: Sequence[Rows]) -> float:
    """Write rows under new ids as inserts of many rows each, in one transaction; return the seconds."""
    fresh = _Fresh()
    ready = [(_insert(each), [fresh.row(each, row) for row in each.rows]) for each in tables]
    with installation.administrator() as client:
        assert client.execute("show fsync").fetchone() == ("on",)
        assert client.execute("show synchronous_commit").fetchone() == ("on",)
        began = time.perf_counter()
        with client.transaction():
            for (start, width), rows in ready:
                for first in range(0, len(rows), BATCH):
                    some = rows[first : first + BATCH]
                    places = ", ".join([f"({', '.join(['%s'] * width)})"] * len(some))
                    client.execute(f"{start}{places}".encode(), [value for row in some for value in row])
        return time.perf_counter() - began


def _insert(rows: Rows) -> tuple[str, int]:
    columns = ", ".join(f'"{column}"' for column in rows.columns)
    start = f"insert into {rows.model._meta.db_table} ({columns}) values "  # noqa: S608 - names of our own tables
    return start, len(rows.columns)


class _Fresh:
    """New ids for old ones. Numbers and paths are made unique by them; the bytes of facts stay as they are."""

    def __init__(self) -> None:
        self._ids: dict[UUID, UUID] = {}

    def row(self, rows: Rows, values: Sequence[Any]) -> list[Any]:
        """Return the values of a row as the copy has them."""
        own = rows.model._meta.pk.column
        found: list[Any] = []
        for column, value in zip(rows.columns, values, strict=True):
            if isinstance(value, UUID) and column == own:
                found.append(self._ids.setdefault(value, new_id()))
            elif isinstance(value, UUID):
                found.append(self._ids.get(value, value))
            elif rows.model is Loop and column == "number":
                found.append(new_id().hex)
            elif rows.model is Directive and column == "path":
                keys = (UUID(part) for part in value.split("/") if part)
                found.append("".join(f"{self._ids.setdefault(key, new_id()).hex}/" for key in keys))
            else:
                found.append(value)
        return found


def _settle(installation: Installation) -> None:
    """Give the facts their place, as the worker would within seconds, and vacuum."""
    while sequence(limit=5000):
        pass
    installation.vacuum()


def _work(county: "County", directive: Issued, parts: int) -> float:
    """Accept a whole directive and send rounds to three of four of its grids; return the seconds of sending."""
    places = [grid for index in range(TOWNS) for _community, grid in grids_of(index)][:parts]
    by = county.actor("water-handler")
    handle(directive_id=directive.loop_id, event="accept", by=by, at=now())
    unit = county.unit(unit_code(0))
    began = time.perf_counter()
    sent = send_rounds(
        directive_id=directive.loop_id,
        grids=places[: round(parts * WORKED_ON)],
        unit_id=unit,
        by=by,
        at=now(),
        once=new_id(),
    )
    assert sent == round(parts * WORKED_ON)
    return time.perf_counter() - began


def _end_half(installation: Installation) -> None:
    """End every other round as fulfilled: progress then has something done, something at work, something unknown."""
    with installation.administrator() as client:
        client.execute(_END_HALF, {"end": EndKind.FULFILLED.value, "status": ObligationStatus.DONE.value})
    done = Loop.objects.filter(subject_kind="round", end_kind=EndKind.FULFILLED).count()
    assert done, "no round counts as done: nothing was measured"


_END_HALF = """
    with done as (
        update gongzhi_loop set ended_at = now(), end_kind = %(end)s, state = 'done', due_at = null
        where subject_kind = 'round' and right(number, 1)::int %% 2 = 0 returning id
    ), settled as (
        update gongzhi_obligation set settled_at = now(), status = %(status)s
        where settled_at is null and loop_id in (select id from done) returning id
    )
    update gongzhi_deadline set next_at = null, cancelled_at = now()
    where obligation_id in (select id from settled)
"""


def _pages(
    installation: Installation, name: str, login: str, few: Issued, many: Issued, path: str = "/loop/{}/"
) -> Iterator[Result]:
    """Ask for the page of the small directive and for that of the large one, of which it is the floor."""
    cookies = staff(login)
    least = None
    for each, size in ((few, FEW), (many, MANY)):
        target = Target(name, ((path.format(each.loop_id), cookies),))
        cost = cost_of(installation, target, size=size)
        yield from cost.results(f"directives.{name}.at_{size}", of=OF, least=least)
        least = cost
