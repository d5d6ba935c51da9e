"""Lists, searches and the pages beside them over 10,000 cases and over 1,000,000, facts and all.

As in `boards`, first only what ended long ago grows, then also what is open and what ended lately. Words are
asked for that stand in 400 cases at every size, and words that stand in a quarter of all.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from tests.small_county import TOWN

from bench.copies import RARE
from bench.fill import Filling, Size
from bench.installation import Installation
from bench.measures.boards import GROWN, LATELY, LOOPS, OF, OPEN
from bench.measures.pages import Cost, cost_of
from bench.results import Result
from bench.targets import Target, staff
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.public import facts_about
from gongzhi.loops.models import Loop
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.web.launch.terminal import say

SAME, MANY_HITS, BOARD = 1.3, 5.0, 1.5  # how many times the cost at 10,000 a page may have
SAMPLE = 1000  # cases whose facts are folded anew and compared with the tables
BULKY = ("gongzhi_fact", "gongzhi_opening", "gongzhi_notice")  # what no list reads
COMMON = "垃圾桶"
FILTERS = f"kind=case&place={TOWN}&matter=city"


@dataclass(frozen=True)
class Asked:
    """Whose page, its address, and what it may cost as a share of the same at 10,000."""

    login: str
    path: str
    most: float = SAME


PAGES = {
    "open": Asked("leader", "/list/?kind=case&state=open"),
    "open_filtered": Asked("leader", f"/list/?state=open&{FILTERS}"),
    "overdue": Asked("leader", "/list/?kind=case&state=overdue"),
    "recent": Asked("leader", f"/list/?state=recent&{FILTERS}"),
    "ended": Asked("leader", f"/list/?state=ended&{FILTERS}"),
    "all": Asked("leader", "/list/?state=all&kind=case"),
    "all_filtered": Asked("leader", f"/list/?state=all&{FILTERS}"),
    "all_of_town": Asked("town-head", "/list/?state=all&kind=case"),
    "all_deep": Asked("leader", "/list/?state=all&kind=case&after={deep}"),
    "few_hits": Asked("leader", f"/list/?state=all&kind=case&q={quote(RARE)}"),
    "few_hits_filtered": Asked("leader", f"/list/?state=all&{FILTERS}&q={quote(RARE)}"),
    "few_hits_open": Asked("leader", f"/list/?state=open&kind=case&q={quote(RARE)}"),
    "few_hits_of_find": Asked("leader", f"/find/?q={quote(RARE)}"),
    "no_hits": Asked("leader", f"/list/?state=all&kind=case&q={quote('没有这样的事')}"),
    "many_hits": Asked("leader", f"/list/?state=all&kind=case&q={quote(COMMON)}", MANY_HITS),
    "many_hits_filtered": Asked("leader", f"/list/?state=all&{FILTERS}&q={quote(COMMON)}", MANY_HITS),
    "many_hits_open": Asked("leader", f"/list/?state=open&kind=case&q={quote(COMMON)}", MANY_HITS),
    "many_hits_of_find": Asked("leader", f"/find/?q={quote(COMMON)}", MANY_HITS),
    "one_sign": Asked("leader", f"/list/?state=all&kind=case&q={quote('水')}", MANY_HITS),
    "board": Asked("leader", "/board/", BOARD),
}


def measure(installation: Installation) -> Iterator[Result]:
    """Fill, measure, fill, measure; each page at the smallest size is the floor of the larger ones."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()
    small, large = LOOPS[0], int(os.environ.get("BENCH_LOOPS", LOOPS[1]))
    with installation.administrator() as connection:
        crowd = Filling(county, connection)
        yield from _grow(installation, crowd, Size(OPEN, LATELY, small - OPEN - LATELY))
        least = _costs(installation)
        for name, cost in least.items():
            yield from cost.results(f"lists.{name}.at_{small}")
        for label, size in (
            (f"at_{large}", Size(OPEN, LATELY, large - OPEN - LATELY)),
            ("grown", Size(OPEN * GROWN, LATELY * GROWN, large - OPEN - LATELY)),
        ):
            yield from _grow(installation, crowd, size)
            for name, cost in _costs(installation).items():
                # A board counts all that is open: what it costs where ten times as much is, is told and no promise.
                most = None if (name, label) == ("board", "grown") else PAGES[name].most
                yield from cost.results(f"lists.{name}.{label}", of=OF, least=least[name], target=most)


def _grow(installation: Installation, crowd: Filling, size: Size) -> Iterator[Result]:
    """Fill up to `size`; yield how many cases a second were made, and how many of a sample replay wrongly."""
    installation.stop_serving()
    before, began = crowd.size.total, time.monotonic()
    crowd.grow(size)
    seconds = time.monotonic() - began
    say(
        f"    {size.total:,} cases, {size.open:,} open, {size.lately:,} ended lately, made in {seconds:.0f} s"
    )
    yield Result("lists.made", "cases/s", (size.total - before) / seconds, at_size=size.total)
    began = time.monotonic()
    installation.vacuum(without=BULKY)
    say(f"    vacuum in {time.monotonic() - began:.0f} s")
    drawn, wrong = replayed_wrongly(installation, SAMPLE)
    yield Result("lists.replayed_wrongly", "values", wrong, n=drawn, at_size=size.total, target=0)


def replayed_wrongly(installation: Installation, sample: int) -> tuple[int, int]:
    """Fold the facts of some cases anew, drawn by lot; return how many these are, and how many values differ."""
    share = min(100.0, 110 * sample / Loop.objects.count())
    with installation.administrator() as connection:
        drawn = connection.execute(
            "select id from gongzhi_loop tablesample bernoulli (%s) limit %s", [share, sample]
        ).fetchall()
    ids = [UUID(str(loop_id)) for (loop_id,) in drawn]
    return len(ids), len(differences(replay(facts_about(ids)), state_of_tables(ids)))


def _costs(installation: Installation) -> dict[str, Cost]:
    size = Loop.objects.count()
    installation.serve(worker=False)  # what is overdue would be fired, and the machine is to be idle
    deep = _deep()
    return {
        name: cost_of(
            installation, Target(name, ((asked.path.format(deep=deep), staff(asked.login)),)), size=size
        )
        for name, asked in PAGES.items()
    }


def _deep() -> str:
    """Return the place of the row in the middle of all cases, as the address of a page has it."""
    loops = Loop.objects.order_by("-opened_at", "-id")
    middle = loops[Loop.objects.count() // 2]
    return quote(f"{to_text(middle.opened_at)}_{middle.id}")
