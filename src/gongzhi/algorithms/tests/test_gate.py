"""The gate itself: what runs, what does not, and what is put on record."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests.small_county import START, County

from gongzhi.algorithms.facts import Answer, Outcome, Result, Stage, Tier, Without
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.public import in_force, invoke, judge, offer, switch_off, switch_on
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.algorithms.tests.steps import no_differences, refused
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db
CODE = "test.gate"


def _say(given: Any, *, version: str) -> Result | None:
    return Result(value=str(given), confidence=0.91, reasons=({"words": "水", "weight": 0.4},))


@pytest.fixture(autouse=True)
def _offered() -> None:
    offer(CODE, _say)


def ask(
    given: Any = "water",
    *,
    tier: Tier = Tier.SUGGESTS,
    purpose: str = "triage",
    about: UUID | None = None,
    at: datetime = START,
) -> Answer:
    with transaction.atomic(durable=True):
        return invoke(
            code=CODE,
            given=given,
            purpose=purpose,
            tier=tier,
            about=about,
            kind="case",
            groups={"channel": "web"},
            by=SYSTEM,
            at=at,
        )


def test_nothing_runs_on_a_fresh_installation() -> None:
    answer = ask()
    assert (answer.result, answer.without, answer.use) == (None, Without.NO_ENTRY, None)
    assert not in_force(CODE, at=START)
    assert not AlgorithmUse.objects.exists()


def test_what_is_in_force_runs_and_is_put_on_record(county: County) -> None:
    put_in_force(CODE, Tier.SUGGESTS, "ab" * 32, at=START)
    assert in_force(CODE, tier=Tier.SUGGESTS, at=START)
    assert not in_force(CODE, tier=Tier.ACTS, at=START)
    answer = ask()
    assert answer.result is not None
    assert answer.result.value == "water"
    assert answer.version == "ab" * 32
    row = AlgorithmUse.objects.get(id=answer.use)
    assert (row.outcome, row.value, row.confidence) == (Outcome.SHOWN, "water", 9100)
    assert len(row.reasons) == 64


def test_plain_rules_come_into_force_the_simple_way_on_one_day(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    assert in_force(CODE, at=START)
    assert ask(tier=Tier.RULES).result is not None


def test_a_tripped_switch_holds_at_once(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    member = who("gate-board-1", at=START)
    switch_off(code=CODE, reason="有疑问", by=member, at=START)
    assert ask(tier=Tier.RULES).without is Without.SWITCHED_OFF
    switch_on(code=CODE, reason="查清了", by=member, at=START)
    assert ask(tier=Tier.RULES).result is not None


def test_what_the_board_switched_off_the_board_switches_on(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    owner, member = who("gate-owner", at=START), who("gate-resident-1", at=START)
    elsewhere = replace(owner, division="330102000000")
    on = lambda by: switch_on(code=CODE, reason="查清了", by=by, at=START)  # noqa: E731
    off = lambda by: switch_off(code=CODE, reason="有疑问", by=by, at=START)  # noqa: E731
    assert refused(lambda: off(elsewhere)) == "switch_not_entitled", "another county's owner"
    off(owner)
    on(owner)
    off(member)
    assert refused(lambda: on(owner)) == "on_not_entitled"
    on(who("gate-board-1", at=START))
    assert ask(tier=Tier.RULES).result is not None


def test_a_judgement_is_counted(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    answer = ask(tier=Tier.RULES)
    assert answer.use
    with transaction.atomic(durable=True):
        judge(use=answer.use, value="housing", by=SYSTEM, at=START + timedelta(minutes=1), looked_ms=4000)
    row = AlgorithmUse.objects.get(id=answer.use)
    assert (row.agreed, row.decided, row.looked_ms) == (False, "housing", 4000)


def test_who_knows_more_than_the_spelling_says_whether_it_was_agreed(county: County) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    spoke, silent = ask(tier=Tier.RULES).use, ask("", tier=Tier.RULES).use
    assert spoke
    assert silent
    with transaction.atomic(durable=True):
        for use in (spoke, silent):
            judge(use=use, value="water.burst", agreed=True, by=SYSTEM, at=START)
    said = {row.id: (row.value, row.agreed) for row in AlgorithmUse.objects.all()}
    assert said == {spoke: ("water", True), silent: ("", False)}, "to nothing nobody agrees"
    facts = [fact for use in (spoke, silent) for fact in story_of(use)]
    told = [fact.data["agreed"] for fact in facts if fact.kind == "algorithms.judged"]
    assert told == [True, False]
    no_differences()


def test_in_shadow_it_runs_and_nobody_is_shown(county: County) -> None:
    put_in_force(CODE, Tier.SUGGESTS, at=START, until=Stage.SHADOW)
    answer = ask()
    assert (answer.result, answer.without) == (None, Without.SHADOW)
    assert AlgorithmUse.objects.get(id=answer.use).value == "water"
    assert not in_force(CODE, at=START)


def test_in_a_pilot_a_share_is_for_people_alone_and_stays_so(county: County) -> None:
    put_in_force(CODE, Tier.SUGGESTS, at=START, until=Stage.PILOT)
    matters = [uuid4() for _ in range(60)]
    first = [ask(about=matter).without for matter in matters]
    again = [ask(about=matter).without for matter in matters]
    assert first == again
    assert 0 < first.count(Without.HUMAN_ARM) < 30
    assert set(first) == {None, Without.HUMAN_ARM}
