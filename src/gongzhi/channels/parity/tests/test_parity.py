"""The ways in beside each other: what is counted, what is said with too few, and who reads it."""

from datetime import timedelta

import pytest
from tests.small_county import COUNTY, POSTS, START, County

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, file_case, ways_in
from gongzhi.channels.parity.rules import share
from gongzhi.loops.models import Loop
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def ended(channel: Channel, days: int, *, helped: bool = False, solved: bool | None = True) -> None:
    """File a case and let it end after so many days, as far as the page looks."""
    helper = Person(Filer.HELPER, helper_name="李某", helper_phone="13900000001")
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(COUNTY),
        channel=channel,
        person=helper if helped else Person(),
        by=RESIDENT,
        at=START,
    )
    Loop.objects.filter(id=filed.loop_id).update(
        ended_at=START + timedelta(days=days),
        end_kind="unconfirmed" if solved is None else "fulfilled",
        first_due_at=START + timedelta(days=5),
        due_at=None,
    )
    if solved is not None:
        Case.objects.filter(loop=filed.loop_id).update(
            solved=solved, satisfied="SATISFIED" if solved else "DISSATISFIED", judged_via="RESIDENT"
        )


def test_each_way_is_counted_by_itself(county: County) -> None:
    for days in (1, 2, 9):
        ended(Channel.PORTAL, days)
    ended(Channel.HOTLINE, 3, helped=True, solved=False)
    ended(Channel.HOTLINE, 4, solved=None)
    ended(Channel.PORTAL, 200)
    rows = ways_in(COUNTY, at=START + timedelta(days=20), days=90)
    found = {(row.channel, row.assisted): row for row in rows}
    assert set(found) == {
        (Channel.PORTAL, False),
        (Channel.HOTLINE, False),
        (Channel.HOTLINE, True),
    }
    online = found[Channel.PORTAL, False]
    assert (online.ended, online.in_time, online.judged, online.solved, online.satisfied) == (3, 2, 3, 3, 3)
    assert (online.days_median, round(online.days_p90, 1)) == (2.0, 7.6)
    assert (found[Channel.HOTLINE, True].solved, found[Channel.HOTLINE, True].rated) == (0, 1)
    assert (found[Channel.HOTLINE, False].unconfirmed, found[Channel.HOTLINE, False].judged) == (1, 0)
    assert ways_in("999902000000", at=START + timedelta(days=20), days=90) == []


def test_a_share_of_few_says_nothing() -> None:
    assert share(49, 49) is None
    found = share(25, 50)
    assert found
    assert (found.percent, found.low, found.high) == (50, 37, 63)


def test_who_reads_it(county: County) -> None:
    for login in POSTS:
        may = county.actor(login).may("board.read")
        assert client_of(login).get("/ways-in/").status_code == (200 if may else 403), login
