"""Whoever made an algorithm does not judge it, what was judged is not rewritten, and objections are answered once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.small_county import START, County

from gongzhi.algorithms.appeals import waiting_by_entry
from gongzhi.algorithms.facts import Opinion, Result, Stage, Tier
from gongzhi.algorithms.models import AlgorithmAppeal
from gongzhi.algorithms.public import (
    answer_appeal,
    appeal,
    appeals_of,
    decide_review,
    in_force,
    in_production,
    offer,
    pass_gate,
    start_pilot,
    switch_off,
    version_by_id,
    vote,
    was_made,
    would_run,
    write_section,
)
from gongzhi.algorithms.tests.in_force import approve, open_office, put_in_force, sections, to_review, who
from gongzhi.algorithms.tests.steps import CODE, DAY, ask, begun, no_differences, refused
from gongzhi.ledger.models import Fact
from gongzhi.people.facts import RESIDENT, Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(county: County) -> Actor:
    open_office(at=START)
    return who("gate-owner", at=START)


def test_nobody_judges_what_they_wrote_in_another_post(owner: Actor) -> None:
    version = begun(owner)
    to_review(version, sections(on=START.date()), at=START)
    writer = replace(who("gate-board-1", at=START), account_id=owner.account_id)
    act = lambda: vote(version_id=version, opinion=Opinion.YES, by=writer, at=START)  # noqa: E731
    assert refused(act) == "own_algorithm"
    assert (
        refused(lambda: decide_review(version_id=version, event="not_yet", by=writer, at=START, reason="x"))
        == "own_algorithm"
    )
    approve(version, at=START)
    start_pilot(version_id=version, share=20, by=owner, at=START + 8 * DAY)
    late = START + 30 * DAY
    good = lambda: pass_gate(version_id=version, event="pilot_ok", by=writer, at=late, reason="x")  # noqa: E731
    assert refused(good) == "own_algorithm"


def test_what_was_approved_is_not_rewritten_but_for_who_answers(owner: Actor) -> None:
    found = put_in_force(CODE, Tier.RULES, at=START)
    assert found.running is not None
    version, text = found.running.id, dict(found.running.document["identity"])
    write = lambda **more: write_section(  # noqa: E731
        version_id=version, section="identity", values=text | more, by=owner, at=START
    )
    assert refused(lambda: write(description="它什么都不做。")) == "not_to_be_written_now"
    write(contact="新的办公室", phone="12345-2")
    assert version_by_id(version).document["identity"]["phone"] == "12345-2"  # type: ignore[union-attr]
    no_differences()


def test_what_acts_is_in_production_itself_and_what_asks_elsewhere_is_still_good(owner: Actor) -> None:
    """A version in a pilot may reach further than the one in use; nothing acts on that, with the same file either."""
    put_in_force(CODE, Tier.SUGGESTS, "aa" * 32, at=START)
    later = START + 40 * DAY
    found = put_in_force(CODE, Tier.ACTS, "aa" * 32, at=later, until=Stage.SHADOW)
    assert found.trying is not None
    start_pilot(version_id=found.trying.id, share=5, by=owner, at=later)
    there = lambda tier, at=later: in_production(CODE, digest="aa" * 32, tier=tier, at=at)  # noqa: E731
    assert in_force(CODE, tier=Tier.ACTS, at=later), "its word is shown, in the pilot"
    assert not there(Tier.ACTS)
    assert there(Tier.SUGGESTS)
    assert not in_production(CODE, digest="bb" * 32, tier=Tier.SUGGESTS, at=later)
    assert not there(Tier.SUGGESTS, START + 400 * DAY), "its test has run out"


def test_nobody_is_asked_elsewhere_for_what_the_gate_would_not_run(owner: Actor) -> None:
    would = lambda at=START, purpose="triage": would_run(  # noqa: E731
        CODE, purpose=purpose, tier=Tier.SUGGESTS, at=at
    )
    assert not would()
    put_in_force(CODE, Tier.SUGGESTS, at=START, until=Stage.SHADOW)
    assert would()
    assert not would(purpose="other")
    assert not would(START + 400 * DAY)
    switch_off(code=CODE, reason="有疑问", by=owner, at=START)
    assert not would()


def test_an_objection_about_a_matter_is_against_the_version_that_spoke_there(owner: Actor) -> None:
    offer(CODE, lambda given, *, version: Result(value="w"))
    put_in_force(CODE, Tier.RULES, at=START)
    matter = uuid4()
    used = ask(about=matter)
    later = START + 40 * DAY
    put_in_force(CODE, Tier.RULES, at=later)
    once = uuid4()
    object_ = lambda: appeal(code=CODE, text="派错了。", about=matter, by=RESIDENT, at=later, once=once)  # noqa: E731
    assert not was_made(once)
    made = object_()
    assert object_() == made
    assert was_made(once)
    row = AlgorithmAppeal.objects.select_related("version").get()
    assert (row.use_id, row.version.n) == (used.use, 1)
    assert [each.id for each in appeals_of(CODE)] == [made.id], "a new version hides no objection"
    assert waiting_by_entry() == {CODE: 1}
    answer: Callable[..., Any] = lambda text="对不起，已改派。": answer_appeal(  # noqa: E731
        appeal_id=made.id, upheld=True, answer=text, by=owner, at=later + timedelta(hours=1)
    )
    answer()
    answer()  # the same request again
    assert refused(lambda: answer("另一句话。")) == "appeal_answered"
    assert Fact.objects.filter(kind="algorithms.appeal_answered").count() == 1
    assert waiting_by_entry() == {}
    no_differences()
