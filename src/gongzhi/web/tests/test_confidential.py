"""A confidential case 保密 and what its resident needs: who reads what, for every role, on every page and list."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from tests.small_county import COUNTY, IN_WEST, WEST, County

from gongzhi.cases import public as cases
from gongzhi.cases.discretion import CONFIDENTIAL_TITLE
from gongzhi.cases.facts import Channel, Filer, Need
from gongzhi.cases.models import Case
from gongzhi.cases.tests.pictures import picture
from gongzhi.cases.tests.steps import WISH
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about, story_of
from gongzhi.loops.public import loop_row
from gongzhi.notices.models import Notice
from gongzhi.people.facts import RESIDENT
from gongzhi.web.reactions import react
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

TEXT = "邻居王某深夜打骂孩子，已经一个多月。请不要让他知道是我说的。"
WORDS = ("邻居", "王某", "打骂")
ADDRESS = "幸福里三栋二单元"
NEEDS = "手语翻译，短信联系"

READS_WORDS = ("operator", "dispatcher", "arbiter", "caller", "town-handler", "town-head", "grid-worker")
READS_THE_AREA = ("leader", "supervisor")
READS_NOTHING = ("verifier", "steward", "admin", "water-handler", "township-handler", "township-head")
RELAYS = ("operator", "dispatcher", "caller")
HANDLES = ("town-handler", "town-head", "grid-worker")


def filed(*, confidential: bool = True, needs: bool = True) -> UUID:
    return cases.file_case(
        text=TEXT,
        place=cases.Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address=ADDRESS),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=cases.Person(
            filer=Filer.NAMED,
            name="李小慧",
            phone="13800000001",
            needs=[Need.HEARING] if needs else (),
            needs_note=NEEDS if needs else "",
        ),
        photos=[cases.clean_photo(picture())],
        confidential=confidential,
        by=RESIDENT,
        at=long_ago(3),
    ).loop_id


def working(county: County, **how: bool) -> UUID:
    case_id = filed(**how)
    at = long_ago(2)
    cases.dispatch(
        case_id=case_id, event="dispatch", unit_id=county.unit("town"), by=county.actor("dispatcher"), at=at
    )
    cases.handle(case_id=case_id, event="sign", by=county.actor("town-handler"), at=at)
    return case_id


def tells(page: str) -> list[str]:
    """Return what of the case's words and place a page tells."""
    return [word for word in (*WORDS, ADDRESS) if word in page]


@pytest.mark.parametrize("login", [*READS_WORDS, *READS_THE_AREA, *READS_NOTHING])
def test_who_reads_the_sheet(county: County, login: str) -> None:
    case_id = working(county)
    client = client_of(login)
    response = client.get(f"/loop/{case_id}/")
    assert response.status_code == (404 if login in READS_NOTHING else 200)
    page = response.content.decode()
    if login in READS_THE_AREA:
        assert tells(page) == []
        assert "/photo/" not in page
        assert "This case is confidential" in page
        row = loop_row(case_id)
        assert row
        assert row.number in page
        assert "Waste in the street" in page
    elif login in READS_WORDS:
        assert set(tells(page)) == {*WORDS, ADDRESS}
        assert "yes, at the resident&#x27;s wish" in page
    assert "李小慧" not in page
    assert "13800000001" not in page


@pytest.mark.parametrize("login", [*READS_WORDS, *READS_THE_AREA, *READS_NOTHING])
def test_who_sees_the_photo_and_the_point(county: County, login: str) -> None:
    case_id = working(county)
    (photo,) = cases.photos_of(case_id)
    client = client_of(login)
    seen = login in READS_WORDS
    assert client.get(f"/case/{case_id}/photo/{photo}").status_code == (200 if seen else 404)
    place = client.get(f"/loop/{case_id}/place.geojson")
    if place.status_code == 200:
        levels = {each["properties"]["level"] for each in place.json()["features"]}
        assert (levels == {0, 2, 4}) is seen
        assert seen or levels == {0}
    view = cases.case_for(county.actor(login), case_id)
    if view is not None:
        assert (view.longitude_e6 is not None) is seen
        assert bool(view.grid) is seen


@pytest.mark.parametrize("login", [*READS_WORDS, *READS_THE_AREA, *READS_NOTHING])
def test_who_may_ask_who_it_is(county: County, login: str) -> None:
    case_id = working(county)
    actor = county.actor(login)
    look = {"case_id": case_id, "wish": WISH, "by": actor, "at": long_ago(1)}
    if login in (*RELAYS, *HANDLES):
        asked = cases.reveal(**look)
        assert (asked.state, asked.until) == ("ASKED", None)  # nothing is open before a second person agrees
        return
    with pytest.raises(Refused) as refused:
        cases.reveal(**look)
    code = refused.value.refusal.code
    in_the_desk = ("admin", "steward")  # the same unit, another post
    assert code == (
        "cases.contact_confidential"
        if login in ("arbiter", *READS_THE_AREA)  # the leader's unit is the arbiter's
        else "people.contact_not_entitled"
        if login in in_the_desk
        else "cases.not_yours"
    )


@pytest.mark.parametrize("login", [*READS_WORDS, *READS_THE_AREA])
@pytest.mark.parametrize("confidential", [True, False])
def test_who_reads_what_the_resident_needs(county: County, login: str, confidential: bool) -> None:
    case_id = working(county, confidential=confidential)
    page = client_of(login).get(f"/loop/{case_id}/").content.decode()
    shown = login in RELAYS or (login in HANDLES and not confidential)
    assert (NEEDS in page) is shown


@pytest.mark.parametrize("login", ["leader", "supervisor", "dispatcher", "town-head"])
def test_lists_and_searches_tell_no_word_and_no_place(county: County, login: str) -> None:
    case_id = working(county)
    row = loop_row(case_id)
    assert row
    client = client_of(login)
    page = client.get("/list/?kind=case").content.decode()
    assert row.number in page
    assert CONFIDENTIAL_TITLE in page
    assert tells(page) == []
    for address in ("/work/", f"/find/?q={row.number}"):
        assert (
            tells(client.get(address, follow=True).content.decode().split("What the resident says")[0]) == []
        )
    for word in WORDS:
        found = client.get(f"/find/?q={word}").content.decode()
        assert row.number not in found
    grid = Case.objects.get(loop=case_id).grid
    assert grid
    assert row.number not in client.get(f"/list/?kind=case&grid={grid}").content.decode()


def test_an_exported_list_tells_no_word_and_no_place(county: County) -> None:
    row = loop_row(working(county))
    assert row
    said = {"once": str(new_id()), "purpose": "月度通报"}
    sent = client_of("leader").post("/list/export/?kind=case", said)
    assert sent.status_code == 200
    told = b"".join(sent).decode("utf-8-sig")  # type: ignore[arg-type]
    assert row.number in told
    assert CONFIDENTIAL_TITLE in told
    assert tells(told) == []


def test_the_map_of_grids_does_not_count_it(county: County) -> None:
    working(county, confidential=False)
    client = client_of("leader")
    before = client.get("/board/map/").content.decode()
    working(county)
    after = client.get("/board/map/").content.decode()
    assert re.sub(r"\b\w{64}\b", "", after) == re.sub(r"\b\w{64}\b", "", before)


def test_no_count_by_grid_and_matter_tells_where_it_is(county: County) -> None:
    working(county)
    assert cases.open_cases_by_grid(COUNTY, ["city.waste.street"]) == {}
    grid = Case.objects.get(loop=working(county, confidential=False)).grid
    assert cases.open_cases_by_grid(COUNTY, ["city.waste.street"]) == {grid: 1}


def test_it_is_asked_for_later_and_everything_follows(county: County) -> None:
    case_id = working(county, confidential=False)
    react(story_of(case_id))
    row = loop_row(case_id)
    assert row
    assert WORDS[0] in row.title
    assert Notice.objects.filter(subject=case_id, title=row.title).exists()
    cases.set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=long_ago(1))
    cases.set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=long_ago(1))
    row = loop_row(case_id)
    assert row
    assert row.title == CONFIDENTIAL_TITLE
    assert set(Notice.objects.filter(subject=case_id).values_list("title", flat=True)) == {CONFIDENTIAL_TITLE}
    assert [fact.kind for fact in story_of(case_id)].count("cases.confidentiality_set") == 1
    assert WORDS[0] not in client_of("leader").get("/list/?kind=case").content.decode()
    assert row.number not in client_of("leader").get(f"/find/?q={WORDS[0]}").content.decode()
    assert list(cases.check_replay()) == []
    cases.set_confidential(case_id=case_id, confidential=False, by=RESIDENT, at=long_ago(0.5))
    row = loop_row(case_id)
    assert row
    assert WORDS[0] in row.title
    assert row.number in client_of("leader").get(f"/find/?q={WORDS[0]}").content.decode()
    assert list(cases.check_replay()) == []


def test_its_notices_are_found_without_reading_all_there_ever_were(county: County) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    assert "notice_of_subject" in Notice.objects.filter(subject=filed()).explain()


def test_an_operator_sets_it_and_cannot_lift_it(county: County) -> None:
    case_id = working(county, confidential=False)
    client = client_of("operator")
    assert post(client, f"/loop/{case_id}/confide/").status_code == 302
    assert Case.objects.get(loop=case_id).confidential
    with pytest.raises(Refused, match="resident_lifts_it"):
        cases.set_confidential(
            case_id=case_id, confidential=False, by=county.actor("operator"), at=long_ago(1)
        )
    assert "/confide/" not in client.get(f"/loop/{case_id}/").content.decode()
    with pytest.raises(Refused, match="not_entitled"):
        cases.set_confidential(
            case_id=case_id, confidential=True, by=county.actor("town-handler"), at=long_ago(1)
        )


def test_an_operator_files_confidentially_with_needs(county: County) -> None:
    form = {
        "once": str(new_id()),
        "channel": "HOTLINE",
        "text": TEXT,
        "division": COUNTY,
        "filer": "NAMED",
        "phone": "13800000001",
        "confidential": "on",
        "needs": ["LANGUAGE", "HELPER"],
        "needs_note": "温州话",
    }
    assert client_of("operator").post("/file/", form).status_code == 200
    case = Case.objects.get()
    assert case.confidential
    assert (case.needs, case.needs_note) == ("LANGUAGE,HELPER", "温州话")
    row = loop_row(case.loop_id)
    assert row
    assert row.title == CONFIDENTIAL_TITLE
    page = client_of("operator").get(f"/loop/{case.loop_id}/").content.decode()
    assert "温州话" in page
    said = {"needs": ["SIGHT"], "note": "下午打电话"}
    assert post(client_of("operator"), f"/loop/{case.loop_id}/needs/", **said).status_code == 302
    case.refresh_from_db()
    assert (case.needs, case.needs_note) == ("SIGHT", "下午打电话")


def test_facts_hold_no_need_and_no_word(county: County) -> None:
    case_id = working(county)
    for fact in facts_about([case_id]):
        told = str(dict(fact.data))
        assert "HEARING" not in told
        assert NEEDS not in told
        assert tells(told) == []
    kinds = [fact.kind for fact in story_of(case_id)]
    assert kinds.count("cases.needs_said") == 1
    assert kinds.count("cases.confidentiality_set") == 1


def receipt(client: Client) -> None:
    client.post("/report", {"text": TEXT})
    client.post("/report/place", {"address": ADDRESS, "division": WEST})
    who = {
        "filer": "NAMED",
        "phone": "13800000001",
        "confidential": "on",
        "needs": ["HEARING", "OTHER"],
        "needs_note": NEEDS,
    }
    assert client.post("/report/person", who).headers["Location"] == "/report/receipt"


def test_a_resident_asks_for_it_and_lifts_it(client: Client, county: County) -> None:
    receipt(client)
    case = Case.objects.get()
    assert case.confidential
    assert (case.needs, case.needs_note) == ("HEARING,OTHER", NEEDS)
    page = client.get("/case/").content.decode()
    assert "保密办理" in page
    assert NEEDS in page
    once = re.search(r'action="/case/lift".*?name="once" value="([^"]+)"', page, re.DOTALL)
    assert once
    assert client.post("/case/lift", {"once": once[1]}).status_code == 302
    case.refresh_from_db()
    assert not case.confidential
    assert client.post("/case/confide", {"once": str(new_id())}).status_code == 302
    case.refresh_from_db()
    assert case.confidential
    said = {"once": str(new_id()), "needs": ["SIGHT"], "needs_note": ""}
    assert client.post("/case/needs", said).status_code == 302
    case.refresh_from_db()
    assert (case.needs, case.needs_note) == ("SIGHT", "")
    assert client.post("/case/needs", {"once": str(new_id()), "needs_note": ""}).status_code == 302
    case.refresh_from_db()
    assert (case.needs, case.needs_note) == ("", "")
    long = {"once": str(new_id()), "needs": ["SIGHT"], "needs_note": "长" * 201}
    page = client.post("/case/needs", long).content.decode()
    assert "最多写 200 字" in page
    assert "长" * 201 in page


def test_the_draft_keeps_both_between_steps_and_after_errors(client: Client, county: County) -> None:
    client.post("/report", {"text": TEXT})
    client.post("/report/place", {"address": ADDRESS, "division": WEST})
    who = {
        "filer": "NAMED",
        "phone": "",
        "confidential": "on",
        "needs": ["HEARING", "HELPER"],
        "needs_note": NEEDS,
    }
    page = client.post("/report/person", who).content.decode()
    assert 'value="HEARING" id="id_needs_1" checked' in page
    assert 'value="HELPER" id="id_needs_3" checked' in page
    assert NEEDS in page
    client.get("/report/place")
    page = client.get("/report/person").content.decode()
    assert 'value="HEARING" id="id_needs_1" checked' in page
    assert re.search(r'name="confidential"[^>]*checked', page)
