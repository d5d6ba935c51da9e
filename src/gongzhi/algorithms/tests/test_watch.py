"""The daily look at what runs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from tests.small_county import START, County

from gongzhi.algorithms.facts import EntryView, Light, Result, Tier, Without
from gongzhi.algorithms.models import AlgorithmMonitor, AlgorithmUse
from gongzhi.algorithms.public import (
    entry,
    in_force,
    lift_suspension,
    monitors_of,
    offer,
    report_drift,
    report_grounding,
    watch_due,
)
from gongzhi.algorithms.stops import stops_of
from gongzhi.algorithms.tests.in_force import (
    open_office,
    put_in_force,
    take_out_of_force,
    who,
)
from gongzhi.algorithms.tests.steps import CODE, DAY, ask, no_differences, refused, unit, watch
from gongzhi.algorithms.watching import figures_of
from gongzhi.ledger.models import Fact
from gongzhi.loops.public import duties_of
from gongzhi.people.facts import SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered() -> None:
    offer(CODE, lambda given, *, version: Result(value=given[0], confidence=0.9) if given else None)


@pytest.fixture
def owner(county: County) -> Actor:
    open_office(at=START)
    return who("gate-owner", at=START)


# The daily look.


def uses(
    entry_view: EntryView, n: int, *, agreed: bool, group: str, looked_ms: int = 9000, at: Any = START
) -> None:
    """Put judged uses where the gate puts them: a test of what is counted of many needs no thousand runs."""
    assert entry_view.running is not None
    AlgorithmUse.objects.bulk_create(
        AlgorithmUse(
            version_id=entry_view.running.id,
            at=at,
            purpose="triage",
            tier="T0",
            outcome="SHOWN",
            groups={"channel": group},
            value="a",
            decided="a" if agreed else "b",
            agreed=agreed,
            looked_ms=looked_ms,
        )
        for _ in range(n)
    )


def test_too_few_uses_are_never_called_good(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    uses(found, 49, agreed=True, group="phone")
    watch(START + timedelta(hours=1))
    (seen,) = monitors_of(CODE)
    assert (seen.worst, seen.uses) == (Light.INSUFFICIENT, 49)
    no_differences(uses=False)


def test_red_stops_it_by_itself_and_the_board_lets_it_go_on(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    assert found.running is not None
    uses(found, 300, agreed=True, group="web")
    uses(found, 300, agreed=False, group="phone")
    later = START + timedelta(hours=1)
    watch(later)
    now = entry(CODE)
    assert now is not None
    assert (now.suspended, now.suspended_for) == (True, ("group_ratio",))
    assert ask(at=later).without is Without.SUSPENDED
    assert not in_force(CODE, at=later)
    assert list(duties_of(found.running.loop_id, "suspension").values()) == [unit("gate-board")]
    no_differences(uses=False)
    lift = lambda by, reason="已改正": lift_suspension(code=CODE, reason=reason, by=by, at=later)  # noqa: E731
    board = who("gate-board-1", at=START)
    assert refused(lambda: lift(owner)) in ("lift_not_entitled", "loops.not_theirs")
    assert refused(lambda: lift(board, " ")) == "reason_missing"
    assert entry(CODE).suspended  # type: ignore[union-attr]
    lift(board)
    assert ask(at=later).result is not None
    assert not duties_of(found.running.loop_id, "suspension")
    lift(board)  # the same request again
    assert refused(lambda: lift(board, "另外的理由")) == "not_suspended"
    assert Fact.objects.filter(kind="algorithms.suspension_lifted").count() == 1
    watch(START + DAY)
    after = entry(CODE)
    assert after is not None
    assert not after.suspended, "what led to it is not counted again"
    assert figures_of(found.running.id, at=START + DAY).uses == 1
    (stop,) = stops_of(after)
    assert (stop.at, stop.monitors, stop.lifted_at, stop.lifted_because) == (
        later,
        ("group_ratio",),
        later,
        "已改正",
    )
    assert stop.live is not None
    assert (stop.live.figures.uses, stop.live.figures.overridden) == (600, 300), "and stays readable"
    assert any(each.light is Light.RED for each in stop.live.monitor.findings)  # type: ignore[union-attr]
    no_differences(uses=False)


def test_amber_shows_and_stops_nothing_until_it_has_lasted(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    uses(found, 100, agreed=False, group="web")
    for day in (0, 15, 29):
        watch(START + day * DAY + timedelta(hours=1))
        assert not entry(CODE).suspended  # type: ignore[union-attr]
    assert monitors_of(CODE)[0].worst is Light.AMBER
    watch(START + 30 * DAY + timedelta(hours=1))
    assert entry(CODE).suspended_for == ("override",)  # type: ignore[union-attr]


def test_what_lies_before_the_window_is_not_counted(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    uses(found, 300, agreed=False, group="web", at=START)
    watch(START + 91 * DAY)
    assert monitors_of(CODE)[0].uses == 0


def test_drift_and_unlawful_advice_are_reported_by_those_who_find_them(owner: Actor) -> None:
    def drift(psi: float, passed: bool | None, n: int = 500) -> None:
        with transaction.atomic(durable=True):
            report_drift(code=CODE, psi=psi, n=n, retest_passed=passed, by=SYSTEM, at=START)

    assert refused(lambda: drift(0.1, None)) == "not_running"
    put_in_force(CODE, Tier.RULES, at=START)
    drift(0.3, None)
    watch(START + timedelta(hours=1))
    assert monitors_of(CODE)[0].worst is Light.AMBER
    drift(0.3, False)
    watch(START + DAY)
    assert entry(CODE).suspended_for == ("drift",)  # type: ignore[union-attr]
    lift_suspension(code=CODE, reason="已重训", by=who("gate-board-1", at=START), at=START + DAY)
    with transaction.atomic(durable=True):
        report_grounding(code=CODE, n=200, grounded=200, unlawful=True, by=SYSTEM, at=START + 2 * DAY)
    watch(START + 3 * DAY)
    assert entry(CODE).suspended_for == ("grounded",)  # type: ignore[union-attr]
    no_differences()


def test_the_look_is_at_each_entry_once_a_day(owner: Actor) -> None:
    assert watch_due(by=SYSTEM, at=START) == 0
    put_in_force("test.one", Tier.RULES, at=START)
    put_in_force("test.two", Tier.RULES, at=START)
    assert [watch_due(by=SYSTEM, at=START) for _ in range(3)] == [1, 1, 0]
    assert AlgorithmMonitor.objects.count() == 2
    take_out_of_force("test.one", at=START)
    assert [watch_due(by=SYSTEM, at=START + DAY) for _ in range(2)] == [1, 0]
