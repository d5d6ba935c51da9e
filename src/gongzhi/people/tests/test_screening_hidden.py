"""Personal data written so that no machine reads them, and texts made to keep a machine busy."""

import time

import pytest

from gongzhi.people.facts import Kind, leaving, shipped

_detector, _leaving = shipped(), leaving()

HIDDEN = [
    ("1\u200b3\u200b9\u200b12345678", Kind.MOBILE),
    ("l39l2345678", Kind.MOBILE),
    ("139O0139OOO", Kind.MOBILE),
    ("①③⑨①②③④⑤⑥⑦⑧", Kind.MOBILE),
    ("𝟏𝟑𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", Kind.MOBILE),
    ("١٣٩١٢٣٤٥٦٧٨", Kind.MOBILE),
    ("1️⃣3️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", Kind.MOBILE),
    ("1̷3̷9̷1̷2̷3̷4̷5̷6̷7̷8̷", Kind.MOBILE),
    ("139-一二三四-5678", Kind.MOBILE),
    ("139（1234）5678", Kind.MOBILE),
    ("139　1234　5678", Kind.MOBILE),
    ("1\x003\x009\x0012345678", Kind.MOBILE),
    ("\u202e13912345678\u202c", Kind.MOBILE),
    ("三三零一零六一九九零零一零一一二三X", Kind.ID_NUMBER),
    ("3301O61990O1O1123X", Kind.ID_NUMBER),
    ("330106.19900101.123Х", Kind.ID_NUMBER),  # with a Cyrillic letter at its end
    ("6222＿0212＿3456＿7890＿128", Kind.BANK_CARD),
    ("浙А１２３４５", Kind.PLATE),  # the same for the letter of the plate
    ("浙 A 1 2 3 4 5", Kind.PLATE),
    ("li.wei＠example.cn", Kind.EMAIL),
    ("li.wei (at) example.cn", Kind.EMAIL),
    ("零五七一八八八八一二三四", Kind.LANDLINE),
]


@pytest.mark.parametrize(("text", "kind"), HIDDEN)
def test_what_is_written_otherwise_is_found(text: str, kind: Kind) -> None:
    around = f"请看，{text}，谢谢"
    (found,) = _detector.find(around)
    assert found.kind is kind
    inside = text.strip("\u202e\u202c")
    assert inside in around[found.start : found.end]
    assert len(around[found.start : found.end]) <= len(text)


def test_houses_are_found_where_a_text_leaves_only() -> None:
    text = "文三路123号的井盖没了"
    assert not _detector.find(text)
    (found,) = _leaving.find(text)
    assert (text[found.start : found.end], found.kind) == ("文三路123号", Kind.ADDRESS)


GIANTS = [
    "1",
    "1 3",
    "138 0013 80",
    "13800138000 ",
    "一",
    "住在",
    "我住",
    "路1",
    "路",
    "村1组",
    "a",
    "a@a.",
    "微信",
    "护照",
    "护照号码",
    "我是",
    "王",
    "王小",
    "先生",
    "浙A",
    "浙 A ",
    "\u200b",
    "\u0301",
    "Mr. ",
    "No. 1 Aa ",
    "Aa ",
    "\x00",
    "\ud800",
    "😀",
    "电话 ",
    "(((",
    "-",
    "Oo0l",
    "第一号路一号",
]


def _seconds(text: str) -> float:
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        _leaving.find(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("piece", GIANTS)
def test_time_grows_with_the_length_only(piece: str) -> None:
    """Four times the text takes about four times as long: a bound on growth, not on seconds."""
    short = piece * (10_000 // len(piece))
    few, many = _seconds(short), _seconds(short * 4)
    assert many < 12 * few + 0.05


def test_a_text_of_a_megabyte_is_read_to_its_end() -> None:
    text = "我要反映路灯不亮。" * 110_000 + "打13912345678"
    assert len(text) > 900_000
    (found,) = _leaving.find(text)
    assert text[found.start : found.end] == "13912345678"
