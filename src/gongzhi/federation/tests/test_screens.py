"""The page of the links: how each stands, in words, and letting one go on."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.utils import translation
from tests.small_county import START, County

from gongzhi.federation.items import Feed
from gongzhi.federation.public import add_neighbour, host_unit, neighbour, receive
from gongzhi.federation.queries import trouble_key
from gongzhi.federation.tests.test_actions import NODE, their_feed
from gongzhi.federation.words import STANDS, why
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import SYSTEM
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db


def stopped(county: County, damage: str = "text") -> None:
    """Let the link stand still at number 2, or at number 1 for a gap."""
    feed, _part = their_feed(county)
    first, second = feed.items
    salt, _text = second.sealed.openings["text"]
    wrong = replace(second, sealed=replace(second.sealed, openings={"text": (salt, "换了的话")}))
    if damage == "back":
        receive(node=NODE, feed=feed, at=now())
    bad = {
        "text": replace(feed, items=(first, wrong)),
        "gap": replace(feed, items=(replace(first, seq=2),)),
        "back": Feed(NODE, 1, ()),
    }[damage]
    with pytest.raises(Refused):
        receive(node=NODE, feed=bad, at=now())


def page(login: str = "admin", language: str = "en", status: int = 200) -> str:
    response = client_of(login, language=language).get("/federation/")
    assert response.status_code == status
    return response.content.decode()


def test_only_administrators_see_the_links(county: County) -> None:
    assert "No other node is known" in page()
    for login in ("leader", "supervisor", "town-head", "dispatcher", "steward"):
        page(login, status=403)
        response = client_of(login).post(f"/federation/{NODE}/go-on/", {"seq": 1, "reason": "x"})
        assert response.status_code == 403


def test_each_state_is_said_in_words(county: County) -> None:
    add_neighbour(node=NODE, address="https://node.example", by=SYSTEM, at=START)
    host_unit(code="town", node=NODE, by=SYSTEM, at=START)
    first = page()
    assert "not asked yet" in first
    assert "Bridgehead town government" in first
    from gongzhi.federation.actions.receive import note_asked

    note_asked(node=NODE, at=now())
    cache.set(trouble_key(NODE), "federation.not_accepted")
    silent = page()
    assert "no answer" in silent
    assert "Compare key, names and clocks" in silent
    receive(node=NODE, feed=Feed(NODE, 0, ()), at=now())
    right = page()
    assert "up to date" in right
    assert "Compare key" not in right
    receive(node=NODE, feed=Feed(NODE, 4, ()), at=now())
    assert "catching up" in page()


@pytest.mark.parametrize("damage", ["text", "gap", "back"])
def test_why_a_link_stands_still_stands_on_the_page_in_both_languages(county: County, damage: str) -> None:
    stopped(county, damage)
    code = {"text": "federation.wrong_text", "gap": "federation.gap", "back": "federation.went_back"}[damage]
    english, chinese = page(), page(language="zh-hans")
    for language, found, state in (("en", english, "stands still"), ("zh-hans", chinese, "已停住")):
        with translation.override(language):
            assert why(code) in found
        assert state in found
    assert ("Set number" in english) == (damage != "back")


def test_going_on_after_looking(county: County) -> None:
    stopped(county)
    client, path = client_of("admin"), f"/federation/{NODE}/go-on/"
    empty = client.post(path, {"seq": 2, "reason": " ", "aside": "1"})
    assert empty.status_code == 422
    assert "Say what you found first" in empty.content.decode()
    other = client.post(path, {"seq": 5, "reason": "已核对。", "aside": "1"})
    assert other.status_code == 409
    assert "已核对。" in other.content.decode()
    for _click in range(2):
        assert client.post(path, {"seq": 2, "reason": "已核对。", "aside": "1"}).status_code == 302
    view = neighbour(NODE)
    assert view is not None
    assert (view.received, view.stopped) == (2, "")
    late = client.post(path, {"seq": 9, "reason": "再看一遍。"})
    assert late.status_code == 409
    assert "再看一遍。" in late.content.decode()  # the form is gone, the words are not
    assert client.post("/federation/nobody/go-on/", {"seq": 1, "reason": "x"}).status_code == 404


def test_every_reason_has_words() -> None:
    for code in (*STANDS, "federation.bad_signature", "federation.too_old", "federation.malformed"):
        with translation.override("en"):
            assert "Reload the page" not in why(code)
            assert "%(" not in why(code)
