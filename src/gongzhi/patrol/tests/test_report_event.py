"""Reporting an event: each refusal, the four grades, the photo, and what is put right on the spot."""

from uuid import UUID

import pytest
from django.core.files.storage import default_storage
from tests.small_county import EAST, IN_WEST, START, WEST, County

from gongzhi.cases.tests.pictures import picture
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import loop_row
from gongzhi.patrol.facts import Source
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.public import Spot, report_event
from gongzhi.patrol.queries import categories
from gongzhi.patrol.tests import steps
from gongzhi.patrol.tests.steps import FAR_GRID, GRID, hours, refused, state, step
from gongzhi.people.facts import SYSTEM
from gongzhi.ui.photos import clean_photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def photos_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let street waste be a matter for which a photo has a reason, as the shipped lines have for theirs."""
    line = {"grade": 2, "photo_why": "看得出垃圾多少，才好派车", "photo_why_en": "How much it is"}
    monkeypatch.setitem(categories(), "city.waste", line)


# Reporting


@pytest.mark.parametrize("point", [(1e10, 30.0), (110.0, -91.0), (float("inf"), 30.0)])
def test_a_point_that_is_nowhere_on_earth_is_refused(county: County, point: tuple[float, float]) -> None:
    with refused("patrol.no_grid"):
        steps.reported(county, spot=Spot(GRID, *point))


def test_reported_in_a_grid_it_waits_at_the_desk(county: County) -> None:
    found = steps.reported(county)
    row = PatrolEvent.objects.get(loop=found.loop_id)
    loop = loop_row(found.loop_id)
    assert loop
    assert (row.grade, row.grid, row.source, row.photo) == (2, GRID, Source.WORKER, "")
    assert (loop.state, loop.division, loop.number) == ("reported", WEST, found.number)
    assert steps.holder(found.loop_id, "reporter") == county.unit("town")
    assert steps.holder(found.loop_id, "intake") == county.unit("centre")


def test_a_point_counts_over_the_grid_chosen(county: County) -> None:
    spot = Spot(grid=FAR_GRID, longitude=IN_WEST[0], latitude=IN_WEST[1])
    event_id = steps.reported(county, spot=spot).loop_id
    row = PatrolEvent.objects.get(loop=event_id)
    assert row.grid == GRID
    assert (row.longitude_e6, row.latitude_e6) == (110_005_000, 30_005_000)


def test_a_point_outside_all_grids_leaves_the_grid_chosen(county: County) -> None:
    event_id = steps.reported(county, spot=Spot(grid=GRID, longitude=1.0, latitude=1.0)).loop_id
    assert PatrolEvent.objects.get(loop=event_id).grid == GRID


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": " "}, "patrol.text_missing"),
        ({"text": "满" * 20_001}, "patrol.text_too_long"),
        ({"matter": "nothing"}, "patrol.matter_unknown"),
        ({"spot": Spot()}, "patrol.no_grid"),
        ({"spot": Spot(grid="000")}, "patrol.no_grid"),
        ({"spot": Spot(longitude=1.0, latitude=1.0)}, "patrol.no_grid"),
        ({"grade": 5}, "patrol.grade_unknown"),
        ({"photo": b"x"}, "patrol.no_photo_needed"),
        ({"matter": "safety.cover", "grade": 2}, "patrol.levels_skipped"),
    ],
)
def test_a_report_is_refused(county: County, changes: dict[str, object], code: str) -> None:
    with refused(code):
        steps.reported(county, **changes)
    assert not PatrolEvent.objects.exists()


def test_only_posts_for_it_report(county: County) -> None:
    for login in ("dispatcher", "verifier", "arbiter", "admin", "supervisor"):
        with refused("loops.not_entitled"):
            steps.reported(county, login=login)


def test_nothing_is_taken_where_no_desk_serves(county: County) -> None:
    from gongzhi.organization.models import Desk
    from gongzhi.organization.queries.memory import forget

    Desk.objects.filter(office="ARBITRATION").delete()
    forget()
    with refused("patrol.no_desk"):
        steps.reported(county)


def test_the_system_reports_for_the_unit_that_keeps_a_sensor(county: County) -> None:
    report = steps.report(matter="water.burst", text="井内水位超过警戒。")
    with refused("loops.not_entitled"):
        report_event(report=report, by=SYSTEM, at=START)
    found = report_event(
        report=report, reporter=county.unit("water"), source=Source.SENSOR, by=SYSTEM, at=START
    )
    assert PatrolEvent.objects.get(loop=found.loop_id).source == Source.SENSOR
    assert steps.holder(found.loop_id, "reporter") == county.unit("water")


def test_a_photo_is_kept_where_there_is_a_reason(county: County, photos_help: None) -> None:
    photo = clean_photo(picture())
    event_id = steps.reported(county, photo=photo).loop_id
    row = PatrolEvent.objects.get(loop=event_id)
    with default_storage.open(row.photo) as file:
        assert file.read() == photo
    fact = story_of(event_id)[-1]
    assert fact.kind == "patrol.event_reported"
    assert len(fact.data["photo_sha256"]) == 64
    assert row.photo not in str(fact.data)


def test_the_photo_of_a_refused_report_leaves_no_file(county: County, photos_help: None) -> None:
    def files() -> set[str]:
        if not default_storage.exists("photos"):
            return set()
        return {
            f"{folder}/{name}"
            for folder in default_storage.listdir("photos")[0]
            for name in default_storage.listdir(f"photos/{folder}")[1]
        }

    before = files()
    with refused("patrol.no_grid"):
        steps.reported(county, photo=clean_photo(picture()), spot=Spot())
    assert files() == before


def test_reported_twice_with_one_key_is_reported_once(county: County) -> None:
    once, by = new_id(), county.actor("grid-worker")
    first = report_event(report=steps.report(), by=by, at=START, once=once)
    assert report_event(report=steps.report(text="另一件"), by=by, at=hours(1), once=once) == first
    assert PatrolEvent.objects.count() == 1


# Grades


@pytest.mark.parametrize(("grade", "unit"), [(2, "housing"), (3, "town"), (4, "centre")])
def test_the_grade_names_the_desk(county: County, grade: int, unit: str) -> None:
    steps.with_desks()
    event_id = steps.reported(county, grade=grade, spot=Spot(grid=f"{EAST}001")).loop_id
    assert steps.holder(event_id, "intake") == county.unit(unit)


def test_what_endangers_life_skips_the_levels(county: County) -> None:
    steps.with_desks()
    spot = Spot(grid=f"{EAST}001")
    event_id = steps.reported(county, matter="safety.cover", spot=spot).loop_id
    loop = loop_row(event_id)
    assert loop
    assert PatrolEvent.objects.get(loop=event_id).grade == 4
    assert steps.holder(event_id, "intake") == county.unit("centre")
    assert loop.due_at
    assert (loop.due_at - START).total_seconds() == 600  # ten minutes, around the clock


def on_spot(county: County, monkeypatch: pytest.MonkeyPatch, drawn: int, **changes: object) -> UUID:
    monkeypatch.setattr("gongzhi.loops.actions.move.secrets.randbelow", lambda _below: drawn)
    return steps.reported(county, grade=1, **changes).loop_id


def test_solved_on_the_spot_is_a_whole_loop_of_one_person(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = on_spot(county, monkeypatch, 999)
    loop = loop_row(event_id)
    assert loop
    assert (loop.state, loop.end_kind) == ("on_spot", "unconfirmed")
    assert PatrolEvent.objects.get(loop=event_id).grade == 1


def test_the_lot_sends_somebody_to_look_at_what_was_solved_on_the_spot(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_id = on_spot(county, monkeypatch, 0)
    assert state(event_id) == "verifying"
    step(county, event_id, "verify_ok", "verifier", hours(2))
    loop = loop_row(event_id)
    assert loop
    assert loop.end_kind == "fulfilled"


def test_what_was_not_solved_on_the_spot_is_filed(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    event_id = on_spot(county, monkeypatch, 0)
    step(county, event_id, "verify_bad", "verifier", hours(2), reason="还堆着。")
    assert state(event_id) == "reported"


def test_solved_on_the_spot_can_be_opened_again(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    event_id = on_spot(county, monkeypatch, 999)
    step(county, event_id, "reopen", "verifier", hours(5), reason="又堆起来了。")
    assert state(event_id) == "reported"
