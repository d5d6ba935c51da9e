"""Versions on their way through the gates, the board, the switch, the daily look, objections; on the real engine."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests.small_county import START, County

from gongzhi.algorithms.facts import Answer, EntryView, Light, Opinion, Result, Seat, Stage, Tier, Without
from gongzhi.algorithms.models import AlgorithmMonitor, AlgorithmUse, AlgorithmVersion
from gongzhi.algorithms.public import (
    answer_appeal,
    appeal,
    appeal_by_code,
    begin_version,
    check_replay,
    decide_review,
    entry,
    erase_appeals,
    figures_of,
    in_force,
    invoke,
    judge,
    lift_suspension,
    monitors_of,
    name_tester,
    offer,
    pass_gate,
    register,
    report_drift,
    report_grounding,
    retire,
    reviews_of,
    send_to_experts,
    start_pilot,
    switch_off,
    turned_out,
    version_by_id,
    versions_of,
    vote,
    votes_of,
    watch_due,
    write_section,
)
from gongzhi.algorithms.tests.in_force import (
    MEMBERS,
    approve,
    open_office,
    put_in_force,
    sections,
    take_out_of_force,
    to_review,
    who,
)
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.models import Fact, Opening
from gongzhi.loops.public import duties_of
from gongzhi.organization.public import unit_by_code
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor

pytestmark = pytest.mark.django_db
CODE = "test.actions"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _offered() -> None:
    offer(CODE, lambda given, *, version: Result(value=given[0], confidence=0.9) if given else None)


@pytest.fixture
def owner(county: County) -> Actor:
    open_office(at=START)
    return who("gate-owner", at=START)


def begun(by: Actor, *, tier: Tier = Tier.SUGGESTS, code: str = CODE) -> UUID:
    return register(code=code, title="新算法", tier=tier, by=by, at=START).version


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.refusal.code.removeprefix("algorithms.")


def stage(version: UUID) -> Stage:
    view = version_by_id(version)
    assert view is not None
    return view.stage


def ask(given: str = "w", **more: Any) -> Answer:
    usual: dict[str, Any] = {
        "purpose": "triage",
        "tier": Tier.RULES,
        "about": None,
        "kind": "case",
        "groups": {},
        "by": SYSTEM,
        "at": START,
    }
    with transaction.atomic(durable=True):
        return invoke(code=CODE, given=given, **(usual | more))


def unit(code: str) -> UUID:
    found = unit_by_code(code)
    assert found is not None
    return found.id


def no_differences(*, uses: bool = True) -> None:
    """`uses`: a test that put uses into the table by hand says that no fact stands behind them."""
    found = [each for each in check_replay() if uses or not each.what.startswith("algorithms/uses/")]
    assert found == []


# Registering.


def test_who_registers_and_what_never_is(county: County, owner: Actor) -> None:
    def act(**more: Any) -> Callable[[], Any]:
        usual: dict[str, Any] = {
            "code": CODE,
            "title": "新算法",
            "tier": Tier.RULES,
            "by": owner,
            "at": START,
        }
        return lambda: register(**(usual | more))

    assert refused(act(by=who("gate-board-1", at=START))) == "loops.not_entitled"
    assert refused(act(by=RESIDENT)) == "loops.not_entitled"
    assert refused(act(tier=Tier.DECIDES)) == "tier_never"
    assert refused(act(code="no good")) == "code_unfit"
    assert refused(act(title=" ")) == "title_missing"
    assert refused(act(limit_ms=1)) == "limit_unfit"
    once = uuid4()
    first = act(once=once)()
    assert act(once=once)() == first
    assert refused(act()) == "code_known"
    no_differences()


def test_what_decides_has_no_row_whoever_writes_it(owner: Actor) -> None:
    version = begun(owner)
    with pytest.raises(IntegrityError, match="algorithm_tier_registered"), transaction.atomic():
        AlgorithmVersion.objects.filter(id=version).update(tier="T4")


def test_without_a_board_nothing_begins(county: County, owner: Actor) -> None:
    from gongzhi.organization.models import Desk
    from gongzhi.organization.queries.memory import forget

    Desk.objects.filter(office="ETHICS").delete()
    forget()
    assert refused(lambda: begun(owner)) == "no_desk"


def test_who_writes_what_and_when(owner: Actor) -> None:
    version, text = begun(owner), sections(on=START.date())

    def write(section: str, by: Actor, values: Any = None) -> Callable[[], Any]:
        return lambda: write_section(
            version_id=version, section=section, values=values or text[section], by=by, at=START
        )

    tester = who("gate-tester", at=START)
    assert refused(write("identity", tester)) == "not_to_be_written_now"
    assert refused(write("identity", who("gate-board-1", at=START))) == "loops.not_entitled"
    assert refused(write("identity", owner, {"name": "x"})) == "field_missing"
    for name in ("identity", "purpose", "use", "data"):
        write(name, owner)()
    facts = Fact.objects.filter(kind="algorithms.section_written").count()
    write("data", owner)()
    assert Fact.objects.filter(kind="algorithms.section_written").count() == facts
    name_tester(version_id=version, event="state_need", unit_id=unit("gate-tester"), by=owner, at=START)
    assert refused(write("impact", owner)) == "not_to_be_written_now"
    write("impact", tester)()
    assert refused(write("evaluation", tester)) == "not_to_be_written_now"
    assert version_by_id(version).impact_level == 2  # type: ignore[union-attr]
    no_differences()


# Gates.


def test_whoever_tests_is_neither_who_wants_it_nor_the_board(owner: Actor) -> None:
    version, text = begun(owner), sections(on=START.date())
    for name in ("identity", "purpose", "use", "data"):
        write_section(version_id=version, section=name, values=text[name], by=owner, at=START)
    for code in ("gate-owner", "gate-board"):
        assert (
            refused(
                lambda code=code: name_tester(  # type: ignore[misc]
                    version_id=version, event="state_need", unit_id=unit(code), by=owner, at=START
                )
            )
            == "tester_not_apart"
        )


def test_a_gate_is_not_passed_without_what_it_asks_for(owner: Actor) -> None:
    version = begun(owner)
    act = lambda: name_tester(  # noqa: E731
        version_id=version, event="state_need", unit_id=unit("gate-tester"), by=owner, at=START
    )
    assert refused(act) == "section_missing"
    simple = lambda: pass_gate(version_id=version, event="ask_simple", by=owner, at=START)  # noqa: E731
    assert refused(simple) == "section_missing"
    to_review(version, sections(on=START.date()), at=START)
    assert stage(version) is Stage.REVIEW


def test_the_long_way_with_every_gate(owner: Actor) -> None:
    version = begun(owner)
    to_review(version, sections(on=START.date()), at=START)
    approve(version, at=START)
    assert stage(version) is Stage.SHADOW
    pilot = lambda at, share=20: start_pilot(version_id=version, share=share, by=owner, at=at)  # noqa: E731
    assert refused(lambda: pilot(START + 6 * DAY)) == "too_early"
    assert refused(lambda: pilot(START + 8 * DAY, 60)) == "share_unfit"
    pilot(START + 8 * DAY)
    board = who("gate-board-1", at=START)
    good = lambda at, by=board: pass_gate(version_id=version, event="pilot_ok", by=by, at=at)  # noqa: E731
    assert refused(lambda: good(START + 10 * DAY)) == "too_early"
    assert refused(lambda: good(START + 30 * DAY, owner)) == "loops.not_entitled"
    no_differences()
    good(START + 30 * DAY)
    assert stage(version) is Stage.PRODUCTION
    assert in_force(CODE, at=START + 31 * DAY)
    assert not in_force(CODE, at=START + 301 * DAY), "its evaluation is over"
    view = version_by_id(version)
    assert view is not None
    assert view.arm_share == 0
    no_differences()


def test_what_ends_says_what_was_learned(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    assert found.running is not None
    version = found.running.id
    assert (
        refused(lambda: retire(version_id=version, post_mortem=" ", by=owner, at=START))
        == "post_mortem_missing"
    )
    retire(version_id=version, post_mortem="方言认得少。", by=owner, at=START)
    assert stage(version) is Stage.RETIRED
    assert ask().without is Without.NOT_IN_FORCE
    assert version_by_id(version).post_mortem == "方言认得少。"  # type: ignore[union-attr]
    no_differences()


def test_a_request_sent_twice_passes_a_gate_once(owner: Actor) -> None:
    version, text = begun(owner, tier=Tier.RULES), sections(on=START.date())
    for name in text:
        write_section(version_id=version, section=name, values=text[name], by=owner, at=START)
    once = uuid4()
    for _ in range(2):
        pass_gate(version_id=version, event="ask_simple", by=owner, at=START, once=once)
    board = who("gate-board-1", at=START)
    for _ in range(2):
        vote(version_id=version, opinion=Opinion.YES, by=board, at=START)
    assert len(votes_of(version)) == 1
    decided = uuid4()
    for _ in range(2):
        decide_review(version_id=version, event="approve_simple", by=board, at=START, once=decided)
    assert len(reviews_of(version)) == 1
    assert stage(version) is Stage.PRODUCTION
    no_differences()


# The board.


def test_the_board_decides_only_with_enough_members_and_answers_a_no(owner: Actor) -> None:
    version = begun(owner)
    to_review(version, sections(on=START.date()), at=START)

    def speak(login: str, opinion: Opinion = Opinion.YES, **more: Any) -> None:
        resident = login.startswith("gate-resident")
        seat = {"seat": Seat.AFFECTED, "group": "老年居民"} if resident else {}
        vote(version_id=version, opinion=opinion, by=who(login, at=START), at=START, **(seat | more))

    decide = lambda **more: decide_review(  # noqa: E731
        version_id=version, event="approve", by=who("gate-board-1", at=START), at=START, **more
    )
    assert (
        refused(lambda: vote(version_id=version, opinion=Opinion.YES, by=owner, at=START))
        == "loops.not_entitled"
    )
    assert (
        refused(
            lambda: vote(version_id=version, opinion=Opinion.YES, by=who("gate-expert", at=START), at=START)
        )
        == "loops.not_entitled"
    ), "another board"
    assert refused(lambda: speak("gate-board-1", seat=Seat.AFFECTED)) == "seat_not_yours"
    assert refused(lambda: speak("gate-resident-1", Opinion.NO)) == "dissent_missing"
    for login in MEMBERS[:4]:
        speak(login)
    assert refused(decide) == "board_too_small"
    speak("gate-resident-2", Opinion.NO, text="方言认不出来。")
    assert refused(decide) == "no_unanswered"
    decide(because="试点里单独看方言。")
    (review,) = reviews_of(version)
    assert (review.members, review.affected, review.against) == (5, 2, 1)
    assert review.because == "试点里单独看方言。"
    no = next(each for each in votes_of(version) if each.opinion is Opinion.NO)
    assert (no.text, no.group) == ("方言认不出来。", "老年居民")
    no_differences()


def test_a_no_that_is_passed_over_has_no_row_whoever_writes_it(owner: Actor) -> None:
    version = begun(owner)
    row: dict[str, Any] = {
        "version_id": version,
        "round": 1,
        "event": "approve",
        "simple": False,
        "at": START,
    }
    from gongzhi.algorithms.models import AlgorithmReview

    with pytest.raises(IntegrityError, match="algorithm_no_is_answered"), transaction.atomic():
        AlgorithmReview.objects.create(**row, members=5, affected=2, against=1)


def test_sent_back_it_goes_round_again_and_members_speak_anew(owner: Actor) -> None:
    version = begun(owner)
    to_review(version, sections(on=START.date()), at=START)
    board = who("gate-board-1", at=START)
    assert refused(
        lambda: decide_review(version_id=version, event="not_yet", by=board, at=START, reason="x")
    ) == ("nobody_spoke")
    vote(version_id=version, opinion=Opinion.NO, text="没有测试方言", by=board, at=START)
    decide_review(version_id=version, event="not_yet", by=board, at=START, reason="补测方言")
    assert stage(version) is Stage.NEED
    to_review(version, sections(on=START.date()), at=START)
    assert version_by_id(version).review_round == 2  # type: ignore[union-attr]
    approve(version, at=START)
    assert [each.round for each in votes_of(version)] == [1, 2, 2, 2, 2, 2]
    no_differences()


def test_rejected_the_arbiter_can_refuse_or_send_back_and_let_nothing_through(owner: Actor) -> None:
    version = begun(owner)
    to_review(version, sections(on=START.date()), at=START)
    board = who("gate-board-1", at=START)
    vote(version_id=version, opinion=Opinion.NO, text="不必要", by=board, at=START)
    decide_review(version_id=version, event="reject", by=board, at=START, reason="人工足够")
    assert stage(version) is Stage.ARBITRATION
    arbiter = who("arbiter", at=START)
    for event in ("pilot_ok", "better"):
        assert refused(lambda event=event: pass_gate(version_id=version, event=event, by=arbiter, at=START))  # type: ignore[misc]
    pass_gate(version_id=version, event="refuse", by=arbiter, at=START, reason="同意委员会")
    assert stage(version) is Stage.REJECTED
    no_differences()


def test_a_listed_kind_goes_to_experts_outside(owner: Actor) -> None:
    version = begun(owner)
    to_review(version, sections(on=START.date(), listed=("public_opinion",)), at=START)
    assert refused(lambda: approve(version, at=START)) == "experts_needed"
    approve(version, at=START, event="approve_for_experts")
    assert stage(version) is Stage.REVIEWED
    send = lambda code: send_to_experts(version_id=version, unit_id=unit(code), by=owner, at=START)  # noqa: E731
    for code in ("gate-owner", "gate-tester", "gate-board"):
        assert refused(lambda code=code: send(code)) == "experts_not_apart"  # type: ignore[misc]
    send("gate-expert")
    assert refused(
        lambda: pass_gate(version_id=version, event="experts_ok", by=who("gate-board-1", at=START), at=START)
    )
    pass_gate(version_id=version, event="experts_ok", by=who("gate-expert", at=START), at=START)
    assert stage(version) is Stage.SHADOW
    no_differences()


# The next version.


def test_a_new_version_runs_in_the_shadow_of_the_one_in_use_and_takes_its_place(owner: Actor) -> None:
    put_in_force(CODE, Tier.SUGGESTS, "aa" * 32, at=START)
    later = START + 40 * DAY
    found = put_in_force(CODE, Tier.SUGGESTS, "bb" * 32, at=later, until=Stage.SHADOW)
    assert found.running is not None
    assert found.trying is not None
    assert (found.running.n, found.trying.n) == (1, 2)
    answer = ask("water", at=later)
    assert answer.version == "aa" * 32
    assert answer.result is not None
    shown, behind = AlgorithmUse.objects.order_by("id")
    assert {shown.outcome, behind.outcome} == {"SHOWN", "SHADOW"}
    version = found.trying.id
    pass_gate(version_id=version, event="ask_comparison", by=owner, at=later)
    pass_gate(version_id=version, event="better", by=who("gate-board-1", at=later), at=later)
    now = entry(CODE)
    assert now is not None
    assert now.running is not None
    assert (now.running.n, now.trying) == (2, None)
    before = versions_of(CODE)[1]
    assert before.out_of_force_at == later
    assert before.stage is Stage.PRODUCTION, "its owner still has to say what was learned"
    retire(version_id=before.id, post_mortem="被新版替代。", by=owner, at=later)
    assert ask("water", at=later).version == "bb" * 32
    no_differences()


def test_a_version_of_another_scope_needs_a_pilot(owner: Actor) -> None:
    put_in_force(CODE, Tier.SUGGESTS, "aa" * 32, at=START)
    later = START + 40 * DAY
    found = put_in_force(
        CODE, Tier.SUGGESTS, "bb" * 32, at=later, until=Stage.SHADOW, purposes=("triage", "urgency")
    )
    assert found.trying is not None
    ask_for = lambda: pass_gate(  # noqa: E731
        version_id=found.trying.id,
        event="ask_comparison",
        by=owner,
        at=later,  # type: ignore[union-attr]
    )
    assert refused(ask_for) == "scope_changed"


def test_the_next_version_waits_for_the_one_under_way(owner: Actor) -> None:
    begun(owner)
    act = lambda by: begin_version(code=CODE, title="第二版", by=by, at=START)  # noqa: E731
    assert refused(lambda: act(owner)) == "version_under_way"
    assert refused(lambda: act(who("gate-tester", at=START))) == "other_unit"
    missing = lambda: begin_version(code="nobody", title="x", by=owner, at=START)  # noqa: E731
    assert refused(missing) == "entry_unknown"


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
    assert len(row.groups["long"]) == 40
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


# The daily look.


def uses(
    entry_view: EntryView, n: int, *, agreed: bool, group: str, looked_ms: int = 9000, at: Any = START
) -> None:
    """Put judged uses where the gate puts them: a test of what is counted of many needs no thousand runs."""
    assert entry_view.running is not None
    AlgorithmUse.objects.bulk_create(
        AlgorithmUse(
            version_id=entry_view.running.id,
            at=at,
            purpose="triage",
            tier="T0",
            outcome="SHOWN",
            groups={"channel": group},
            value="a",
            decided="a" if agreed else "b",
            agreed=agreed,
            looked_ms=looked_ms,
        )
        for _ in range(n)
    )


def watch(at: Any) -> None:
    assert watch_due(by=SYSTEM, at=at) == 1
    assert watch_due(by=SYSTEM, at=at) == 0, "once a day"


def test_too_few_uses_are_never_called_good(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    uses(found, 49, agreed=True, group="phone")
    watch(START + timedelta(hours=1))
    (seen,) = monitors_of(CODE)
    assert (seen.worst, seen.uses) == (Light.INSUFFICIENT, 49)
    no_differences(uses=False)


def test_red_stops_it_by_itself_and_the_board_lets_it_go_on(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    assert found.running is not None
    uses(found, 300, agreed=True, group="web")
    uses(found, 300, agreed=False, group="phone")
    later = START + timedelta(hours=1)
    watch(later)
    now = entry(CODE)
    assert now is not None
    assert (now.suspended, now.suspended_for) == (True, ("group_ratio",))
    assert ask(at=later).without is Without.SUSPENDED
    assert not in_force(CODE, at=later)
    assert list(duties_of(found.running.loop_id, "suspension").values()) == [unit("gate-board")]
    no_differences(uses=False)
    lift = lambda by, reason="已改正": lift_suspension(code=CODE, reason=reason, by=by, at=later)  # noqa: E731
    board = who("gate-board-1", at=START)
    assert refused(lambda: lift(owner)) in ("lift_not_entitled", "loops.not_theirs")
    assert refused(lambda: lift(board, " ")) == "reason_missing"
    assert entry(CODE).suspended  # type: ignore[union-attr]
    lift(board)
    assert ask(at=later).result is not None
    assert not duties_of(found.running.loop_id, "suspension")
    assert refused(lambda: lift(board)) == "not_suspended"
    watch(START + DAY)
    assert not entry(CODE).suspended, "what led to it is not counted again"  # type: ignore[union-attr]
    no_differences(uses=False)


def test_amber_shows_and_stops_nothing_until_it_has_lasted(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    uses(found, 100, agreed=False, group="web")
    for day in (0, 15, 29):
        watch(START + day * DAY + timedelta(hours=1))
        assert not entry(CODE).suspended  # type: ignore[union-attr]
    assert monitors_of(CODE)[0].worst is Light.AMBER
    watch(START + 30 * DAY + timedelta(hours=1))
    assert entry(CODE).suspended_for == ("override",)  # type: ignore[union-attr]


def test_what_lies_before_the_window_is_not_counted(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    uses(found, 300, agreed=False, group="web", at=START)
    watch(START + 91 * DAY)
    assert monitors_of(CODE)[0].uses == 0


def test_drift_and_unlawful_advice_are_reported_by_those_who_find_them(owner: Actor) -> None:
    def drift(psi: float, passed: bool | None, n: int = 500) -> None:
        with transaction.atomic(durable=True):
            report_drift(code=CODE, psi=psi, n=n, retest_passed=passed, by=SYSTEM, at=START)

    assert refused(lambda: drift(0.1, None)) == "not_running"
    put_in_force(CODE, Tier.RULES, at=START)
    drift(0.3, None)
    watch(START + timedelta(hours=1))
    assert monitors_of(CODE)[0].worst is Light.AMBER
    drift(0.3, False)
    watch(START + DAY)
    assert entry(CODE).suspended_for == ("drift",)  # type: ignore[union-attr]
    lift_suspension(code=CODE, reason="已重训", by=who("gate-board-1", at=START), at=START + DAY)
    with transaction.atomic(durable=True):
        report_grounding(code=CODE, n=200, grounded=200, unlawful=True, by=SYSTEM, at=START + 2 * DAY)
    watch(START + 3 * DAY)
    assert entry(CODE).suspended_for == ("grounded",)  # type: ignore[union-attr]
    no_differences()


def test_the_look_is_at_each_entry_once_a_day(owner: Actor) -> None:
    assert watch_due(by=SYSTEM, at=START) == 0
    put_in_force("test.one", Tier.RULES, at=START)
    put_in_force("test.two", Tier.RULES, at=START)
    assert [watch_due(by=SYSTEM, at=START) for _ in range(3)] == [1, 1, 0]
    assert AlgorithmMonitor.objects.count() == 2
    take_out_of_force("test.one", at=START)
    assert [watch_due(by=SYSTEM, at=START + DAY) for _ in range(2)] == [1, 0]


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
    assert refused(answer(owner)) == "appeal_answered"
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


def test_grave_harm_stops_it_at_the_next_look(owner: Actor) -> None:
    put_in_force(CODE, Tier.RULES, at=START)
    made = appeal(code=CODE, text="耽误了急救。", by=RESIDENT, at=START)
    answer_appeal(appeal_id=made.id, upheld=True, severe=True, answer="属实，正在处理。", by=owner, at=START)
    watch(START + timedelta(hours=1))
    assert entry(CODE).suspended_for == ("appeals",)  # type: ignore[union-attr]


def test_an_objection_against_nothing_is_refused(owner: Actor) -> None:
    assert refused(lambda: appeal(code="nobody", text="x", by=RESIDENT, at=START)) == "entry_unknown"
    put_in_force(CODE, Tier.RULES, at=START)
    assert refused(lambda: appeal(code=CODE, text=" ", by=RESIDENT, at=START)) == "appeal_empty"
    other = lambda: appeal(code=CODE, text="x", use=uuid4(), by=RESIDENT, at=START)  # noqa: E731
    assert refused(other) == "entry_unknown"


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
