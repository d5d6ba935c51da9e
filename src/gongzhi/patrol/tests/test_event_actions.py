"""Events: each verb with its happy path and each of its refusals."""

from uuid import UUID, uuid4

import pytest
from django.core.files.storage import default_storage
from tests.small_county import EAST, IN_WEST, START, WEST, County

from gongzhi.cases.tests.pictures import picture
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.patrol.facts import Source
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.public import Report, Spot, dispatch_event, event_for, handle, report_event
from gongzhi.patrol.queries import categories, event_offers
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


def counted(event_id: UUID) -> int:
    return len(story_of(event_id))


# Reporting


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


# Filing and dispatching


def test_filed_and_given_by_the_duty_table(county: County) -> None:
    event_id = steps.filed(county)
    row = PatrolEvent.objects.get(loop=event_id)
    assert state(event_id) == "dispatched"
    assert (row.lead_id, row.overruled) == (county.unit("water"), False)
    assert row.citation == "城镇排水与污水处理条例第5条"


def give(county: County, event_id: UUID, unit: str, login: str = "dispatcher", **more: object) -> None:
    values: dict[str, object] = {
        "event": "file",
        "unit_id": county.unit(unit),
        "by": county.actor(login),
        "at": hours(0.5),
    }
    dispatch_event(event_id=event_id, **(values | more))  # type: ignore[arg-type]


def test_without_the_power_it_is_refused_with_the_citation(county: County) -> None:
    event_id = steps.reported(county, matter="housing.leak", grade=4).loop_id
    with refused("organization.duty_taken_back") as caught:
        give(county, event_id, "town")
    assert caught.value.refusal.details["citation"] == "履职清单收回第4项"
    with refused("organization.no_duty"):
        give(county, event_id, "water")
    with refused("organization.unknown_unit"):
        give(county, event_id, "town", unit_id=uuid4())
    assert state(event_id) == "reported"


@pytest.mark.parametrize("login", ["grid-worker", "town-handler", "verifier", "supervisor", "leader"])
def test_only_the_desk_files(county: County, login: str) -> None:
    event_id = steps.reported(county).loop_id
    with refused("loops.not_entitled"):
        give(county, event_id, "town", login)


def test_a_desk_files_what_came_to_it_and_nothing_else(county: County) -> None:
    event_id = steps.reported(county).loop_id
    with refused("loops.not_theirs"):
        give(county, event_id, "town", "town-head")
    with refused("loops.not_a_party"):
        give(county, event_id, "town", "township-head")


def test_what_is_filed_is_not_filed_again(county: County) -> None:
    event_id = steps.filed(county)
    with refused("loops.not_now"):
        give(county, event_id, "water")


def test_a_superior_overrules_by_name_and_with_a_reason(county: County) -> None:
    event_id = steps.reported(county, matter="housing.leak", grade=4).loop_id
    with refused("loops.reason_missing"):
        give(county, event_id, "town", "leader", overrule=True, reason=" ")
    with refused("patrol.overrule_not_entitled"):
        give(county, event_id, "town", "dispatcher", overrule=True, reason="先抢险。")
    give(county, event_id, "town", "leader", overrule=True, reason="先抢险。")
    row = PatrolEvent.objects.get(loop=event_id)
    assert (row.lead_id, row.overruled, row.citation) == (county.unit("town"), True, "")
    fact = story_of(event_id)[-1]
    assert (fact.kind, fact.data["overruled"]) == ("patrol.lead_named", True)


def test_an_overrule_that_the_table_allows_is_none(county: County) -> None:
    event_id = steps.reported(county, matter="housing.leak", grade=4).loop_id
    give(county, event_id, "housing", "leader", overrule=True, reason="尽快。")
    assert PatrolEvent.objects.get(loop=event_id).overruled is False


def test_not_filed_with_a_reason(county: County) -> None:
    event_id = steps.reported(county).loop_id
    with refused("loops.reason_missing"):
        step(county, event_id, "not_file", "dispatcher", hours(1))
    step(county, event_id, "not_file", "dispatcher", hours(1), reason="已有人在清运。")
    loop = loop_row(event_id)
    assert loop
    assert (loop.state, loop.end_kind) == ("not_filed", "refused")
    step(county, event_id, "reopen", "grid-worker", hours(2), reason="没有人来。")
    assert state(event_id) == "reported"


# Work


def test_signed_put_right_verified_closed(county: County) -> None:
    event_id = steps.closed(county)
    loop = loop_row(event_id)
    assert loop
    assert (loop.state, loop.end_kind) == ("closed", "fulfilled")


# In which state each plain step is taken, by whom, where it leads, and whether it needs a reason.
PLAIN_STEPS = {
    "sign": (steps.filed, "water-handler", "working", False),
    "return": (steps.filed, "water-handler", "return_review", True),
    "extend": (steps.working, "water-handler", "working", True),
    "park": (steps.working, "water-handler", "parked", True),
    "ask_up": (steps.working, "water-handler", "arbitration", True),
    "report": (steps.working, "water-handler", "verifying", False),
    "verify_ok": (steps.verifying, "verifier", "closed", False),
    "verify_bad": (steps.verifying, "verifier", "working", True),
    "conclude": (steps.arbitration, "arbiter", "concluded", True),
    "deny_return": (steps.returned, "dispatcher", "dispatched", True),
}


@pytest.mark.parametrize("event", sorted(PLAIN_STEPS))
def test_each_plain_step(county: County, event: str) -> None:
    make, login, to, reason = PLAIN_STEPS[event]
    event_id = make(county)
    facts = counted(event_id)
    with refused("loops.not_entitled"):
        step(county, event_id, event, "operator", hours(2.5), reason="理由")
    stranger = "township-head"  # may handle and dispatch, and has no part in this
    with refused("loops.not_entitled" if login in ("verifier", "arbiter") else "loops.not_a_party"):
        step(county, event_id, event, stranger, hours(2.5), reason="理由")
    if reason:
        with refused("loops.reason_missing"):
            step(county, event_id, event, login, hours(2.5))
    assert counted(event_id) == facts
    once = new_id()
    for _again in range(2):
        step(county, event_id, event, login, hours(2.5), reason="理由" if reason else "", once=once)
    assert state(event_id) == to
    after = counted(event_id)
    with refused("loops.not_now" if event != "extend" else "loops.used_up"):
        step(county, event_id, event, login, hours(2.6), reason="理由")
    assert counted(event_id) == after


def test_parked_and_taken_up_again(county: County) -> None:
    event_id = steps.working(county)
    step(county, event_id, "park", "water-handler", hours(2), reason="等配件。")
    step(county, event_id, "take_up_again", "water-handler", hours(3))
    assert state(event_id) == "working"


def test_returned_and_given_anew(county: County) -> None:
    event_id = steps.returned(county)
    with refused("loops.not_now"):
        give(county, event_id, "water", event="file")
    give(county, event_id, "water", event="redispatch", at=hours(1.5))
    assert state(event_id) == "dispatched"


def test_a_third_return_goes_to_the_arbiter_and_a_decision_does_not_bounce(county: County) -> None:
    event_id = steps.filed(county)
    for time in (1, 2):
        step(county, event_id, "return", "water-handler", hours(time), reason="不是。")
        give(county, event_id, "water", event="redispatch", at=hours(time + 0.5))
    step(county, event_id, "return", "water-handler", hours(3), reason="不是。")
    assert state(event_id) == "arbitration"
    arbiter = county.actor("arbiter")
    give(county, event_id, "water", event="decide", by=arbiter, at=hours(4), reason="归你管。")
    with refused("loops.return_barred"):
        step(county, event_id, "return", "water-handler", hours(5), reason="不是。")


def test_the_arbiter_decides_by_the_duty_table_too(county: County) -> None:
    event_id, arbiter = steps.arbitration(county), county.actor("arbiter")
    with refused("organization.no_duty"):
        give(county, event_id, "housing", event="decide", by=arbiter, at=hours(4), reason="你去。")
    give(county, event_id, "housing", event="decide", by=arbiter, at=hours(4), reason="你去。", overrule=True)
    assert PatrolEvent.objects.get(loop=event_id).overruled is True


# Verifying


def test_whoever_handled_it_does_not_verify_it(county: County) -> None:
    from gongzhi.loops.models import Holder

    event_id = steps.verifying(county)
    Holder.objects.filter(loop=event_id, party="verifier").update(unit=county.unit("water"))
    verifier = county.actor("verifier")
    by = type(verifier)(**{**vars(verifier), "unit_id": county.unit("water")})
    with refused("loops.own_work"):
        handle(event_id=event_id, event="verify_ok", by=by, at=hours(3))
    view = event_for(by, event_id)
    assert view
    offers = {each.event: each.refusal for each in event_offers(by, view, at=hours(3))}
    assert offers["verify_ok"]
    assert offers["verify_ok"].code == "loops.own_work"


def test_a_unit_that_keeps_the_verifying_desk_is_verified_by_the_next_one(county: County) -> None:
    from gongzhi.organization.public import import_files
    from gongzhi.organization.queries.memory import forget

    import_files(
        files={"desks": f"office,division,unit,valid_from\nRECHECK,{WEST},town,2020-01-01\n".encode()},
        by=SYSTEM,
        at=START,
    )
    forget()
    event_id = steps.working(county, unit="town")
    assert steps.holder(event_id, "verifier") == county.unit("town")
    step(county, event_id, "report", "town-handler", hours(2), text="已清运。")
    assert steps.holder(event_id, "verifier") == county.unit("recheck")
    step(county, event_id, "verify_ok", "verifier", hours(3))
    assert state(event_id) == "closed"


def test_reopened_by_who_reported_it(county: County) -> None:
    event_id = steps.closed(county)
    step(county, event_id, "reopen", "grid-worker", hours(30), reason="又漏了。")
    assert state(event_id) == "working"
    step(county, event_id, "report", "water-handler", hours(31))
    step(county, event_id, "verify_ok", "verifier", hours(32))
    step(county, event_id, "reopen", "grid-worker", hours(40), reason="还在漏。")
    assert state(event_id) == "arbitration"


def test_after_the_time_for_it_nothing_is_reopened(county: County) -> None:
    event_id = steps.closed(county)
    with refused("loops.reopen_over"):
        step(county, event_id, "reopen", "grid-worker", steps.days(70), reason="又漏了。")


def test_what_nobody_verifies_goes_to_the_arbiter_by_name_and_counts_as_nothing(county: County) -> None:
    event_id = steps.verifying(county)
    fire_due(at=steps.days(20))
    assert state(event_id) == "verifying"
    told = [fact.data.get("told") for fact in story_of(event_id) if fact.kind == "loops.deadline_fired"]
    assert "arbiter" in told


def test_what_is_seen_is_seen_by_its_parties_and_who_reads_its_tree(county: County) -> None:
    event_id = steps.filed(county)
    sees = {"grid-worker", "town-handler", "town-head", "dispatcher", "water-handler", "arbiter", "verifier",
            "leader", "supervisor"}  # fmt: skip
    for login in (
        *sees,
        "township-handler",
        "township-head",
        "housing-handler",
        "caller",
        "operator",
        "admin",
    ):
        found = event_for(county.actor(login), event_id)
        assert (found is not None) is (login in sees), login
    assert event_for(county.actor("leader"), new_id()) is None


def test_a_report_is_a_frozen_value() -> None:
    report = Report("city", "满了", Spot(grid=GRID))
    assert (report.grade, report.photo) == (0, None)
