"""Whether a program may act, by which words, and of which group: tables of cases, no database."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gongzhi.diagnosis.facts import Proposed, Reading, Reason, Safety, Side, Urgency, WhyNot
from gongzhi.diagnosis.groups import division_kind, groups_of, language_of, length_of
from gongzhi.diagnosis.limits import LimitsError, limits_on, read_limits
from gongzhi.diagnosis.marks import MOST_PLACES, Piece, marks_of, pieces
from gongzhi.diagnosis.rules import (
    Grounds,
    fewest,
    lower_bound,
    reading_of,
    result_of,
    safety_of,
    safety_result,
    why_not,
)

ALL_WELL = Grounds(
    proposed=True,
    set_already=False,
    in_force=True,
    wanted=True,
    life_safety=False,
    confidential=False,
    confidence=9600,
    confidence_at_least=9000,
    right=400,
    verified=402,
    precision_at_least=9700,
    sure_at_least=9500,
    units=1,
)


def test_a_program_acts_where_nothing_stands_against_it() -> None:
    assert why_not(ALL_WELL) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"proposed": False}, WhyNot.NOTHING_PROPOSED),
        ({"set_already": True}, WhyNot.SET_ALREADY),
        ({"in_force": False}, WhyNot.NOT_ENTERED),
        ({"wanted": False}, WhyNot.NOT_HERE),
        ({"life_safety": True}, WhyNot.LIFE_SAFETY),
        ({"confidential": True}, WhyNot.CONFIDENTIAL),
        ({"confidence": 8999}, WhyNot.UNSURE),
        ({"right": 98, "verified": 98}, WhyNot.FEW_VERIFIED),
        ({"right": 0, "verified": 0}, WhyNot.FEW_VERIFIED),
        ({"right": 98, "verified": 99}, WhyNot.NOT_PRECISE),
        ({"right": 385, "verified": 400}, WhyNot.NOT_PRECISE),
        ({"units": 0}, WhyNot.NO_UNIT),
        ({"units": 2}, WhyNot.SEVERAL_UNITS),
    ],
)
def test_one_condition_is_enough_for_a_person(changed: dict[str, object], code: WhyNot) -> None:
    assert why_not(replace(ALL_WELL, **changed)) == (code,)  # type: ignore[arg-type]


def test_all_that_stands_against_it_is_told() -> None:
    found = why_not(replace(ALL_WELL, life_safety=True, confidence=100, units=0))
    assert found == (WhyNot.LIFE_SAFETY, WhyNot.UNSURE, WhyNot.NO_UNIT)


@pytest.mark.parametrize(
    ("right", "whole", "bound"),
    # Quantiles of the beta distribution, computed with another program.
    [
        (99, 99, 0.970193),
        (98, 99, 0.952979),
        (195, 200, 0.948157),
        (480, 490, 0.965629),
        (1, 3, 0.016952),
        (1990, 2000, 0.991534),
        (0, 10, 0.0),
        (0, 0, 0.0),
    ],
)
def test_the_lower_bound_is_exact(right: int, whole: int, bound: float) -> None:
    assert lower_bound(right, whole) == pytest.approx(bound, abs=1e-6)


def test_the_bound_holds_in_at_least_nineteen_of_twenty_draws() -> None:
    """It is exact: the chance that it lies above the true share is one in twenty at most, whatever the share."""
    from math import comb

    for share, number in ((0.97, 150), (0.9, 40), (0.5, 25)):
        above = sum(
            comb(number, k) * share**k * (1 - share) ** (number - k)
            for k in range(number + 1)
            if lower_bound(k, number) > share
        )
        assert above <= 0.05


def test_it_takes_ninety_nine_without_a_miss() -> None:
    assert fewest(0.97, 0.95) == 99


def test_what_passes_the_gate_comes_back_as_it_was() -> None:
    reasons = (Reason("垃圾", 1.5, Side.FOR, ((0, 2),)), Reason("没人", 0.5, Side.AGAINST))
    reading = Reading(
        (Proposed("city", 0.9), Proposed("city.waste", 0.8, reasons, 2)), (Proposed("water", 0.1, (), 2),)
    )
    assert reading_of(result_of(reading)) == reading
    safety = Safety(Urgency.LIFE, 0.9, reasons, (Proposed("HEARING", 0.7),))
    assert safety_of(safety_result(safety)) == safety


# -- words ---------------------------------------------------------------------------------------------


def test_words_are_found_through_blanks_width_and_case() -> None:
    text = "Ｗｉｆｉ 坏 了，井 盖丢了"
    assert marks_of(text, [Reason("wifi坏了", 2.0), Reason("井盖", 1.0)]) == [
        (0, 8, 20000, "FOR"),
        (9, 12, 10000, "FOR"),
    ]


def test_a_word_that_stands_everywhere_is_marked_a_few_times() -> None:
    assert len(marks_of("水" * 1000, [Reason("水", 1.0)])) == MOST_PLACES


def test_places_outside_the_text_are_no_places() -> None:
    assert marks_of(
        "短", [Reason("x", 1.0, Side.FOR, ((0, 9),)), Reason("短", 1.0, Side.FOR, ((0, 1),))]
    ) == [(0, 1, 10000, "FOR")]


def test_no_marked_word_shows_through_a_mask() -> None:
    text = "请打13800138000说水管"
    marks = marks_of(text, [Reason("13800138000说", 3.0), Reason("水管", 1.0)])
    shown = pieces(text, marks, [(2, 13, "〔手机号〕")])
    assert "".join(piece.text for piece in shown) == "请打〔手机号〕说水管"
    assert Piece("〔手机号〕") in shown
    assert Piece("说水管", "FOR") in shown


def test_the_heavier_side_counts_where_words_overlap() -> None:
    marks = [(0, 4, 100, "FOR"), (2, 4, 300, "AGAINST"), (5, 6, 1, "LIFE")]
    assert pieces("一二三四五六", marks) == [
        Piece("一二", "FOR"),
        Piece("三四", "AGAINST"),
        Piece("五"),
        Piece("六", "LIFE"),
    ]


def test_pieces_of_nothing_are_nothing() -> None:
    assert pieces("", [(0, 3, 1, "FOR")]) == []


# -- groups --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("999901000000", "county"),
        ("999901001000", "street"),
        ("999901100000", "town"),
        ("999901200000", "township"),
        ("999901100001", "community"),
        ("999901200201", "village"),
        ("", "county"),
    ],
)
def test_the_code_of_a_place_says_what_kind_it_is(code: str, kind: str) -> None:
    assert division_kind(code) == kind


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("路灯不亮了，请来修。", "zh"),
        ("The street lamp is out.", "en"),
        ("小区的 elevator 又坏了 please repair it", "mixed"),
        ("WiFi 密码不对，请尽快处理一下这个问题", "zh"),
        ("110", "zh"),
    ],
)
def test_the_language_of_a_text(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_group_is_no_person() -> None:
    found = groups_of("水" * 31, channel="PORTAL", division="999901200201")
    assert found == {"channel": "PORTAL", "division": "village", "language": "zh", "length": "middle"}
    assert (length_of("水 " * 30), length_of("水" * 201)) == ("short", "long")


# -- numbers -------------------------------------------------------------------------------------------


def test_the_shipped_numbers_hold_everywhere() -> None:
    limits = limits_on(date(2026, 11, 28), "999901100001")
    assert (limits.precision_at_least, limits.sure_at_least, limits.by_itself) == (9700, 9500, True)


def test_a_narrower_tree_goes_before_a_wider_one(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.GONGZHI_KEYS = tmp_path / "keys"
    (tmp_path / "triage.yaml").write_text(
        "versions:\n"
        "  - {valid_from: 2026-02-01, division: '999901000000', by_itself: false}\n"
        "  - {valid_from: 2026-02-01, division: '999901100000', precision_at_least: 9900}\n"
        "  - {valid_from: 2026-06-01, division: '', window_days: 90}\n",
        encoding="utf-8",
    )
    town, other = limits_on(date(2026, 3, 1), "999901100001"), limits_on(date(2026, 3, 1), "888801000000")
    assert (town.by_itself, town.precision_at_least, town.window_days) == (False, 9900, 180)
    assert (other.by_itself, other.precision_at_least) == (True, 9700)
    assert limits_on(date(2026, 7, 1), "999901100001").window_days == 90


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("versions: {}", "a list needs `versions`"),
        ("- [", "no YAML"),
        ("versions: [{division: ''}]", "valid_from"),
        ("versions: [{valid_from: 2026-01-01, division: 9999}]", "division"),
        ("versions: [{valid_from: 2026-01-01, speed: 3}]", "no number of that name"),
        ("versions: [{valid_from: 2026-01-01, by_itself: 3}]", "true or false"),
        ("versions: [{valid_from: 2026-01-01, window_days: 0}]", "whole number"),
        ("versions: [{valid_from: 2026-01-01, precision_at_least: 9000}]", "at least 9700"),
        ("versions: [{valid_from: 2026-01-01, confidence_at_least: 10000}]", "certainty"),
    ],
)
def test_a_list_that_is_wrong_is_named(text: str, says: str) -> None:
    with pytest.raises(LimitsError, match=says):
        read_limits(text)
