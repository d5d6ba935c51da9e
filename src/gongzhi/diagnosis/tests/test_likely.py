"""“Likely the same”: place × text, judged on pairs written for this project; what differs counts against it."""

import pytest

from gongzhi.diagnosis.similarity.likely import Where, is_likely
from gongzhi.diagnosis.similarity.pairs import PARTS, likely_of, pairs, told, told_by_words
from gongzhi.diagnosis.similarity.said import said_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳林小区停水", "柳林小区停电"),
        ("柳林小区停水了", "柳林小区水压太小"),
        ("春晓小区3栋电梯坏了", "春晓小区八栋电梯坏了"),
        ("No water at Willow Estate", "Power cut at Willow Estate"),
        ("The lift in block 3 of Willow Estate is broken", "The lift in block 5 of Willow Estate is broken"),
    ],
)
def test_two_troubles_of_one_estate_in_few_words_stay_two(one: str, other: str) -> None:
    assert not is_likely(likely_of(one, other))
    assert not is_likely(likely_of(one, other, where=Where.HERE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("柳林小区停水", "柳林小区早上起来没水"),
        ("春晓小区3栋停水", "春晓小区八栋没有水"),
        ("春晓小区三栋电梯坏了", "春晓小区3号楼电梯不动"),
        ("No water at Willow Estate", "Willow Estate: the taps are dry since seven"),
    ],
)
def test_one_trouble_in_other_words_is_one(one: str, other: str) -> None:
    assert is_likely(likely_of(one, other))


def test_the_same_words_elsewhere_are_another_problem() -> None:
    assert is_likely(likely_of("路灯不亮", "这里路灯都不亮", where=Where.HERE))
    assert not is_likely(likely_of("路灯不亮", "这里路灯都不亮", where=Where.APART))
    assert not is_likely(likely_of("江湾路路灯不亮", "竹园路路灯不亮"))


def test_a_name_is_no_trouble() -> None:
    assert said_in("东山路公交站").matters == said_in("公交站").matters
    assert "canal street" in said_in("Cars block Canal Street").places
    assert not said_in("Canal Street is blocked").issues
    assert said_in("十二栋").blocks == said_in("12号楼").blocks == {"12"}


@pytest.mark.parametrize(
    ("part", "precision", "recall"),
    [("A", 1.0, 1.0), ("B", 1.0, 1.0), ("C", 0.86, 0.92), ("D", 0.90, 0.83), ("E", 0.73, 0.91)],
)
def test_so_often_it_is_right_and_so_many_it_finds(part: str, precision: float, recall: float) -> None:
    found = told(pair for pair in pairs() if pair.part == part)
    assert found.pairs >= 25
    assert found.precision >= precision
    assert found.recall >= recall
    before = told_by_words(pair for pair in pairs() if pair.part == part)
    assert found.precision > before.precision + 0.2
    assert found.recall >= before.recall


def test_every_pair_is_of_a_part_and_both_languages_are_there() -> None:
    assert {pair.part for pair in pairs()} == set(PARTS)
    assert len(pairs()) >= 180
    assert sum(pair.one.isascii() for pair in pairs()) >= 40
