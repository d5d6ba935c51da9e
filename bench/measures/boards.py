"""Board, inbox, list and search over 10,000 loops of all kinds and over 1,000,000.

First the open loops and those ended lately are the same rows at both sizes, and only what ended long ago
grows: that is the promise. Then also what is open and what ended lately grow tenfold, as it would in a place
that has a million after five years; there the pages may cost more, and the table says how much.
"""

import os
import time
from collections.abc import Iterator
from urllib.parse import quote

from bench.crowd import Crowd, Size
from bench.every_kind import tell_all
from bench.installation import Installation
from bench.measures.pages import Cost, cost_of
from bench.results import Result
from bench.targets import Target, staff
from gongzhi.kernel.instants import now
from gongzhi.loops.models import Loop
from gongzhi.web.launch.terminal import say

LOOPS = 10_000, 1_000_000
OPEN, LATELY = 2_000, 1_500
GROWN = 10  # times as many open and ended lately
OF = "of 10,000"
MOST_TIMES = 1.5
# Whose page, and which. A word that stands in a quarter of the titles, and one that stands in none.
PAGES = {
    "board": ("leader", "/board/"),
    "board_numbers": ("leader", "/board/numbers/"),
    "inbox": ("town-handler", "/work/"),
    "inbox_of_desk": ("dispatcher", "/work/"),
    "list": ("leader", "/list/"),
    "list_of_ended": ("leader", "/list/?state=ended"),
    "search": ("leader", f"/find/?q={quote('垃圾')}"),
    "search_in_vain": ("leader", f"/find/?q={quote('没有这样的事')}"),
    "search_of_unit": ("town-handler", f"/find/?q={quote('垃圾')}"),
}


def measure(installation: Installation) -> Iterator[Result]:
    """Fill, measure, fill, measure; each page at the smallest size is the floor of the larger ones."""
    county = installation.prepare()
    installation.stop_serving()
    installation.spoil()
    tell_all(county, at=now())
    small, large = LOOPS[0], int(os.environ.get("BENCH_LOOPS", LOOPS[1]))
    with installation.administrator() as connection:
        crowd = Crowd(connection)
        _grow(installation, crowd, Size(OPEN, LATELY, small - OPEN - LATELY))
        least = _costs(installation)
        for name, cost in least.items():
            yield from cost.results(f"boards.{name}.at_{small}")
        _grow(installation, crowd, Size(OPEN, LATELY, large - OPEN - LATELY))
        for name, cost in _costs(installation).items():
            yield from cost.results(f"boards.{name}.at_{large}", of=OF, least=least[name], target=MOST_TIMES)
        _grow(installation, crowd, Size(OPEN * GROWN, LATELY * GROWN, large - OPEN - LATELY))
        for name, cost in _costs(installation).items():
            yield from cost.results(f"boards.{name}.grown", of=OF, least=least[name])


def _grow(installation: Installation, crowd: Crowd, size: Size) -> None:
    began = time.monotonic()
    crowd.grow(size)
    installation.vacuum()
    say(
        f"    {size.total:,} loops, {size.open:,} of them open, {size.lately:,} ended lately,"
        f" made in {time.monotonic() - began:.0f} s"
    )


def _costs(installation: Installation) -> dict[str, Cost]:
    size = Loop.objects.count()
    return {
        name: cost_of(installation, Target(name, ((path, staff(login)),)), size=size)
        for name, (login, path) in PAGES.items()
    }
