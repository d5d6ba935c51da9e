"""The example of a second city: its own matters, duties and time limits, in one installation beside the default."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from tests.small_county import BEIJING_TIME, COUNTY, IN_WEST, START, County

import gongzhi.loops
import gongzhi.organization
from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Person, Place, case_for, dispatch, file_case
from gongzhi.loops.models import Deadline, Loop
from gongzhi.loops.public import check_text, loop_row, parse_profile, profile_of_loop, publish_profile
from gongzhi.loops.public import read_definition as definition_of
from gongzhi.organization.public import actor_for, duty_for, import_files, matter_tree
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor
from gongzhi.people.public import account_by_login
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

LOOPS = Path(gongzhi.loops.__file__).parent
DATA = Path(gongzhi.organization.__file__).parent / "data"
EXAMPLE = DATA / "by_urgency"
PROFILE = (LOOPS / "profiles/by_urgency.yaml").read_text(encoding="utf-8")
CITY = "888801000000"  # of nobody: the test's own
TOWN = "888801100000"

DIVISIONS = """code,code_set,name,level,parent,valid_from
880000000000,TEST,雨省,province,,2020-01-01
888800000000,TEST,湖市,city,880000000000,2020-01-01
888801000000,TEST,岸县,county,888800000000,2020-01-01
888801100000,TEST,渡口镇,town,888801000000,2020-01-01
"""
UNITS = """code,kind,division,name,valid_from
888801-D,GOVERNANCE_CENTRE,888801000000,治理中心,2020-01-01
888801-A,COUNTY_GOVERNMENT,888801000000,县政府办,2020-01-01
888801-C,DATA_BUREAU,888801000000,回访中心,2020-01-01
888801-R,PETITION_BUREAU,888801000000,复核组,2020-01-01
888801-T,TOWN_GOVERNMENT,888801100000,渡口镇政府,2020-01-01
888801-M,MARKET_BUREAU,888801000000,市场监管局,2020-01-01
888801-H,HOUSING_BUREAU,888801000000,住建局,2020-01-01
"""
POSTS = "code,unit,type,title,valid_from\n888801-P,888801-D,DISPATCHER,派单员,2020-01-01\n"
STAFF = "login,name,post,valid_from\nsecond.dispatcher,岸一,888801-P,2020-01-01\n"
DESKS = "office,division,unit,valid_from\n" + "".join(
    f"{office},888801000000,888801-{unit},2020-01-01\n"
    for office, unit in (
        ("DISPATCH", "D"),
        ("HOTLINE", "D"),
        ("ARBITRATION", "A"),
        ("CALLBACK", "C"),
        ("RECHECK", "R"),
    )
)


@pytest.fixture
def second(county: County) -> Actor:
    """The second city, set up as the page on it says; its dispatcher."""
    files = {
        "divisions": DIVISIONS.encode(),
        "units": UNITS.encode(),
        "posts": POSTS.encode(),
        "staff": STAFF.encode(),
        "matters": (EXAMPLE / "matters.csv").read_bytes(),
        "duties": (EXAMPLE / "duties.csv").read_bytes(),
        "desks": DESKS.encode(),
    }
    for report in import_files(files=files, by=SYSTEM, at=START):
        assert not report.rejected, report
    publish_profile(
        division=CITY, text=PROFILE, valid_from=date(2026, 1, 1), valid_to=None, by=SYSTEM, at=START
    )
    account = account_by_login("second.dispatcher")
    assert account
    actor = actor_for(account.id, at=START)
    assert actor
    return actor


def filed(matter: str, place: Place, text: str = "请尽快处理这件事。") -> Loop:
    case_id = file_case(
        text=text,
        place=place,
        channel=Channel.PORTAL,
        matter=matter,
        person=Person(),
        by=RESIDENT,
        at=START,
    ).loop_id
    return Loop.objects.get(id=case_id)


def here(matter: str) -> Loop:
    return filed(matter, Place(division=TOWN))


def clock(hour: float, day: int = 2) -> datetime:
    return datetime(2026, 3, day, tzinfo=BEIJING_TIME) + timedelta(hours=hour)


def test_it_stands_beside_the_default_and_replaces_nothing(second: Actor) -> None:
    there = filed("housing.leak", Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]))
    assert str(profile_of_loop(there.id).limits["general"]) == "5WD"
    assert str(profile_of_loop(here("U2101").id).limits["general"]) == "7d"


def test_four_lengths_by_urgency_are_counted_by_the_clock(second: Actor) -> None:
    # Filed on Monday 2 March 2026 at nine.
    due = {matter: here(matter).first_due_at for matter in ("U1101", "U4101", "U2101", "U2104")}
    assert due["U1101"] == clock(11)  # 2 h
    assert due["U4101"] == clock(9, day=3)  # 24 h
    assert due["U2101"] == clock(18, day=9)  # 7 d, to the end of office there
    assert due["U2104"] == clock(18, day=17)  # 15 d
    default = filed("city.waste.street", Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]))
    assert default.first_due_at not in due.values()


def test_an_office_signs_within_two_hours_here_and_four_working_hours_there(
    second: Actor, county: County
) -> None:
    ours = here("U2101")
    unit = duty_for("U2101", TOWN, at=START)[0].unit
    dispatch(case_id=ours.id, event="dispatch", unit_id=unit.id, by=second, at=clock(9.5))
    assert Loop.objects.get(id=ours.id).due_at == clock(11.5)
    theirs = filed("city.waste.street", Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]))
    dispatch(
        case_id=theirs.id,
        event="dispatch",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=clock(9.5),
    )
    signed = Deadline.objects.get(obligation__loop=theirs.id, what="dispatched", cancelled_at=None)
    assert signed.due_at == clock(15)  # 2.5 h of the morning, 1.5 after half past one


def test_its_tree_has_three_levels_and_somebody_leads_every_matter(second: Actor) -> None:
    ours = [view for view in matter_tree(at=START) if view.code.startswith("U")]
    leaves = [view for view in ours if view.leaf]
    assert {len(view.path) for view in leaves} == {3}
    assert len(leaves) >= 36
    assert all(view.name and view.name_en for view in ours)
    assert {view.limit_class.value for view in leaves} == {"consult", "general", "complex", "life_safety"}
    # No code and no sentence of the default's tree: it is a tree of its own.
    with (DATA / "matters.csv").open(encoding="utf-8", newline="") as file:
        default = list(csv.DictReader(file))
    assert not {view.code for view in ours} & {row["code"] for row in default}
    with (EXAMPLE / "duties.csv").open(encoding="utf-8", newline="") as file:
        duties = list(csv.DictReader(file))
    leading = {row["matter"] for row in duties if row["role"] == "LEAD" and row["level"] == "county"}
    assert [view.code for view in leaves if not leading & set(view.path)] == []
    assert duty_for("U5101", TOWN, at=START)[0].unit.code == "888801-M"
    assert {each.unit.code for each in duty_for("U2101", TOWN, at=START)} == {"888801-T", "888801-H"}


def test_the_example_is_sound_with_every_shipped_definition_and_is_nobody_s_by_itself(county: County) -> None:
    profile = parse_profile(PROFILE)
    for file in sorted((LOOPS / "definitions").glob("*.yaml")):
        text = file.read_text(encoding="utf-8")
        assert not check_text(text)
        definition = definition_of(text)
        for state in definition.states.values():
            for key in (state.due, *state.also) if not state.is_end else ():
                for limit_class in profile.limit_classes:
                    assert profile.duration(key, limit_class) if profile.has(key) else key
    assert profile.jurisdiction.startswith("99"), "of no division that exists"
    assert not [view for view in matter_tree(at=START) if view.code.startswith("U")]


def test_its_limits_are_shown_to_who_keeps_the_rules_there_only(second: Actor) -> None:
    listed = client_of("steward").get("/rules/limits/").content.decode()
    assert "岸县" not in listed


def test_its_cases_are_dispatched_by_its_own_desk(second: Actor) -> None:
    row = loop_row(here("U3101").id)
    assert row
    assert row.division == TOWN
    case = case_for(second, row.id)
    assert case
