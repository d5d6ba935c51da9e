"""Mapping, signing, back-off, comparing, and files of strangers: without a database."""

import io
import json
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gongzhi.cases.public import text_refusal
from gongzhi.channels.upper.actions.take_order import TEXT_LIMIT
from gongzhi.channels.upper.facts import Code, Kind, Message, Move, Order, What
from gongzhi.channels.upper.files import FilePlatform
from gongzhi.channels.upper.folders import LocalFolder
from gongzhi.channels.upper.rules.comparing import Side, compare, warned
from gongzhi.channels.upper.rules.mapping import read_meaning
from gongzhi.channels.upper.rules.sending import GIVEN_UP_AFTER, LONGEST, is_given_up, next_try, told_as
from gongzhi.channels.upper.rules.signing import is_signed, sign
from gongzhi.channels.upper.sheets_in import BadFile, rows_of
from gongzhi.channels.upper.tests.at_work import MAPPING
from gongzhi.channels.upper.wire import schema
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
TEXT = MAPPING.format(division="999901000000", connection="{kind: folder, path: /x}", more="")
ZONE = ZoneInfo("Asia/Shanghai")


def test_a_mapping_says_what_codes_mean() -> None:
    meaning = read_meaning(TEXT)
    order = Order("1", AT, "x", category="0101", unit="U9", deadline_class="slow", status="新")
    assert meaning.unknown(order) == [(Code.UNIT, "U9"), (Code.CLASS, "slow"), (Code.STATUS, "新")]
    assert (meaning.status("已办结"), meaning.status("OPEN"), meaning.status("x")) == ("CLOSED", "OPEN", "")
    assert (meaning.satisfied("满意"), meaning.satisfied("很好")) == ("SATISFIED", "")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("platform: city", "platform: ../city", "platform"),
        ("valid_from: 2026-01-01", "valid_from: soon", "valid_from"),
        ('"0101": city', "0101: city", "categories"),
        ("{办理中: OPEN", "{办理中: MAYBE", "statuses"),
        ("{满意: SATISFIED", "{满意: GOOD", "satisfaction"),
        ("kind: folder", "kind: pigeon", "connection.kind"),
        (", path: /x", "", "connection.path"),
        ("name: 河市12345热线", "name: ''", "name"),
        ("units:", "unit:", "unit"),
        ("categories: {", "categories: [", "YAML"),
    ],
)
def test_a_mapping_that_will_not_do_says_where(old: str, new: str, where: str) -> None:
    assert old in TEXT
    with pytest.raises(Refused) as refused:
        read_meaning(TEXT.replace(old, new, 1))
    assert str(refused.value.refusal.details["where"]).startswith(where)


def test_signatures_hold_for_what_was_signed_and_for_five_minutes() -> None:
    key, asked = b"k" * 32, {"what": "GET /orders?after=1", "nonce": "n1", "body": b"{}"}
    header = sign(key, at=AT, **asked)  # type: ignore[arg-type]
    assert is_signed(key, header, at=AT + timedelta(minutes=4), **asked)  # type: ignore[arg-type]
    changed: list[dict[str, object]] = [{"what": "GET /orders?after=2"}, {"nonce": "n2"}, {"body": b"{} "}]
    for each in changed:
        assert not is_signed(key, header, at=AT, **{**asked, **each})  # type: ignore[arg-type]
    assert not is_signed(b"x" * 32, header, at=AT, **asked)  # type: ignore[arg-type]
    assert not is_signed(key, header, at=AT + timedelta(minutes=6), **asked)  # type: ignore[arg-type]
    for broken in ("", "x", header.replace("time=", "tim="), header.replace("2026", "20x6"), header[:-1]):
        assert not is_signed(key, broken, at=AT, **asked)  # type: ignore[arg-type]


@given(st.text(max_size=200))
def test_no_header_is_taken_for_a_signature(header: str) -> None:
    assert not is_signed(b"k" * 32, header, what="GET /", nonce="n", body=b"", at=AT)


def test_what_is_not_taken_is_tried_less_and_less_often_and_given_up_after_days() -> None:
    waits = [next_try(tries, AT) - AT for tries in range(1, 12)]
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), LONGEST)
    assert not is_given_up(AT, AT + GIVEN_UP_AFTER)
    assert is_given_up(AT, AT + GIVEN_UP_AFTER + timedelta(seconds=1))


def test_what_is_told_above() -> None:
    assert told_as("answer", party="lead", ended=False) is Kind.REPLY
    assert told_as("solved", party="resident", ended=True) is Kind.CLOSED
    assert told_as("refuse", party="intake", ended=True) is Kind.RETURN
    assert told_as("sign", party="lead", ended=False) is None
    for event in ("end_above", "reopen", "solved"):
        assert told_as(event, party="above", ended=event != "reopen") is None


def test_each_kind_of_difference_is_found() -> None:
    due = AT + timedelta(days=1)
    ours = {
        "same": Side("OPEN", due, "1"),
        "gone": Side("OPEN", due, "1"),
        "over": Side("CLOSED", due, "1"),
        "other": Side("OPEN", due, "1"),
    }
    above = {
        "same": Side("OPEN", due + timedelta(seconds=30), "1"),
        "new": Side("OPEN", None, ""),
        "other": Side("CLOSED", due + timedelta(hours=1), "2"),
    }
    assert [(number, what) for number, what, _, _ in compare(ours, above)] == [
        ("gone", What.MISSING_ABOVE),
        ("new", What.MISSING_HERE),
        ("other", What.STATUS),
        ("other", What.DEADLINE),
        ("other", What.CATEGORY),
    ]


def test_the_moments_of_their_limit() -> None:
    due = AT + timedelta(hours=10)

    def told(hours: float, before: str) -> str:
        return warned(AT, due, amber=70, told=before, at=AT + timedelta(hours=hours))

    assert [told(6.9, ""), told(7, ""), told(8, "AMBER"), told(10, "AMBER"), told(11, "RED")] == [
        "",
        "AMBER",
        "",
        "RED",
        "",
    ]


def test_the_shipped_schema_is_that_of_the_code() -> None:
    path = Path(__file__).parents[1] / "data" / "messages.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(schema()))


def test_what_is_cut_fits_into_a_case() -> None:
    assert text_refusal("长" * TEXT_LIMIT) is None
    assert text_refusal("长" * (TEXT_LIMIT + 1)) is not None


def workbook(*rows: tuple[object, ...]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b" " * (70 * 1_048_576))
    return out.getvalue()


def with_entity() -> bytes:
    """Return a workbook whose sheet declares entities of entities."""
    out = io.BytesIO()
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(io.BytesIO(workbook(("number",), ("1",)))) as good, zipfile.ZipFile(out, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            bad.writestr(
                name, data if "sheet1" not in name else lol.encode() + data.replace(b"<v>", b"<v>&b;&c;")
            )
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"PK\x03\x04 broken", "upper.not_xlsx"),
        ("a.xlsx", bomb(), "upper.too_large"),
        ("a.xlsx", with_entity(), "upper.not_xlsx"),
        ("a.csv", b"\xff\xfe\x00\x81", "upper.encoding"),
        ("a.csv", b"number,x\n\x00,1", "upper.not_csv"),
        ("a.csv", b'number\n"1" x', "upper.not_csv"),
        ("a.csv", b"number,number\n1,2", "upper.heading_twice"),
        ("a.csv", b"", "upper.empty_file"),
        ("a.csv", b"number\n" + b"1\n" * 20_001, "upper.too_many_rows"),
    ],
)
def test_files_of_strangers_are_refused_by_what_they_are(name: str, data: bytes, code: str) -> None:
    with pytest.raises(BadFile) as refused:
        list(rows_of(name, data))
    assert refused.value.code == code


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx"]))
def test_no_bytes_bring_a_reader_down(data: bytes, name: str) -> None:
    with suppress(BadFile):
        list(rows_of(name, data))


def link(folder: Path) -> FilePlatform:
    return FilePlatform(read_meaning(TEXT), LocalFolder(str(folder)), ZONE)


def test_a_dropped_file_is_taken_once_and_its_broken_rows_are_reported(tmp_path: Path) -> None:
    platform = link(tmp_path)
    assert platform.pull("").orders == ()
    heading = "工单编号,派单时间,办理时限,分类编码,诉求内容,是否保密,经度\n"
    good = "A1,2026-03-02 09:00:00,2026/03/05 18:00,0101,垃圾没人收,是,110.005\n"
    bad = ",2026-03-02 09:00:00,,,x,,\nA2,yesterday,,,x,,\nA3,2026-03-02 09:00,,,x,也许,\n"
    (tmp_path / "in/orders-1.csv").write_bytes((heading + good + bad).encode("gb18030"))
    (tmp_path / "in/.orders-2.csv.part").write_bytes(b"half a fi")
    page = platform.pull("")
    (order,) = page.orders
    assert (order.number, order.confidential, order.longitude) == ("A1", True, 110.005)
    assert order.due_at == datetime(2026, 3, 5, 18, 0, tzinfo=ZONE)
    assert platform.pull("") == page  # until it is taken, it comes again
    platform.taken()
    assert [each.name for each in (tmp_path / "in").iterdir()] == [".orders-2.csv.part"]
    report = (tmp_path / "done/orders-1.csv.report.csv").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in report] == ["line", "3", "4", "5"]
    (tmp_path / "in/orders-1.csv").write_bytes((heading + good).encode())
    platform.pull("")
    platform.taken()
    assert (tmp_path / "done/2-orders-1.csv").exists()


def test_events_and_lists_come_as_workbooks_too(tmp_path: Path) -> None:
    platform = link(tmp_path)
    platform.pull("")
    rows = (
        ("工单编号", "序号", "动作", "时间", "是否解决", "满意度"),
        ("A1", 1, "回访", datetime(2026, 3, 3, 9, tzinfo=ZONE).replace(tzinfo=None), "是", "满意"),
    )
    (tmp_path / "in/events-1.xlsx").write_bytes(workbook(*rows))
    (event,) = platform.pull("").events
    assert (event.seq, event.move, event.solved, event.at.hour) == (1, Move.JUDGED, True, 9)
    assert platform.list_open(date(2026, 3, 2)) is None
    listed = (("工单编号", "工单状态"), ("A1", "已办结"))
    (tmp_path / "in/open-2026-03-02.xlsx").write_bytes(workbook(*listed))
    states = platform.list_open(date(2026, 3, 2))
    assert states is not None
    assert [each.status for each in states] == ["已办结"]


def test_what_is_told_leaves_as_one_file_however_often_it_is_told(tmp_path: Path) -> None:
    message = Message(new_id(), "A1", Kind.REPLY, AT, text="=HYPERLINK(1)", code="J1")
    for _ in range(2):
        link(tmp_path).tell(message)
    (path,) = (tmp_path / "out").iterdir()
    assert path.name == f"reply-{message.key}.csv"
    assert "'=HYPERLINK(1)" in path.read_text("utf-8-sig")


def test_pictures_come_from_the_folder_and_nowhere_else(tmp_path: Path) -> None:
    platform = link(tmp_path)
    platform.pull("")
    (tmp_path / "in/a.jpg").write_bytes(b"x")
    (tmp_path / "secret").write_bytes(b"y")
    assert platform.photo("a.jpg") == b"x"
    for name in ("../secret", "/etc/passwd", "https://example.org/a.jpg", "b.jpg", ".a"):
        assert platform.photo(name) is None
