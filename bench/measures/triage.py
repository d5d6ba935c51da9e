"""How long it takes from the filing of a case until a dispatcher can read what is proposed about it."""

import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from tests.small_county import COUNTY, IN_WEST

from bench.installation import Installation
from bench.results import Result
from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.tests.in_force import put_in_force
from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, file_case
from gongzhi.diagnosis.public import proposal_of, warm
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import follow, sequence
from gongzhi.people.facts import RESIDENT
from gongzhi.web.reactions import react

CASES = 60
WITHIN_MS = 1000  # "within a second", on a machine with nothing else to do; the worker's looks come on top
IDLE_MS = 200 + 300  # the longest the worker waits before it places facts, and before it follows them
TEXT = "西街口的垃圾桶满了三天没人收，晚上有老鼠，污水流到了路上，请尽快清理。第{number}次反映。"


def measure(installation: Installation) -> Iterator[Result]:
    """File one case after the other, each with the worker's two steps behind it, by words alone and without."""
    installation.prepare()
    installation.stop_serving()
    installation.spoil()
    without = _taken(0, proposed=False)
    for code, purpose in (("triage.words", "triage"), ("safety.words", "safety")):
        put_in_force(code, Tier.RULES, at=now() - timedelta(hours=1), purposes=(purpose,))
    warm(at=now())  # as the worker does before its first reaction
    _settle()
    taken = _taken(CASES, proposed=True)
    yield Result(
        "triage.filing_to_proposal.median",
        "ms",
        statistics.median(taken),
        floor_name="the same without an algorithm",
        floor_value=statistics.median(without),
        n=CASES,
    )
    yield Result(
        "triage.filing_to_proposal.slowest_with_waits",
        "ms",
        max(taken) + IDLE_MS,
        n=CASES,
        target=WITHIN_MS,
    )


def _taken(first: int, *, proposed: bool) -> list[float]:
    taken = []
    for number in range(first, first + CASES):
        began = time.perf_counter()
        case_id = _file(number)
        _settle()
        taken.append((time.perf_counter() - began) * 1000)
        assert (proposal_of(case_id) is not None) is proposed
    return taken


def _file(number: int) -> UUID:
    place = Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1])
    text = TEXT.format(number=number)
    return file_case(text=text, place=place, channel=Channel.PORTAL, by=RESIDENT, at=now()).loop_id


def _settle() -> None:
    """Do what the worker does next: place the facts, and follow them."""
    sequence()
    while follow("reactions", react):
        sequence()
