"""What people read: complete in both languages, short, and without anything of a person."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tests.small_county import BEIJING_TIME

from gongzhi.notices import texts
from gongzhi.notices.facts import Way
from gongzhi.notices.rules import sms_parts
from gongzhi.notices.terms import legal_codes
from gongzhi.notices.texts import (
    LANGUAGES,
    Line,
    codes,
    letter_text,
    line_for,
    unit_line,
    wrap,
    wrap_for_unit,
)

UNTIL = datetime(2026, 3, 9, 17, 30, tzinfo=BEIJING_TIME)
NUMBER = "9999010-20260302-00001"
PLACEHOLDERS = {"unit", "until"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.GONGZHI_ADDRESS = "https://gongzhi.example"


def test_every_sentence_stands_in_both_languages() -> None:
    names = {path.name.removesuffix(".txt") for path in (Path(texts.__file__).parent / "told").glob("*.txt")}
    stems = {name.rpartition(".")[0] for name in names}
    assert names == {f"{stem}.{language}" for stem in stems for language in LANGUAGES}
    assert legal_codes() <= set(codes())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", codes())
def test_a_sentence_is_short_and_names_no_person(code: str, language: str) -> None:
    path = Path(texts.__file__).parent / "told" / f"{code}.{language}.txt"
    source = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\{\{ (\w+) \}\}", source)) <= PLACEHOLDERS
    for until in (UNTIL, None):
        line = line_for(code, NUMBER, language=language, until=until)
        assert "{" not in line.sentence
        assert line.sentence.endswith("。" if language == "zh-hans" else ".")
        said = wrap([line], Way.SMS, language=language, first=True).text
        assert sms_parts(said, 67) <= (2 if language == "zh-hans" else 5), said
        assert "https://gongzhi.example/f" in said


def test_the_first_message_says_how_to_stop_and_later_ones_are_shorter() -> None:
    line = line_for("case.filed", NUMBER, language="zh-hans")
    assert "退订" in wrap([line], Way.SMS, language="zh-hans", first=True).text
    assert "退订" not in wrap([line], Way.SMS, language="zh-hans").text


def test_a_digest_holds_every_line_and_a_mail_its_way_out() -> None:
    lines = [Line("A-1", "一。"), Line("A-2", "二。")]
    said = wrap(lines, Way.EMAIL, language="zh-hans", stop_link="https://gongzhi.example/notices/stop/x")
    assert "A-1：一。" in said.text
    assert "A-2：二。" in said.text
    assert "https://gongzhi.example/notices/stop/x" in said.text
    assert said.title == "A-2：二。"


def test_without_an_address_nothing_points_nowhere(settings: Any) -> None:
    settings.GONGZHI_ADDRESS = ""
    for way in (Way.SMS, Way.EMAIL):
        assert "http" not in wrap([Line("A-1", "一。")], way, language="zh-hans").text


def test_units_read_the_sentence_of_their_list() -> None:
    said = wrap_for_unit([unit_line("owed.working", "A-1", language="zh-hans")], language="zh-hans")
    assert said.text.splitlines()[0] == "A-1：下一步由本单位办理。"


def test_nothing_is_escaped_in_plain_text() -> None:
    assert "a & b" in letter_text(Line("A-1", "a & b"), language="en", phone="0", counter="c")
