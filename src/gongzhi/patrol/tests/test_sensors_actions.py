"""Sensors on a database: registered, read in, and how their events come and go."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from tests.small_county import COUNTY, START, VILLAGE, WEST, County

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import all_entries, sequence, story_of
from gongzhi.loops.models import Loop
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.public import staff_story
from gongzhi.organization.public import import_file
from gongzhi.patrol.actions import check_sensors
from gongzhi.patrol.models import PatrolEvent, Sensor, SensorSite, SensorState
from gongzhi.patrol.public import (
    check_replay,
    handle,
    make_sensor_key,
    register_sensors,
    revoke_sensor_key,
    sensor_keys,
    sensors,
)
from gongzhi.patrol.readings import Outcome
from gongzhi.patrol.replay import replay
from gongzhi.patrol.sensors import key_in_force
from gongzhi.patrol.sentences import EVENT_SENTENCES
from gongzhi.patrol.tests.sensing import COLUMNS, county_with, key_of, register, registered, row, say
from gongzhi.people.facts import SYSTEM

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def problems(*rows: str) -> list[tuple[int, str, str]]:
    return [(problem.line, problem.column, problem.code) for problem in register(*rows).rejected]


def facts(kind: str) -> int:
    while sequence():
        pass
    return sum(fact.kind == kind for fact in all_entries())


def open_events() -> list[Loop]:
    return list(Loop.objects.filter(subject_kind="patrol", ended_at=None).order_by("opened_at"))


def dispatch_desk(until: str) -> None:
    """Import the dispatch desk of the county as one that ended, or goes on."""
    data = f"office,division,unit,valid_from,valid_to\nDISPATCH,{COUNTY},centre,2020-01-01,{until}\n"
    assert import_file(table="desks", data=data.encode(), by=SYSTEM, at=START).changed == 1


def sound() -> None:
    """The facts folded anew say what the tables say."""
    assert list(check_replay()) == []
    assert list(check_loops()) == []


# -- registration ------------------------------------------------------------------------------------


def test_a_file_is_applied_and_twice_changes_nothing(county: County) -> None:
    report = register(row("a"), row("b"), row("c", "brook", in_row="3", raise_at="30", clear_at="25.5"))
    assert (report.added, report.changed, report.unchanged, report.rejected) == (3, 0, 0, ())
    assert SensorSite.objects.count() == 2
    assert Sensor.objects.get(code="c").clear_at == 25_500
    again = register(row("a"), row("b", silent_after="5"), row("c", "brook"))
    assert (again.added, again.changed, again.unchanged) == (0, 2, 1)
    assert Sensor.objects.get(code="c").clear_at is None
    assert facts("patrol.sensor_registered") == 5
    assert facts("patrol.sensor_site_added") == 2
    sound()


def test_every_bad_row_is_reported_and_the_good_ones_count(county: County) -> None:
    found = problems(
        row("a"),
        row("b1", kind="heart_rate"),
        row("b2", unit="nobody"),
        row("b3", matter="nothing"),
        row("b4", longitude="", latitude=""),
        row("b5", longitude=""),
        row("b6", longitude="1", latitude="1"),
        row("b7", grid="999999999999001"),
        row("b8", longitude="", latitude="", grid=f"{VILLAGE}001"),
        row("b9", raise_at="20"),
        row("b10", raise_at="20", clear_at="20"),
        row("b11", raise_at="much", clear_at="20"),
        row("b12", in_row="0"),
        row("b13", silent_after="1.5"),
        row("b ä"),
        row("a"),
        row("c", "brook", longitude="", latitude="", grid=f"{VILLAGE}001"),
    )
    assert found == [
        (3, "kind", "patrol.sensor_kind_unknown"),
        (4, "unit", "organization.unknown_unit"),
        (5, "matter", "organization.unknown_matter"),
        (6, "grid", "patrol.sensor_nowhere"),
        (7, "grid", "patrol.sensor_nowhere"),
        (8, "grid", "patrol.sensor_nowhere"),
        (9, "grid", "organization.unknown_grid"),
        (10, "site", "patrol.sensor_site_elsewhere"),
        (11, "clear_at", "patrol.sensor_limits_half"),
        (12, "clear_at", "patrol.sensor_limits_crossed"),
        (13, "raise_at", "organization.not_a_number"),
        (14, "in_row", "patrol.sensor_count"),
        (15, "silent_after", "patrol.sensor_count"),
        (16, "code", "organization.malformed_code"),
        (17, "code", "organization.repeated"),
    ]
    assert set(Sensor.objects.values_list("code", flat=True)) == {"a", "c"}
    sound()


def test_a_file_that_cannot_be_read_changes_nothing(county: County) -> None:
    for data, code in (
        (b"", "organization.file_empty"),
        (b"code,kind\n", "organization.missing_column"),
        (f"{COLUMNS},colour\n".encode(), "organization.unknown_column"),
    ):
        with pytest.raises(Refused) as error:
            register_sensors(data=data, by=SYSTEM, at=START)
        assert error.value.refusal.code == code
    for act in (
        lambda by: register_sensors(data=COLUMNS.encode(), by=by, at=START),
        lambda by: make_sensor_key(name="k", unit_code="water", by=by, at=START),
        lambda by: revoke_sensor_key(name="k", by=by, at=START),
    ):
        with pytest.raises(Refused) as error:
            act(county.actor("grid-worker"))
        assert error.value.refusal.code == "loops.not_entitled"


def test_a_site_has_one_row_for_each_kind(county: County) -> None:
    registered(row("a"), row("b", kind="gas_leak"))
    with pytest.raises(IntegrityError), transaction.atomic():
        SensorSite.objects.create(code="underpass", kind="flood_depth")


# -- keys --------------------------------------------------------------------------------------------


def test_a_key_is_shown_once_and_opens_nothing_after_it_was_revoked(county: County) -> None:
    key = make_sensor_key(name="pumps", unit_code="water", by=SYSTEM, at=START)
    found = key_in_force(key)
    assert found is not None
    assert (found.name, found.unit_id) == ("pumps", county.unit("water"))
    assert key not in str([vars(row) for row in sensor_keys()])
    assert key_in_force(key[:-1]) is None
    for name, unit, code in (
        ("pumps", "water", "patrol.key_name_taken"),
        ("two words", "water", "patrol.key_name_malformed"),
        ("other", "nobody", "organization.unknown_unit"),
    ):
        with pytest.raises(Refused) as error:
            make_sensor_key(name=name, unit_code=unit, by=SYSTEM, at=START)
        assert error.value.refusal.code == code
    revoke_sensor_key(name="pumps", by=SYSTEM, at=START + HOUR)
    revoke_sensor_key(name="pumps", by=SYSTEM, at=START + 2 * HOUR)
    assert key_in_force(key) is None
    assert [each.revoked_at for each in sensor_keys()] == [START + HOUR]
    assert facts("patrol.sensor_key_revoked") == 1
    with pytest.raises(Refused) as error:
        revoke_sensor_key(name="nothing", by=SYSTEM, at=START)
    assert error.value.refusal.code == "patrol.key_unknown"
    sound()


# -- readings ----------------------------------------------------------------------------------------


def test_quiet_readings_leave_one_fact_a_batch_and_no_event(county: County) -> None:
    key = county_with(county, row("a"))
    assert say(key, "a", *range(10), begin=START) == [Outcome.TAKEN] * 10
    assert say(key, "a", 3, begin=START + HOUR) == [Outcome.TAKEN]
    state = SensorState.objects.get()
    assert (state.newest_at, state.value, state.raised) == (START + HOUR, 3_000, False)
    assert facts("patrol.readings_taken") == 2
    assert not open_events()
    sound()


def test_a_crossing_opens_one_event_that_says_what_the_sensor_found(county: County) -> None:
    key = county_with(county, row("a"))
    say(key, "a", 3, 42.5, 43, begin=START)
    (loop,) = open_events()
    event = PatrolEvent.objects.get(loop=loop)
    assert (event.source, event.grade, event.grid) == ("SENSOR", 3, f"{WEST}001")
    assert event.text == "西街下穿通道a：积水 43 厘米，达到界限 15 厘米（点位 underpass）"
    assert (loop.state, loop.matter, loop.division) == ("reported", "city.waste", WEST)
    reporter = loop.holders.get(party="reporter")
    assert reporter.unit_id == county.unit("water")
    assert SensorSite.objects.get().loop_id == loop.id
    sound()


def test_the_same_batch_again_changes_nothing(county: County) -> None:
    key = county_with(county, row("a"))
    assert say(key, "a", 20, 21, begin=START) == [Outcome.TAKEN] * 2
    before = facts("patrol.readings_taken"), vars(SensorState.objects.get())
    assert say(key, "a", 20, 21, begin=START) == [Outcome.NOT_NEWER] * 2
    assert say(key, "a", 99, 99, begin=START - HOUR) == [Outcome.NOT_NEWER] * 2
    after = facts("patrol.readings_taken"), vars(SensorState.objects.get())
    assert {**before[1], "_state": None} == {**after[1], "_state": None}
    assert before[0] == after[0]
    assert len(open_events()) == 1


def test_noise_around_the_limit_is_one_event(county: County) -> None:
    key = county_with(county, row("a"), row("b"))
    for minute in range(40):
        values = (14, 16, 13, 17, 16, 12) if minute % 2 else (16, 16, 11)
        for code in "ab":
            say(key, code, *values, begin=START + minute * 6 * MINUTE, every=30)
    assert Loop.objects.filter(subject_kind="patrol").count() == 1
    # The other sensor was raised too, once; neither was ever over.
    assert facts("patrol.sensor_raised") == 1
    assert facts("patrol.sensor_cleared") == 0
    assert facts("patrol.sensor_crossed") == 2
    sound()


def test_falling_back_is_noted_and_closes_nothing(county: County) -> None:
    key = county_with(county, row("a"))
    say(key, "a", 20, 21, begin=START)
    say(key, "a", 12, 9.5, begin=START + HOUR)
    (loop,) = open_events()
    assert not SensorState.objects.get().raised
    story = staff_story(story_of(loop.id), EVENT_SENTENCES)
    assert story[-1]["body"] == "西街下穿通道a：积水 9.5 厘米"
    # And again: the same event, one more line each.
    say(key, "a", 20, 21, 5, begin=START + 2 * HOUR)
    assert open_events() == [loop]
    kinds = [fact.kind for fact in story_of(loop.id)]
    assert kinds[-3:] == ["patrol.sensor_cleared", "patrol.sensor_raised", "patrol.sensor_cleared"]
    sound()


def test_over_within_the_batch_that_began_it_is_an_event_all_the_same(county: County) -> None:
    key = county_with(county, row("a"))
    say(key, "a", 20, 21, 5, begin=START)
    (loop,) = open_events()
    assert [fact.kind for fact in story_of(loop.id)][-1] == "patrol.sensor_cleared"
    assert not SensorState.objects.get().raised
    sound()


def test_after_the_event_has_ended_crossing_readings_open_a_new_one(county: County) -> None:
    key = county_with(county, row("a"))
    say(key, "a", 20, 21, begin=START)
    (first,) = open_events()
    ended = START + HOUR
    desk = county.actor("dispatcher")
    handle(event_id=first.id, event="not_file", by=desk, at=ended, reason="测试")
    assert not open_events()
    # One reading is not enough, as at the first time; readings from before the end are none of it.
    say(key, "a", 20, 20, 20, begin=ended - 10 * MINUTE)
    say(key, "a", 20, begin=ended + MINUTE)
    assert not open_events()
    assert not SensorState.objects.get().raised
    say(key, "a", 20, begin=ended + 2 * MINUTE)
    (second,) = open_events()
    assert second.id != first.id
    assert SensorSite.objects.get().loop_id == second.id
    say(key, "a", 20, 20, begin=ended + HOUR)
    assert open_events() == [second]
    sound()


def test_two_kinds_at_one_place_are_two_events(county: County) -> None:
    key = county_with(county, row("a"), row("g", kind="gas_leak", matter="safety.cover"))
    say(key, "a", 20, 21, begin=START)
    say(key, "g", 30, begin=START)
    grades = sorted(PatrolEvent.objects.values_list("grade", flat=True))
    assert grades == [3, 4]
    assert len(open_events()) == 2


def test_what_can_cost_lives_goes_to_the_county_whatever_the_kind_says(county: County) -> None:
    key = county_with(county, row("a", matter="safety.cover"))
    say(key, "a", 20, 21, begin=START)
    assert PatrolEvent.objects.get().grade == 4


def test_own_limits_go_before_those_of_the_kind(county: County) -> None:
    key = county_with(county, row("a", raise_at="5", clear_at="4", in_row="1"))
    say(key, "a", 4.9, begin=START)
    assert not open_events()
    say(key, "a", 5, begin=START + MINUTE)
    assert len(open_events()) == 1


def test_a_key_reads_in_the_sensors_of_its_unit_only(county: County) -> None:
    registered(row("a"), row("h", "yard", unit="housing"), row("o", in_use="0"))
    key = key_of("water")
    assert say(key, "h", 99, 99, begin=START) == [Outcome.UNKNOWN_SENSOR] * 2
    assert say(key, "nothing", 99, begin=START) == [Outcome.UNKNOWN_SENSOR]
    assert say(key, "o", 99, 99, begin=START) == [Outcome.NOT_IN_USE] * 2
    assert facts("patrol.readings_taken") == 0
    assert not open_events()


def test_a_sensor_that_is_moved_begins_anew(county: County) -> None:
    key = county_with(county, row("a"))
    say(key, "a", 20, 21, begin=START)
    registered(row("a", "brook"))
    assert not SensorState.objects.get().raised
    say(key, "a", 20, begin=START + HOUR)
    assert len(open_events()) == 1
    say(key, "a", 20, begin=START + HOUR + MINUTE)
    assert len(open_events()) == 2
    sound()


def test_an_event_that_cannot_be_opened_is_seen_and_tried_again(county: County) -> None:
    """The readings count all the same, and the gateway is not made to send them for ever."""
    key = county_with(county, row("a"))
    dispatch_desk("2021-01-01")
    assert say(key, "a", 20, 21, begin=START) == [Outcome.TAKEN] * 2
    say(key, "a", 22, begin=START + HOUR)
    assert not open_events()
    refusal = Refusal("patrol.no_desk", {"office": "DISPATCH"})
    assert [view.refused for view in sensors(at=START)] == [refusal]
    sound()
    assert facts("patrol.site_event_refused") == 1
    dispatch_desk("")
    say(key, "a", 14, begin=START + 2 * HOUR)
    assert not open_events()
    say(key, "a", 22, begin=START + 3 * HOUR)
    assert len(open_events()) == 1
    assert [view.refused for view in sensors(at=START)] == [None]
    sound()


def test_who_needs_looking_at_comes_first(county: County) -> None:
    key = county_with(county, row("a"), row("b"), row("c", "brook"), row("d", "yard", in_use="0"))
    at = START + 10 * HOUR
    say(key, "a", 3, begin=at)
    say(key, "c", 30, 31, begin=at)
    views = sensors(at=at + MINUTE)
    assert [(view.code, view.silent, view.raised) for view in views] == [
        ("b", True, False),
        ("c", False, True),
        ("a", False, False),
    ]
    assert views[1].event == open_events()[0].number
    later = sensors(at=at + timedelta(minutes=61))
    assert [(view.code, view.silent) for view in later] == [("a", True), ("b", True), ("c", False)]


def test_a_table_that_was_changed_behind_the_facts_is_found(county: County) -> None:
    key = county_with(county, row("a"))
    say(key, "a", 20, 21, begin=START)
    sound()

    def told() -> list[Any]:
        return sorted(str(each.what).split("/")[-1] for each in check_replay())

    Sensor.objects.update(raise_at=1, clear_at=0)
    assert told() == ["clear_at", "raise_at"]
    Sensor.objects.update(raise_at=None, clear_at=None)
    SensorState.objects.update(raised=False, crossed_at=None)
    SensorSite.objects.update(loop=None)
    assert told() == ["crossed_at", "loop_id", "raised"]


def test_a_replay_does_not_read_the_batches_that_ever_came_in(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = county_with(county, row("a"))
    for minute in range(3):
        say(key, "a", 3, begin=START + minute * MINUTE)
    read: list[str] = []

    def noting(facts: list[Recorded]) -> dict[str, Any]:
        read.extend(fact.kind for fact in facts)
        return replay(facts)

    monkeypatch.setattr(check_sensors, "replay", noting)
    sound()
    assert "patrol.sensor_key_made" in read
    assert "patrol.readings_taken" not in read
