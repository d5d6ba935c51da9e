"""Several at once: nobody's switch, voice or look is lost, and nothing happens twice."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from tests.small_county import START, County, import_county

from gongzhi.algorithms.facts import Opinion, Result, Seat, Tier, Without
from gongzhi.algorithms.models import (
    Algorithm,
    AlgorithmMonitor,
    AlgorithmUse,
    AlgorithmVersion,
    AlgorithmVote,
)
from gongzhi.algorithms.public import (
    appeal,
    begin_version,
    check_replay,
    invoke,
    offer,
    register,
    switch_off,
    switch_on,
    vote,
    watch_due,
)
from gongzhi.algorithms.tests.in_force import MEMBERS, open_office, put_in_force, sections, to_review, who
from gongzhi.ledger.models import Fact
from gongzhi.loops.tests.test_concurrency import at_once
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "test.at_once"


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    """The small county, committed, so that other connections see it."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    found = import_county()
    open_office(at=START)
    yield found
    connection.close()
    options["pool"] = pool


def ask() -> Without | None:
    with transaction.atomic(durable=True):
        return invoke(
            code=CODE,
            given="w",
            purpose="triage",
            tier=Tier.RULES,
            about=None,
            kind="case",
            groups={},
            by=SYSTEM,
            at=START,
        ).without


def test_many_switch_and_use_and_look_at_once(county: County) -> None:
    offer(CODE, lambda given, *, version: Result(value=given))
    put_in_force(CODE, Tier.RULES, at=START)
    owner, board = who("gate-owner", at=START), who("gate-board-1", at=START)
    off = [lambda by=by: switch_off(code=CODE, reason="有疑问", by=by, at=START) for by in (owner, board)]
    ends = at_once(*off, *off, ask, ask, ask)
    assert ends == {"done": 7}
    assert Fact.objects.filter(kind="algorithms.switched_off").count() == 1
    assert Algorithm.objects.get().switched_off
    assert ask() is Without.SWITCHED_OFF
    members = (board, who("gate-board-2", at=START))
    on = [lambda by=by: switch_on(code=CODE, reason="查清", by=by, at=START) for by in members]
    assert at_once(*on) == {"done": 2}
    assert Fact.objects.filter(kind="algorithms.switched_on").count() == 1
    later = START + timedelta(hours=1)
    look = lambda: watch_due(by=SYSTEM, at=later)  # noqa: E731
    object_ = lambda: appeal(code=CODE, text="派错了。", by=RESIDENT, at=START)  # noqa: E731
    assert at_once(look, look, object_, object_, ask, ask) == {"done": 6}
    assert AlgorithmMonitor.objects.count() == 1
    assert AlgorithmUse.objects.filter(outcome="SHOWN").count() >= 2
    assert list(check_replay()) == []


def test_whoever_trips_the_switch_does_not_lose_against_a_run(county: County) -> None:
    board = who("gate-board-1", at=START)

    def run(given: str, *, version: str) -> Result:
        assert at_once(lambda: switch_off(code=CODE, reason="有疑问", by=board, at=START)) == {"done": 1}
        return Result(value=given)

    offer(CODE, run)
    put_in_force(CODE, Tier.RULES, at=START)
    assert ask() is Without.SWITCHED_OFF
    assert AlgorithmUse.objects.get().outcome == "SHADOW", "it ran, and nobody is shown what it said"
    assert list(check_replay()) == []


def test_a_version_is_begun_once_and_every_member_is_heard(county: County) -> None:
    owner = who("gate-owner", at=START)
    new = lambda: register(code=CODE, title="新算法", tier=Tier.SUGGESTS, by=owner, at=START)  # noqa: E731
    assert at_once(new, new, new) == {"done": 1, "algorithms.code_known": 2}
    version = AlgorithmVersion.objects.get().id
    again = lambda: begin_version(code=CODE, title="第二版", by=owner, at=START)  # noqa: E731
    assert at_once(again, again) == {"algorithms.version_under_way": 2}
    to_review(version, sections(on=START.date()), at=START)

    def speak(login: str) -> None:
        resident = login.startswith("gate-resident")
        vote(
            version_id=version,
            opinion=Opinion.YES,
            seat=Seat.AFFECTED if resident else Seat.EXPERT,
            group="老年居民" if resident else "",
            by=who(login, at=START),
            at=START,
        )

    works = [lambda login=login: speak(login) for login in (*MEMBERS, *MEMBERS)]
    assert at_once(*works) == {"done": 10}
    assert AlgorithmVote.objects.count() == 5
    assert list(check_replay()) == []
