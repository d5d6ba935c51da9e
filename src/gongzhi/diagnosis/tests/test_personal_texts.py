"""The labelled texts, and what of them is found. What was held back was written after the rules and stays as it was."""

import pytest

from gongzhi.diagnosis.readings.marked import Found, marked_texts, measured, unmarked
from gongzhi.diagnosis.readings.report import interval, personal_data_figures
from gongzhi.diagnosis.tests.make_personal_texts import rows
from gongzhi.people.facts import Finding, Kind, leaving

_TEXTS = marked_texts()
# Below these a change of the rules has broken something (figures of `gongzhi diagnosis evaluate --personal-data`).
_LEAST = {Kind.NAME: (0.97, 0.93), Kind.ADDRESS: (0.95, 0.95)}


def test_a_mark_says_where_and_what() -> None:
    text = unmarked("打⟦MOBILE:138⟧，找⟦NAME:王五⟧")
    assert text.text == "打138，找王五"
    assert text.spans == (Finding(1, 4, Kind.MOBILE), Finding(6, 8, Kind.NAME))


def test_there_are_enough_texts_of_both_makers_and_the_generator_makes_its_own_again() -> None:
    made = [text.made for text in _TEXTS]
    assert made.count("hand") + made.count("held") >= 60
    assert [unmarked(row, made="seed") for row in rows()] == [text for text in _TEXTS if text.made == "seed"]
    assert sum(not text.spans for text in _TEXTS) >= 60  # what only looks like it


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ROOM])
def test_precision_and_recall_of_each_kind(kind: Kind) -> None:
    found = measured(_TEXTS, leaving())[kind]
    precision, recall = _LEAST.get(kind, (0.99, 0.99))
    assert (found.precision or 0) >= precision
    assert (found.recall or 0) >= recall


def test_what_is_counted() -> None:
    class Says:
        def find(self, text: str) -> list[Finding]:
            return [Finding(0, 4, Kind.NAME), Finding(8, 9, Kind.NAME)]

    texts = [unmarked("⟦NAME:abc⟧defghij⟦NAME:kl⟧")]
    assert measured(texts, Says())[Kind.NAME] == Found(right=1, wrong=1, missed=1, exact=0)


def test_intervals_and_the_report() -> None:
    low, high = interval(9, 10) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert interval(0, 0) is None
    figures = personal_data_figures()
    assert figures["made"]["held"]["texts"] >= 40
    assert "BANK_CARD" in figures["kinds"]
