"""A file is brought in: its columns are chosen, each row becomes a case once, and what cannot be one is told."""

import csv
import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.small_county import COUNTY, County, import_county

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.channels.bulk.actions.bring_in import bring_in_some
from gongzhi.channels.bulk.actions.check_bulk import check_bulk
from gongzhi.channels.bulk.models import BulkBadRow, BulkFile
from gongzhi.channels.bulk.spreadsheet import normal_rows
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ui.photo_store import drop
from gongzhi.web.tests.staff import client_of, long_ago

HEADING = ["来信内容", "日期", "编号", "姓名", "电话"]
ROWS = [
    ["西街社区的路灯坏了三天。", "2026-01-05", "1", "王小满", "13800000001"],
    ["", "2026-01-05", "2", "", ""],
    ["垃圾没人收。", "2099-01-05", "3", "", ""],
    ['=HYPERLINK("http://x")楼道的灯坏了。', "2026-01-06", "4", "", ""],
]


@pytest.fixture
def county(db) -> County:
    return import_county(at=long_ago(24 * 30))


def as_csv(rows=ROWS) -> io.BytesIO:
    out = io.StringIO()
    csv.writer(out).writerows([HEADING, *rows])
    file = io.BytesIO(out.getvalue().encode())
    file.name = "letters.csv"
    return file


def as_xlsx(rows=ROWS) -> io.BytesIO:
    book = Workbook()
    for row in [HEADING, *rows]:
        book.active.append(["'" + cell if cell.startswith("=") else cell for cell in row])
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "letters.xlsx"
    return out


def brought_in(client, file) -> str:
    answer = client.post("/bulk/", {"once": str(new_id()), "file": file})
    assert answer.status_code == 302, answer.content.decode()
    chosen = {
        "channel": "PAPER", "division": COUNTY, "column_text": "来信内容", "column_time": "日期",
        "column_number": "编号", "column_name": "姓名", "column_phone": "电话",
    }  # fmt: skip
    page = client.get(answer.url).content.decode()
    assert "来信内容" in page
    assert "13800000001" not in page  # masked in the preview
    assert client.post(answer.url, chosen).status_code == 302
    for turn in range(20):
        if not bring_in_some(at=long_ago(0) + timedelta(seconds=turn)):
            break
    return answer.url


@pytest.mark.django_db
@pytest.mark.parametrize("make", [as_csv, as_xlsx])
def test_each_row_becomes_a_case_once(county, make) -> None:
    client = client_of("dispatcher")
    address = brought_in(client, make())
    first = Case.objects.get(text__startswith="西街")
    assert (first.channel, first.filer) == (Channel.PAPER, Filer.NAMED)
    assert first.contact_id
    assert first.source_at
    assert first.source_at.date().isoformat() in ("2026-01-04", "2026-01-05")  # in UTC
    row = BulkFile.objects.get()
    assert (row.state, row.rows, row.filed, row.stored) == ("DONE", 4, 2, "")
    assert [(bad.line, bad.code) for bad in BulkBadRow.objects.order_by("line")] == [
        (3, "cases.text_missing"),
        (4, "bulk.time_ahead"),
    ]
    page = client.get(address).content.decode()
    assert "lies in the future" in page
    given_out = client.get(f"{address}rows.csv").content.decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(given_out))] == ["3", "4"]
    brought_in(client, make())  # the same again
    assert Case.objects.count() == 2
    assert BulkFile.objects.order_by("at").last().before == 2
    assert list(check_bulk()) == []


@pytest.mark.django_db
def test_a_file_whose_rows_are_gone_has_failed_and_says_so(county) -> None:
    client = client_of("dispatcher")
    answer = client.post("/bulk/", {"once": str(new_id()), "file": as_csv(ROWS[:1])})
    drop(BulkFile.objects.get().stored)
    client.post(answer.url, {"channel": "PAPER", "division": COUNTY, "column_text": "来信内容"})
    while bring_in_some(at=long_ago(0)):
        pass
    assert (BulkFile.objects.get().state, Case.objects.count()) == ("FAILED", 0)
    page = client.get(answer.url).content.decode()
    assert "not in to its end" in page
    assert "gone from the storage" in page
    assert "failed: bring it in again" in client.get("/bulk/").content.decode()
    assert list(check_bulk()) == []
    brought_in(client, as_csv(ROWS[:1]))
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_what_cannot_be_read_is_said(county) -> None:
    client = client_of("dispatcher")
    broken = io.BytesIO(b"PK\x03\x04 no workbook")
    broken.name = "letters.xlsx"
    answer = client.post("/bulk/", {"once": str(new_id()), "file": broken})
    assert answer.status_code == 409
    assert "cannot be read" in answer.content.decode()
    answer = client.post("/bulk/", {"once": str(new_id()), "file": as_csv()})
    again = client.post(answer.url, {"channel": "PAPER", "division": COUNTY, "column_text": ""})
    assert again.status_code == 409
    assert "Choose which column holds the text" in again.content.decode()
    assert client_of("operator").get("/bulk/").status_code == 403
    assert client_of("leader").get(answer.url).status_code == 403


@pytest.mark.django_db
def test_a_choice_of_none_leaves_a_column_alone(county) -> None:
    client = client_of("dispatcher")
    answer = client.post("/bulk/", {"once": str(new_id()), "file": as_csv(ROWS[:1])})
    client.post(answer.url, {"channel": "PAPER", "division": COUNTY, "column_text": "来信内容"})
    bring_in_some(at=long_ago(0))
    case = Case.objects.get()
    assert (case.filer, case.contact_id) == (Filer.ANONYMOUS, None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=4), max_size=6))
def test_any_table_is_read_or_refused(rows) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["a", "b", "c", "d"], *rows])
    try:
        heading, count, content = normal_rows("x.csv", out.getvalue().encode("utf-8", "replace"))
    except Refused:
        return
    read = list(csv.DictReader(io.StringIO(content.decode())))
    assert len(read) == count
    assert set(heading) <= {"a", "b", "c", "d"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.xlsx", "x"]))
def test_any_bytes_are_read_or_refused(data, name) -> None:
    try:
        normal_rows(name, data)
    except Refused:
        return
