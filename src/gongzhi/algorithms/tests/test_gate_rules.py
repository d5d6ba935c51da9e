"""What an entry has to say, and what each gate asks for. No database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.algorithms.facts import Stage, Tier
from gongzhi.algorithms.gates import gates
from gongzhi.algorithms.rules.entry import (
    DIMENSIONS,
    SECTIONS,
    impact_level,
    languages_missing,
    missing_sections,
    section_refusal,
)
from gongzhi.algorithms.rules.evidence import Evidence, difference_of, evidence_refusal
from gongzhi.algorithms.rules.monitors import Arm
from gongzhi.algorithms.rules.passing import (
    Passing,
    passing_refusal,
    registered_refusal,
    same_scope,
    share_refusal,
    write_refusal,
)
from gongzhi.algorithms.tests.in_force import sections
from gongzhi.kernel.refusals import Refusal

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
GOOD = sections(on=TODAY)


def code(refusal: Refusal | None) -> str:
    return refusal.code.removeprefix("algorithms.") if refusal else ""


# What an entry has to say.


@pytest.mark.parametrize("section", SECTIONS)
def test_a_whole_section_is_accepted(section: str) -> None:
    assert section_refusal(section, GOOD[section], today=TODAY) is None


@pytest.mark.parametrize(
    ("section", "names"),
    [(section, field.names) for section, fields in SECTIONS.items() for field in fields if field.needed],
)
def test_each_needed_field_is_missed(section: str, names: tuple[str, ...]) -> None:
    for empty in (None, "", []):
        without = GOOD[section] | dict.fromkeys(names, empty)
        refusal = section_refusal(section, without, today=TODAY)
        assert refusal is not None
        assert code(refusal) == "field_missing"
        assert refusal.details["field"] == names[0]
        for name in names[1:]:  # one language is enough to keep it, and not to go on
            half = GOOD[section] | {name: empty}
            assert section_refusal(section, half, today=TODAY) is None
            assert languages_missing(section, half) == {"en": (names[0],)}
            assert code(missing_sections(GOOD | {section: half})) == "language_missing"
            assert languages_missing(section, GOOD[section] | {names[0]: empty}) == {"zh": (names[0],)}
    assert missing_sections(GOOD) is None


@pytest.mark.parametrize(
    ("event", "ours", "theirs", "reason", "expected"),
    [
        ("pilot_ok", Arm(200, 180), Arm(50, 40), "", ""),
        ("pilot_ok", Arm(200, 180), Arm(49, 40), "", "little_evidence"),
        ("pilot_ok", Arm(49, 49), Arm(200, 40), " ", "little_evidence"),
        ("better", Arm(0, 0), Arm(0, 0), "", "little_evidence"),
        ("better", Arm(0, 0), Arm(0, 0), "逐件核对过。", ""),
        ("pilot_bad", Arm(0, 0), Arm(0, 0), "", ""),
    ],
)
def test_few_matters_carry_nothing_into_force_by_one_press(
    event: str, ours: Arm, theirs: Arm, reason: str, expected: str
) -> None:
    found = evidence_refusal(event, Evidence(ours, theirs), least=50, reason=reason)
    assert code(found) == expected


def test_a_difference_stands_with_its_interval() -> None:
    """Newcombe's own example (1998, method 10): 56 of 70 against 48 of 80."""
    found = difference_of(Evidence(Arm(70, 56), Arm(80, 48)))
    assert found is not None
    assert [round(each, 4) for each in found] == [0.2, 0.0524, 0.3339]
    assert difference_of(Evidence(Arm(70, 56), Arm(0, 0))) is None


@pytest.mark.parametrize(
    ("section", "name", "value", "expected"),
    [
        ("identity", "description", "长" * 351, "field_too_long"),
        ("identity", "description_en", "x" * 351, "field_too_long"),
        ("identity", "name", "a\x00b", "field_unfit"),
        ("identity", "name", 7, "field_unfit"),
        ("purpose", "purposes", ["has spaces 中"], "field_unfit"),
        ("purpose", "purposes", ["has spaces"], "field_unfit"),
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
        ({"code": "Triage"}, "code_unfit"),
        ({"code": "new"}, "code_unfit"),
        ({"code": "x" * 41}, "code_unfit"),
        ({"known": True}, "code_known"),
        ({"limit_ms": 9}, "limit_unfit"),
        ({"limit_ms": 3_600_001}, "limit_unfit"),
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


LISTED = {**GOOD, "purpose": {**GOOD["purpose"], "listed": ["public_opinion"]}}


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
        ("ask_simple", {"level": 1}, "not_simple"),  # what suggests is tried first
        ("ask_simple", {"tier": Tier.ACTS, "level": 1}, "not_simple"),
        ("ask_simple", {"tier": Tier.SEARCH, "level": 1}, ""),
        ("ask_simple", {"tier": Tier.SEARCH, "level": 2}, "not_simple"),
        ("ask_simple", {"tier": Tier.RULES, "level": 3}, ""),
        ("ask_simple", {"tier": Tier.RULES, "level": 4}, "not_simple"),
        ("ask_simple", {"tier": Tier.RULES, "document": LISTED}, "not_simple"),
        ("ask_simple", {"tier": Tier.RULES, "document": without("evaluation")}, "section_missing"),
        ("ask_simple", {"tier": Tier.RULES, "expires_on": TODAY}, "evaluation_expired"),
        ("start_pilot", {"entered_at": NOW - timedelta(days=7)}, ""),
        ("start_pilot", {"entered_at": NOW - timedelta(days=7) + timedelta(seconds=1)}, "too_early"),
        ("start_pilot", {"expires_on": TODAY}, "evaluation_expired"),
        ("ask_comparison", {}, "scope_changed"),
        ("ask_comparison", {"running": GOOD, "running_tier": Tier.SUGGESTS, "running_level": 2}, ""),
        (
            "ask_comparison",
            {"running": GOOD, "running_tier": Tier.SUGGESTS, "running_level": 1},
            "scope_changed",
        ),
        ("ask_comparison", {"running": GOOD, "running_tier": Tier.SEARCH}, "scope_changed"),
        ("ask_comparison", {"running": without("data"), "running_tier": Tier.SUGGESTS}, "scope_changed"),
        (
            "ask_comparison",
            {"running": GOOD, "running_tier": Tier.SUGGESTS, "running_level": 2, "entered_at": NOW},
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
    same = {"running_tier": Tier.SUGGESTS, "running_level": 2}
    assert same_scope(passing(running=GOOD, **same))
    assert not same_scope(passing(running=GOOD, **same, level=3)), "its impact has grown"
    for name in ("purpose", "data", "use"):
        assert not same_scope(passing(running={**GOOD, name: {}}, **same))
    assert same_scope(passing(running={**GOOD, "evaluation": {}}, **same))


@pytest.mark.parametrize(("share", "ok"), [(4, False), (5, True), (50, True), (51, False)])
def test_a_pilot_has_a_human_arm(share: int, ok: bool) -> None:
    assert (share_refusal(share, gates=gates()) is None) is ok
