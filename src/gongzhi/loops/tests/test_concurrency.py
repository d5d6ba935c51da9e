"""Many at once: one wins, the others hear why, nothing is done twice, nobody waits for ever."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from tests.small_county import START, County, import_county

from gongzhi.cases.public import dispatch, handle, judge, urge
from gongzhi.cases.tests.steps import answered, dispatched, filed
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger import public as ledger
from gongzhi.loops.models import Deadline, Loop, Obligation
from gongzhi.loops.public import check_replay, fire_due, hand_over, take
from gongzhi.loops.rules.replay import replay
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(transactional_db: None) -> Iterator[County]:
    """The small county, committed, so that other connections see it; each thread gets its own, not a pool's."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    pool = options.pop("pool", None)
    yield import_county()
    connection.close()
    options["pool"] = pool


def at_once(*works: Callable[[], Any]) -> Counter[str]:
    """Run each in a thread and on a connection of its own, all starting together; count how they end."""
    ends: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(timeout=60)
            work()
            ends.append("done")
        except Refused as error:
            ends.append(error.refusal.code)
        except Exception as error:
            ends.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads), "somebody waits for ever"
    return Counter(ends)


def kinds(loop_id: UUID) -> Counter[str]:
    return Counter(fact.kind for fact in ledger.story_of(loop_id))


def test_fifty_sign_and_one_wins(county: County) -> None:
    case_id = dispatched(county)
    by, at = county.actor("town-handler"), START + timedelta(hours=1)
    ends = at_once(*[lambda: handle(case_id=case_id, event="sign", by=by, at=at)] * 50)
    assert ends == {"done": 1, "loops.not_now": 49}
    assert kinds(case_id)["loops.moved"] == 2
    assert Obligation.objects.filter(loop=case_id, settled_at=None).count() == 1
    assert list(check_replay()) == []


def test_two_dispatchers_name_one_lead(county: County) -> None:
    case_id = filed().loop_id
    by, town = county.actor("dispatcher"), county.unit("town")

    def send() -> None:
        dispatch(case_id=case_id, event="dispatch", unit_id=town, by=by, at=START + timedelta(hours=1))

    assert at_once(send, send) == {"done": 1, "loops.not_now": 1}
    assert kinds(case_id)["cases.lead_named"] == 1


def test_a_double_click_does_one_thing_and_shows_no_error(county: County) -> None:
    once = new_id()
    assert at_once(*[lambda: filed(once=once)] * 4) == {"done": 4}
    assert Loop.objects.count() == 1
    case_id, click = answered(county), new_id()

    def say() -> None:
        judge(
            case_id=case_id,
            solved=True,
            satisfied=None,
            by=RESIDENT,
            at=START + timedelta(days=1),
            drawn=999,
            once=click,
        )

    assert at_once(say, say, say) == {"done": 3}
    assert kinds(case_id)["cases.judged"] == 1


def test_four_workers_fire_each_timer_once(county: County) -> None:
    cases = [filed().loop_id for _ in range(12)]
    late = START + timedelta(days=30)
    fired: list[int] = []
    ends = at_once(*[lambda: fired.append(fire_due(at=late, limit=100))] * 4)
    assert ends == {"done": 4}
    # A worker passes by what another holds, so a second round takes what was left.
    fired.append(fire_due(at=late))
    assert sum(fired) == len(cases)
    assert not Deadline.objects.filter(next_at__isnull=False).exists()
    for case_id in cases:
        assert kinds(case_id)["loops.deadline_fired"] == 3
    assert list(check_replay()) == []


def test_three_sequencers_leave_no_gap_while_others_write(county: County) -> None:
    writing = threading.Event()

    def write() -> None:
        for _ in range(6):
            filed()

    def place() -> None:
        while not writing.is_set() or ledger.waiting():
            ledger.sequence(limit=5)

    def write_and_say() -> None:
        try:
            assert at_once(write, write, write) == {"done": 3}
        finally:
            writing.set()

    assert at_once(write_and_say, place, place, place) == {"done": 4}
    order = list(ledger.all_entries())
    assert [fact.position for fact in order] == list(range(ledger.size()))
    assert ledger.waiting() == 0
    assert len(replay(order).loops) == Loop.objects.count() == 18


def test_two_who_hand_over_the_same_loops_do_not_block_each_other(county: County) -> None:
    """Both lock in the order of ids, whatever the order in which the obligations were taken."""
    first, second = county.actor("town-handler"), county.actor("town-head")
    cases = [dispatched(county) for _ in range(6)]
    for index, case_id in enumerate(sorted(cases, reverse=True)):
        owed = Obligation.objects.get(loop=case_id, settled_at=None)
        holder = (first, second)[index % 2]
        assert holder.account_id
        take(obligation_id=owed.id, account_id=holder.account_id, by=holder, at=START)

    def give(account_id: UUID | None) -> Callable[[], None]:
        def work() -> None:
            assert account_id
            for _ in range(4):
                with transaction.atomic():
                    hand_over(account_id=account_id, to=None, by=SYSTEM, at=START)

        return work

    assert at_once(*[give(first.account_id), give(second.account_id)] * 3) == {"done": 6}
    assert not Obligation.objects.filter(account_id__isnull=False).exists()
    handed = sum(kinds(case_id)["loops.obligation_taken"] for case_id in cases)
    assert handed == 2 * len(cases)  # taken once, given back once, by whoever came first
    assert list(check_replay()) == []


def test_an_urge_and_a_timer_at_the_same_moment_both_count(county: County) -> None:
    case_id = filed().loop_id
    late = START + timedelta(days=3)
    ends = at_once(
        lambda: fire_due(at=late),
        lambda: urge(case_id=case_id, by=RESIDENT, at=late),
        lambda: fire_due(at=late),
    )
    assert ends == {"done": 3}
    fire_due(at=late)
    loop = Loop.objects.get(id=case_id)
    assert loop.urged == 1
    assert loop.supervised
    assert kinds(case_id)["loops.deadline_fired"] == 3
