"""Rows of a file: columns, encodings, and what cannot be read."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import gongzhi.organization
from gongzhi.channels.bulk.rows import (
    SHIPPED_CLASSES,
    BadRow,
    ClassRule,
    Message,
    matter_of,
    read_classes,
    read_messages,
)
from gongzhi.kernel.refusals import Refused

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE)
TEXT = "西街口的垃圾桶满了三天没人收。"


def rows(folder: Path, content: str | bytes, **columns: str) -> list[Message | BadRow]:
    file = folder / "messages.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(read_messages(file, columns=columns, zone=ZONE, now=NOW))


def message(folder: Path, content: str | bytes, **columns: str) -> Message:
    (row,) = rows(folder, content, **columns)
    assert isinstance(row, Message), row
    return row


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=f"^{code}$")


def test_known_columns_need_no_map(tmp_path: Path) -> None:
    found = message(
        tmp_path,
        "留言编号,留言时间,留言主题,留言详情,一级标签,经度,纬度,地址\n"
        f"7,2020/1/4 11:17:46,垃圾无人清运,{TEXT},城乡建设,110.005,30.005,西街12号\n",
    )
    assert found.text == f"垃圾无人清运。\n{TEXT}"
    assert found.at == datetime(2020, 1, 4, 11, 17, 46, tzinfo=ZONE)
    assert (found.longitude, found.latitude, found.address) == (110.005, 30.005, "西街12号")
    assert (found.source_class, found.line) == ("城乡建设", 2)


def test_the_same_words_of_two_people_are_two_messages(tmp_path: Path) -> None:
    found = rows(
        tmp_path,
        "内容,地址,电话\n路灯不亮,西街1号,13800000001\n路灯不亮,东街9号,\n路灯不亮,西街1号,13800000002\n"
        "路灯不亮,东街9号,\n",
    )
    references = [each.reference for each in found if isinstance(each, Message)]
    assert len(references) == 4
    assert len(set(references)) == 3  # the last one is the second again
    numbered = rows(tmp_path, "编号,内容,电话\n7,路灯不亮,\n7,路灯不亮,13800000001\n")
    assert len({each.reference for each in numbered if isinstance(each, Message)}) == 1


def test_a_column_map_comes_before_known_names(tmp_path: Path) -> None:
    content = f"text,说的事,时间,收到\nx,{TEXT},2020-01-01,2021-05-06 07:08\n"
    found = message(tmp_path, content, text="说的事", time="收到")
    assert found.text == TEXT
    assert found.at == datetime(2021, 5, 6, 7, 8, tzinfo=ZONE)


@pytest.mark.parametrize("columns", [{"text": "没有这一列"}, {"texte": "text"}])
def test_a_map_that_does_not_fit_is_refused(tmp_path: Path, columns: dict[str, str]) -> None:
    with refused("bulk.unknown_column"):
        rows(tmp_path, f"text\n{TEXT}\n", **columns)


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\n\n"])
def test_without_a_column_of_text_nothing_is_read(tmp_path: Path, content: str) -> None:
    with refused("bulk.no_text_column"):
        rows(tmp_path, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312"])
def test_encodings_of_offices_are_read(tmp_path: Path, encoding: str) -> None:
    assert message(tmp_path, f"内容\n{TEXT}\n".encode(encoding)).text == TEXT


def test_rare_characters_are_read(tmp_path: Path) -> None:
    assert message(tmp_path, "text\n𠮷野村的𡏅井\n".encode("gb18030")).text == "𠮷野村的𡏅井"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings_are_refused_whole(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(Refused) as refusal:
        rows(tmp_path, f"内容,时间\n{TEXT},2020-01-01\n".encode(encoding))
    assert refusal.value.refusal.code in {"bulk.encoding", "bulk.no_text_column"}


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (f"{TEXT},昨天,,", "bulk.time_malformed"),
        (f"{TEXT},2020-13-01,,", "bulk.time_malformed"),
        (f"{TEXT},2026-03-02 09:01:00,,", "bulk.time_ahead"),
        (f"{TEXT},9999-12-31,,", "bulk.time_ahead"),
        (f"{TEXT},1911-10-10,,", "bulk.time_long_ago"),
        (f"{TEXT},0001-01-01,,", "bulk.time_long_ago"),
        (",2020-01-01,,", "cases.text_missing"),
        ("  \t ,2020-01-01,,", "cases.text_missing"),
        (f"{TEXT},2020-01-01,北纬30度,30", "cases.place_impossible"),
        ("西街\0口,2020-01-01,,", "bulk.control_character"),
    ],
)
def test_a_bad_row_is_reported_with_its_line_and_the_next_is_read(
    tmp_path: Path, cells: str, code: str
) -> None:
    good = f"{TEXT},2020-01-01,,"
    bad, after = rows(tmp_path, f"text,time,lon,lat\n{cells}\n{good}\n")
    assert isinstance(bad, BadRow)
    assert (bad.line, bad.refusal.code) == (2, code)
    assert isinstance(after, Message)


def test_short_and_long_rows_are_read_by_their_columns(tmp_path: Path) -> None:
    first, second = rows(tmp_path, f"text,time\n{TEXT}\n{TEXT}甲,2020-01-01,x,y\n")
    assert isinstance(first, Message)
    assert isinstance(second, Message)
    assert (first.at, second.text) == (None, f"{TEXT}甲")


def test_an_open_quotation_mark_is_said_not_a_crash(tmp_path: Path) -> None:
    endless = "字" * (5 * 1_048_576)
    with refused("bulk.not_csv"):
        rows(tmp_path, f'text\n{TEXT}\n"{endless}\n')


def test_the_reference_is_made_of_the_content_not_of_the_place_in_the_file(tmp_path: Path) -> None:
    header = "number,text\n"
    (first,) = rows(tmp_path, f"{header}1,{TEXT}\n")
    _, again, other = rows(tmp_path, f"{header}0,前一行\n1,{TEXT}\n2,{TEXT}\n")
    references = [row.reference for row in (first, again, other) if isinstance(row, Message)]
    assert references[0] == references[1] != references[2]


def test_a_class_map_needs_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "classes.csv"
    file.write_text("class,matter\n 城乡建设 ,02\n", encoding="utf-8-sig")
    assert read_classes(file) == (ClassRule("城乡建设", (), "02"),)
    file.write_text("类,事项\n城乡建设,02\n")
    with refused("bulk.class_columns"):
        read_classes(file)


def test_the_first_rule_whose_words_are_in_the_text_gives_the_matter(tmp_path: Path) -> None:
    file = tmp_path / "classes.csv"
    file.write_text(
        "class,words,matter\n城乡建设,电梯困人 困在电梯,020202\n城乡建设,电梯,020201\n城乡建设,,02\n"
    )
    rules = read_classes(file)
    texts = ("孩子困在电梯里了", "电梯又停了", "路灯不亮", "电梯又停了")
    classes = ("城乡建设", "城乡建设", "城乡建设", "交通运输")
    found = []
    for text, source_class in zip(texts, classes, strict=True):
        (message,) = rows(tmp_path, f"text,class\n{text},{source_class}\n")
        assert isinstance(message, Message)
        found.append(matter_of(message, rules))
    assert found == ["020202", "020201", "02", ""]


def test_the_shipped_class_map_names_matters_of_the_shipped_tree() -> None:
    shipped = Path(gongzhi.organization.__file__).parent / "data/matters.csv"
    with shipped.open(encoding="utf-8") as file:
        known = {row["code"] for row in csv.DictReader(file)}
    assert {rule.matter for rule in read_classes(SHIPPED_CLASSES)} <= known
