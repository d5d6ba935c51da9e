"""Whichever way a case comes in, it is the same kind of case with the same deadlines."""

from datetime import datetime

import pytest
from tests.small_county import COUNTY, START, County

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Person, Place, dispatch, file_case, handle, resident_case
from gongzhi.loops.models import Deadline, Obligation
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db
BY_STAFF = {
    Channel.HOTLINE: "operator",
    Channel.COUNTER: "operator",
    Channel.PAPER: "operator",
    Channel.GRID: "grid-worker",
}


def deadlines(county: County, channel: Channel, matter: str) -> tuple[object, ...]:
    """File, dispatch and sign a case; return its kind, its first date and every deadline it ever had."""
    by = county.actor(BY_STAFF[channel]) if channel in BY_STAFF else RESIDENT
    case_id = file_case(
        text="西街口的水管爆了。",
        place=Place(division=COUNTY),
        channel=channel,
        matter=matter,
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        by=SYSTEM if channel is Channel.IMPORT else by,
        at=START,
    ).loop_id
    unit = county.unit("water" if matter == "water.burst" else "housing")
    dispatch(case_id=case_id, event="dispatch", unit_id=unit, by=county.actor("dispatcher"), at=START)
    login = "water-handler" if matter == "water.burst" else "housing-handler"
    handle(case_id=case_id, event="sign", by=county.actor(login), at=START)
    view = resident_case(case_id)
    assert view
    found = Obligation.objects.filter(loop=case_id)
    owed = sorted(
        (each.what, tuple(sorted(Deadline.objects.filter(obligation=each).values_list("due_at", flat=True))))
        for each in found
    )
    return (
        view.loop.subject_kind,
        view.loop.limit_class,
        view.loop.first_due_at,
        view.loop.due_at,
        tuple(owed),
    )


@pytest.mark.parametrize("matter", ["water.burst", "housing.leak"])
def test_every_way_in_has_the_same_deadlines(county: County, matter: str) -> None:
    found = {channel: deadlines(county, channel, matter) for channel in Channel}
    assert isinstance(found[Channel.PORTAL][2], datetime)
    assert len(set(found.values())) == 1, found
