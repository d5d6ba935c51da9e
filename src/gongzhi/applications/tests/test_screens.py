"""The staff's side of an application, by Django's client: who sees and does what."""

from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.small_county import WEST, County

from gongzhi.applications.facts import Grade
from gongzhi.applications.models import Decision
from gongzhi.applications.public import (
    application_for,
    assign,
    confirm,
    grant,
    handle,
    rate,
    resident_application,
)
from gongzhi.applications.queries import application_story as story_of
from gongzhi.applications.tests import steps
from gongzhi.organization.public import import_file
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.web.tests.staff import REVEAL, client_of, long_ago, post

pytestmark = pytest.mark.django_db

# Everybody of the small county, one of each type of post. The counter is the dispatch desk: there is no hall.
STAFF = (
    "operator", "dispatcher", "arbiter", "leader", "supervisor", "steward", "admin", "caller", "verifier",
    "housing-handler", "housing-head", "town-handler", "town-head", "grid-worker", "township-handler",
    "township-head", "water-handler",
)  # fmt: skip
EXAMINERS = {"housing-handler", "housing-head"}
# A party, or the power to read in a tree that holds West Street.
SEES = {"dispatcher", "operator", "arbiter", "leader", "supervisor", "caller", "town-head", *EXAMINERS}
# Only those who work on it open answers and materials.
OPENS = {"dispatcher", "arbiter", *EXAMINERS}


def lately(county: County) -> UUID:
    """An application whose limit is not over by the real clock, which pages read."""
    return steps.working(county, start=long_ago(3))


# Each step: a state for it, who may take it, and what its form needs.
STEPS = {
    "sign": (steps.assigned, EXAMINERS, {}),
    "return": (steps.assigned, EXAMINERS, {"reason": "不属本局。"}),
    "ask": (lately, EXAMINERS, {"missing-bank-card": "看不清。"}),
    "contact": (steps.working, EXAMINERS, {"text": "已电话核实。"}),
    "extend": (lately, EXAMINERS, {"reason": "等核查。"}),
    "ask_up": (steps.working, EXAMINERS, {"reason": "户籍不在本县。"}),
    "grant": (steps.working, EXAMINERS, {"reason": "年满80周岁。"}),
    "reveal": (steps.working, {*EXAMINERS, "caller"}, REVEAL),
    "supply": (steps.asked, {"dispatcher"}, {"how-bank-card": "COUNTER"}),
    "conclude": (steps.proposed_denial, {"arbiter"}, {"reason": "户籍不在本县。"}),
}


@pytest.mark.parametrize("login", STAFF)
def test_seen_by_its_parties_and_those_who_read_its_tree(served: County, login: str) -> None:
    application_id = steps.granted(served)
    view = resident_application(application_id)
    assert view
    page = client_of(login).get(f"/loop/{application_id}/")
    assert page.status_code == (200 if login in SEES else 404)
    assert ("王桂芳" in page.content.decode()) is (login in OPENS)
    picture = f"/applications/{application_id}/material/{view.materials['id-card'].id}"
    assert client_of(login).get(picture).status_code == (200 if login in OPENS else 404)
    address = f"/applications/{application_id}/decision/{Decision.objects.get().id}.pdf"
    assert (address in page.content.decode()) is (login in OPENS)
    assert ("每月发放50元" in page.content.decode()) is (login in SEES)
    paper = client_of(login).get(address)
    assert paper.status_code == (200 if login in OPENS else 404)  # it repeats the answers
    if login in OPENS:
        assert paper.headers["Content-Type"] == "application/pdf"
        assert paper.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("key", sorted(STEPS))
def test_steps_over_http(served: County, key: str) -> None:
    make, entitled, data = STEPS[key]
    application_id = make(served)
    for login in sorted(set(STAFF) - entitled):
        before = len(story_of(application_id))
        response = post(client_of(login), f"/loop/{application_id}/{key}/", **data)
        assert response.status_code in (404, 409), (login, key, response.status_code)
        assert len(story_of(application_id)) == before, (login, key)
        assert "13800000001" not in response.content.decode()
    for login in sorted(entitled):
        response = post(client_of(login), f"/loop/{make(served)}/{key}/", **data)
        assert response.status_code in (200, 302), (login, key, response.content.decode()[:400])


def test_visitors_are_sent_to_sign_in(served: County) -> None:
    application_id = steps.filed().loop_id
    for path in (f"/loop/{application_id}/", "/applications/file/"):
        assert Client().get(path).headers["Location"].startswith("/sign-in/")


def test_the_counter_assigns_by_the_duty_table(served: County) -> None:
    application_id = steps.filed().loop_id
    clerk = client_of("dispatcher")
    page = clerk.get(f"/loop/{application_id}/").content.decode()
    assert "Housing bureau (《老年人权益保障法》第三十三条)" in page
    refused = post(clerk, f"/loop/{application_id}/assign/", other=str(served.unit("water")))
    assert refused.status_code == 409
    done = post(clerk, f"/loop/{application_id}/assign/", unit=str(served.unit("housing")))
    assert done.status_code == 302
    assert steps.state(application_id) == "dispatched"


def test_a_second_ask_is_grey_with_its_reason(served: County) -> None:
    application_id = steps.asked(served)
    steps.supply_all(application_id)
    page = client_of("housing-handler").get(f"/loop/{application_id}/").content.decode()
    assert "asked for once, and that was done" in page
    response = post(
        client_of("housing-handler"), f"/loop/{application_id}/ask/", **{"missing-id-card": "看不清。"}
    )
    assert response.status_code == 409
    assert "看不清。" in response.content.decode()  # what was typed comes back


def test_the_counter_takes_what_the_list_does_not_name(served: County) -> None:
    application_id = steps.working(served)
    steps.ask(
        application_id=application_id,
        missing={},
        extra="请说明现在由谁照料。",
        by=served.actor("housing-handler"),
        at=steps.hours(2),
    )
    clerk, path = client_of("dispatcher"), f"/loop/{application_id}/supply/"
    assert f'action="{path}"' in clerk.get(f"/loop/{application_id}/").content.decode()
    assert post(clerk, path).status_code == 409  # nothing was brought
    assert post(clerk, path, text="申请人说由女儿照料。").status_code == 302
    view = resident_application(application_id)
    assert view
    assert view.loop.paused_until is None


def test_granting_is_grey_while_a_paper_is_missing(served: County) -> None:
    page = client_of("housing-handler").get(f"/loop/{steps.asked(served)}/").content.decode()
    assert "申请人银行卡或社保卡 is not there yet" in page


def test_both_limits_stand_on_the_sheet(served: County) -> None:
    page = client_of("housing-handler").get(f"/loop/{steps.working(served)}/").content.decode()
    assert "10 working days" in page
    assert "20 working days" in page


def test_a_rating_is_not_for_the_handler(served: County) -> None:
    application_id = steps.granted(served)
    rate(application_id=application_id, grade=Grade.BAD, text="等太久。", by=RESIDENT, at=steps.days(1))
    for login in ("housing-handler", "dispatcher", "operator", "arbiter", "caller"):
        page = client_of(login).get(f"/loop/{application_id}/").content.decode()
        assert "等太久" not in page, login
        assert "rated" not in page, login
    for login in ("housing-head", "supervisor", "leader"):
        assert "等太久" in client_of(login).get(f"/loop/{application_id}/").content.decode(), login


FILED = {
    "channel": "COUNTER",
    "division": WEST,
    "filer": "SELF",
    "name": "王桂芳",
    "phone": "13800000001",
    "field-applicant-name": "王桂芳",
    "field-born-on": "1944-05-02",
    "field-living": "home",
    "how-id-card": "COUNTER",
    "how-bank-card": "NOTHING",
}
ADDRESS = "/applications/file/old-age-allowance/first/"


@pytest.mark.parametrize("login", STAFF)
def test_only_the_counter_files_for_others(served: County, login: str) -> None:
    expected = 200 if login in ("operator", "dispatcher") else 403
    for path in ("/applications/file/", ADDRESS):
        assert client_of(login).get(path).status_code == expected
    assert post(client_of(login), ADDRESS, **FILED).status_code == expected


def test_filed_at_the_window_number_and_code_are_shown_once(served: County) -> None:
    clerk = client_of("dispatcher")
    page = post(clerk, ADDRESS, **FILED).content.decode()
    assert "receipt__code" in page
    again = post(clerk, ADDRESS, **{**FILED, "field-applicant-name": "", "phone": ""})
    assert again.status_code == 422
    assert "1944-05-02" in again.content.decode()
    unreachable = post(clerk, ADDRESS, **{**FILED, "phone": ""})
    assert unreachable.status_code == 409
    assert "We need a phone number" in unreachable.content.decode()
    assert clerk.get("/applications/file/nothing/first/").status_code == 404


def test_applications_wait_in_the_inbox(served: County) -> None:
    steps.assigned(served)
    page = client_of("housing-handler").get("/work/").content.decode()
    assert "老年人高龄津贴申领" in page


def test_a_file_is_handed_out_under_its_own_application_only(served: County) -> None:
    mine, other = steps.granted(served), steps.granted(served)
    view = resident_application(mine)
    assert view
    assert view.decision
    handler = client_of("housing-handler")
    material, paper = view.materials["id-card"].id, view.decision.id
    for application_id, expected in ((mine, 200), (other, 404), (uuid4(), 404)):
        assert handler.get(f"/applications/{application_id}/material/{material}").status_code == expected
        assert handler.get(f"/applications/{application_id}/decision/{paper}.pdf").status_code == expected
    for address in (
        f"/applications/{mine}/material/{material}",
        f"/applications/{mine}/decision/{paper}.pdf",
    ):
        assert Client().get(address).headers["Location"].startswith("/sign-in/")
        assert handler.post(address).status_code == 405


def test_a_picture_is_handed_out_to_be_looked_at_only(served: County) -> None:
    application_id = steps.working(served)
    view = resident_application(application_id)
    assert view
    response = client_of("housing-handler").get(
        f"/applications/{application_id}/material/{view.materials['id-card'].id}"
    )
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


def test_an_office_that_gave_it_back_sees_it_no_more(served: County) -> None:
    rows = (
        "unit_kind,level,matter,role,taken_by,citation,valid_from\n"
        "WATER_BUREAU,county,090104,LEAD,,《老年人权益保障法》第三十三条,2020-01-01\n"
    )
    import_file(table="duties", data=rows.encode(), by=SYSTEM, at=steps.START)
    application_id = steps.working(served)
    examiner, other = client_of("housing-handler"), client_of("water-handler")
    common = {"application_id": application_id, "at": steps.hours(2)}
    handle(event="return", reason="不属本局。", by=served.actor("housing-handler"), **common)
    water = served.unit("water")
    assert other.get(f"/loop/{application_id}/").status_code == 404
    assign(event="redispatch", unit_id=water, by=served.actor("dispatcher"), **common)
    assert other.get(f"/loop/{application_id}/").status_code == 200
    assert examiner.get(f"/loop/{application_id}/").status_code == 404


def test_lists_and_search_show_no_answer_and_nothing_of_a_foreign_tree(served: County) -> None:
    number = steps.filed().number
    for login in ("leader", "supervisor", "town-head"):
        page = client_of(login).get("/list/?kind=application").content.decode()
        assert number in page, login
        assert "王桂芳" not in page
        assert "13800000001" not in page
        for secret in ("王桂芳", "13800000001", "1944-05-02"):
            assert "Nothing found" in client_of(login).get(f"/find/?q={secret}").content.decode(), secret
        assert client_of(login).get(f"/find/?q={number}").status_code == 302  # opens its page
    assert number not in client_of("township-head").get("/list/?kind=application").content.decode()
    assert "Nothing found" in client_of("township-head").get(f"/find/?q={number}").content.decode()


def test_an_administrator_in_the_unit_that_takes_it_in_sees_nothing(served: County) -> None:
    """The post `admin` sits in the unit of the counter, and acts for no party."""
    application_id = steps.filed().loop_id
    assert served.actor("admin").unit_id == served.actor("dispatcher").unit_id
    assert client_of("admin").get(f"/loop/{application_id}/").status_code == 404
    assert application_for(served.actor("admin"), application_id) is None


def test_a_decision_stays_on_the_sheet_when_another_one_follows(served: County) -> None:
    application_id, handler = steps.granted(served), served.actor("housing-handler")
    confirm(application_id=application_id, received=False, text="姓名错了。", by=RESIDENT, at=steps.hours(4))
    grant(application_id=application_id, reasons="已更正姓名。", by=handler, at=steps.hours(5))
    page = client_of("housing-handler").get(f"/loop/{application_id}/").content.decode()
    assert page.count("已更正姓名。") == 1
    for row in Decision.objects.all():
        assert f"/applications/{application_id}/decision/{row.id}.pdf" in page
