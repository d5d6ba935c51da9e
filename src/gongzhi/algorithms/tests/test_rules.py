"""Who may what at which gate, and what an entry has to say. No database."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.algorithms.facts import Opinion, Seat, Stage, Standing, Tier, Without
from gongzhi.algorithms.gates import gates, limits
from gongzhi.algorithms.rules.appeals import answer_refusal, appeal_refusal
from gongzhi.algorithms.rules.board import (
    APPROVALS,
    Spoken,
    count,
    decision_refusal,
    is_simple,
    needs_experts,
    vote_refusal,
)
from gongzhi.algorithms.rules.entry import (
    DIMENSIONS,
    SECTIONS,
    impact_level,
    missing_sections,
    section_refusal,
)
from gongzhi.algorithms.rules.gate import REACH, drawn_for_people, reaches, why_not
from gongzhi.algorithms.rules.passing import (
    Passing,
    passing_refusal,
    registered_refusal,
    same_scope,
    share_refusal,
    write_refusal,
)
from gongzhi.algorithms.rules.switching import lift_refusal, switch_refusal
from gongzhi.algorithms.tests.in_force import sections
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


# What an entry has to say.

GOOD = sections(on=TODAY)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_whole_section_is_accepted(section: str) -> None:
    assert section_refusal(section, GOOD[section], today=TODAY) is None


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (section, name)
        for section, fields in SECTIONS.items()
        for field in fields
        if field.needed
        for name in field.names
    ],
)
def test_each_needed_field_is_missed(section: str, name: str) -> None:
    for empty in (None, "", []):
        refusal = section_refusal(section, {**GOOD[section], name: empty}, today=TODAY)
        assert refusal is not None
        assert code(refusal) == "field_missing"
        assert refusal.details["field"] == name


@pytest.mark.parametrize(
    ("section", "name", "value", "expected"),
    [
        ("identity", "description", "长" * 351, "field_too_long"),
        ("identity", "description_en", "x" * 351, "field_too_long"),
        ("identity", "name", "a\x00b", "field_unfit"),
        ("identity", "name", 7, "field_unfit"),
        ("purpose", "purposes", ["has spaces 中"], "field_unfit"),
        ("purpose", "purposes", "triage", "field_unfit"),
        ("purpose", "not_for", ["x" * 2001], "field_too_long"),
        ("impact", "rights", 5, "field_unfit"),
        ("impact", "rights", 0, "field_unfit"),
        ("impact", "rights", True, "field_unfit"),
        ("impact", "rights", "3", "field_unfit"),
        ("evaluation", "groups", {"a": -1}, "field_unfit"),
        ("evaluation", "groups", {"": 1}, "field_unfit"),
        ("evaluation", "held_on", "yesterday", "field_unfit"),
        ("evaluation", "metrics", [{"name": "f1"}], "field_unfit"),
        ("identity", "owner_phone", "1", "field_unknown"),
    ],
)
def test_what_does_not_fit_is_named(section: str, name: str, value: Any, expected: str) -> None:
    assert code(section_refusal(section, {**GOOD[section], name: value}, today=TODAY)) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"value": "nan"},
        {"value": 0.9},
        {"low": "0.99"},
        {"high": "0.1"},
        {"n": 0},
        {"n": True},
        {"more": "1"},
    ],
)
def test_a_metric_comes_with_its_interval_and_its_number(changes: dict[str, Any]) -> None:
    metric = {"name": "f1", "value": "0.9", "low": "0.8", "high": "0.95", "n": 100, **changes}
    values = {**GOOD["evaluation"], "metrics": [metric]}
    assert code(section_refusal("evaluation", values, today=TODAY)) == "field_unfit"


@pytest.mark.parametrize(
    ("held", "expires", "expected"),
    [
        (TODAY, TODAY + timedelta(days=366), ""),
        (TODAY, TODAY + timedelta(days=367), "evaluation_too_long"),
        (TODAY + timedelta(days=1), TODAY + timedelta(days=30), "evaluation_ahead"),
        (TODAY - timedelta(days=100), TODAY, "evaluation_expired"),
    ],
)
def test_an_evaluation_is_good_for_twelve_months_at_most(held: date, expires: date, expected: str) -> None:
    values = {**GOOD["evaluation"], "held_on": held.isoformat(), "expires_on": expires.isoformat()}
    assert code(section_refusal("evaluation", values, today=TODAY)) == expected


def test_an_unknown_section_is_refused() -> None:
    assert code(section_refusal("marketing", {}, today=TODAY)) == "section_unknown"


@given(st.dictionaries(st.sampled_from(DIMENSIONS), st.integers(1, 4), min_size=1))
def test_the_level_is_the_highest_dimension_and_mitigation_never_lowers_it(impact: dict[str, int]) -> None:
    assert impact_level(impact) == max(impact.values())
    assert impact_level({**impact, "mitigation": "everything"}) == impact_level(impact)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_the_worst_answer_in_one_dimension_alone_is_the_highest_level(dimension: str) -> None:
    assert impact_level({**dict.fromkeys(DIMENSIONS, 1), dimension: 4}) == 4


def test_missing_sections_are_named_in_order() -> None:
    assert missing_sections(GOOD) is None
    refusal = missing_sections({**GOOD, "impact": {}})
    assert refusal is not None
    assert refusal.details["section"] == "impact"


# Registering and writing.


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, ""),
        ({"tier": Tier.DECIDES}, "tier_never"),
        ({"code": ""}, "code_unfit"),
        ({"code": "a b"}, "code_unfit"),
        ({"code": "分派"}, "code_unfit"),
        ({"code": "x" * 41}, "code_unfit"),
        ({"known": True}, "code_known"),
        ({"limit_ms": 9}, "limit_unfit"),
        ({"limit_ms": 60001}, "limit_unfit"),
    ],
)
def test_what_can_be_registered(values: dict[str, Any], expected: str) -> None:
    given_values = {"code": "triage.model", "tier": Tier.SUGGESTS, "known": False, "limit_ms": 500} | values
    assert code(registered_refusal(gates=gates(), **given_values)) == expected


@pytest.mark.parametrize("stage", Stage)
def test_only_while_the_need_is_stated_the_owner_writes_all(stage: Stage) -> None:
    for section in SECTIONS:
        allowed = stage is Stage.NEED or (
            section == "identity" and stage not in (Stage.RETIRED, Stage.DROPPED, Stage.REJECTED)
        )
        assert (write_refusal(section, stage=stage, owner=True, tester=False) is None) is allowed
        tested = section in {Stage.IMPACT: ("impact",), Stage.TESTING: ("evaluation", "data")}.get(stage, ())
        assert (write_refusal(section, stage=stage, owner=False, tester=True) is None) is tested
        assert write_refusal(section, stage=stage, owner=False, tester=False)


# Passing the gates.


def passing(**values: Any) -> Passing:
    usual: dict[str, Any] = {
        "stage": Stage.NEED,
        "tier": Tier.SUGGESTS,
        "level": 2,
        "document": GOOD,
        "expires_on": TODAY + timedelta(days=100),
        "entered_at": NOW - timedelta(days=30),
    }
    return Passing(**{**usual, **values})


def passes(event: str, **values: Any) -> str:
    return code(passing_refusal(event, passing(**values), gates=gates(), at=NOW, today=TODAY))


def without(*names: str) -> dict[str, Any]:
    return {name: text for name, text in GOOD.items() if name not in names}


@pytest.mark.parametrize(
    ("event", "values", "expected"),
    [
        ("state_need", {}, ""),
        ("state_need", {"document": without("impact", "evaluation")}, ""),
        ("state_need", {"document": without("purpose")}, "section_missing"),
        ("state_impact", {"document": without("impact")}, "section_missing"),
        ("report_test", {"document": without("evaluation")}, "section_missing"),
        ("report_test", {"expires_on": TODAY}, "evaluation_expired"),
        ("submit", {"expires_on": TODAY}, "evaluation_expired"),
        ("submit", {}, ""),
        ("ask_simple", {}, "not_simple"),
        ("ask_simple", {"level": 1}, ""),
        ("ask_simple", {"tier": Tier.RULES, "level": 4}, ""),
        ("ask_simple", {"tier": Tier.RULES, "document": without("evaluation")}, "section_missing"),
        ("ask_simple", {"tier": Tier.RULES, "expires_on": TODAY}, "evaluation_expired"),
        ("start_pilot", {"entered_at": NOW - timedelta(days=7)}, ""),
        ("start_pilot", {"entered_at": NOW - timedelta(days=7) + timedelta(seconds=1)}, "too_early"),
        ("start_pilot", {"expires_on": TODAY}, "evaluation_expired"),
        ("ask_comparison", {}, "scope_changed"),
        ("ask_comparison", {"running": GOOD, "running_tier": Tier.SUGGESTS}, ""),
        ("ask_comparison", {"running": GOOD, "running_tier": Tier.SEARCH}, "scope_changed"),
        ("ask_comparison", {"running": without("data"), "running_tier": Tier.SUGGESTS}, "scope_changed"),
        (
            "ask_comparison",
            {"running": GOOD, "running_tier": Tier.SUGGESTS, "entered_at": NOW},
            "too_early",
        ),
        ("pilot_ok", {"entered_at": NOW - timedelta(days=13)}, "too_early"),
        ("pilot_ok", {"entered_at": NOW - timedelta(days=14)}, ""),
        ("pilot_ok", {"expires_on": None}, "evaluation_expired"),
        ("better", {"entered_at": NOW}, ""),
        ("better", {"expires_on": TODAY}, "evaluation_expired"),
        ("drop", {"document": {}}, ""),
    ],
)
def test_each_gate(event: str, values: dict[str, Any], expected: str) -> None:
    assert passes(event, **values) == expected


def test_the_scope_is_the_same_only_with_the_same_purpose_data_use_and_tier() -> None:
    assert not same_scope(passing())
    assert same_scope(passing(running=GOOD, running_tier=Tier.SUGGESTS))
    for name in ("purpose", "data", "use"):
        assert not same_scope(passing(running={**GOOD, name: {}}, running_tier=Tier.SUGGESTS))
    assert same_scope(passing(running={**GOOD, "evaluation": {}}, running_tier=Tier.SUGGESTS))


@pytest.mark.parametrize(("share", "ok"), [(4, False), (5, True), (50, True), (51, False)])
def test_a_pilot_has_a_human_arm(share: int, ok: bool) -> None:
    assert (share_refusal(share, gates=gates()) is None) is ok


# The board.

YES, NO, ON = Opinion.YES, Opinion.NO, Opinion.CONDITIONS
OUT, RES = Seat.EXPERT, Seat.AFFECTED


def decide(
    votes: list[tuple[Seat, Opinion]],
    event: str = "approve",
    *,
    simple: bool = False,
    experts: bool = False,
    conditions: str = "",
    because: str = "",
) -> str:
    return code(
        decision_refusal(
            gates(),
            event,
            count([Spoken(*vote) for vote in votes]),
            simple=simple,
            experts=experts,
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
    ("tier", "level", "simple", "experts"),
    [
        (Tier.RULES, 3, True, False),
        (Tier.RULES, 4, True, True),
        (Tier.SUGGESTS, 1, True, False),
        (Tier.SUGGESTS, 0, False, False),
        (Tier.SUGGESTS, 2, False, False),
        (Tier.ORDERS, 2, False, True),
        (Tier.SEARCH, 4, False, True),
    ],
)
def test_who_goes_the_short_way_and_who_to_experts(
    tier: Tier, level: int, simple: bool, experts: bool
) -> None:
    assert is_simple(gates(), tier=tier, level=level) is simple
    assert needs_experts(gates(), tier=tier, level=level, listed=()) is experts


def test_a_listed_kind_goes_to_experts() -> None:
    assert needs_experts(gates(), tier=Tier.SEARCH, level=1, listed=("public_opinion",))
    assert not needs_experts(gates(), tier=Tier.SEARCH, level=1, listed=("something_else",))


# Switching, lifting, appeals.


def staff(*powers: str) -> Actor:
    return Actor(kind=ActorKind.STAFF, account_id=uuid4(), unit_id=uuid4(), powers=frozenset(powers))


def test_who_switches_and_lifts() -> None:
    assert switch_refusal(staff("algorithms.switch"), reason="有疑问") is None
    assert code(switch_refusal(staff("algorithms.switch"), reason=" ")) == "reason_missing"
    assert code(switch_refusal(staff("algorithms.switch"), reason="x" * 1001)) == "text_too_long"
    assert code(switch_refusal(staff("algorithms.manage"), reason="有疑问")) == "switch_not_entitled"
    board = staff("algorithms.review")
    assert lift_refusal(board, suspended=True, reason="查过") is None
    assert code(lift_refusal(board, suspended=False, reason="查过")) == "not_suspended"
    assert code(lift_refusal(board, suspended=True, reason="")) == "reason_missing"
    assert code(lift_refusal(staff("algorithms.switch"), suspended=True, reason="x")) == "lift_not_entitled"


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
