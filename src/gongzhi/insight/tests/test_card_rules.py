"""Hypothesis cards: who writes, who looks, and when what may be said; the published share. No database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from gongzhi.insight.card_facts import (
    CardPlace,
    CardState,
    CardText,
    CardView,
    Evidence,
    Ground,
    Outcome,
    Tally,
)
from gongzhi.insight.card_rules import (
    checker_refusal,
    day_refusal,
    draft_refusal,
    figures_refused,
    hit_rate,
    is_late,
    may_see,
    outcome_refusal,
    reason_refusal,
    stands_out,
    text_refusal,
    write_refusal,
)
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import SYSTEM, Actor, ActorKind

DAY = date(2026, 7, 1)
UNIT, WRITER, OTHER = new_id(), new_id(), new_id()
TEXT = CardText("低洼路段会积水", "去年七月报了九次", "七天内有三次以上", "七天内不到三次")
CARD = CardView(
    id=new_id(),
    place=CardPlace("water", "999901100001"),
    evidence=Evidence(Ground.OWN),
    text=TEXT,
    state=CardState.OPEN,
    unit_id=UNIT,
    check_on=DAY,
    proposer=WRITER,
    taker=None,
    made_at=datetime(2026, 6, 1, tzinfo=UTC),
    taken_at=datetime(2026, 6, 1, tzinfo=UTC),
    ended_at=None,
    outcome=None,
    late=False,
    seen="",
    done="",
    reason="",
)


def staff(*powers: str, account: UUID = OTHER, unit: UUID = UNIT, third: bool = False) -> Actor:
    return Actor(
        kind=ActorKind.STAFF, account_id=account, unit_id=unit, powers=frozenset(powers), third_party=third
    )


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("text", "personal", "said"),
    [
        (TEXT, False, ""),
        (TEXT, True, "insight.card_about_a_person"),
        (replace(TEXT, false_if=" "), False, "insight.card_text_missing"),
        (replace(TEXT, expected=""), True, "insight.card_text_missing"),
        (replace(TEXT, why="长" * 101), False, "insight.card_text_too_long"),
    ],
)
def test_a_card_says_four_things_and_none_about_a_person(text: CardText, personal: bool, said: str) -> None:
    assert code(text_refusal(text, personal=personal, limit=100)) == said


@pytest.mark.parametrize(("days", "said"), [(-1, "no"), (0, "no"), (1, ""), (184, ""), (185, "no")])
def test_the_day_lies_ahead_and_not_too_far(days: int, said: str) -> None:
    refusal = day_refusal(DAY + timedelta(days=days), today=DAY, longest=184)
    assert code(refusal) == (said and "insight.card_day")


def test_who_writes() -> None:
    assert code(write_refusal(staff("card.write"), in_tree=True)) == ""
    assert code(write_refusal(SYSTEM, in_tree=False)) == "", "the machine drafts"
    assert code(write_refusal(staff("card.write"), in_tree=False)) == "insight.card_not_your_tree"
    assert code(write_refusal(staff("card.check"), in_tree=True)) == "insight.card_not_entitled"
    assert code(write_refusal(staff("card.write", third=True), in_tree=True)) == "insight.card_not_entitled"


@pytest.mark.parametrize(
    ("by", "card", "in_tree", "said"),
    [
        (staff("card.check"), CARD, False, ""),
        (staff("card.check", unit=new_id()), CARD, True, ""),
        (staff("card.check", unit=new_id()), CARD, False, "insight.card_not_your_tree"),
        (staff("card.write"), CARD, True, "insight.card_not_entitled"),
        (staff("card.check", third=True), CARD, True, "insight.card_not_entitled"),
        (staff("card.check", account=WRITER), CARD, True, "insight.card_own"),
        (staff("card.check"), replace(CARD, proposer=None, taker=OTHER), True, "insight.card_own"),
        (staff("card.check"), replace(CARD, state=CardState.DRAFT), True, "insight.card_not_open"),
        (staff("card.check"), replace(CARD, state=CardState.CHECKED), True, "insight.card_over"),
        (staff("card.check"), replace(CARD, state=CardState.DISMISSED), True, "insight.card_over"),
    ],
)
def test_somebody_else_looks(by: Actor, card: CardView, in_tree: bool, said: str) -> None:
    assert code(checker_refusal(by, card, in_tree=in_tree)) == said


@pytest.mark.parametrize(
    ("outcome", "days", "said"),
    [
        (Outcome.TRUE, -5, ""),
        (Outcome.FALSE, -1, "insight.card_too_early"),
        (Outcome.UNCLEAR, -1, "insight.card_too_early"),
        (Outcome.FALSE, 0, ""),
        (Outcome.UNCLEAR, 30, ""),
    ],
)
def test_before_its_day_a_card_can_only_come_true(outcome: Outcome, days: int, said: str) -> None:
    on = DAY + timedelta(days=days)
    refusal = outcome_refusal(CARD, outcome=outcome, seen="看过了", done="", on=on, personal=False, limit=100)
    assert code(refusal) == said


def test_what_was_seen_is_said_and_names_nobody() -> None:
    def asked(seen: str, done: str = "", *, personal: bool = False) -> str:
        return code(
            outcome_refusal(
                CARD, outcome=Outcome.TRUE, seen=seen, done=done, on=DAY, personal=personal, limit=10
            )
        )

    assert asked("") == "insight.card_seen_missing"
    assert asked("看" * 11) == asked("看过", "做" * 11) == "insight.card_text_too_long"
    assert asked("看过", personal=True) == "insight.card_about_a_person"
    assert asked("看过") == ""


def test_late_begins_on_the_day_after() -> None:
    assert [is_late(DAY, DAY + timedelta(days=days)) for days in (-1, 0, 1)] == [False, False, True]


def test_drafts_are_taken_up_or_dismissed_with_a_reason() -> None:
    assert [state for state in CardState if draft_refusal(state) is None] == [CardState.DRAFT]
    assert code(reason_refusal("", personal=False, limit=9)) == "insight.card_reason_missing"
    assert code(reason_refusal("长" * 10, personal=False, limit=9)) == "insight.card_text_too_long"
    assert code(reason_refusal("节日", personal=True, limit=9)) == "insight.card_about_a_person"
    assert reason_refusal("节日", personal=False, limit=9) is None


def test_who_sees_a_card() -> None:
    assert may_see(staff("insight.read"), in_tree=True, is_owner=False)
    assert may_see(staff("card.check"), in_tree=False, is_owner=True)
    assert not may_see(staff("insight.read"), in_tree=False, is_owner=False)
    assert not may_see(staff("case.handle"), in_tree=True, is_owner=True)
    assert not may_see(staff("insight.read", third=True), in_tree=True, is_owner=True)
    assert not may_see(Actor(kind=ActorKind.RESIDENT), in_tree=True, is_owner=True)


def test_the_share_has_an_interval_and_few_say_nothing() -> None:
    assert hit_rate(Tally(true=10, false=9), least=20) is None
    assert hit_rate(Tally(), least=0) is None
    rate = hit_rate(Tally(true=15, false=5, unclear=7, late=3), least=20)
    assert rate
    assert (rate.hits, rate.of, rate.share) == (15, 20, 75.0), "unclear ones are counted apart"
    assert (round(rate.low, 1), round(rate.high, 1)) == (53.1, 88.8)  # Wilson, as in tables
    all_true = hit_rate(Tally(true=20), least=20)
    assert all_true
    assert all_true.low < 100 == all_true.high


def test_a_forecast_is_drafted_where_it_stands_out() -> None:
    cases = {(15, 10): True, (14, 10): False, (9, 2): False, (10, 0): True}
    found = {figures: stands_out(*figures, above=150, least=10) for figures in cases}
    assert found == cases


def test_figures_leave_no_room_for_words() -> None:
    assert not figures_refused({"seen": "12", "first": "2026-07-01", "cell": "110.01/30.00"})
    assert figures_refused({"seen": "12 reports of him"})
    assert figures_refused({"seen": "9" * 65})
