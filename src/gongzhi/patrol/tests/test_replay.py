"""What facts say equals what the tables say; two people at once; and who is told."""

import threading
from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from tests.small_county import County, import_county

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import follow, sequence
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.notices.models import Notice
from gongzhi.patrol.facts import Finding
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.public import check_replay, dispatch_event, handle, report_event, report_round
from gongzhi.patrol.tests import steps
from gongzhi.patrol.tests.steps import NEXT_GRID, hours, step
from gongzhi.web.reactions import react


def life(county: County) -> None:
    """Events and rounds in every corner of their definitions."""
    steps.closed(county)
    steps.arbitration(county)
    steps.returned(county)
    steps.reported(county, grade=1)
    overruled = steps.reported(county, matter="housing.leak", grade=4).loop_id
    dispatch_event(
        event_id=overruled,
        event="file",
        unit_id=county.unit("town"),
        by=county.actor("leader"),
        at=hours(1),
        overrule=True,
        reason="先抢险。",
    )
    first, second = steps.planned(county, login="leader", grids=(steps.GRID, NEXT_GRID))
    report_round(
        round_id=first,
        findings=[Finding("city.waste.street", "满了", 0), Finding("safety.cover", "没了", 1)],
        by=county.actor("grid-worker"),
        at=hours(2),
    )
    report_round(round_id=second, by=county.actor("grid-worker"), at=hours(2))


@pytest.mark.django_db
def test_facts_equal_tables(county: County) -> None:
    life(county)
    assert [*check_replay(batch=2), *check_loops()] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "change"),
    [
        (PatrolEvent, {"grade": 3}),
        (PatrolEvent, {"grid": "000"}),
        (PatrolEvent, {"lead": None}),
        (PatrolEvent, {"citation": "别的"}),
        (PatrolEvent, {"overruled": True}),
        (PatrolEvent, {"photo": "x.jpg"}),
        (Round, {"grid": "000"}),
        (Round, {"result": "FOUND"}),
        (Round, {"events": 7}),
    ],
)
def test_what_was_changed_beside_the_facts_is_found(
    county: County, table: type[PatrolEvent | Round], change: dict[str, object]
) -> None:
    loop_id = steps.closed(county) if table is PatrolEvent else steps.made(county)
    table.objects.filter(loop=loop_id).update(**change)
    (found,) = check_replay()
    column = {"photo": "has_photo"}.get(next(iter(change)), next(iter(change)))
    assert (found.loop_id, found.what) == (loop_id, f"patrol/{loop_id}/{column}")


def told(county: County, unit: str) -> list[str]:
    sequence()
    follow("reactions", react)
    return sorted(Notice.objects.filter(unit=county.unit(unit)).values_list("code", flat=True))


@pytest.mark.django_db
def test_the_desk_is_told_at_once_and_who_reported_hears_the_end(county: County) -> None:
    event_id = steps.reported(county, matter="safety.cover").loop_id
    assert told(county, "centre") == ["owed.reported"]
    assert told(county, "town") == []
    step(county, event_id, "not_file", "dispatcher", hours(0.1), reason="已有人在处置。")
    assert told(county, "town") == ["ended"]


@pytest.mark.django_db
def test_who_put_it_right_on_the_spot_is_told_nothing(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongzhi.loops.actions.move.secrets.randbelow", lambda _below: 999)
    steps.reported(county, grade=1)
    assert told(county, "town") == []
    assert told(county, "centre") == []


@pytest.mark.django_db
def test_who_is_to_go_and_who_wants_to_know_are_told(county: County) -> None:
    (round_id,) = steps.planned(county, login="leader")
    assert told(county, "town") == ["owed.dispatched"]
    report_round(round_id=round_id, by=county.actor("grid-worker"), at=hours(2))
    assert "owed.reported" in told(county, "government")


# Two at once


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads of their own, all let go together; return what each gave, or its refusal's code."""
    results: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(number: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[number] = act()
        except Refused as refused:
            results[number] = refused.refusal.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def consistent() -> Sequence[object]:
    return [*check_replay(), *check_loops()]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_reports_once() -> None:
    county = import_county()
    once, by, report = new_id(), county.actor("grid-worker"), steps.report()
    found = at_once(*[lambda: report_event(report=report, by=by, at=hours(0), once=once)] * 4)
    assert len(set(found)) == 1
    assert PatrolEvent.objects.count() == 1
    assert consistent() == []


@pytest.mark.django_db(transaction=True)
def test_two_desks_file_one_event_once() -> None:
    county = import_county()
    event_id = steps.reported(county, matter="water.burst").loop_id
    by, unit = county.actor("dispatcher"), county.unit("water")

    def file() -> object:
        return dispatch_event(event_id=event_id, event="file", unit_id=unit, by=by, at=hours(1))

    assert sorted(map(str, at_once(file, file))) == ["None", "loops.not_now"]
    assert consistent() == []


@pytest.mark.django_db(transaction=True)
def test_verified_well_and_badly_at_once_one_counts() -> None:
    county = import_county()
    event_id, by = steps.verifying(county), county.actor("verifier")

    def verify(event: str) -> Callable[[], object]:
        return lambda: handle(event_id=event_id, event=event, reason="看过。", by=by, at=hours(3))

    found = at_once(verify("verify_ok"), verify("verify_bad"))
    assert found.count("loops.not_now") == 1
    assert steps.state(event_id) in ("closed", "working")
    assert consistent() == []


@pytest.mark.django_db(transaction=True)
def test_a_round_reported_by_two_is_reported_once() -> None:
    county = import_county()
    (round_id,) = steps.planned(county)
    findings = [Finding("city.waste.street", "满了", 0)]

    def told_by(login: str) -> Callable[[], object]:
        by = county.actor(login)
        return lambda: len(report_round(round_id=round_id, findings=findings, by=by, at=hours(2)))

    found = at_once(told_by("grid-worker"), told_by("town-handler"))
    assert sorted(map(str, found)) == ["1", "loops.not_now"]
    assert (PatrolEvent.objects.count(), Round.objects.get().events) == (1, 1)
    assert consistent() == []
