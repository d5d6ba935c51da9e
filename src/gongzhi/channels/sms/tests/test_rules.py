"""What a text message says: a table of cases, and anything at all (no database)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.channels.sms.facts import Read, Said
from gongzhi.channels.sms.rules import meant, read_sms
from gongzhi.notices.public import is_stop


@pytest.mark.parametrize(
    ("text", "said", "digits"),
    [
        ("1", Said.SOLVED, ""),
        (" １。", Said.SOLVED, ""),
        ("已解决", Said.SOLVED, ""),
        ("是", Said.SOLVED, ""),
        ("1 0123", Said.SOLVED, "0123"),
        ("1，260302-0000123", Said.SOLVED, "0000123"),
        ("2", Said.PARTLY, ""),
        ("部分解决", Said.PARTLY, ""),
        ("3 0123", Said.NOT_SOLVED, "0123"),
        ("没解决", Said.NOT_SOLVED, ""),
        ("不是", Said.NOT_SOLVED, ""),
        ("9", Said.OBJECT, ""),
        ("不是我的意思", Said.OBJECT, ""),
        ("0", Said.HUMAN, ""),
        ("转人工", Said.HUMAN, ""),
        ("退订", Said.STOP, ""),
        ("STOP", Said.STOP, ""),
        ("", Said.UNCLEAR, ""),
        ("？", Said.UNCLEAR, ""),
        ("4", Said.UNCLEAR, ""),
        ("12345", Said.UNCLEAR, ""),
        ("1号楼的灯坏了三天了", Said.REPORT, ""),
        ("西街口的垃圾桶满了没人收", Said.REPORT, ""),
    ],
)
def test_what_a_message_says(text, said, digits) -> None:
    assert read_sms(text, is_stop=is_stop) == Read(said, digits)


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert read_sms(text, is_stop=is_stop).said in Said


@pytest.mark.parametrize(
    ("digits", "numbers", "found"),
    [
        ("", [("a", "260302-0000123")], "a"),
        ("", [], None),
        ("", [("a", "260302-0000123"), ("b", "260302-0000124")], None),
        ("0124", [("a", "260302-0000123"), ("b", "260302-0000124")], "b"),
        ("9999", [("a", "260302-0000123")], None),
    ],
)
def test_a_reply_means_one_matter_or_none(digits, numbers, found) -> None:
    assert meant(digits, numbers) == found
