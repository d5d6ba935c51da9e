from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import (
    DivisionView,
    DutyEntry,
    DutyGround,
    DutyRole,
    Level,
    Period,
)
from gongzhi.organization.rules.catalogues import post_types, shipped_unit_kinds
from gongzhi.organization.rules.codes import (
    is_division_code,
    is_grid_code,
    level_of,
    lineage,
    parent_code,
    within,
)
from gongzhi.organization.rules.duties import power_over
from gongzhi.organization.rules.entitlement import move_refusal, scope_refusal, shared_refusal
from gongzhi.organization.rules.naming import division_named
from gongzhi.organization.rules.tenure import holding_refusal, leave_refusal, overlapping
from gongzhi.people.facts import SYSTEM, Actor, ActorKind

COUNTY, TOWN, COMMUNITY = "339901000000", "339901100000", "339901100001"


@pytest.mark.parametrize(
    ("code", "level", "above"),
    [
        ("330000000000", Level.PROVINCE, None),
        ("339900000000", Level.CITY, "330000000000"),
        (COUNTY, Level.COUNTY, "339900000000"),
        (TOWN, Level.TOWN, COUNTY),
        (COMMUNITY, Level.COMMUNITY, TOWN),
        ("339901001200", Level.COMMUNITY, "339901001000"),
        ("330000100000", Level.TOWN, "330000000000"),
    ],
)
def test_a_code_tells_its_level_and_what_is_above(code: str, level: Level, above: str | None) -> None:
    assert level_of(code) is level
    assert parent_code(code) == above


def test_a_lineage_runs_from_the_division_to_its_province() -> None:
    assert lineage(COMMUNITY) == (COMMUNITY, TOWN, COUNTY, "339900000000", "330000000000")


@pytest.mark.parametrize(
    "text", ["", "33990100000", "3399010000000", "33990100000a", "039901000000", "３３９９０１００００００"]
)
def test_what_is_no_division_code(text: str) -> None:
    assert not is_division_code(text)
    with pytest.raises(ValueError, match="12 digits"):
        level_of(text)


def test_grid_codes_have_three_or_five_digits_more() -> None:
    assert is_grid_code(COMMUNITY + "001")
    assert is_grid_code(COMMUNITY + "00102")
    assert not is_grid_code(COMMUNITY + "0010")


@pytest.mark.parametrize(
    ("scope", "code", "inside"),
    [
        (COUNTY, COMMUNITY, True),
        (TOWN, TOWN, True),
        (TOWN, COUNTY, False),
        (TOWN, "339901101001", False),
        (COMMUNITY, COMMUNITY + "001", True),
        ("", COMMUNITY, False),
    ],
)
def test_a_division_covers_its_own_tree(scope: str, code: str, inside: bool) -> None:
    assert within(scope, code) is inside


def _divisions(**names: str) -> list[DivisionView]:
    return [
        DivisionView(code[1:], name, "", level_of(code[1:]), parent_code(code[1:]), None, None)
        for code, name in names.items()
    ]


NAMED = _divisions(
    c339901000000="云溪县",
    c339901100000="河埠镇",
    c339901100001="柳桥社区",
    c339901100002="大柳桥社区",
    c339901101000="青岭镇",
    c339901101001="新村社区",
    c339901100003="新村社区",
    c339901101009="山",
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("河埠镇柳桥社区的路灯不亮", "339901100001"),
        ("大柳桥社区的路灯不亮", "339901100002"),
        ("青岭镇新村社区停水", "339901101001"),
        ("新村社区停水", None),
        ("云溪县新村社区停水", "339901000000"),
        ("河埠镇和青岭镇之间的路", None),
        ("云溪县河埠镇和青岭镇之间的路", "339901000000"),
        ("山上的树倒了", None),
        ("", None),
    ],
)
def test_a_text_names_a_division_only_without_doubt(text: str, code: str | None) -> None:
    assert division_named(text, NAMED) == code


# -- duties --------------------------------------------------------------------------------------------

ON = date(2026, 11, 22)
PATH = ("HOUSE", "HOUSE.PROPERTY", "HOUSE.PROPERTY.LIFT")


def _entry(kind: str, level: Level, matter: str, role: DutyRole, **more: Any) -> DutyEntry:
    period = more.pop("period", Period(date(2020, 1, 1)))
    return DutyEntry(
        unit_kind=kind,
        level=level,
        matter=matter,
        role=role,
        citation=f"{kind} {matter}",
        period=period,
        **more,
    )


TABLE = [
    _entry("HOUSING_BUREAU", Level.COUNTY, "HOUSE", DutyRole.LEAD),
    _entry("TOWN_GOVERNMENT", Level.TOWN, "HOUSE", DutyRole.LEAD),
    _entry("TOWN_GOVERNMENT", Level.TOWN, "HOUSE.PROPERTY", DutyRole.COOPERATE),
    _entry(
        "TOWN_GOVERNMENT", Level.TOWN, "HOUSE.PROPERTY.LIFT", DutyRole.TAKEN_BACK, taken_by="MARKET_BUREAU"
    ),
    _entry("TOWN_GOVERNMENT", Level.TOWN, "HOUSE.PROPERTY.LIFT", DutyRole.LEAD, division="339902000000"),
    _entry("TOWN_GOVERNMENT", Level.TOWN, "ROAD", DutyRole.LEAD, period=Period(date(2020, 1, 1), ON)),
    _entry("TOWN_GOVERNMENT", Level.TOWN, "WATER", DutyRole.LEAD, period=Period(date(2026, 11, 23))),
]


@pytest.mark.parametrize(
    ("kind", "level", "path", "division", "expected"),
    [
        ("HOUSING_BUREAU", Level.COUNTY, PATH, COUNTY, "HOUSE"),
        ("HOUSING_BUREAU", Level.CITY, PATH, COUNTY, "no_duty"),
        ("TOWN_GOVERNMENT", Level.TOWN, PATH[:1], TOWN, "HOUSE"),
        ("TOWN_GOVERNMENT", Level.TOWN, PATH[:2], TOWN, "duty_cooperates"),
        ("TOWN_GOVERNMENT", Level.TOWN, (*PATH[:2], "HOUSE.PROPERTY.FEES"), TOWN, "duty_cooperates"),
        ("TOWN_GOVERNMENT", Level.TOWN, PATH, TOWN, "duty_taken_back"),
        ("TOWN_GOVERNMENT", Level.TOWN, PATH, "339902100000", "HOUSE.PROPERTY.LIFT"),
        ("TOWN_GOVERNMENT", Level.TOWN, ("ROAD",), TOWN, "no_duty"),
        ("TOWN_GOVERNMENT", Level.TOWN, ("WATER",), TOWN, "no_duty"),
        ("TAX_BUREAU", Level.COUNTY, PATH, COUNTY, "no_duty"),
        ("TOWN_GOVERNMENT", Level.TOWN, (), TOWN, "no_duty"),
    ],
)
def test_the_nearest_entry_decides(
    kind: str, level: Level, path: tuple[str, ...], division: str, expected: str
) -> None:
    answer = power_over(TABLE, unit_kind=kind, level=level, matter_path=path, division=division, on=ON)
    if isinstance(answer, DutyGround):
        assert answer.matter == expected
        assert answer.citation == f"{kind} {expected}"
    else:
        assert answer.code == f"organization.{expected}"


def test_a_refusal_cites_and_names_who_has_it() -> None:
    answer = power_over(
        TABLE, unit_kind="TOWN_GOVERNMENT", level=Level.TOWN, matter_path=PATH, division=TOWN, on=ON
    )
    assert isinstance(answer, Refusal)
    assert answer.details["citation"] == "TOWN_GOVERNMENT HOUSE.PROPERTY.LIFT"
    assert answer.details["holder"] == "MARKET_BUREAU"


# -- who may, and when ---------------------------------------------------------------------------------


def _manager(division: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, division=division, powers=frozenset({"organization.manage"}))


def test_managers_change_their_own_tree_only() -> None:
    assert scope_refusal(_manager(TOWN), COMMUNITY) is None
    assert scope_refusal(_manager(TOWN), COMMUNITY, COUNTY) == Refusal("organization.outside_scope")
    assert scope_refusal(_manager(""), COMMUNITY) == Refusal("organization.outside_scope")
    assert scope_refusal(SYSTEM, COUNTY) is None


def test_what_is_shared_belongs_to_whoever_manages_all() -> None:
    assert shared_refusal(_manager(COUNTY), [COUNTY]) is None
    assert shared_refusal(_manager(COUNTY), [COUNTY, "339902000000"]) == Refusal("organization.shared")
    assert shared_refusal(_manager(TOWN), [COUNTY]) == Refusal("organization.shared")
    assert shared_refusal(SYSTEM, [COUNTY, "339902000000"]) is None


def test_a_code_does_not_move_to_another_county() -> None:
    assert move_refusal(TOWN, COMMUNITY) is None
    assert move_refusal(TOWN, "339902100000") == Refusal("organization.code_taken")


def _days(start: int, to: int | None = None) -> Period:
    return Period(date(2026, 1, start), date(2026, 1, to) if to else None)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (_days(1, 5), _days(5, 9), False),
        (_days(1, 6), _days(5, 9), True),
        (_days(1), _days(20, 21), True),
        (_days(5), _days(1, 5), False),
        (_days(1), _days(2), True),
    ],
)
def test_periods_are_half_open(one: Period, other: Period, together: bool) -> None:
    assert one.overlaps(other) is together
    assert other.overlaps(one) is together


def test_a_post_has_one_full_holder_at_a_time() -> None:
    ground: dict[str, Any] = {"post_period": _days(1, 20), "full_holders": [_days(1, 10)]}
    assert holding_refusal(period=_days(10), acting=False, **ground) is None
    assert holding_refusal(period=_days(9), acting=True, **ground) is None
    assert holding_refusal(period=_days(9), acting=False, **ground) == Refusal("organization.post_taken")
    assert holding_refusal(period=_days(20), acting=True, **ground) == Refusal("organization.post_ended")


def test_a_stand_in_is_somebody_else_and_alone() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert leave_refusal(account=one, stand_in=two, period=_days(1, 5), others=[_days(5, 6)]) is None
    for stand_in, period, code in (
        (two, _days(1), "dates_inverted"),
        (two, _days(5, 5), "dates_inverted"),
        (one, _days(1, 5), "stand_in_self"),
        (two, _days(1, 6), "overlapping_dates"),
    ):
        refusal = leave_refusal(account=one, stand_in=stand_in, period=period, others=[_days(5, 6)])
        assert refusal == Refusal(f"organization.{code}")


def test_a_successor_may_come_with_the_end_of_its_predecessor() -> None:
    existing = {"a": _days(1)}
    assert overlapping(existing, {"b": _days(10), "a": _days(1, 10)}) == set()
    assert overlapping(existing, {"b": _days(10)}) == {"b"}
    assert overlapping({}, {"a": _days(1, 3), "b": _days(2, 4), "c": _days(3, 4)}) == {"b"}


named_periods = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 20), st.integers(1, 9)).map(
        lambda each: (each[0], _days(each[1], each[1] + each[2]))
    ),
    max_size=8,
)


@given(named_periods, named_periods)
def test_what_is_left_never_overlaps(
    before: list[tuple[int, Period]], after: list[tuple[int, Period]]
) -> None:
    existing: dict[int, Period] = {}
    for key, period in before:
        if not any(period.overlaps(other) for other in existing.values()):
            existing.setdefault(key, period)
    wanted = dict(after)
    refused = overlapping(existing, wanted)
    kept = existing | {key: period for key, period in wanted.items() if key not in refused}
    ordered = sorted(kept.values(), key=lambda period: period.start)
    assert all(not one.overlaps(other) for one, other in pairwise(ordered))


# -- catalogues ----------------------------------------------------------------------------------------


def test_shipped_catalogues_are_complete() -> None:
    assert set(post_types()) == {
        "OPERATOR", "DISPATCHER", "HANDLER", "UNIT_HEAD", "ARBITER", "CALLBACK", "VERIFIER", "LEADER",
        "SUPERVISOR", "STEWARD", "GRID_WORKER", "TOWN_CADRE", "WINDOW_CLERK", "ADMIN", "SECURITY_ADMIN",
        "AUDIT_ADMIN", "ALGORITHM_OWNER", "ETHICS_REVIEWER", "RESIDENT_REVIEWER",
    }  # fmt: skip
    assert post_types()["ADMIN"].powers == {"organization.manage"}
    assert all(each.name and each.name_en and each.powers for each in post_types().values())
    assert shipped_unit_kinds()["CULTURE_BUREAU"].name_en == "Culture, tourism and sports bureau"


def test_nobody_both_handles_and_judges() -> None:
    """Independent callers and verifiers are outside the handling unit; a post with both powers would not be."""
    for each in post_types().values():
        assert not ({"case.handle"} <= each.powers and each.powers & {"case.callback", "case.recheck"})
        for kind, judges in (("patrol", "verify"), ("directive", "review"), ("application", "decide")):
            work = {f"{kind}.handle", f"{kind}.answer"}
            assert not (work & each.powers and f"{kind}.{judges}" in each.powers), each.code
