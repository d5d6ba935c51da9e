"""A file becomes cases: once, with a report, and going on where it stopped."""

import csv
import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.small_county import BEIJING_TIME, COUNTY, START, WEST, County

from gongzhi.cases.models import Case
from gongzhi.channels.bulk.load import Plan, Tally, load_messages
from gongzhi.channels.bulk.rows import ClassRule
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Loop

pytestmark = pytest.mark.django_db
NOW = START + timedelta(hours=1)
HEADER = ["number", "text", "time", "class", "longitude", "latitude", "address"]


def plan(**more: Any) -> Plan:
    values: dict[str, Any] = {
        "division": COUNTY,
        "classes": (
            ClassRule("城乡建设", (), "city.waste.street"),
            ClassRule("住房", (), "housing.leak"),
            ClassRule("错", (), "no.such"),
        ),
        "columns": {},
        "zone": BEIJING_TIME,
    }
    return Plan(**{**values, **more})


def sheet(folder: Path, *rows: list[str]) -> Path:
    file = folder / "messages.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([HEADER, *([*row, *[""] * (7 - len(row))] for row in rows)])
    return file


def load(
    file: Path, *, now: datetime = NOW, progress: Callable[[int, Tally], None] = lambda *_: None, **more: Any
) -> Tally:
    return load_messages(file, plan(**more), read_clock=lambda: now, progress=progress)


def test_rows_become_cases_with_place_and_proposal(tmp_path: Path, county: County) -> None:
    file = sheet(
        tmp_path,
        ["1", "街面垃圾无人清运。", "2020/1/4 11:17:46", "城乡建设", "110.005", "30.005"],
        ["2", "西街社区的路灯不亮。", "", "城乡建设"],
        ["3", "没有地方的事。", "2020-01-04", "没听过"],
        ["4", "另一件没有地方的事。", "2020-01-04", "错"],
        ["5", "又一件没有地方的事。", "2020-01-04", "城乡建设"],
    )
    tally = load(file)
    assert (tally.rows, tally.filed, tally.before, tally.bad.total()) == (5, 5, 0, 0)
    assert (tally.located, tally.named, tally.no_place, tally.without_time) == (1, 1, 3, 1)
    assert tally.proposed == 2
    reasons = {"bulk.class_unknown": 1, "cases.matter_unknown": 1, "organization.no_duty": 1}
    assert dict(tally.refusals) == reasons
    located = Case.objects.select_related("loop").get(text="街面垃圾无人清运。")
    assert (located.grid, located.loop.division) == ("999901100001001", WEST)
    assert located.source_at == datetime(2020, 1, 4, 11, 17, 46, tzinfo=BEIJING_TIME)
    assert located.loop.opened_at == NOW, "clocks start at the import"
    assert Case.objects.get(text="西街社区的路灯不亮。").loop.division == WEST
    assert {fact.kind for fact in story_of(located.loop_id)} >= {"loops.opened", "cases.filed"}


def test_bad_rows_are_reported_and_do_not_stop_the_others(tmp_path: Path, county: County) -> None:
    file = sheet(
        tmp_path,
        ["1", "长" * 20_001, "2020-01-04"],
        ["2", "点在地球之外。", "2020-01-04", "", "200", "95"],
        ["3", "只有经度。", "2020-01-04", "", "110.005", ""],
        ["4", "不是数。", "2020-01-04", "", "nan", "inf"],
        ["5", "", "2020-01-04"],
        ["6", "刚好。" + "长" * 19_997, "2020-01-04"],
        ["7", "明天的事。", "2026-03-03"],
    )
    tally = load(file)
    assert tally.filed == 1
    assert [(row.line, row.refusal.code) for row in tally.lines] == [
        (2, "cases.text_too_long"),
        (3, "cases.place_impossible"),
        (4, "cases.place_impossible"),
        (5, "cases.place_impossible"),
        (6, "cases.text_missing"),
        (8, "bulk.time_ahead"),
    ]
    assert Loop.objects.count() == 1, "a bad row leaves nothing behind"


def test_importing_again_and_rows_that_stand_twice_file_nothing_twice(tmp_path: Path, county: County) -> None:
    file = sheet(tmp_path, ["1", "同一件事。"], ["2", "另一件事。"], ["1", "同一件事。"])
    first, again = load(file), load(file, now=NOW + timedelta(days=1))
    assert (first.filed, first.before) == (2, 1)
    assert (again.filed, again.before) == (0, 3)
    assert Case.objects.count() == 2
    # The same message in another file, with other columns, is the same message.
    other = tmp_path / "other.csv"
    other.write_text("留言编号,内容\n2,另一件事。\n3,第三件事。\n")
    third = load(other)
    assert (third.filed, third.before) == (1, 1)


def test_a_replay_runs_by_the_times_of_the_source_and_timers_go_off(tmp_path: Path, county: County) -> None:
    file = sheet(
        tmp_path,
        ["1", "第一件事。", "2026-01-05 09:00", "城乡建设"],
        ["2", "两周后的事。", "2026-01-19 09:00", "城乡建设"],
        ["3", "排在后面、时间却早的事。", "2026-01-06 09:00", "城乡建设"],
        ["4", "没有时间的事。", "", "城乡建设"],
    )
    tally = load(file, replay=True)
    assert tally.filed == 4
    opened = dict(Case.objects.values_list("text", "loop__opened_at"))
    later = datetime(2026, 1, 19, 9, 0, tzinfo=BEIJING_TIME)
    assert opened["第一件事。"] == datetime(2026, 1, 5, 9, 0, tzinfo=BEIJING_TIME)
    # The clock never runs backwards, and a row without a time counts as what came before it.
    assert set(opened.values()) == {opened["第一件事。"], later}
    first = Case.objects.get(text="第一件事。")
    fired = [fact for fact in story_of(first.loop_id) if fact.kind == "loops.deadline_fired"]
    assert [fact.data["threshold"] for fact in fired][:2] == ["AMBER", "RED"]
    assert all(fact.at == later for fact in fired)


def test_a_run_stopped_half_way_is_completed_by_the_next(tmp_path: Path, county: County) -> None:
    file = sheet(tmp_path, *([str(number), f"第{number}件事。"] for number in range(1, 8)))
    reached = []

    def power_cut(line: int, tally: Tally) -> None:
        reached.append((line, tally.filed))
        if tally.filed == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(file, progress=power_cut)
    assert reached == [(2, 1), (3, 2), (4, 3)]
    rest = load(file, start_line=4)
    assert (rest.rows, rest.filed, rest.before) == (4, 4, 0)
    assert Case.objects.count() == 7
    assert load(file).before == 7


def test_limit_and_start_line_choose_rows(tmp_path: Path, county: County) -> None:
    file = sheet(tmp_path, *([str(number), f"第{number}件事。"] for number in range(1, 8)))
    assert load(file, limit=2).filed == 2
    tally = load(file, limit=3, start_line=5)
    assert (tally.rows, tally.filed) == (3, 3)
    texts = set(Case.objects.values_list("text", flat=True))
    assert texts == {f"第{number}件事。" for number in (1, 2, 5, 6, 7)}
    assert load(file, limit=0).rows == 0


def test_a_row_costs_the_same_however_large_the_county(tmp_path: Path, county: County) -> None:
    file = sheet(tmp_path, *([str(n), f"西街社区第{n}件事。", "", "城乡建设"] for n in range(1, 7)))
    queries: list[int] = []
    with CaptureQueriesContext(connection) as captured:
        load(file, progress=lambda *_: queries.append(len(captured.captured_queries)))
    costs = [after - before for before, after in itertools.pairwise(queries[1:])]
    assert max(costs) <= min(costs) + 1, "a look whether the county has changed, now and then"
    later = [str(query["sql"]) for query in captured.captured_queries[queries[0] :]]
    tables = ("division", "matter", "duty", "unit", "desk", "grid", "post")
    assert not [sql for sql in later for table in tables if f'FROM "gongzhi_{table}"' in sql]
