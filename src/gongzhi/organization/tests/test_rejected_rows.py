"""Every reason to reject a row of a file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from gongzhi.organization.facts import Report
from gongzhi.organization.public import import_file, import_files
from gongzhi.organization.rules.formats import FORMATS
from gongzhi.organization.tests.county import COMMUNITY, FILES, SECOND, TOWN, collection, feature, square
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _loaded() -> None:
    import_files(files=FILES, by=SYSTEM, at=AT)


def _import(table: str, data: bytes) -> Report:
    return import_file(table=table, data=data, by=SYSTEM, at=AT)


REJECTED = [
    # cells
    ("units", "339901-X,SOCIAL_ORG,339901100001,,,,,,,2026-01-01,", "name", "value_missing"),
    (
        "units",
        "339901-X,SOCIAL_ORG,339901100001,,名,,maybe,,,2026-01-01,",
        "approves_answers",
        "not_yes_or_no",
    ),
    ("units", "339901-X,SOCIAL_ORG,339901100001,,名,,,,,2026-02-30,", "valid_from", "not_a_date"),
    ("units", "339901-X,SOCIAL_ORG,339901100001,,名,,,,,20260201,", "valid_from", "not_a_date"),
    ("units", "339901-X,SOCIAL_ORG,339901100001,,名,,,,,2026-02-01,2026-02-01", "valid_to", "dates_inverted"),
    ("units", f"339901-X,SOCIAL_ORG,339901100001,,{'名' * 121},,,,,2026-02-01,", "name", "too_long"),
    ("units", "339901 X,SOCIAL_ORG,339901100001,,名,,,,,2026-02-01,", "code", "malformed_code"),
    ("units", "339901-X,SOCIAL_ORG,339901100001,,名,,,,,2026-02-01,,surplus", "", "too_many_cells"),
    ("divisions", "339901100003,N,名,,hamlet,339901100000,,,,2026-01-01,", "level", "unknown_value"),
    ("divisions", "339901100003,N,名,,community,339901100000,,far,,2026-01-01,", "lon", "not_a_number"),
    ("divisions", "339901100003,N,名,,community,339901100000,,27,119,2026-01-01,", "lat", "not_degrees"),
    # divisions
    ("divisions", "339901100003,N,名,,town,339901100000,,,,2026-01-01,", "level", "wrong_level"),
    ("divisions", "339901100003,N,名,,community,339901109000,,,,2026-01-01,", "parent", "unknown_parent"),
    ("divisions", "339901100003,N,名,,community,339901101000,,,,2026-01-01,", "parent", "parent_mismatch"),
    ("divisions", "339901100003,N,名,,community,339901100003,,,,2026-01-01,", "parent", "circular_parent"),
    ("divisions", "339901100003,N,名,,community,339901100000,,119,,2026-01-01,", "lon", "centre_incomplete"),
    # units and posts
    ("units", "339901-X,STRANGE_KIND,339901100001,,名,,,,,2026-02-01,", "kind", "unknown_unit_kind"),
    ("units", "339901-X,SOCIAL_ORG,339901100001,339901-Y,名,,,,,2026-02-01,", "parent", "unknown_parent"),
    ("units", "339901-X,SOCIAL_ORG,339901100001,339901-X,名,,,,,2026-02-01,", "parent", "circular_parent"),
    ("posts", "P-X,339901-Y,HANDLER,名,,,2026-01-01,", "unit", "unknown_unit"),
    ("posts", "P-X,339901-T1,KING,名,,,2026-01-01,", "type", "unknown_post_type"),
    ("posts", "P-X,339901-T1,GRID_WORKER,名,,339901100001009,2026-01-01,", "grid", "unknown_grid"),
    # people
    ("staff", "new.one,新人,P-X,,2026-01-01,", "post", "unknown_post"),
    ("staff", "New One,新人,P-DISPATCH,1,2026-01-01,", "login", "people.login_malformed"),
    ("staff", "new.one,新人,P-DISPATCH,,2026-05-01,", "post", "post_taken"),
    ("staff", "new.one,新人,P-DISPATCH,,2025-01-01,2026-01-01", "post", "post_ended"),
    ("staff", "zhou.handler,别人,P-DISPATCH,1,2026-05-01,", "login", "login_of_another"),
    ("leaves", "nobody,zhou.handler,2026-05-01,2026-05-02", "login", "unknown_login"),
    ("leaves", "zhou.handler,nobody,2026-05-01,2026-05-02", "stand_in", "unknown_login"),
    ("leaves", "zhou.handler,zhou.handler,2026-05-01,2026-05-02", "login", "stand_in_self"),
    ("leaves", "chen.dispatch,zhou.handler,2026-03-07,2026-03-09", "login", "overlapping_dates"),
    # matters, duties, desks
    ("matters", "HOUSE.X,HOUSE.Y,名,,general,2026-01-01,", "parent", "unknown_parent"),
    ("matters", "HOUSE.X,HOUSE.X,名,,general,2026-01-01,", "parent", "circular_parent"),
    ("matters", "HOUSE.X,HOUSE,名,,soon,2026-01-01,", "limit_class", "unknown_value"),
    ("duties", "STRANGE,town,NOISE,,LEAD,,依据,,2026-01-01,", "unit_kind", "unknown_unit_kind"),
    (
        "duties",
        "TOWN_GOVERNMENT,town,NOISE,,TAKEN_BACK,STRANGE,依据,,2026-01-01,",
        "taken_by",
        "unknown_unit_kind",
    ),
    ("duties", "TOWN_GOVERNMENT,town,NOISE,,TAKEN_BACK,,依据,,2026-01-01,", "taken_by", "taken_by_missing"),
    (
        "duties",
        "TOWN_GOVERNMENT,town,NOISE,,LEAD,POLICE_BUREAU,依据,,2026-01-01,",
        "taken_by",
        "taken_by_unexpected",
    ),
    ("duties", "TOWN_GOVERNMENT,town,SMELL,,LEAD,,依据,,2026-01-01,", "matter", "unknown_matter"),
    (
        "duties",
        "TOWN_GOVERNMENT,town,NOISE,339901109000,LEAD,,依据,,2026-01-01,",
        "division",
        "unknown_division",
    ),
    ("duties", "TOWN_GOVERNMENT,town,NOISE,,LEAD,,,,2026-01-01,", "citation", "value_missing"),
    ("duties", "TOWN_GOVERNMENT,town,HOUSE,,LEAD,,依据,,2026-05-01,", "valid_from", "overlapping_dates"),
    ("desks", "RECHECK,339901109000,339901-GOV,2026-01-01,", "division", "unknown_division"),
    ("desks", "RECHECK,339901000000,339901-Y,2026-01-01,", "unit", "unknown_unit"),
    ("desks", "DISPATCH,339901000000,339901-GOV,2026-05-01,", "valid_from", "overlapping_dates"),
]


@pytest.mark.parametrize(("table", "row", "column", "code"), REJECTED)
def test_rows_are_rejected_with_their_reason(table: str, row: str, column: str, code: str) -> None:
    report = _import(table, "\n".join([",".join(FORMATS[table].names), row]).encode())
    assert report.accepted == 0
    (problem,) = report.rejected
    assert (problem.line, problem.column) == (2, column)
    assert problem.code == (code if "." in code else f"organization.{code}")


OTHER_SQUARE = square(119.03, 27.00)
REJECTED_GRIDS = [
    (feature("33990110000100", OTHER_SQUARE), "code", "malformed_code"),
    (feature(COMMUNITY + "009", OTHER_SQUARE, households="many"), "households", "not_a_number"),
    (feature("339901100009001", OTHER_SQUARE), "division", "unknown_division"),
    (feature(COMMUNITY + "009", OTHER_SQUARE, division=TOWN), "division", "not_a_community"),
    (feature(COMMUNITY + "009", OTHER_SQUARE, division=SECOND), "code", "grid_code_mismatch"),
    (feature(COMMUNITY + "00909", OTHER_SQUARE), "code", "grid_code_mismatch"),
    (feature(COMMUNITY + "00909", None, "MICRO", parent=COMMUNITY + "009"), "parent", "unknown_parent"),
    (feature(COMMUNITY + "00209", None, "MICRO", parent=COMMUNITY + "001"), "parent", "parent_mismatch"),
    (feature(COMMUNITY + "009", OTHER_SQUARE, parent=COMMUNITY + "001"), "parent", "parent_mismatch"),
    (feature(COMMUNITY + "009", None), "geometry", "boundary_missing"),
    (feature(COMMUNITY + "009", {"type": "Point", "coordinates": [119, 27]}), "geometry", "boundary_type"),
    (
        feature(
            COMMUNITY + "009",
            {
                "type": "Polygon",
                "coordinates": [[[119, 27], [119.1, 27.1], [119.1, 27], [119, 27.1], [119, 27]]],
            },
        ),
        "geometry",
        "boundary_crosses_itself",
    ),
]


@pytest.mark.parametrize(("one", "column", "code"), REJECTED_GRIDS)
def test_grids_are_rejected_with_their_reason(one: dict[str, Any], column: str, code: str) -> None:
    report = _import("grids", collection(one))
    assert report.accepted == 0
    (problem,) = report.rejected
    assert (problem.line, problem.column, problem.code) == (1, column, f"organization.{code}")
