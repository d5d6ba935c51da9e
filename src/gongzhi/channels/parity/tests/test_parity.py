"""The ways in beside each other: what is counted, what is said with too few, and who reads it."""

from datetime import timedelta

import pytest
from tests.small_county import COUNTY, POSTS, START, County

from gongzhi.cases.facts import AgeBand, Channel, Filer
from gongzhi.cases.models import Case, CaseAge
from gongzhi.cases.public import Person, Place, erase_contact, file_case, ways_by_age, ways_in
from gongzhi.channels.parity.rules import share, told_apart
from gongzhi.ledger.public import story_of
from gongzhi.loops.models import Loop
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.public import TIME_OVER
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def ended(
    channel: Channel,
    days: int,
    *,
    helped: bool = False,
    solved: bool | None = True,
    age: AgeBand | None = None,
) -> None:
    """File a case and let it end after so many days, as far as the page looks."""
    helper = Person(Filer.HELPER, helper_name="李某", helper_phone="13900000001")
    filed = file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(COUNTY),
        channel=channel,
        person=helper if helped else Person(age=age),
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


def test_an_age_group_is_told_where_it_is_large_and_with_it_what_is_left() -> None:
    old, young, child = AgeBand.FROM_60, AgeBand.FROM_18, AgeBand.UNDER_18
    assert told_apart({old: 60, young: 80, child: 3}, rest=100) == {old, young}
    assert told_apart({old: 60, young: 80}, rest=0) == {old, young}
    # What is left over would tell the three children: the smallest of the large groups goes with them.
    assert told_apart({old: 60, young: 80, child: 3}, rest=0) == {young}
    assert told_apart({young: 80, child: 3}, rest=0) == frozenset()
    assert told_apart({}, rest=10) == frozenset()


def test_ages_are_counted_apart_from_the_case_and_gone_with_the_contact(county: County) -> None:
    for age, days in ((AgeBand.FROM_60, 3), (AgeBand.FROM_60, 5), (AgeBand.UNDER_18, 1), (None, 2)):
        ended(Channel.PORTAL, days, age=age)
    found = dict(ways_by_age(COUNTY, at=START + timedelta(days=20), days=90))
    assert {band: (way.ended, way.days_median) for band, way in found.items()} == {
        AgeBand.FROM_60: (2, 4.0),
        AgeBand.UNDER_18: (1, 1.0),
        None: (1, 2.0),
    }
    said = CaseAge.objects.filter(band=AgeBand.FROM_60)
    assert "FROM_60" not in str([fact.data for row in said for fact in story_of(row.loop_id)])
    row = said.first()
    assert row
    erase_contact(case_id=row.loop_id, because=TIME_OVER, by=SYSTEM, at=START + timedelta(days=400))
    assert CaseAge.objects.filter(band=AgeBand.FROM_60).count() == 1


def test_who_reads_it(county: County) -> None:
    for login in POSTS:
        may = county.actor(login).may("board.read")
        assert client_of(login).get("/ways-in/").status_code == (200 if may else 403), login
