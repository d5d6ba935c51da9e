"""Duties beside the state: owed once, by whoever plays the party, also after the end."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.small_county import START, County

import gongzhi.cases.kind  # noqa: F401  (the inbox shows kinds that are known)
from gongzhi.cases.public import dispatch, handle
from gongzhi.cases.tests.steps import answered, dispatched, filed, working
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.models import Deadline, Loop, Obligation
from gongzhi.loops.public import check_replay, due_rows, fire_due, open_duty, settle_duty
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db

LATER = START + timedelta(hours=2)


def ask(loop_id, what="supervised", **more):  # type: ignore[no-untyped-def]
    with transaction.atomic():
        return open_duty(loop_id=loop_id, what=what, by=SYSTEM, at=LATER, **more)


def settle(loop_id, by, what="supervised", at=LATER):  # type: ignore[no-untyped-def]
    with transaction.atomic():
        return settle_duty(loop_id=loop_id, what=what, by=by, at=at, text="已处理")


def test_a_duty_stays_when_the_state_moves_on_and_its_owner_settles_it(county: County) -> None:
    case = working(county)
    duty = ask(case)
    found = Obligation.objects.get(id=duty)
    assert (found.party, found.what, found.beside) == ("lead", "supervised", True)
    before = Loop.objects.get(id=case)
    assert before.due_at != found.due_at  # the clock of the state is not touched
    with pytest.raises(Refused, match=r"^loops\.duty_open_already$"):
        ask(case)
    with pytest.raises(Refused, match=r"^loops\.not_theirs$"):
        settle(case, county.actor("dispatcher"))
    settle(case, county.actor("town-handler"))
    found.refresh_from_db()
    assert (found.status, found.settled_at) == (ObligationStatus.DONE, LATER)
    with pytest.raises(Refused, match=r"^loops\.no_open_duty$"):
        settle(case, county.actor("town-handler"))
    assert list(check_replay()) == []


def test_it_outlives_the_state_and_stands_in_the_inbox(county: County) -> None:
    case = answered(county)
    handler = county.actor("town-handler")
    assert [row.loop.id for row in due_rows(handler, 0, 10)] == []
    ask(case)
    assert [(row.loop.id, row.what) for row in due_rows(handler, 0, 10)] == [(case, "supervised")]
    assert list(check_replay()) == []


def test_it_goes_with_the_party_by_its_own_deadline(county: County) -> None:
    case = dispatched(county)
    first = Obligation.objects.get(id=ask(case))
    handle(case_id=case, event="return", by=county.actor("town-handler"), at=LATER, reason="不是我们")
    dispatch(
        case_id=case,
        event="redispatch",
        unit_id=county.unit("township"),
        overrule=True,
        reason="就近",
        by=county.actor("leader"),
        at=LATER,
    )
    first.refresh_from_db()
    now = Obligation.objects.get(loop=case, beside=True, settled_at=None)
    assert first.status == ObligationStatus.WAIVED
    assert (now.unit_id, now.due_at) == (county.unit("township"), first.due_at)
    assert list(check_replay()) == []


def test_lateness_is_told_upward_and_nothing_else_happens(county: County) -> None:
    case = answered(county)
    ask(case)
    state = Loop.objects.get(id=case).state
    fire_due(at=LATER + timedelta(days=6))
    loop = Loop.objects.get(id=case)
    own = Deadline.objects.get(obligation__loop=case, what="supervised")
    assert (loop.state, loop.supervised, own.fired) == (state, False, "SUPERVISE")
    assert list(check_replay()) == []


def test_what_nobody_could_do_and_what_the_definition_does_not_know_is_refused(county: County) -> None:
    case = filed().loop_id
    with pytest.raises(Refused, match=r"^loops\.nobody_owes$"):
        ask(case)  # no lead yet
    with pytest.raises(Refused, match=r"^loops\.duty_unknown$"):
        ask(case, what="nonsense")
