"""Versions on their way through the gates and before the board, on the real engine."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests.small_county import START, County

from gongzhi.algorithms.facts import Opinion, Result, Seat, Stage, Tier, Without
from gongzhi.algorithms.models import AlgorithmUse, AlgorithmVersion
from gongzhi.algorithms.public import (
    begin_version,
    decide_review,
    entry,
    in_force,
    name_tester,
    offer,
    pass_gate,
    register,
    retire,
    reviews_of,
    send_to_experts,
    start_pilot,
    version_by_id,
    versions_of,
    vote,
    votes_of,
    write_section,
)
from gongzhi.algorithms.tests.in_force import (
    MEMBERS,
    approve,
    open_office,
    put_in_force,
    sections,
    to_review,
    who,
)
from gongzhi.algorithms.tests.steps import CODE, DAY, ask, begun, no_differences, refused, stage, unit
from gongzhi.ledger.models import Fact
from gongzhi.people.facts import RESIDENT, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offered() -> None:
    offer(CODE, lambda given, *, version: Result(value=given[0], confidence=0.9) if given else None)


@pytest.fixture
def owner(county: County) -> Actor:
    open_office(at=START)
    return who("gate-owner", at=START)


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


def test_what_is_made_at_night_may_take_minutes(owner: Actor) -> None:
    def limit(code: str) -> int:
        begun = register(code=code, title="算法", tier=Tier.SEARCH, by=owner, at=START)
        return AlgorithmVersion.objects.get(id=begun.version).limit_ms

    assert limit("forecast.counts") >= 600_000
    assert limit("topics.cluster") >= 60_000
    assert limit("similar.text") == limit("nothing.shipped") == 1000


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
    good = lambda at, by=board: pass_gate(version_id=version, event="pilot_ok", by=by, at=at, reason="x")  # noqa: E731
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
    pass_gate(version_id=version, event="better", by=who("gate-board-1", at=later), at=later, reason="x")
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


def test_in_a_pilot_the_new_version_answers_and_the_old_one_where_it_may_not(owner: Actor) -> None:
    put_in_force(CODE, Tier.SUGGESTS, "aa" * 32, at=START)
    later = START + 40 * DAY
    found = put_in_force(CODE, Tier.SUGGESTS, "bb" * 32, at=later, until=Stage.SHADOW, purposes=("urgency",))
    assert found.trying is not None
    start_pilot(version_id=found.trying.id, share=5, by=owner, at=later)
    assert ask("water", purpose="urgency", at=later).version == "bb" * 32
    assert ask("water", purpose="triage", at=later).version == "aa" * 32, "what it was reviewed for goes on"
    assert ask("water", purpose="other", at=later).without is Without.PURPOSE


def test_the_next_version_waits_for_the_one_under_way(owner: Actor) -> None:
    begun(owner)
    act = lambda by: begin_version(code=CODE, title="第二版", by=by, at=START)  # noqa: E731
    assert refused(lambda: act(owner)) == "version_under_way"
    assert refused(lambda: act(who("gate-tester", at=START))) == "other_unit"
    missing = lambda: begin_version(code="nobody", title="x", by=owner, at=START)  # noqa: E731
    assert refused(missing) == "entry_unknown"
