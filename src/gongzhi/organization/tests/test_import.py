from datetime import UTC, datetime
from importlib.resources import files as resource_files
from pathlib import Path

import pytest

from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.models import Fact
from gongzhi.ledger.rules import read_entry
from gongzhi.organization.facts import Report, RowProblem
from gongzhi.organization.models import Grid, Holding, Unit, UnitKind
from gongzhi.organization.public import export_files, export_table, import_file, import_files, import_folder
from gongzhi.organization.rules.formats import FORMATS
from gongzhi.organization.tests import county
from gongzhi.organization.tests.county import (
    COMMUNITY,
    COUNTY,
    FILES,
    SECOND,
    TOWN,
    collection,
    feature,
    square,
)
from gongzhi.people.facts import SYSTEM, Actor, ActorKind
from gongzhi.people.public import account_by_login, deactivate

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.fixture
def loaded() -> list[Report]:
    return import_files(files=FILES, by=SYSTEM, at=AT)


def _import(table: str, text: str | bytes, by: Actor = SYSTEM) -> Report:
    data = text if isinstance(text, bytes) else text.encode()
    return import_file(table=table, data=data, by=by, at=AT)


def _with_header(table: str, *rows: str) -> str:
    return "\n".join([",".join(FORMATS[table].names), *rows])


def _manager(division: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, division=division, powers=frozenset({"organization.manage"}))


def test_a_county_comes_in_whole(loaded: list[Report]) -> None:
    assert [report.table for report in loaded] == list(FORMATS)
    assert [problem for report in loaded for problem in report.rejected] == []
    assert {report.table: report.added for report in loaded} == {
        "divisions": 6,
        "grids": 6,
        "unit_kinds": 1,
        "units": 7,
        "posts": 5,
        "staff": 6,
        "leaves": 1,
        "matters": 5,
        "duties": 4,
        "desks": 3,
    }
    assert Unit.objects.get(code="339901-MARKET").approves_answers


def test_a_second_time_changes_nothing(loaded: list[Report]) -> None:
    facts = Fact.objects.count()
    again = import_files(files=FILES, by=SYSTEM, at=AT)
    assert [(report.added, report.changed) for report in again] == [(0, 0)] * len(FORMATS)
    assert [report.unchanged for report in again] == [report.added for report in loaded]
    assert Fact.objects.count() == facts


def test_what_the_export_writes_the_import_reads(loaded: list[Report], tmp_path: Path) -> None:
    files = dict(export_files(COUNTY))
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    before = Fact.objects.count()
    again = import_folder(path=tmp_path, by=SYSTEM, at=AT)
    assert [(report.added, report.changed, report.rejected) for report in again] == [(0, 0, ())] * len(
        FORMATS
    )
    assert [report.unchanged for report in again] == [report.added for report in loaded]
    assert Fact.objects.count() == before
    assert dict(export_files(COUNTY)) == files


def test_an_export_covers_its_tree_and_what_is_above(loaded: list[Report]) -> None:
    towns = export_table("divisions", TOWN).decode("utf-8-sig")
    assert [line[:12] for line in towns.splitlines()[1:]] == [COUNTY, TOWN, COMMUNITY, SECOND]
    assert "339901-T2" not in export_table("units", TOWN).decode("utf-8-sig")


def test_each_import_leaves_one_fact_without_names(loaded: list[Report]) -> None:
    facts = [read_entry(bytes(row.entry)) for row in Fact.objects.filter(kind="organization.table_imported")]
    # The shipped kinds of units come in beside the ten files.
    assert sorted(fact.data["table"] for fact in facts) == sorted([*FORMATS, "unit_kinds"])
    units = next(fact for fact in facts if fact.data["table"] == "units")
    assert "339901-T1" in units.data["added"]
    for row in Fact.objects.all():
        text = bytes(row.entry).decode()
        assert "陈一" not in text
        assert "chen.dispatch" not in text


def test_a_changed_row_changes_and_is_named(loaded: list[Report]) -> None:
    report = _import("units", county.UNITS.replace("河埠镇人民政府", "河埠镇政府"))
    assert (report.added, report.changed, report.unchanged) == (0, 1, 6)
    fact = Fact.objects.order_by("id").last()
    assert fact is not None
    assert read_entry(bytes(fact.entry)).data["changed"] == ["339901-T1"]
    assert Unit.objects.get(code="339901-T1").name == "河埠镇政府"


def test_good_rows_are_applied_beside_rejected_ones(loaded: list[Report]) -> None:
    report = _import(
        "units",
        _with_header(
            "units",
            "339901-NEW,SOCIAL_ORG,339901100001,,助老服务社,,,,,2026-01-01,",
            "339901-BAD,SOCIAL_ORG,339901100099,,不在册,,,,,2026-01-01,",
        ),
    )
    assert report.added == 1
    assert report.rejected == (
        RowProblem(3, "division", "organization.unknown_division", {"division": "339901100099"}),
    )


# -- what comes beside good rows ---------------------------------------------------------------------

OTHER_SQUARE = square(119.03, 27.00)


def test_overlaps_and_odd_sizes_of_grids_are_warnings(loaded: list[Report]) -> None:
    report = _import(
        "grids",
        collection(
            feature(COMMUNITY + "008", square(119.005, 27.0), households=2000),
            feature(COMMUNITY + "009", square(119.03, 27.0)),
        ),
    )
    assert report.added == 2
    assert {(problem.line, problem.code) for problem in report.warnings} == {
        (1, "organization.households_unusual"),
        (1, "organization.grids_overlap"),
    }
    others = {problem.details["other"] for problem in report.warnings if "other" in problem.details}
    assert others == {COMMUNITY + "001", COMMUNITY + "002"}


def test_a_row_twice_in_a_file_counts_once(loaded: list[Report]) -> None:
    row = "HOUSE.X,HOUSE,名,,general,2026-01-01,"
    report = _import("matters", _with_header("matters", row, row))
    assert report.added == 1
    assert report.rejected == (RowProblem(3, "code", "organization.repeated", {"first": 2}),)


def test_children_of_a_rejected_row_are_rejected_too(loaded: list[Report]) -> None:
    report = _import(
        "matters", _with_header("matters", "B,A,名,,general,2026-01-01,", "A,NONE,名,,general,2026-01-01,")
    )
    assert [problem.code for problem in report.rejected] == ["organization.unknown_parent"] * 2


def test_a_successor_comes_with_the_end_of_its_predecessor(loaded: list[Report]) -> None:
    desks = _with_header(
        "desks",
        "DISPATCH,339901000000,339901-GOV,2026-09-01,",
        "DISPATCH,339901000000,339901-CENTRE,2026-01-01,2026-09-01",
    )
    report = _import("desks", desks)
    assert (report.added, report.changed, report.rejected) == (1, 1, ())


def test_a_closed_account_gets_no_post(loaded: list[Report]) -> None:
    account = account_by_login("zhou.handler")
    assert account is not None
    deactivate(account_id=account.id, reason="moved away", by=SYSTEM, at=AT)
    report = _import("staff", _with_header("staff", "zhou.handler,周三,P-DISPATCH,1,2026-05-01,"))
    assert [problem.code for problem in report.rejected] == ["organization.account_closed"]


# -- whose tree -----------------------------------------------------------------------------------------


def test_without_the_power_nothing_is_imported() -> None:
    with pytest.raises(Refused) as caught:
        _import("divisions", county.DIVISIONS, by=Actor(kind=ActorKind.STAFF, division=COUNTY))
    assert caught.value.refusal.code == "organization.not_entitled"
    assert not UnitKind.objects.exists()


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("divisions", "339901101202,N,名,,community,339901101000,,,,2026-01-01,"),
        ("units", "339901-T2,TOWN_GOVERNMENT,339901100000,,名,,,,,2026-01-01,"),
        ("posts", "P-X,339901-CENTRE,ADMIN,名,,,2026-01-01,"),
        ("staff", "wu.head,吴二,P-ADMIN,1,2026-01-01,"),
        ("leaves", "admin,wu.head,2026-05-01,2026-05-02"),
        ("duties", "TOWN_GOVERNMENT,town,NOISE,339901000000,LEAD,,依据,,2026-01-01,"),
        ("desks", "RECHECK,339901000000,339901-T1,2026-01-01,"),
    ],
)
def test_a_town_changes_nothing_outside_its_tree(loaded: list[Report], table: str, row: str) -> None:
    report = _import(table, _with_header(table, row), by=_manager(TOWN))
    assert [problem.code for problem in report.rejected] == ["organization.outside_scope"]


def test_a_grid_outside_the_tree_is_rejected(loaded: list[Report]) -> None:
    report = _import("grids", collection(feature(county.THIRD + "009", OTHER_SQUARE)), by=_manager(TOWN))
    assert [problem.code for problem in report.rejected] == ["organization.outside_scope"]


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("matters", "NOISE,,喧哗,,general,2026-01-01,"),
        ("duties", "TOWN_GOVERNMENT,town,NOISE,,LEAD,,依据,,2026-01-01,"),
        ("unit_kinds", "TEA_BUREAU,茶叶局,Tea bureau"),
    ],
)
def test_what_counties_share_is_changed_by_whoever_manages_all(
    loaded: list[Report], table: str, row: str
) -> None:
    report = _import(table, _with_header(table, row), by=_manager(TOWN))
    assert [problem.code for problem in report.rejected] == ["organization.shared"]
    assert _import(table, _with_header(table, row), by=_manager(COUNTY)).accepted == 1


def test_another_county_cannot_take_over_a_code(loaded: list[Report]) -> None:
    _import("divisions", _with_header("divisions", "339902000000,N,邻县,,county,,,,,2026-01-01,"))
    report = _import(
        "units", _with_header("units", "339901-T1,POLICE_BUREAU,339902000000,,邻县公安局,,,,,2026-01-01,")
    )
    assert [problem.code for problem in report.rejected] == ["organization.code_taken"]


# -- files that cannot be read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "data", "code"),
    [
        ("units", b"", "file_empty"),
        ("units", b"\n\n", "file_empty"),
        ("units", county.UNITS.encode("utf-16"), "encoding_unknown"),
        ("units", county.UNITS.encode("utf-16-le"), "encoding_unknown"),
        ("units", b"\xff\xfe\x81", "encoding_unknown"),
        ("units", b"code,kind\n", "missing_column"),
        ("units", county.UNITS.replace("parent", "boss", 1).encode(), "unknown_column"),
        ("units", county.UNITS.replace("name_en", "name", 1).encode(), "repeated_column"),
        ("units", county.UNITS.replace(",", ";").encode(), "unknown_column"),
        ("units", (county.UNITS + 'X,"open').encode(), "csv_malformed"),
        ("grids", b"[1", "geojson_malformed"),
        ("grids", b"[]", "geojson_malformed"),
        ("grids", b'{"features": [3]}', "geojson_malformed"),
        ("grids", b'{"features": [{"properties": {"height": 3}}]}', "unknown_column"),
        ("grids", county.GRIDS.replace(b"119.0,", b"NaN,", 1), "geojson_malformed"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(table: str, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        import_files(files={**FILES, table: data}, by=SYSTEM, at=AT)
    assert caught.value.refusal.code == f"organization.{code}"
    assert caught.value.refusal.details["file"] == FORMATS[table].file
    assert not Unit.objects.exists()


def test_the_shipped_matters_and_duties_can_be_read() -> None:
    data = resource_files("gongzhi.organization") / "data"
    files = {table: (data / f"{table}.csv").read_bytes() for table in ("matters", "duties")}
    reports = import_files(files=files, by=SYSTEM, at=AT)
    assert [report.rejected for report in reports] == [(), ()]
    assert all(report.added for report in reports)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        import_folder(path=tmp_path, by=SYSTEM, at=AT)
    assert caught.value.refusal.code == "organization.folder_empty"


def test_boundaries_and_holdings_arrive_as_they_stand_in_the_files(loaded: list[Report]) -> None:
    assert Grid.objects.get(code=COMMUNITY + "001").boundary == square(119.0, 27.0)
    held = Holding.objects.filter(account__login="zhou.handler").order_by("valid_from")
    assert [row.acting for row in held] == [False, True]
