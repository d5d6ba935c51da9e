"""What runs: failures, counts, the switch, and objections."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from tests.small_county import START, County

from gongzhi.algorithms.facts import Result, Tier, Without
from gongzhi.algorithms.models import AlgorithmUse, AlgorithmVersion
from gongzhi.algorithms.public import (
    answer_appeal,
    appeal,
    appeal_by_code,
    check_replay,
    entry,
    erase_appeals,
    figures_of,
    judge,
    lift_suspension,
    offer,
    switch_off,
    turned_out,
)
from gongzhi.algorithms.tests.in_force import (
    open_office,
    put_in_force,
    who,
)
from gongzhi.algorithms.tests.steps import CODE, DAY, ask, no_differences, refused, unit, watch
from gongzhi.ledger.models import Fact, Opening
from gongzhi.loops.public import duties_of
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered() -> None:
    offer(CODE, lambda given, *, version: Result(value=given[0], confidence=0.9) if given else None)


@pytest.fixture
def owner(county: County) -> Actor:
    open_office(at=START)
    return who("gate-owner", at=START)


# What runs.


def test_an_error_and_a_slow_run_fail_and_take_nothing_with_them(owner: Actor, caplog: Any) -> None:
    put_in_force(CODE, Tier.RULES, at=START, limit_ms=20)

    def breaks(given: Any, *, version: str) -> Result | None:
        with connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        return None

    offer(CODE, breaks)
    with caplog.at_level("WARNING"):
        assert ask("a secret word").without is Without.FAILED
    assert AlgorithmUse.objects.get().outcome == "FAILED", "what came after it in the transaction was kept"
    assert "secret" not in caplog.text
    assert "secret" not in "".join(
        bytes(each).decode() for each in Fact.objects.values_list("entry", flat=True)
    )

    def sleeps(given: Any, *, version: str) -> Result | None:
        import time

        time.sleep(0.05)
        return Result(value="late")

    offer(CODE, sleeps)
    answer = ask()
    assert (answer.result, answer.without) == (None, Without.FAILED)
    offer(CODE, lambda given, *, version: Result(value="x", reasons=(object(),)))
    assert ask().without is Without.FAILED, "what cannot be put on record is not shown"
    offer(CODE, lambda given, *, version: None)
    assert ask().without is Without.ABSTAINED
    no_differences()


@pytest.mark.parametrize(
    "said",
    [
        Result(value="a whole sentence"),
        Result(value="一句话"),
        Result(value="x" * 101),
        Result(value="x\x00"),
        Result(value=7),  # type: ignore[arg-type]
        Result(value="x", confidence=float("nan")),
        "x",
    ],
)
def test_what_is_no_result_fails_and_stands_nowhere(owner: Actor, said: Any) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    offer(CODE, lambda given, *, version: said)
    answer = ask()
    assert (answer.result, answer.without) == (None, Without.FAILED)
    row = AlgorithmUse.objects.get()
    assert (row.outcome, row.value, row.confidence) == ("FAILED", "", None)


def test_an_entry_without_a_runner_fails(owner: Actor) -> None:
    from gongzhi.algorithms import offering

    put_in_force(CODE, Tier.RULES, at=START)
    offering._runners.pop(CODE)
    assert ask().without is Without.FAILED


def test_other_purposes_and_longer_reach_are_refused_without_a_trace(owner: Actor) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    assert ask(purpose="credit").without is Without.PURPOSE
    assert ask(tier=Tier.ACTS).without is Without.TIER
    assert ask(tier=Tier.DECIDES).without is Without.TIER
    assert ask(at=START + 400 * DAY).without is Without.EXPIRED
    assert not AlgorithmUse.objects.exists()


def test_what_people_decided_and_how_it_turned_out_is_counted(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    assert found.running is not None
    about = uuid4()
    use = ask("water", about=about, groups={"channel": "phone", "": "x", "long": "y" * 99}).use
    assert use
    with transaction.atomic(durable=True):
        judge(use=use, value="w", by=SYSTEM, at=START, looked_ms=-5)
        judge(use=use, value="w", by=SYSTEM, at=START)
        turned_out(use=use, well=True, by=SYSTEM, at=START)
        turned_out(use=use, well=True, by=SYSTEM, at=START)
    assert Fact.objects.filter(kind="algorithms.judged").count() == 1
    assert Fact.objects.filter(kind="algorithms.turned_out").count() == 1
    row = AlgorithmUse.objects.get()
    assert (row.agreed, row.looked_ms, row.turned_out) == (True, 0, True)
    assert row.groups == {"channel": "phone"}, "a sentence is no group"
    figures = figures_of(found.running.id, at=START + DAY)
    assert (figures.uses, figures.shown, figures.judged, figures.overridden) == (1, 1, 1, 0)
    no_differences()


def test_a_changed_text_or_use_is_found(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    ask("water")
    no_differences()
    assert found.running is not None
    row = AlgorithmVersion.objects.get(id=found.running.id)
    row.document["purpose"]["need"] = "别的"
    row.save()
    AlgorithmUse.objects.update(value="x")
    what = {each.what.rsplit("/", 1)[1] for each in check_replay()}
    assert what == {"sections", "value"}


# The switch.


def test_who_turns_the_switch_and_that_it_stays_turned(owner: Actor) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    tester = who("arbiter", at=START)
    assert refused(lambda: switch_off(code=CODE, reason="x", by=tester, at=START)) == "switch_not_entitled"
    assert refused(lambda: switch_off(code=CODE, reason=" ", by=owner, at=START)) == "reason_missing"
    assert refused(lambda: switch_off(code="nobody", reason="x", by=owner, at=START)) == "entry_unknown"
    for _ in range(2):
        switch_off(code=CODE, reason="有疑问", by=owner, at=START)
    assert Fact.objects.filter(kind="algorithms.switched_off").count() == 1
    watch(START + timedelta(hours=1))
    assert ask(at=START + DAY).without is Without.SWITCHED_OFF
    no_differences()


# Objections.


def test_somebody_objects_and_a_person_answers_in_time(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    assert found.running is not None
    about, once = uuid4(), uuid4()
    use = ask("water", about=about).use
    made = appeal(code=CODE, text="派错了。", use=use, about=about, by=RESIDENT, at=START, once=once)
    again = appeal(code=CODE, text="派错了。", use=use, about=about, by=RESIDENT, at=START, once=once)
    assert made == again
    assert START + 14 * DAY < made.due_at < START + 40 * DAY
    assert list(duties_of(found.running.loop_id, "appeal").values()) == [unit("gate-owner")]
    view = appeal_by_code(made.code.upper())
    assert view is not None
    assert (view.text, view.answered_at, view.use_id) == ("派错了。", None, use)
    assert appeal_by_code("nothing") is None

    def answer(by: Actor, **more: Any) -> Callable[[], Any]:
        usual: dict[str, Any] = {"upheld": True, "answer": "您说得对，已改派。"}
        return lambda: answer_appeal(appeal_id=made.id, by=by, at=START, **(usual | more))

    assert refused(answer(who("gate-board-1", at=START))) == "answer_not_entitled"
    assert refused(answer(who("gate-tester", at=START))) == "loops.not_theirs"
    assert refused(answer(owner, answer="")) == "answer_missing"
    assert refused(answer(owner, upheld=False, severe=True)) == "severe_not_upheld"
    answer(owner)()
    answer(owner)()  # the same request again
    assert refused(answer(owner, answer="另一句话。")) == "appeal_answered"
    read = appeal_by_code(made.code)
    assert read is not None
    assert (read.upheld, read.answer) == (True, "您说得对，已改派。")
    assert figures_of(found.running.id, at=START + DAY).appeals_upheld == 1
    no_differences()


def test_the_words_of_an_objection_go_and_what_it_came_to_stays(owner: Actor) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    made = appeal(code=CODE, text="派错了。", by=RESIDENT, at=START)
    later = START + 10 * DAY
    assert erase_appeals(before=later, by=SYSTEM, at=later) == 0, "not answered yet"
    answer_appeal(appeal_id=made.id, upheld=False, answer="没有派错。", by=owner, at=START)
    assert erase_appeals(before=START, by=SYSTEM, at=later) == 0
    assert erase_appeals(before=later, by=SYSTEM, at=later) == 1
    view = appeal_by_code(made.code)
    assert view is not None
    assert (view.text, view.answer, view.upheld) == ("", "", False)
    assert not Opening.objects.filter(fact__subject=made.id).exists()
    no_differences()


def test_grave_harm_stops_it_at_once_and_until_the_board_has_looked(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    made = appeal(code=CODE, text="耽误了急救。", by=RESIDENT, at=START)
    answer_appeal(appeal_id=made.id, upheld=True, severe=True, answer="属实，正在处理。", by=owner, at=START)
    assert entry(CODE).suspended_for == ("appeals",)  # type: ignore[union-attr]
    assert ask().without is Without.SUSPENDED
    assert found.running is not None
    assert list(duties_of(found.running.loop_id, "suspension").values()) == [unit("gate-board")]
    watch(START + timedelta(hours=1))
    lift_suspension(code=CODE, reason="已改", by=who("gate-board-1", at=START), at=START + timedelta(hours=2))
    watch(START + DAY)
    assert not entry(CODE).suspended, "what led to it is not counted again"  # type: ignore[union-attr]
    no_differences()


def test_an_objection_against_nothing_is_refused(owner: Actor) -> None:
    assert refused(lambda: appeal(code="nobody", text="x", by=RESIDENT, at=START)) == "entry_unknown"
    put_in_force(CODE, Tier.RULES, at=START)
    assert refused(lambda: appeal(code=CODE, text=" ", by=RESIDENT, at=START)) == "appeal_empty"
    other = lambda: appeal(code=CODE, text="x", use=uuid4(), by=RESIDENT, at=START)  # noqa: E731
    assert refused(other) == "entry_unknown"
