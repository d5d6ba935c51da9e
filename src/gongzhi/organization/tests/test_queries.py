from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test.utils import override_settings
from django.utils.translation import override

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import CoordinateSystem, DutyGround, LimitClass, Office, Tenure
from gongzhi.organization.public import (
    actor_for,
    check_duty,
    desk,
    division,
    divisions_of_level,
    divisions_under,
    duty_for,
    duty_table,
    find_place,
    from_wgs84,
    grid,
    grid_by_code,
    grids_geojson,
    grids_under,
    holders_of,
    import_file,
    import_files,
    lineage_of,
    locate,
    locate_many,
    matter,
    matter_tree,
    posts_of,
    stand_in,
    top_divisions,
    unit,
    unit_by_code,
    unit_kinds,
    units,
    units_of_kind,
    units_serving,
    units_under,
)
from gongzhi.organization.queries.grid_index import expire
from gongzhi.organization.tests.county import (
    COMMUNITY,
    COUNTY,
    FILES,
    OTHER_TOWN,
    SECOND,
    THIRD,
    TOWN,
    collection,
    feature,
    square,
)
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login, deactivate

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 22, 8, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 8, tzinfo=UTC)
AWAY = datetime(2026, 3, 7, 15, 59, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _loaded() -> Iterator[None]:
    import_files(files=FILES, by=SYSTEM, at=AT)
    yield
    expire()


def _account(login: str) -> Any:
    account = account_by_login(login)
    assert account is not None
    return account.id


def _unit(code: str) -> Any:
    view = unit_by_code(code)
    assert view is not None
    return view


# -- places --------------------------------------------------------------------------------------------


def test_divisions_come_parents_first() -> None:
    codes = [view.code for view in divisions_under(COUNTY, at=AT)]
    assert codes == [COUNTY, TOWN, COMMUNITY, SECOND, OTHER_TOWN, THIRD]
    assert [view.code for view in divisions_under(TOWN, at=AT)] == [TOWN, COMMUNITY, SECOND]
    assert divisions_under(TOWN, at=datetime(2025, 1, 1, tzinfo=UTC)) == []
    assert [view.code for view in top_divisions(at=AT)] == [COUNTY]
    assert [view.name_en for view in lineage_of(COMMUNITY)] == ["Hebu", "Hebu Town", "Yunxi County"]
    assert division("339909000000") is None


def test_divisions_of_a_level_and_by_name() -> None:
    assert [view.code for view in divisions_of_level("town", at=AT)] == [TOWN, OTHER_TOWN]
    assert find_place("柳桥社区门口的路灯不亮", scope=COUNTY, at=AT) == SECOND
    assert find_place("柳桥社区门口的路灯不亮", scope=OTHER_TOWN, at=AT) is None


def test_a_point_lies_in_a_grid() -> None:
    place = locate(119.005, 27.005)
    assert place is not None
    assert (place.grid_code, place.division) == (COMMUNITY + "001", COMMUNITY)
    view = grid(place.grid_id)
    assert view == grid_by_code(COMMUNITY + "001")
    assert locate(119.5, 27.5) is None
    assert locate(float("nan"), 27.0) is None
    assert locate(float("inf"), 27.0) is None


@pytest.mark.parametrize("system", ["WGS84", "GCJ-02", "BD-09"])
def test_maps_of_china_are_understood(system: Any) -> None:
    lon, lat = from_wgs84(119.0001, 27.0001, CoordinateSystem(system))
    place = locate(lon, lat, system)
    assert place is not None
    assert place.grid_code == COMMUNITY + "001"
    assert locate_many([(lon, lat)], system) == [place]


def test_shared_edges_go_to_the_lowest_code_and_cut_out_grids_win() -> None:
    on_edge, corner_of_dedicated, dedicated = (119.01, 27.005), (119.022, 27.002), (119.023, 27.003)
    found = locate_many([on_edge, corner_of_dedicated, dedicated, (0.0, 0.0)])
    codes = [place.grid_code if place else None for place in found]
    assert codes == [COMMUNITY + "001", SECOND + "002", SECOND + "002", None]
    assert [locate(*point) for point in (on_edge, corner_of_dedicated, dedicated)] == found[:3]
    assert locate_many([]) == []


def test_the_index_follows_changes_and_periods() -> None:
    point = (119.045, 27.045)
    before = locate(*point)
    assert before is not None
    moved = collection(
        feature(THIRD + "001", square(119.04, 27.04), valid_to="2026-06-01"),
        feature(THIRD + "002", square(119.04, 27.04), valid_from="2026-06-01"),
    )
    import_file(table="grids", data=moved, by=SYSTEM, at=AT)
    codes = [
        place.grid_code if place else None
        for place in (locate(*point, at=AT), locate(*point, at=LATER), locate(*point))
    ]
    assert codes == [THIRD + "001", THIRD + "002", THIRD + "002"]
    assert locate(*point, at=datetime(2025, 1, 1, tzinfo=UTC)) is None
    assert locate_many([point], at=AT)[0] == locate(*point, at=AT)


def test_an_unknown_coordinate_system_is_an_error() -> None:
    with pytest.raises(ValueError, match="UTM"):
        locate(119.0, 27.0, "UTM")


def test_the_map_shows_grids_but_not_micro_grids() -> None:
    assert len(grids_under(TOWN, at=AT)) == 5
    drawn = grids_geojson(TOWN, at=AT)
    assert [one["id"] for one in drawn["features"]] == [
        COMMUNITY + "001",
        COMMUNITY + "002",
        SECOND + "001",
        SECOND + "002",
    ]
    assert drawn["features"][0]["geometry"] == square(119.0, 27.0)


# -- units and posts -----------------------------------------------------------------------------------


def test_units_are_found_by_id_code_kind_and_place() -> None:
    town = _unit("339901-T1")
    assert unit(town.id) == town
    assert units([town.id]) == {town.id: town}
    assert [view.code for view in units_of_kind("TOWN_GOVERNMENT", scope=COUNTY, at=AT)] == [
        "339901-T1",
        "339901-T2",
    ]
    assert [view.code for view in units_under(TOWN, at=AT)] == ["339901-T1", "339901-C1"]
    serving = [view.code for view in units_serving(COMMUNITY, at=AT)]
    assert serving[:2] == ["339901-C1", "339901-T1"]
    assert "339901-T2" not in serving
    assert unit_by_code("nowhere") is None
    assert unit_kinds()["TEA_BUREAU"].name_en == "Tea development centre"


def test_an_actor_has_the_powers_of_its_post() -> None:
    actor = actor_for(_account("zhou.handler"), at=AT)
    assert actor is not None
    assert actor.division == TOWN
    assert actor.unit_id == _unit("339901-T1").id
    assert actor.may("case.handle")
    assert not actor.may("case.approve")


def test_an_acting_holder_acts_in_that_post_when_asked() -> None:
    account = _account("zhou.handler")
    assert [post.code for post in posts_of(account, at=AT)] == ["P-HANDLER"]
    posts = posts_of(account, at=LATER)
    assert [(post.code, post.tenure) for post in posts] == [
        ("P-HANDLER", Tenure.FULL),
        ("P-HEAD", Tenure.ACTING),
    ]
    actor = actor_for(account, posts[1].id, at=LATER)
    assert actor is not None
    assert actor.may("case.approve")
    assert actor_for(account, posts[1].id, at=AT) is None


def test_a_holding_ends_with_its_period() -> None:
    head = _account("wu.head")
    assert actor_for(head, at=AT) is not None
    assert actor_for(head, at=LATER) is None


def test_a_stand_in_acts_for_the_absent_until_the_leave_is_over() -> None:
    absent, standing = _account("chen.dispatch"), _account("lin.grid")
    assert stand_in(absent, at=AWAY) == standing
    posts = posts_of(standing, at=AWAY)
    assert [(post.code, post.tenure) for post in posts] == [
        ("P-GRID", Tenure.FULL),
        ("P-DISPATCH", Tenure.STANDING_IN),
    ]
    assert posts[1].for_account == absent
    # 2026-03-08 begins at 16:00 UTC of the day before: periods are days of office life.
    after = AWAY + timedelta(minutes=1)
    assert stand_in(absent, at=after) is None
    assert [post.code for post in posts_of(standing, at=after)] == ["P-GRID"]


def test_a_closed_account_holds_nothing_and_stands_in_for_nobody() -> None:
    standing = _account("lin.grid")
    deactivate(account_id=standing, reason="moved away", by=SYSTEM, at=AT)
    assert posts_of(standing, at=AWAY) == []
    centre = _unit("339901-CENTRE").id
    holders = holders_of([centre], at=AWAY, power="case.dispatch")[centre]
    assert [holder.account_id for holder in holders] == [_account("chen.dispatch")]


def test_holders_of_a_unit_include_stand_ins() -> None:
    centre, market = _unit("339901-CENTRE").id, _unit("339901-MARKET").id
    found = holders_of([centre, market], at=AWAY, power="case.dispatch")
    assert [(holder.account_id, holder.tenure) for holder in found[centre]] == [
        (_account("chen.dispatch"), Tenure.FULL),
        (_account("lin.grid"), Tenure.STANDING_IN),
    ]
    assert found[market] == []
    assert len(holders_of([centre], at=AWAY)[centre]) == 3


# -- matters, duties, desks ----------------------------------------------------------------------------


def test_the_tree_of_matters_has_parents_first() -> None:
    tree = matter_tree(at=AT)
    assert [(view.code, len(view.path), view.leaf) for view in tree] == [
        ("HOUSE", 1, False),
        ("HOUSE.LIFT", 2, False),
        ("HOUSE.LIFT.STOP", 3, True),
        ("HOUSE.LIFT.TRAP", 3, True),
        ("NOISE", 1, True),
    ]
    trapped = matter("HOUSE.LIFT.TRAP", at=AT)
    assert trapped is not None
    assert trapped.limit_class is LimitClass.LIFE_SAFETY
    assert matter("HOUSE.LIFT.TRAP", at=datetime(2025, 1, 1, tzinfo=UTC)) is None


def test_a_matter_goes_to_the_lowest_unit_with_the_power() -> None:
    house = duty_for("HOUSE", COMMUNITY, at=AT)
    assert [(found.unit.code, found.ground.matter) for found in house] == [("339901-T1", "HOUSE")]
    lift = duty_for("HOUSE.LIFT.STOP", COMMUNITY, at=AT)
    assert [(found.unit.code, found.ground.matter) for found in lift] == [("339901-MARKET", "HOUSE.LIFT")]
    assert lift[0].ground.citation == "特种设备安全法第五条"
    assert duty_for("NOISE", COMMUNITY, at=AT) == []
    assert duty_for("SMELL", COMMUNITY, at=AT) == []


def test_a_unit_without_the_power_is_refused_in_words() -> None:
    town = _unit("339901-T1").id
    assert isinstance(check_duty(town, "HOUSE", at=AT), DutyGround)
    with override("zh-hans"):
        refusal = check_duty(town, "HOUSE.LIFT.STOP", at=AT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "organization.duty_taken_back"
    assert refusal.details == {
        "matter": "电梯停运",
        "unit": "河埠镇人民政府",
        "citation": "特种设备安全法第五条",
        "holder": "市场监督管理局",
    }
    with override("en"):
        refusal = check_duty(town, "NOISE", at=AT)
    assert refusal == Refusal("organization.no_duty", {"matter": "Noise", "unit": "Hebu Town Government"})


def test_a_duty_may_hold_in_one_tree_only() -> None:
    refusal = check_duty(_unit("339901-T2").id, "NOISE", at=AT)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "organization.duty_cooperates"
    assert len(duty_table(OTHER_TOWN, at=AT)) == 4
    assert len(duty_table(TOWN, at=AT)) == 3
    assert len(duty_table(COUNTY, at=AT)) == 4


def test_what_is_unknown_is_refused() -> None:
    town = _unit("339901-T1").id
    assert check_duty(_account("admin"), "HOUSE", at=AT) == Refusal("organization.unknown_unit")
    assert check_duty(town, "SMELL", at=AT) == Refusal("organization.unknown_matter", {"matter": "SMELL"})


def test_the_nearest_desk_serves() -> None:
    centre, town = _unit("339901-CENTRE").id, _unit("339901-T2").id
    assert desk(Office.DISPATCH, THIRD, at=AT) == centre
    assert desk(Office.DISPATCH, THIRD, at=LATER) == town
    assert desk("DISPATCH", COMMUNITY, at=LATER) == centre
    assert desk(Office.RECHECK, COMMUNITY, at=AT) is None


@override_settings(TIME_ZONE="UTC")
def test_days_are_those_of_the_installation() -> None:
    assert stand_in(_account("chen.dispatch"), at=AWAY + timedelta(minutes=1)) is not None
