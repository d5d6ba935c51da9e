"""A second county beside the first in one installation: each with its own desks, staff and cases."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from shapely.geometry import shape
from tests.small_county import COUNTY as SMALL
from tests.small_county import IN_WEST, County, import_county

from gongzhi.cases.facts import Channel, Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Person,
    Place,
    answer,
    case_for,
    dispatch,
    file_case,
    handle,
    judge,
    offers_for,
    reveal,
)
from gongzhi.cases.tests.steps import WISH
from gongzhi.channels.portal import queries as portal
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import holders_of, loop_row, owed_by
from gongzhi.organization.facts import Office
from gongzhi.organization.public import (
    desk,
    duty_for,
    grids_geojson,
    import_folder,
    locate,
    matter_tree,
    within,
)
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.staffing import COUNTY as DEMO
from gongzhi.web.demo.stage import Stage

pytestmark = pytest.mark.django_db
DESKS = {"intake": Office.DISPATCH, "operator": Office.HOTLINE, "arbiter": Office.ARBITRATION}


@dataclass(frozen=True)
class Side:
    """One of the two counties as the story needs it."""

    county: str
    point: tuple[float, float]
    matter: str
    dispatcher: Actor
    actor: Callable[[UUID], Actor]


@pytest.fixture
def sides(tmp_path: Path, db: None) -> tuple[Side, Side]:
    """Import the demo county's files, then the small county's."""
    at = timezone.now()
    write_county(tmp_path, seed=1, today=timezone.localdate())
    assert not [row for report in import_folder(path=tmp_path, by=SYSTEM, at=at) for row in report.rejected]
    small = import_county(at=at - timedelta(days=1))
    return _demo_side(at), _small_side(small)


def _demo_side(at: datetime) -> Side:
    stage = Stage(end=at, draw=random.Random(1))
    for feature in grids_geojson(DEMO, at=at)["features"]:
        inside = shape(feature["geometry"]).representative_point()
        found = locate(inside.x, inside.y, at=at)
        assert found
        for matter in matter_tree(at=at):
            candidates = duty_for(matter.code, found.division, at=at) if matter.leaf else []
            if candidates and not candidates[0].unit.approves_answers:
                intake = desk(Office.DISPATCH, DEMO, at=at)
                assert intake
                return Side(
                    county=DEMO,
                    point=(inside.x, inside.y),
                    matter=matter.code,
                    dispatcher=stage.actor(intake, "case.dispatch"),
                    actor=lambda unit: stage.actor(unit, "case.handle"),
                )
    raise AssertionError("the demo county has nobody for anything")


def _small_side(county: County) -> Side:
    return Side(
        county=SMALL,
        point=IN_WEST,
        matter="city.waste.street",
        dispatcher=county.actor("dispatcher"),
        actor=lambda _unit: county.actor("town-handler"),
    )


def go_round(side: Side) -> UUID:
    """Let a case of this county go the whole straight way, by the proposal of its own duty table."""
    at = timezone.now() - timedelta(hours=3)
    filed = file_case(
        text=f"垃圾桶满了三天没人收（{side.county}）。",
        place=Place(division=side.county, longitude=side.point[0], latitude=side.point[1]),
        channel=Channel.PORTAL,
        matter=side.matter,
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        by=RESIDENT,
        at=at,
    )
    assert filed.located
    assert filed.proposed_unit
    case_id, handler = filed.loop_id, side.actor(filed.proposed_unit)
    dispatch(case_id=case_id, event="dispatch", unit_id=filed.proposed_unit, by=side.dispatcher, at=at)
    handle(case_id=case_id, event="sign", by=handler, at=at + timedelta(hours=1))
    assert reveal(case_id=case_id, wish=WISH, by=handler, at=at).until
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=at + timedelta(hours=2))
    satisfied = Satisfaction.SATISFIED
    judge(
        case_id=case_id, solved=True, satisfied=satisfied, by=RESIDENT, at=at + timedelta(hours=2), drawn=999
    )
    return case_id


def test_a_case_goes_round_in_either_by_its_own_desks(sides: tuple[Side, Side]) -> None:
    for side in sides:
        case_id = go_round(side)
        row = loop_row(case_id)
        assert row
        assert (row.state, row.end_kind) == ("closed", "fulfilled")
        assert within(side.county, row.division)
        holders = holders_of(case_id)
        for party, office in DESKS.items():
            assert holders[party] == (desk(office, side.county, at=timezone.now()),)
    demo, small = (desk(Office.DISPATCH, side.county, at=timezone.now()) for side in sides)
    assert demo != small


def test_staff_of_one_see_and_do_nothing_of_the_other(sides: tuple[Side, Side]) -> None:
    for mine, other in (sides, sides[::-1]):
        at = timezone.now()
        text = f"别处的事（{other.county}）。"
        filed = file_case(
            text=text,
            place=Place(division=other.county, longitude=other.point[0], latitude=other.point[1]),
            channel=Channel.PORTAL,
            matter=other.matter,
            by=RESIDENT,
            at=at,
        )
        case_id, by = filed.loop_id, mine.dispatcher
        assert by.unit_id
        assert case_for(by, case_id) is None
        assert offers_for(by, case_id, at=at) == ()
        assert case_id not in [owed.loop.id for owed in owed_by([by.unit_id])]
        assert filed.proposed_unit
        with pytest.raises(Refused):
            dispatch(case_id=case_id, event="dispatch", unit_id=filed.proposed_unit, by=by, at=at)
        client = Client()
        client.force_login(get_user_model().objects.get(id=by.account_id))
        for page in ("/work/", "/desk/", "/list/", "/list/?state=recent", "/board/"):
            response = client.get(page)
            if response.status_code == 200:
                shown = response.content.decode()
                assert filed.number not in shown, page
                assert text not in shown, page
        for page in (f"/loop/{case_id}/", f"/desk/{case_id}/", f"/loop/{case_id}/place.geojson"):
            assert client.get(page).status_code == 404, page
        assert client.get("/work/").status_code == 200


def test_nobody_across_the_border_is_proposed(sides: tuple[Side, Side]) -> None:
    at = timezone.now()
    for side in sides:
        found = locate(*side.point, at=at)
        assert found
        candidates = duty_for(side.matter, found.division, at=at)
        assert candidates
        assert all(within(side.county, candidate.unit.division) for candidate in candidates)


def test_residents_choose_their_county_and_reach_its_desk(sides: tuple[Side, Side]) -> None:
    portal.forget()
    for side in sides:
        client = Client()
        client.post("/report", {"text": f"路灯不亮（{side.county}）。"})
        page = client.get("/report/place").content.decode()
        assert all(f'value="{each.county}"' in page for each in sides)
        assert "选择" in client.post("/report/place", {"address": "西街12号"}).content.decode()
        client.post("/report/place", {"address": "西街12号", "division": side.county})
        assert client.post("/report/person", {"filer": "ANONYMOUS"}).headers["Location"] == "/report/receipt"
        case_id = UUID(client.session["portal.case"])
        assert holders_of(case_id)["intake"] == (desk(Office.DISPATCH, side.county, at=timezone.now()),)
        assert case_for(side.dispatcher, case_id)
