"""The pages of webhooks, and the operations of the interface."""

import json
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.test import Client
from tests.small_county import POSTS, START, TOWN, County

from gongzhi.channels.events.models import Delivery, Hook
from gongzhi.channels.events.queries import hooks
from gongzhi.channels.events.tests.conftest import Receiver
from gongzhi.channels.events.tests.test_delivery import SEEING, filed, hooked, key, work
from gongzhi.channels.keys.actions.issue import issue_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest.tests.conftest import Program
from gongzhi.kernel.instants import now
from gongzhi.organization.models import Unit
from gongzhi.people.facts import SYSTEM
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_whoever_manages_security_opens_them(county: County) -> None:
    for login, (_unit, kind) in POSTS.items():
        status = client_of(login).get("/hooks/").status_code
        assert status == (200 if kind == "SECURITY_ADMIN" else 403), login


def test_a_visitor_signs_in_first(county: County) -> None:
    assert Client().get("/hooks/").status_code == 302
    assert Client().post(f"/hooks/{uuid4()}/end/").status_code == 403


@pytest.fixture
def security(county: County) -> Client:
    login = next(login for login, (_unit, kind) in POSTS.items() if kind == "SECURITY_ADMIN")
    return client_of(login)


def test_make_one_look_at_it_and_end_it(county: County, security: Client, receiver: Receiver) -> None:
    key_id, once = key(county), str(uuid4())
    bad = security.post("/hooks/", {"key": str(key_id), "url": "ftp://x", "kinds": "loops.", "once": once})
    assert bad.status_code == 409
    assert 'value="ftp://x"' in bad.content.decode()
    for _ in range(2):
        made = security.post(
            "/hooks/", {"key": str(key_id), "url": receiver.url, "kinds": "cases.filed", "once": once}
        )
        assert made.status_code == 302
    assert Hook.objects.count() == 1
    page = security.get(made.headers["Location"]).content.decode()
    assert "whsec_" in page
    assert receiver.url in page.replace("&amp;", "&")
    address = made.headers["Location"]
    for what in ("pause", "resume", "end"):
        assert security.post(f"{address}{what}/").status_code == 302
    assert security.post(f"{address}nonsense/").status_code == 404
    assert "whsec_" not in security.get(address).content.decode()
    assert security.get(f"/hooks/{uuid4()}/").status_code == 404


def test_the_webhooks_of_another_area_are_nobodys_here(
    county: County, security: Client, receiver: Receiver
) -> None:
    hook_id = hooked(county, receiver, "cases.filed")
    Unit.objects.filter(id=county.unit("centre")).update(division_id=TOWN)
    assert county.actor("security").division == TOWN
    assert security.get(f"/hooks/{hook_id}/").status_code == 404
    assert receiver.url not in security.get("/hooks/").content.decode().replace("&amp;", "&")
    for what in ("pause", "secret", "end", "dead", "replay"):
        assert security.post(f"/hooks/{hook_id}/{what}/", {"position": "0"}).status_code == 404, what
    row = Hook.objects.get()
    assert (row.paused_at, row.version, row.ended_at) == (None, 1, None)
    data = {"key": str(row.key_id), "url": receiver.url, "once": str(uuid4())}
    assert security.post("/hooks/", data).status_code == 422
    assert Hook.objects.count() == 1


def test_dead_letters_are_shown_and_sent_again(county: County, security: Client, receiver: Receiver) -> None:
    hook_id = hooked(county, receiver, "cases.filed")
    filed()
    receiver.answers = [410]
    work()
    Delivery.objects.update(state="DEAD", done_at=START)
    page = security.get(f"/hooks/{hook_id}/").content.decode()
    assert "410" in page
    button = re.search(r'name="again" value="(\d+)"', page)
    assert button
    assert security.post(f"/hooks/{hook_id}/dead/", {"again": button[1]}).status_code == 302
    work(now())
    assert len(receiver.got) == 2
    wrong = security.post(f"/hooks/{hook_id}/replay/", {"position": "first"})
    assert wrong.status_code == 422
    assert security.post(f"/hooks/{hook_id}/replay/", {"position": "0"}).status_code == 302


@pytest.fixture
def system(county: County, receiver: Receiver) -> Callable[..., Program]:
    def made(*scopes: Scope) -> Program:
        issued = issue_key(
            name="x", unit_id=county.unit("government"), scopes=scopes or SEEING, by=SYSTEM, at=START
        )
        return Program(issued.text)

    return made


def test_the_feed_of_the_interface(system: Callable[..., Program]) -> None:
    case_id = filed()
    work()
    asked = system(*SEEING).get("/events?kinds=cases.filed&after=0")
    assert asked.status_code == 200
    found = json.loads(asked.content)
    assert [event["subject"] for event in found["items"]] == [str(case_id)]
    again = json.loads(system(*SEEING).get(f"/events?after={found['next']}").content)
    assert (again["items"], again["next"]) == ([], found["next"])
    assert system(Scope.CASES_READ).get("/events").status_code == 403
    assert system(*SEEING).get("/events?after=x").status_code == 422
    assert system(*SEEING).get("/events?kinds=people.").status_code == 422


def test_a_system_makes_its_own_webhook(system: Callable[..., Program], receiver: Receiver) -> None:
    ours, other = system(*SEEING, Scope.HOOKS_MANAGE), system(*SEEING, Scope.HOOKS_MANAGE)
    address = receiver.url.partition("?")[0]
    first = ours.post("/hooks", {"url": address, "kinds": ["cases.filed"]}, once="one")
    assert first.status_code == 201
    assert json.loads(
        ours.post("/hooks", {"url": address, "kinds": ["cases.filed"]}, once="one").content
    ) == (json.loads(first.content))
    made = json.loads(first.content)
    assert made["secret"].startswith("whsec_")
    assert len(hooks()) == 1
    assert other.get(f"/hooks/{made['id']}").status_code == 404
    assert json.loads(other.get("/hooks").content)["items"] == []
    assert json.loads(ours.get("/hooks").content)["items"][0]["url"] == address
    assert ours.post(f"/hooks/{made['id']}/end", {}).status_code == 428
    ended = ours.post(f"/hooks/{made['id']}/end", {}, If_Match=made["etag"])
    assert ended.status_code == 200
    assert ours.post(f"/hooks/{made['id']}/end", {}, If_Match=made["etag"]).status_code == 412
    assert system(Scope.HOOKS_MANAGE).post("/hooks", {"url": address}).status_code == 409


def test_the_pages_speak_both_languages(security: Client, settings: LazySettings) -> None:
    assert "事件推送" in security.get("/hooks/", headers={"accept-language": "zh-CN"}).content.decode()
    security.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "A new webhook" in security.get("/hooks/").content.decode()
