"""What is made of parameters, without a database, and how records are written."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml import ElementTree as ET  # noqa: N817 - as everybody calls it
from hypothesis import given
from hypothesis import strategies as st
from tests.small_county import BEIJING_TIME

from gongzhi.channels.open311 import rules, wire
from gongzhi.channels.open311.catalogue import SHIPPED, BadFile, read_editions
from gongzhi.channels.open311.facts import Attribute, Choice, DataType, Period, Place
from gongzhi.kernel.refusals import Refusal

AT = datetime(2026, 11, 22, 8, 15, 30, tzinfo=BEIJING_TIME)
HERE = {"lat": ["30.005"], "long": ["110.005"]}


def attribute(datatype: DataType, *, required: bool = False, keys: str = "") -> Attribute:
    choices = tuple(Choice(key, f"名{key}") for key in keys)
    return Attribute("C", datatype, 1, "数目", required=required, choices=choices)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T08:15:30+08:00",
        "2026-11-22T08:15:30+0800",
        "2026-11-22T08:15:30 08:00",  # a plus nobody escaped
        "2026-11-22T00:15:30Z",
        "2026-11-22T00:15:30.000000Z",
        "2026-11-22T08:15:30",
        "2026-11-22 08:15:30",
        "2026-11-22T08:15:30.000",
        "2026-11-22T05:45:30+05:30",
        "2026-11-22T08:15:30+08",
        "2026-11-22 00:15:30 UTC",  # as Ruby writes an instant
        "2026-11-22 08:15:30 +0800",
        "2026-11-22t00:15:30z",
    ],
)
def test_one_instant_in_all_its_ways(text: str) -> None:
    assert rules.read_instant(text, BEIJING_TIME) == AT


@pytest.mark.parametrize(
    "text",
    ["", "gestern", "2026-13-01", "0001-01-01T00:00:00Z", "22.11.2026", "2026-11-22T25:00:00", "1" * 400],
)
def test_what_is_no_instant(text: str) -> None:
    assert rules.read_instant(text, BEIJING_TIME) is None


def test_a_day_and_microseconds_without_a_zone_are_ours() -> None:
    assert rules.read_instant("2026-11-22", BEIJING_TIME) == datetime(2026, 11, 22, tzinfo=BEIJING_TIME)
    found = rules.read_instant("2026-11-20T19:09:50.974624", BEIJING_TIME)
    assert found == datetime(2026, 11, 20, 19, 9, 50, 974624, tzinfo=BEIJING_TIME)


def test_periods() -> None:
    def period(start: str = "", end: str = "") -> Period | Refusal:
        return rules.period(start, end, at=AT, zone=BEIJING_TIME)

    assert period() == Period(AT - timedelta(days=90), None)
    only_start = period("2026-01-01")
    assert isinstance(only_start, Period)
    assert only_start.last == datetime(2026, 4, 1, tzinfo=BEIJING_TIME)
    only_end = period("", "2026-04-01")
    assert isinstance(only_end, Period)
    assert only_end.first == datetime(2026, 1, 1, tzinfo=BEIJING_TIME)
    days = period("2026-01-01", "2026-04-01")
    assert isinstance(days, Period)
    assert days.last == datetime(2026, 4, 1, 23, 59, 59, 999999, tzinfo=BEIJING_TIME), "the whole last day"
    for start, end, code in (
        ("2026-01-01", "2026-04-02", "period_too_long"),
        ("2026-04-01", "2026-01-01", "period_reversed"),
        ("x", "", "date_unreadable"),
        ("9999-12-30", "", "date_unreadable"),
    ):
        found = period(start, end)
        assert isinstance(found, Refusal)
        assert found.code == f"open311.{code}"


def test_lists_numbers_and_boxes() -> None:
    assert rules.commas({"x": [" a, b,,a ,c"], "x[]": ["d,a"], "x[0]": ["e"], "xy": ["f"]}, "x") == (
        "a",
        "b",
        "c",
        "d",
        "e",
    )
    assert [
        rules.whole(text, default=7, most=1000) for text in ("", "3", "5000", "0", "x", "-1", "٣", "9" * 40)
    ] == [
        *(7, 3, 1000),
        *(None,) * 5,
    ]
    assert rules.box("110,30,110.5,30.5") == (110, 30, 110.5, 30.5)
    for wrong in ("", "1,2,3", "1,2,3,4,5", "a,b,c,d", "2,0,1,1", "0,0,nan,1", "0,0,inf,1", "0,0,200,1"):
        assert rules.box(wrong) is None


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (HERE, Place(110.005, 30.005)),
        (HERE | {"datum": ["GCJ-02"]}, Place(110.005, 30.005, "GCJ-02")),
        ({"address_string": ["西街\n12号"]}, Place(address="西街 12号")),
        ({"address_id": ["#NOTPINPOINTED#"]}, Place()),
        ({"address_id": ["A-17"]}, Place(address="A-17")),
        (HERE | {"address_string": ["某路1号"]}, Place(110.005, 30.005, address="某路1号")),
        ({"lat": [""], "long": [" "], "address_string": ["某路1号"]}, Place(address="某路1号")),
        ({}, "place_missing"),
        ({"lat": ["30"]}, "point_unreadable"),
        ({"lat": ["x"], "long": ["1"]}, "point_unreadable"),
        ({"lat": ["91"], "long": ["1"]}, "point_unreadable"),
        ({"lat": ["nan"], "long": ["1"]}, "point_unreadable"),
        ({"lat": ["1"], "long": ["inf"]}, "point_unreadable"),
        (HERE | {"datum": ["MERCATOR"]}, "datum_unknown"),
        ({"address_string": ["路" * 201]}, "address_too_long"),
    ],
)
def test_places(fields: dict[str, list[str]], found: Place | str) -> None:
    place = rules.place(fields)
    assert (place.code if isinstance(place, Refusal) else place) == (
        f"open311.{found}" if isinstance(found, str) else found
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"attribute[C]": ["1", "2"]},
        {"attribute[C][]": ["1", "2"]},
        {"attribute[C][0]": ["1"], "attribute[C][1]": ["2"]},
        {"attribute[C][]": ["1"], "attribute[C]": ["2", ""]},
    ],
)
def test_lists_come_in_three_ways(fields: dict[str, list[str]]) -> None:
    some = attribute(DataType.SOME_OF, keys="123")
    assert rules.answers(fields, [some], BEIJING_TIME) == (((some, ("1", "2")),), ())


@pytest.mark.parametrize(
    ("datatype", "right", "wrong"),
    [
        (DataType.NUMBER, ["3", "-2.5", "+7"], ["drei", "1e5", "٣", "1" * 30, "nan"]),
        (DataType.DATETIME, ["2026-11-22T08:15:30Z", "2026-11-22"], ["gestern"]),
        (DataType.STRING, ["A-17"], ["x" * 501]),
        (DataType.TEXT, ["x" * 4000], ["x" * 4001]),
        (DataType.ONE_OF, ["1"], ["9"]),
        (DataType.SOME_OF, ["2"], ["9"]),
    ],
)
def test_answers_are_what_the_definition_asks_for(
    datatype: DataType, right: list[str], wrong: list[str]
) -> None:
    asked = attribute(datatype, keys="123" if "list" in datatype else "")
    for value in right:
        assert rules.answers({"attribute[C]": [value]}, [asked], BEIJING_TIME) == (((asked, (value,)),), ())
    for value in wrong:
        kept, problems = rules.answers({"attribute[C]": [value]}, [asked], BEIJING_TIME)
        assert not kept
        assert [each.code for each in problems] == ["open311.attribute_wrong"]


def test_required_unknown_and_information() -> None:
    asked = attribute(DataType.STRING, required=True)
    told = Attribute("INFO", DataType.STRING, 2, "请先关闸", variable=False)
    kept, problems = rules.answers(
        {"attribute[X]": ["1"], "attribute[INFO]": ["1"]}, [asked, told], BEIJING_TIME
    )
    assert not kept
    assert problems == (Refusal("open311.attribute_missing", {"code": "C"}),)


def test_what_is_filed_holds_the_answers_and_gives_them_back() -> None:
    asked = attribute(DataType.SOME_OF, keys="123")
    text = rules.composed("灯不亮\n第三盏", ((asked, ("1", "3")),), ["https://example.org/1.jpg"])
    assert text == "灯不亮\n第三盏\n【数目】名1、名3\n【媒体链接】https://example.org/1.jpg"
    assert rules.answers_in(text, [asked]) == [(asked, "名1、名3")]
    assert rules.without_media(text) == "灯不亮\n第三盏\n【数目】名1、名3"
    assert rules.composed("", (), []) == ""


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "file:///etc/passwd", "//x", "https://a b", "http://", "x" * 501, "http://[x"],
)
def test_addresses_of_media_are_of_the_web(url: str) -> None:
    assert rules.media_refusal([url])
    assert rules.media_refusal(["https://example.org/1.jpg"] * 11)
    assert rules.media_refusal(["https://example.org/1.jpg"] * 10) is None


def test_names() -> None:
    assert rules.full_name("三", "张") == "张三"
    assert rules.full_name("Zhang", "San") == "Zhang San"
    assert rules.full_name("", "Li") == "Li"


texts = st.text() | st.sampled_from(
    ["\x00", "\x0b", "]]>", "<!ENTITY x>", "&amp;", "\ud800", "\uffff", "\r\n"]
)


@given(
    texts,
    st.lists(
        st.fixed_dictionaries({"key": texts, "name": texts | st.booleans() | st.integers() | st.none()})
    ),
)
def test_whatever_is_written_is_xml_and_json(text: str, values: list[dict[str, object]]) -> None:
    record = {"description": text, "values": values}
    root = ET.fromstring(wire.written(wire.XML, "errors", [record]))
    assert [each.tag for each in root] == ["error"]
    plain = re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert (root[0][0].text or "") == plain
    assert len(root[0][1]) == len(values)
    found = json.loads(wire.written(wire.JSON, "errors", [record]))
    assert isinstance(found, list)
    assert len(found[0]["values"]) == len(values)


def test_empty_true_and_false() -> None:
    record = {"zipcode": None, "metadata": True, "required": False, "photos": [], "lat": 30.5}
    assert wire.written(wire.XML, "service", record).decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n<service><zipcode/><metadata>true</metadata>'
        "<required>false</required><photos/><lat>30.5</lat></service>"
    )
    assert json.loads(wire.written(wire.JSON, "service", record)) == record


def test_the_shipped_file_is_in_order() -> None:
    (edition,) = read_editions(SHIPPED.read_text(encoding="utf-8"))
    asked = [each for details in edition.services.values() for each in details.attributes]
    assert {each.datatype for each in asked} == set(DataType)
    assert all(each.name_en for each in asked)
    assert {details.type.value for details in edition.services.values()} == {"realtime", "batch"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x: 1",
        "[]",
        "- {}",
        "- {valid_from: heute}",
        "- {valid_from: 2026-01-01, services: {a: {type: slow}}}",
        "- {valid_from: 2026-01-01, services: {a: {attributes: [{code: A, datatype: number}]}}}",
        "- {valid_from: 2026-01-01, services: {a: {attributes: [{code: A, datatype: singlevaluelist,"
        " description: x}]}}}",
        "- {valid_from: 2026-01-01, services: {a: {attributes: [{code: A, datatype: text, description: x},"
        " {code: A, datatype: text, description: x}]}}}",
        "- [",
    ],
)
def test_a_wrong_file_says_so(text: str) -> None:
    with pytest.raises(BadFile):
        read_editions(text)


def test_an_instant_is_compared_in_utc() -> None:
    found = rules.read_instant("2026-11-22T08:15:30+08:00", BEIJING_TIME)
    assert found is not None
    assert found.astimezone(UTC).hour == 0
