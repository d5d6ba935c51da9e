"""Residents' texts are easy to read: measured by known examples, then held to bounds, sentence by sentence."""

import pytest

from gongzhi.web.readability import (
    LONG,
    is_common,
    measure_chinese,
    measure_english,
    syllables,
)
from gongzhi.web.residents_read import Told, hardest, in_sentences, plain, residents_texts
from gongzhi.web.tests.conftest import gongzhi

# Limits of this project: a sentence fits one line of a resident's page; English a child of eleven can read.
AVERAGE, RARE = 20, 0.01
GRADE, WORST_GRADE, WORDS = 6, 11, 35


@pytest.fixture(scope="module")
def texts() -> list[Told]:
    return list(residents_texts())


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("office", 2), ("report", 2), ("table", 2), ("closed", 1), ("decided", 3), ("pages", 2)],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_is_the_one_of_the_formula() -> None:
    measure = measure_english(["The cat sat on the mat. It was fat."])
    assert (measure.sentences, measure.longest) == (2, 6)
    assert measure.grade == pytest.approx(0.39 * 9 / 2 + 11.8 * 9 / 9 - 15.59)
    hard = measure_english(
        ["Notwithstanding administrative regulations, applications necessitate documentation."]
    )
    assert hard.grade > 20
    assert measure_english([]).grade == 0


def test_chinese_is_measured_by_sentences_and_rare_characters() -> None:
    measure = measure_chinese(["请写明地点。" + "很" * 39 + "！", "打 12345 电话"])
    assert (measure.sentences, measure.longest) == (3, 39)
    assert measure.long_share == pytest.approx(1 / 3)
    assert measure.average == pytest.approx((5 + 39 + 4) / 3)
    assert measure.rare_share == 0
    assert measure_chinese(["龃龉"]).rare_share == 1
    assert not is_common("㐂")


def test_what_is_filled_in_counts_as_a_word() -> None:
    assert plain("请在 %(days)s 天内说明", "zh") == "请在 某处 天内说明"
    assert (
        plain("{{ unit }} answered.{% if link %} <b>See</b>{% endif %}", "en") == "something answered.  See"
    )


def test_pages_and_messages_are_found_and_those_of_staff_are_not(texts: list[Told]) -> None:
    homes = {told.place.rpartition("/")[0] for told in texts}
    assert {
        "channels/portal/templates/portal",
        "channels/services/templates/services",
        "notices/told",
    } <= homes
    assert "channels/assisted/templates/assisted" in homes
    places = {told.place.partition(":")[0] for told in texts}
    assert {
        "cases/sentences.py",
        "loops/sentences.py",
        "applications/words.py",
        "channels/sms/words.py",
    } <= places
    assert not any("hotline" in told.place or "base_staff" in told.place for told in texts)
    assert len(in_sentences(texts, "zh")) > 200
    assert len(in_sentences(texts, "en")) > 200


def test_no_chinese_sentence_is_longer_than_a_line(texts: list[Told]) -> None:
    assert [each for each in hardest(texts, "zh", count=5) if each[0] > LONG] == []
    measure = measure_chinese(in_sentences(texts, "zh"))
    assert measure.average <= AVERAGE
    assert measure.rare_share <= RARE


def test_english_is_within_its_grade(texts: list[Told]) -> None:
    assert [each for each in hardest(texts, "en", count=5) if each[0] > WORST_GRADE] == []
    measure = measure_english(in_sentences(texts, "en"))
    assert measure.grade <= GRADE
    assert measure.longest <= WORDS


def test_the_command_tells_both_languages_and_the_hardest() -> None:
    lines = gongzhi("messages", "reading", "--worst", "2").splitlines()
    assert lines[0].startswith(("Chinese:", "中文"))
    assert lines[1].startswith(("English:", "英文"))
    assert len(lines) >= 6
