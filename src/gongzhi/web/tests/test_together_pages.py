"""One problem and many callers on the pages: what the desk is offered, what the lead reads, what a resident reads."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.small_county import COUNTY, IN_WEST, County

from gongzhi.cases.facts import Channel, Filer, Finding
from gongzhi.cases.models import Case
from gongzhi.cases.public import Person, Place, add, answer, dispatch, file_case, join, judge, reopen, urge
from gongzhi.ledger.public import follow, sequence
from gongzhi.loops.models import Loop
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.notices.models import Notice
from gongzhi.people.facts import RESIDENT
from gongzhi.web.reactions import react
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db


def caller(number: int, *, hours: float = 2, text: str = "", **more: object) -> UUID:
    given = {
        "text": text or f"第{number}户的话：一滴水也没有。",
        "place": Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address=f"西街{number}号"),
        "channel": Channel.PORTAL,
        "matter": "city.waste.street",
        "person": Person(filer=Filer.NAMED, name=f"住户{number}", phone=f"1380001{number:04d}"),
        "by": RESIDENT,
        "at": long_ago(hours),
    }
    return file_case(**{**given, **more}).loop_id  # type: ignore[arg-type]


def joined(county: County, parent: UUID, *children: UUID) -> None:
    join(case_ids=children, parent_id=parent, by=county.actor("dispatcher"), at=long_ago(1))


def state(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.state


def number(case_id: UUID) -> str:
    row = loop_row(case_id)
    assert row
    return row.number


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_the_desk_is_offered_to_make_one_case_of_many(county: County) -> None:
    cases = [caller(each, hours=3 - each / 10) for each in range(4)]
    client = client_of("dispatcher")
    here = page(client, f"/desk/{cases[3]}/")
    assert "4 callers, one problem?" in here
    assert "by the time profile 3 are made one case" in here
    assert "0 metres away" in here
    assert "Make one case of these 4" in here
    assert f'<option value="{cases[0]}" selected>' in here  # the earliest carries the others
    response = post(
        client, f"/desk/{cases[3]}/together/", cases=[str(each) for each in cases[:3]], parent=str(cases[0])
    )
    assert response.status_code == 302
    assert [state(each) for each in cases] == ["registered", "joined", "joined", "joined"]
    here = page(client, "/desk/")
    assert "+3" in here
    assert number(cases[1]) not in here
    assert "+3" in page(client, "/work/")
    assert number(cases[1]) not in page(client, "/work/")


def test_whoever_carries_stays_at_the_desk_to_be_dispatched(county: County) -> None:
    first, second = caller(1, hours=3), caller(2)
    client = client_of("dispatcher")
    response = post(client, f"/desk/{first}/together/", cases=[str(second)], parent=str(first))
    assert response.headers["Location"] == f"/desk/{first}/"
    assert state(second) == "joined"
    # Sent again, and what does not fit comes back with what was chosen.
    again = client.post(f"/desk/{first}/together/", {"cases": [str(second)], "parent": str(first)})
    assert again.status_code == 422


def test_two_callers_can_be_joined_too_and_a_wrong_number_is_said(county: County) -> None:
    first, second = caller(1, hours=3), caller(2)
    client = client_of("dispatcher")
    here = page(client, f"/desk/{second}/")
    assert "Reported before?" in here
    assert "Make one case of these 2" in here
    response = post(client, f"/desk/{second}/join/", number="990101-0000001")
    assert response.status_code == 409
    assert "There is no such case at your desk" in response.content.decode()
    assert post(client, f"/desk/{second}/join/", number=number(first)).status_code == 302
    assert state(second) == "joined"


def test_forty_on_one_page_cost_what_three_cost(county: County) -> None:
    client = client_of("dispatcher")
    cases = [caller(each) for each in range(4)]
    page(client, f"/desk/{cases[0]}/")
    with CaptureQueriesContext(connection) as few:
        page(client, f"/desk/{cases[0]}/")
    cases += [caller(each) for each in range(4, 44)]
    with CaptureQueriesContext(connection) as many:
        here = page(client, f"/desk/{cases[0]}/")
    assert "44 callers, one problem?" in here
    assert len(many) <= len(few) + 1
    joined(county, cases[0], *cases[1:])
    page(client, f"/loop/{cases[0]}/")
    with CaptureQueriesContext(connection) as parent:
        page(client, f"/loop/{cases[0]}/")
    assert len(parent) <= 29
    page(client, f"/loop/{cases[5]}/")
    with CaptureQueriesContext(connection) as child:
        page(client, f"/loop/{cases[5]}/")
    assert len(child) <= 29


def test_what_was_solved_and_comes_back_is_opened_by_one_act(county: County) -> None:
    first = staff.answered(county)
    judge(case_id=first, solved=True, satisfied=None, by=RESIDENT, at=long_ago(1), drawn=999)
    new = caller(1, hours=0.5)
    client = client_of("dispatcher")
    here = page(client, f"/desk/{new}/")
    assert "and has come back" in here
    assert number(first) in here
    assert post(client, f"/desk/{new}/recur/", first=str(first)).status_code == 302
    assert (state(first), state(new)) == ("working", "joined")
    listed = page(client_of("leader"), "/list/?kind=case&state=open&flag=reopened")
    assert number(first) in listed
    assert number(new) not in listed


def test_a_decision_about_the_parent_is_prepared_for_the_others(county: County) -> None:
    parent, child = caller(1, hours=3), caller(2)
    joined(county, parent, child)
    client = client_of("dispatcher")
    response = post(
        client,
        f"/desk/{parent}/refuse/",
        reason_code="OTHER_PROCEDURE",
        destination="COURT",
        reason="此事已在法院审理。",
        where_to_go="县法院",
    )
    assert response.status_code == 302
    assert state(child) == "registered"
    here = page(client, f"/desk/{child}/")
    assert "The same is prepared below" in here
    assert here.count("此事已在法院审理。") == 2  # said, and in the form
    assert (
        'value="OTHER_PROCEDURE" required id="declineform_reason_code_2" checked' in here or "checked" in here
    )


def test_the_lead_reads_how_many_reported_it_and_of_the_confidential_nothing(county: County) -> None:
    parent, child, secret = staff.working(county), caller(1), caller(2)
    joined(county, parent, child, secret)
    Case.objects.filter(loop=secret).update(confidential=True)
    here = page(client_of("town-handler"), f"/loop/{parent}/")
    assert "3 people reported this" in here
    assert number(child) in here
    assert "西街1号" in here
    assert number(secret) not in here
    assert "西街2号" not in here
    for private in ("第1户的话", "第2户的话", "13800010001", "住户1"):
        assert private not in here
    # Until the answer the lead has no part in the others' cases.
    assert client_of("town-handler").get(f"/loop/{child}/").status_code == 404
    assert number(secret) in page(client_of("dispatcher"), f"/loop/{parent}/")


def test_whoever_has_a_part_in_one_only_reads_nothing_of_the_others(county: County) -> None:
    parent, child = staff.working(county), staff.dispatched(county, "water", "water.burst")
    # Both about the same matter, the second with another unit before it was joined.
    Loop.objects.filter(id=child).update(matter="city.waste.street")
    joined(county, parent, child)
    here = page(client_of("water-handler"), f"/loop/{child}/")
    assert "Worked on together" in here
    assert number(parent) not in here
    assert str(parent) not in here
    assert client_of("water-handler").get(f"/loop/{parent}/").status_code == 404


def resident(case_id: UUID) -> Client:
    """Return a browser in which the number and code of a case were shown."""
    client = Client(headers={"accept-language": "en"})
    session = client.session
    session["portal.case"] = str(case_id)
    session.save()
    return client


def test_a_resident_reads_the_own_words_and_the_answer_and_nothing_of_others(county: County) -> None:
    parent, child = staff.working(county), caller(1)
    joined(county, parent, child)
    answer(
        case_id=parent,
        text="水管已经修好。",
        finding=Finding.SOLVED,
        by=county.actor("town-handler"),
        at=long_ago(0.5),
    )
    mine, theirs = page(resident(child), "/case/"), page(resident(parent), "/case/")
    assert "第1户的话" in mine
    assert "水管已经修好。" in mine
    assert "for all who reported it" in mine
    assert "1 more times" in theirs
    for private in ("垃圾桶", "菜场门前", number(parent), str(parent), "13800000001"):
        assert private not in mine
    for private in ("第1户的话", "西街1号", number(child), str(child), "13800010001"):
        assert private not in theirs


def test_a_joined_case_has_no_line_until_it_is_overdue(county: County) -> None:
    parent, child = staff.working(county), caller(1)
    joined(county, parent, child)
    assert number(child) not in page(client_of("dispatcher"), "/work/")
    due = Loop.objects.get(id=child).due_at
    assert due
    fire_due(at=due + timedelta(minutes=1))
    here = page(client_of("dispatcher"), "/work/")
    assert number(child) in here
    assert "see that it is answered with the others" in here


def test_joined_cases_are_counted_as_cases_and_not_as_problems(county: County) -> None:
    parent, one, two = staff.working(county), caller(1), caller(2)
    joined(county, parent, one, two)
    listed = page(client_of("leader"), "/list/?kind=case&state=open&flag=joined")
    assert number(one) in listed
    assert number(two) in listed
    assert number(parent) not in listed
    answer(
        case_id=parent,
        text="好了。",
        finding=Finding.SOLVED,
        by=county.actor("town-handler"),
        at=long_ago(0.5),
    )
    judge(case_id=one, solved=True, satisfied=None, by=RESIDENT, at=long_ago(0.4), drawn=999)
    listed = page(client_of("leader"), "/list/?kind=case&state=recent&flag=joined")
    assert number(one) in listed  # also after its end
    reopen(case_id=one, why="还是没水。", by=RESIDENT, at=long_ago(0.3))
    listed = page(client_of("leader"), "/list/?kind=case&state=recent&flag=joined")
    assert number(one) not in listed


def test_a_joined_case_is_separated_on_its_sheet_with_a_reason(county: County) -> None:
    parent, child = staff.working(county), caller(1)
    joined(county, parent, child)
    client = client_of("dispatcher")
    assert "Work on it by itself again" in page(client, f"/loop/{child}/")
    assert post(client, f"/loop/{child}/separate/", reason="").status_code == 422
    for login in ("town-handler", "water-handler", "leader", "operator"):
        assert post(client_of(login), f"/loop/{child}/separate/", reason="试试").status_code in (404, 409)
    assert post(client, f"/loop/{child}/separate/", reason="另一根管子。").status_code == 302
    assert state(child) == "registered"


def test_what_a_joined_resident_says_reaches_whoever_works_on_it(county: County) -> None:
    parent, child = staff.working(county), caller(1)
    joined(county, parent, child)
    urge(case_id=child, by=RESIDENT, at=long_ago(0.5))
    add(case_id=child, text="地下室也进水了。", by=RESIDENT, at=long_ago(0.4))
    sequence()
    follow("reactions", react)
    told = Notice.objects.filter(unit=county.unit("town"), code__in=["urged", "added"])
    assert {(each.code, each.subject) for each in told} == {("urged", parent), ("added", parent)}
    assert not Notice.objects.filter(code="owed.joined").exists()


def test_the_sheet_shows_the_desk_what_is_alike_and_the_others_not(county: County) -> None:
    case_id, other = staff.working(county), caller(1)
    here = page(client_of("dispatcher"), f"/loop/{case_id}/")
    assert "Work on it together with another case" in here
    assert number(other) in here
    assert number(other) not in page(client_of("town-handler"), f"/loop/{case_id}/")
    assert post(client_of("dispatcher"), f"/loop/{case_id}/join/", parent=str(other)).status_code == 302
    assert state(case_id) == "joined"


def test_the_desk_reads_whom_it_chose_lately_instead(county: County) -> None:
    first, new = staff.filed(), staff.filed()
    dispatch(
        case_id=first,
        event="dispatch",
        unit_id=county.unit("water"),
        by=county.actor("leader"),
        at=long_ago(2),
        overrule=True,
        reason="管道渗漏引起。",
    )
    here = page(client_of("dispatcher"), f"/desk/{new}/")
    assert "Lately 1 case of this matter here went to Water bureau instead." in here
    assert "Serves: Bridgehead Town" in here
    assert 'data-key="d"' in here


def test_an_empty_desk_says_what_comes_here(county: County) -> None:
    here = page(client_of("dispatcher"), "/desk/")
    assert "Nobody waits for dispatch" in here
    assert "Dispatch as proposed" in here  # the keys are explained all the same
    assert 'id="alike"' not in here
