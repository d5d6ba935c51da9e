"""Who may what at which gate, and what an entry has to say. No database."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.algorithms.facts import Stage, Standing, Tier, Without
from gongzhi.algorithms.gates import gates, limits
from gongzhi.algorithms.rules.appeals import answer_refusal, appeal_refusal
from gongzhi.algorithms.rules.gate import REACH, drawn_for_people, reaches, why_not
from gongzhi.algorithms.rules.switching import lift_refusal, off_refusal, on_refusal
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
READY = Standing(
    stage=Stage.PRODUCTION,
    tier=Tier.SUGGESTS,
    purposes=("triage",),
    expires_on=TODAY + timedelta(days=1),
    switched_off=False,
    suspended=False,
)


def code(refusal: Refusal | None) -> str:
    return refusal.code.removeprefix("algorithms.") if refusal else ""


def ask(standing: Standing | None, *, purpose: str = "triage", tier: Tier = Tier.SUGGESTS) -> Without | None:
    return why_not(standing, purpose=purpose, tier=tier, today=TODAY)


def changed(**values: Any) -> Standing:
    return Standing(**{**{name: getattr(READY, name) for name in READY.__dataclass_fields__}, **values})


# The gate.


def test_what_is_ready_runs() -> None:
    assert ask(READY) is None
    assert ask(changed(stage=Stage.SHADOW)) is None
    assert ask(changed(stage=Stage.PILOT)) is None


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        (None, Without.NO_ENTRY),
        (changed(switched_off=True), Without.SWITCHED_OFF),
        (changed(switched_off=True, suspended=True, stage=Stage.NEED), Without.SWITCHED_OFF),
        (changed(suspended=True), Without.SUSPENDED),
        (changed(expires_on=TODAY), Without.EXPIRED),
        (changed(expires_on=None), Without.EXPIRED),
        (changed(purposes=("other",)), Without.PURPOSE),
        (changed(purposes=()), Without.PURPOSE),
        (changed(tier=Tier.SEARCH), Without.TIER),
    ],
)
def test_the_gate_says_why_not(standing: Standing | None, expected: Without) -> None:
    assert ask(standing) is expected


@pytest.mark.parametrize(
    "stage", [stage for stage in Stage if stage not in (Stage.SHADOW, Stage.PILOT, Stage.PRODUCTION)]
)
def test_no_other_stage_runs(stage: Stage) -> None:
    assert ask(changed(stage=stage)) is Without.NOT_IN_FORCE


@pytest.mark.parametrize(("tier", "asked"), list(product(Tier, Tier)))
def test_nothing_reaches_further_than_reviewed_and_nothing_decides(tier: Tier, asked: Tier) -> None:
    allowed = asked is not Tier.DECIDES and REACH.index(asked) <= REACH.index(tier)
    assert reaches(tier, asked) is allowed


def test_the_draw_is_the_same_for_the_same_matter_and_near_its_share() -> None:
    keys = [str(uuid4()) for _ in range(4000)]
    drawn = [drawn_for_people(key, seed="s", share=20) for key in keys]
    assert drawn == [drawn_for_people(key, seed="s", share=20) for key in keys]
    assert 0.17 < sum(drawn) / len(drawn) < 0.23
    other = [drawn_for_people(key, seed="t", share=20) for key in keys]
    assert other != drawn


@given(st.text(max_size=40), st.text(max_size=20), st.integers(0, 99))
def test_a_larger_share_draws_every_matter_a_smaller_one_drew(key: str, seed: str, share: int) -> None:
    if drawn_for_people(key, seed=seed, share=share):
        assert drawn_for_people(key, seed=seed, share=share + 1)
    assert not drawn_for_people(key, seed=seed, share=0)
    assert drawn_for_people(key, seed=seed, share=100)


# Switching, lifting, appeals.


def staff(*powers: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, account_id=uuid4(), unit_id=uuid4(), powers=frozenset(powers))


def test_who_switches_and_lifts() -> None:
    assert off_refusal(staff("algorithms.switch"), here=True, reason="有疑问") is None
    assert code(off_refusal(staff("algorithms.switch"), here=True, reason=" ")) == "reason_missing"
    assert code(off_refusal(staff("algorithms.switch"), here=True, reason="x" * 1001)) == "text_too_long"
    assert code(off_refusal(staff("algorithms.switch"), here=False, reason="x")) == "switch_not_entitled"
    assert on_refusal(staff("algorithms.switch"), here=True, by_board=False, reason="x") is None
    assert (
        code(on_refusal(staff("algorithms.switch"), here=True, by_board=True, reason="x"))
        == "on_not_entitled"
    )
    assert code(off_refusal(staff("algorithms.manage"), here=True, reason="有疑问")) == "switch_not_entitled"
    board = staff("algorithms.review")
    assert lift_refusal(board, here=True, suspended=True, reason="查过") is None
    assert code(lift_refusal(board, here=True, suspended=False, reason="查过")) == "not_suspended"
    assert code(lift_refusal(board, here=True, suspended=True, reason="")) == "reason_missing"
    assert code(lift_refusal(board, here=False, suspended=True, reason="x")) == "lift_not_entitled", (
        "elsewhere"
    )
    assert (
        code(lift_refusal(staff("algorithms.switch"), here=True, suspended=True, reason="x"))
        == "lift_not_entitled"
    )


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ""),
        ({"by": staff("algorithms.switch")}, "answer_not_entitled"),
        ({"answered": True}, "appeal_answered"),
        ({"answer": " "}, "answer_missing"),
        ({"answer": "x" * 2001}, "text_too_long"),
        ({"severe": True, "upheld": True}, ""),
        ({"severe": True}, "severe_not_upheld"),
    ],
)
def test_how_an_objection_is_answered(values: dict[str, Any], expected: str) -> None:
    said: dict[str, Any] = {"answer": "已改派。", "answered": False, "upheld": False, "severe": False}
    by = values.get("by", staff("algorithms.manage"))
    rest = {name: value for name, value in (said | values).items() if name != "by"}
    assert code(answer_refusal(by, **rest)) == expected


def test_an_objection_says_something() -> None:
    assert code(appeal_refusal("  ")) == "appeal_empty"
    assert code(appeal_refusal("x" * 2001)) == "text_too_long"
    assert appeal_refusal("派错了") is None


# The files.


def test_the_shipped_numbers_are_dated_and_signed_off() -> None:
    for file in (gates(), limits()):
        assert file.valid_from <= TODAY
        assert file.signed_off
    assert gates().members == 5
    assert gates().affected == Fraction(1, 3)
    assert limits().least == 50
