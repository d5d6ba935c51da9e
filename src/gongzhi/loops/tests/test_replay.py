"""The facts alone tell how every loop stands, and a damaged table is found."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.small_county import START, County

from gongzhi.cases.public import check_replay as check_cases
from gongzhi.cases.tests import test_actions as stories
from gongzhi.ledger import public as ledger
from gongzhi.loops.models import Deadline, Holder, Loop, Obligation
from gongzhi.loops.public import Difference, call_in, check_replay, hand_over, settle_part, take
from gongzhi.loops.rules.replay import replay
from gongzhi.loops.tables import differences, state_of_tables
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db

# The story of silence counts the timers that go off, so it comes before others have any.
STORIES = sorted(
    (
        name
        for name, story in vars(stories).items()
        if name.startswith("test_")
        and story.__code__.co_varnames[: story.__code__.co_argcount] == ("county",)
    ),
    key=lambda name: "silence" not in name,
)


def disagreements() -> list[Difference]:
    return [*check_replay(batch=3), *check_cases(batch=3)]


def test_every_story_of_cases_can_be_told_again(county: County) -> None:
    assert len(STORIES) > 15
    for name in STORIES:
        getattr(stories, name)(county)
    assert Loop.objects.count() >= 15
    assert disagreements() == []


def test_the_one_order_tells_the_same_as_the_stories_one_by_one(county: County) -> None:
    for name in STORIES[:6]:
        getattr(stories, name)(county)
    while ledger.sequence():
        pass
    ids = list(Loop.objects.values_list("id", flat=True))
    in_order = list(ledger.all_entries())
    assert [fact.position for fact in in_order] == list(range(ledger.size()))
    assert differences(replay(in_order), state_of_tables(ids)) == []


def test_joint_work_and_hands_can_be_told_again(county: County) -> None:
    from django.db import transaction

    case_id = stories.working(county)
    handler, water = county.actor("town-handler"), county.actor("water-handler")
    at = START + timedelta(hours=3)
    with transaction.atomic():
        call_in(loop_id=case_id, unit_id=county.unit("water"), text="", by=handler, at=at)
        call_in(loop_id=case_id, unit_id=county.unit("housing"), text="", by=handler, at=at)
    part = Obligation.objects.get(loop=case_id, unit=county.unit("water"))
    assert water.account_id
    take(obligation_id=part.id, account_id=water.account_id, by=water, at=at)
    with transaction.atomic():
        hand_over(account_id=water.account_id, to=None, by=SYSTEM, at=at)
        settle_part(loop_id=case_id, done=False, text="不属本局。", by=water, at=at)
    assert disagreements() == []


@pytest.mark.parametrize("damage", ["state", "due", "status", "holder", "deadline", "missing"])
def test_a_damaged_table_is_found(county: County, damage: str) -> None:
    case_id = stories.working(county)
    assert disagreements() == []
    _damage(case_id, damage)
    found = disagreements()
    assert found
    assert {each.loop_id for each in found} == {case_id}


def _damage(case_id: UUID, damage: str) -> None:
    loop = Loop.objects.filter(id=case_id)
    match damage:
        case "state":
            loop.update(state="dispatched")
        case "due":
            Obligation.objects.filter(loop=case_id, settled_at=None).update(due_at=START)
        case "status":
            Obligation.objects.filter(loop=case_id, settled_at=None).update(status="OPEN")
        case "holder":
            Holder.objects.filter(loop=case_id, party="lead").delete()
        case "deadline":
            Deadline.objects.filter(obligation__loop=case_id, cancelled_at=None).update(next_at=None)
        case "missing":
            Deadline.objects.filter(obligation__loop=case_id).delete()
            Obligation.objects.filter(loop=case_id).delete()


def test_a_case_judged_behind_the_ledgers_back_is_found(county: County) -> None:
    from gongzhi.cases.models import Case

    case_id = stories.answered(county)
    Case.objects.filter(loop=case_id).update(solved=True, judged_via="RESIDENT")
    assert {each.what.split("/")[-1] for each in disagreements()} == {"solved", "judged_via"}
