"""The ethics board: who has to speak, and what it may decide. No database."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.algorithms.facts import Opinion, Seat, Tier
from gongzhi.algorithms.gates import FILE, gates
from gongzhi.algorithms.rules.board import (
    APPROVALS,
    Spoken,
    count,
    decision_refusal,
    is_short,
    needs_experts,
    one_is_enough,
    vote_refusal,
)
from gongzhi.algorithms.rules.gates_file import read_gates
from gongzhi.kernel.refusals import Refusal


def code(refusal: Refusal | None) -> str:
    return refusal.code.removeprefix("algorithms.") if refusal else ""


# The board.

YES, NO, ON = Opinion.YES, Opinion.NO, Opinion.CONDITIONS
OUT, RES = Seat.EXPERT, Seat.AFFECTED


def decide(
    votes: list[tuple[Seat, Opinion]],
    event: str = "approve",
    *,
    simple: bool = False,
    experts: bool = False,
    level: int = 2,
    conditions: str = "",
    because: str = "",
) -> str:
    return code(
        decision_refusal(
            gates(),
            event,
            count([Spoken(*vote) for vote in votes]),
            tier=Tier.RULES if simple else Tier.SUGGESTS,
            level=level,
            listed=("public_opinion",) if experts else (),
            conditions=conditions,
            because=because,
        )
    )


FULL = [(OUT, YES)] * 3 + [(RES, YES)] * 2


@pytest.mark.parametrize(
    ("votes", "more", "expected"),
    [
        (FULL, {}, ""),
        (FULL[1:], {}, "board_too_small"),
        ([(OUT, YES)] * 4 + [(RES, YES)], {}, "affected_missing"),
        ([(OUT, YES)] * 4 + [(RES, YES)] * 2, {}, ""),
        ([(OUT, YES)] * 5 + [(RES, YES)] * 2, {}, "affected_missing"),
        ([(OUT, NO)] * 3 + [(RES, YES)] * 2, {}, "not_carried"),
        ([(OUT, NO)] * 3 + [(RES, YES)] * 3, {}, "not_carried"),  # half is not carried
        ([(OUT, NO)] * 2 + [(OUT, YES)] + [(RES, YES)] * 2, {}, ""),
        ([(OUT, ON), *FULL[1:]], {}, "conditions_missing"),
        ([(OUT, ON), *FULL[1:]], {"conditions": "每月报告"}, ""),
        ([*FULL[:4], (RES, NO)], {}, "no_unanswered"),
        ([*FULL[:4], (RES, NO)], {"because": "   "}, "no_unanswered"),
        ([*FULL[:4], (RES, NO)], {"because": "因为只提建议"}, ""),
        (FULL, {"conditions": "x" * 2001}, "text_too_long"),
        (FULL, {"experts": True}, "experts_needed"),
        (FULL, {"experts": True, "event": "approve_for_experts"}, ""),
        (FULL, {"event": "approve_for_experts"}, "experts_not_needed"),
        (FULL, {"event": "approve_simple"}, "not_simple"),
        ([(OUT, YES)], {"event": "approve_simple", "simple": True}, ""),
        ([], {"event": "approve_simple", "simple": True}, "nobody_spoke"),
        ([(OUT, NO)], {"event": "approve_simple", "simple": True}, "not_carried"),
        ([(OUT, YES)], {"event": "approve_simple", "simple": True, "level": 3}, "board_too_small"),
        ([(OUT, YES)] * 5, {"event": "approve_simple", "simple": True, "level": 3}, "affected_missing"),
        (FULL, {"event": "approve_simple", "simple": True, "level": 3}, ""),
        ([*FULL[:4], (RES, NO)], {"event": "approve_simple", "simple": True, "level": 3}, "no_unanswered"),
        (FULL, {"event": "approve_simple", "simple": True, "level": 4}, "not_simple"),
        (FULL, {"event": "approve_simple", "level": 1}, "not_simple"),  # what suggests is tried first
        ([(OUT, YES)], {"event": "approve_simple", "simple": True, "experts": True}, "experts_needed"),
        ([(RES, NO)], {"event": "not_yet"}, ""),
        ([], {"event": "reject"}, "nobody_spoke"),
    ],
)
def test_what_the_board_may_decide(
    votes: list[tuple[Seat, Opinion]], more: dict[str, Any], expected: str
) -> None:
    assert decide(votes, **more) == expected


@given(st.lists(st.tuples(st.sampled_from(Seat), st.sampled_from(Opinion)), max_size=12))
def test_no_round_approves_over_an_unanswered_no_of_those_affected(votes: list[tuple[Seat, Opinion]]) -> None:
    against = any(seat is Seat.AFFECTED and opinion is Opinion.NO for seat, opinion in votes)
    for event in APPROVALS:
        for simple, experts in product((True, False), repeat=2):
            allowed = decide(votes, event, simple=simple, experts=experts, conditions="x") == ""
            assert not (allowed and against)


@given(st.lists(st.tuples(st.sampled_from(Seat), st.sampled_from(Opinion)), max_size=12))
def test_the_long_way_is_approved_by_five_a_third_of_them_affected(votes: list[tuple[Seat, Opinion]]) -> None:
    if decide(votes, conditions="x", because="y") == "":
        assert len(votes) >= 5
        assert Fraction(sum(seat is Seat.AFFECTED for seat, _ in votes), len(votes)) >= Fraction(1, 3)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ""),
        ({"seat": RES}, "seat_not_yours"),
        ({"affected": True}, "seat_not_yours"),
        ({"seat": RES, "affected": True}, "group_missing"),
        ({"seat": RES, "affected": True, "group": "老年居民"}, ""),
        ({"opinion": NO}, "dissent_missing"),
        ({"opinion": ON}, "dissent_missing"),
        ({"opinion": NO, "text": "会漏掉方言"}, ""),
        ({"text": "x" * 2001}, "text_too_long"),
    ],
)
def test_how_a_member_speaks(values: dict[str, Any], expected: str) -> None:
    said = {"opinion": YES, "seat": OUT, "group": "", "text": "", "affected": False} | values
    assert code(vote_refusal(**said)) == expected


@pytest.mark.parametrize(
    ("tier", "level", "one", "short", "experts"),
    [
        (Tier.RULES, 0, False, False, False),
        (Tier.RULES, 2, True, True, False),
        (Tier.RULES, 3, False, True, False),
        (Tier.RULES, 4, False, False, True),
        (Tier.SEARCH, 1, True, True, False),
        (Tier.SEARCH, 2, False, False, False),
        (Tier.SUGGESTS, 1, False, False, False),
        (Tier.ACTS, 1, False, False, False),
        (Tier.ORDERS, 1, False, False, True),
        (Tier.SEARCH, 4, False, False, True),
    ],
)
def test_who_goes_the_short_way_and_who_to_experts(
    tier: Tier, level: int, one: bool, short: bool, experts: bool
) -> None:
    assert one_is_enough(gates(), tier=tier, level=level) is one
    assert is_short(gates(), tier=tier, level=level) is short
    assert needs_experts(gates(), tier=tier, level=level, listed=()) is experts


def test_no_file_opens_the_short_way_to_what_acts() -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for tier in ("T2+", "T3", "T4"):
        with pytest.raises(ValueError, match="no short way"):
            read_gates({**data, "short": {"one_reviewer": {tier: 1}, "whole_board": {}}})


def test_a_listed_kind_goes_to_experts() -> None:
    assert needs_experts(gates(), tier=Tier.SEARCH, level=1, listed=("public_opinion",))
    assert not needs_experts(gates(), tier=Tier.SEARCH, level=1, listed=("something_else",))
