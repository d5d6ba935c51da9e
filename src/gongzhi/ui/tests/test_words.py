"""Codes become sentences; clocks are said as people say them."""

import pytest
from django.utils.translation import gettext_lazy, override

from gongzhi.kernel.refusals import Refusal
from gongzhi.ui import words
from gongzhi.ui.facts import Remaining, Unit


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(words, "_sentences", {})
    return words


def test_a_refusal_says_its_sentence_with_the_details(registry):
    registry.register_refusals(
        {"t.window_over": gettext_lazy("The %(days)d days are over. Ask the arbiter.")}
    )
    said = registry.refusal_sentence(Refusal("t.window_over", {"days": 3}))
    assert said == "The 3 days are over. Ask the arbiter."
    assert registry.known_refusals() == {"t.window_over"}


def test_a_second_sentence_for_a_code_is_an_error(registry):
    registry.register_refusals({"t.a": "one"})
    with pytest.raises(ValueError, match=r"t\.a"):
        registry.register_refusals({"t.a": "another"})


def test_registering_the_same_sentences_again_is_harmless(registry):
    sentences = {"t.a": gettext_lazy("one")}
    registry.register_refusals(sentences)
    registry.register_refusals(sentences)
    assert registry.known_refusals() == {"t.a"}


@pytest.mark.parametrize("refusal", [Refusal("t.unknown"), Refusal("t.a", {"other": 1})])
def test_a_missing_sentence_or_detail_is_logged_and_still_gives_a_way_on(registry, caplog, refusal):
    registry.register_refusals({"t.a": "needs %(this)s"})
    with override("en"):
        assert "Reload the page" in registry.refusal_sentence(refusal)
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.parametrize(
    ("remaining", "english", "chinese"),
    [
        (Remaining(1, "WD"), "1 working day left", "还剩 1 个工作日"),
        (Remaining(3, "WD"), "3 working days left", "还剩 3 个工作日"),
        (Remaining(2, "wh"), "2 working hours left", "还剩 2 个工作小时"),
        (Remaining(10, "min"), "10 minutes left", "还剩 10 分钟"),
        (Remaining(0, "WD"), "due today", "今天到期"),
        (Remaining(0, "min"), "due now", "即将到期"),
        (Remaining(2, "d", overdue=True), "2 days overdue", "超期 2 天"),
        (Remaining(0, "h", overdue=True), "just overdue", "刚刚超期"),
        (Remaining(2, "d", paused=True), "clock paused", "计时暂停"),
    ],
)
def test_time_left_in_both_languages(remaining, english, chinese):
    with override("en"):
        assert words.remaining_sentence(remaining) == english
    with override("zh-hans"):
        assert words.remaining_sentence(remaining) == chinese


@pytest.mark.parametrize("unit", list(Unit))
@pytest.mark.parametrize("overdue", [False, True])
def test_every_unit_has_its_sentences(unit, overdue):
    with override("en"):
        assert "7" in words.remaining_sentence(Remaining(7, unit, overdue=overdue))
        assert "7" in words.office_sentence(Remaining(7, unit, overdue=overdue))


def test_the_residents_clock():
    with override("en"):
        assert words.waited_sentence(0) == "You filed this today."
        assert words.waited_sentence(1) == "You have waited 1 day."
        assert words.resident_waited_sentence(6) == "The resident has waited 6 days."
        assert [words.under_way_sentence(days) for days in (0, 1, 6)] == [
            "It began today.",
            "It has been under way for 1 day.",
            "It has been under way for 6 days.",
        ]
