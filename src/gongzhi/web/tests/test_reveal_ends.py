"""What was opened is seen no longer than the part somebody has in the matter, whatever time is left."""

from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Finding
from gongzhi.cases.tests.steps import WISH, refused
from gongzhi.kernel.instants import now
from gongzhi.loops.public import decide_reveal
from gongzhi.organization.models import Holding
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests.reporting import reported, told
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_open_closes_when_the_case_ends(county: County) -> None:
    case_id, by = reported(county, helpers=()).loop_id, county.actor("town-handler")
    asked = cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    client, page = client_of("town-handler"), f"/reveals/{asked.id}/"
    assert told(client.get(page))
    cases.answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=by, at=now())
    assert told(client.get(page)), "the case is not over yet"
    cases.judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=now(), drawn=999)
    over = client.get(page)
    assert over.status_code == 410
    assert not told(over)


def test_what_is_open_closes_when_the_unit_has_no_part_any_more(county: County) -> None:
    case_id, by = reported(county, helpers=()).loop_id, county.actor("town-handler")
    asked = cases.reveal(case_id=case_id, wish=WISH, by=by, at=now())
    client, page = client_of("town-handler"), f"/reveals/{asked.id}/"
    assert told(client.get(page))
    _returned(county, case_id)
    over = client.get(page)
    assert over.status_code == 410
    assert not told(over)


def test_nobody_agrees_for_an_asker_who_may_not_ask_any_more(county: County) -> None:
    by, leader = county.actor("town-handler"), county.actor("leader")
    moved = reported(county, confidential=True, helpers=()).loop_id
    asked = cases.reveal(case_id=moved, wish=WISH, by=by, at=now())
    _returned(county, moved)
    with refused("loops.reveal_moved_on"):
        decide_reveal(reveal_id=asked.id, agree=True, reason="", by=leader, at=now())
    kept = reported(county, confidential=True, helpers=()).loop_id
    again = cases.reveal(case_id=kept, wish=WISH, by=by, at=now())
    Holding.objects.filter(account_id=by.account_id).delete()
    with refused("loops.reveal_moved_on"):
        decide_reveal(reveal_id=again.id, agree=True, reason="", by=leader, at=now())


def _returned(county: County, case_id: UUID) -> None:
    """The town says that it is not its business; the desk gives the case to somebody else."""
    by = county.actor("town-handler")
    cases.handle(case_id=case_id, event="return", reason="不在本镇职责内。", by=by, at=now())
    housing, leader = county.unit("housing"), county.actor("leader")
    cases.dispatch(
        case_id=case_id,
        event="redispatch",
        unit_id=housing,
        by=leader,
        at=now(),
        overrule=True,
        reason="房屋问题",
    )
