"""One inbox, one board, one list, one search, and how each kind moves: the same for every kind of loop."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import County

from gongzhi.cases.public import judge
from gongzhi.loops import search
from gongzhi.loops.kinds import kinds
from gongzhi.loops.models import Loop, LoopDefinition
from gongzhi.loops.public import loop_row, publish_definition
from gongzhi.loops.tests.one_of_each import one_of_each
from gongzhi.organization.public import types_of_posts
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor, ActorKind
from gongzhi.web import (
    frame,
    urls,  # noqa: F401 - kinds are known when their pages are loaded
)
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def each(county: County) -> dict[str, UUID]:
    return one_of_each(county)


def page(client: Client, path: str, *, status: int = 200, **query: str) -> str:
    response = client.get(path, query)
    assert response.status_code == status, path
    return response.content.decode()


def number_of(loop_id: UUID) -> str:
    row = loop_row(loop_id)
    assert row
    return row.number


# The list


def test_the_list_takes_every_kind_or_one_and_says_which(each: dict[str, UUID]) -> None:
    client = client_of("leader")
    every = page(client, "/list/")
    for kind, loop_id in each.items():
        assert number_of(loop_id) in every, kind
        alone = page(client, "/list/", kind=kind)
        others = [number_of(other) for name, other in each.items() if name != kind]
        assert number_of(loop_id) in alone
        assert not any(number in alone for number in others)
    assert every.count("rows__kind") >= 5
    assert "rows__kind" not in page(client, "/list/", kind="case")
    assert "every kind" in every
    assert "of any course" not in every
    assert "of any course" in page(client, "/list/", kind="case")


def test_a_post_that_reads_one_kind_has_no_choice_and_others_are_refused(each: dict[str, UUID]) -> None:
    operator = page(client_of("operator"), "/list/")
    assert number_of(each["case"]) in operator
    assert number_of(each["patrol"]) not in operator
    page(client_of("town-handler"), "/list/", status=403)


# The search


def test_a_number_opens_the_loop_of_whatever_kind_to_those_entitled(each: dict[str, UUID]) -> None:
    for loop_id in each.values():
        response = client_of("leader").get("/find/", {"q": f" {number_of(loop_id)} "})
        assert response.headers["Location"] == f"/loop/{loop_id}/"
        refused = page(client_of("township-handler"), "/find/", q=number_of(loop_id))
        assert "Nothing found" in refused


def test_words_find_what_the_actor_reads_and_what_its_unit_takes_part_in(each: dict[str, UUID]) -> None:
    leader = page(client_of("leader"), "/find/", q="垃圾桶")
    assert {number_of(each[kind]) for kind in ("case", "patrol", "round")} <= set(
        re.findall(r"\d{6}-\d{7}", leader)
    )
    # Without a power to read: what the own unit plays a part in, and nothing else.
    mine = page(client_of("town-handler"), "/find/", q="垃圾桶")
    assert number_of(each["case"]) in mine
    water = page(client_of("water-handler"), "/find/", q="垃圾桶")
    assert "Nothing found" in water
    assert number_of(each["directive"]) in page(client_of("water-handler"), "/find/", q="老旧水管")
    assert "Nothing found" in page(client_of("admin"), "/find/", q="垃圾桶")


def test_what_ended_long_ago_is_found_by_its_number_only(county: County) -> None:
    old = staff.working(county)
    Loop.objects.filter(id=old).update(ended_at=long_ago(24 * 31), end_kind="fulfilled", state="closed")
    lately = staff.working(county)
    Loop.objects.filter(id=lately).update(ended_at=long_ago(24 * 29), end_kind="fulfilled", state="closed")
    shown = page(client_of("leader"), "/find/", q="垃圾桶")
    assert number_of(old) not in shown
    assert "Ended in the last 30 days" in shown
    assert number_of(lately) in shown
    assert client_of("leader").get("/find/", {"q": number_of(old)}).status_code == 302


def test_a_search_shows_the_first_due_and_says_that_there_is_more(
    county: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (staff.working(county) for _ in range(3))
    Loop.objects.filter(id=third).update(due_at=long_ago(1))
    leader = county.actor("leader")
    found = search.by_words(leader, "垃圾", at=long_ago(0))
    assert [loop.id for loop in found.open][:1] == [third]
    assert ({loop.id for loop in found.open}, found.more) == ({first, second, third}, False)
    monkeypatch.setattr(search, "SHOWN", 1)
    found = search.by_words(leader, "垃圾", at=long_ago(0))
    assert ([loop.id for loop in found.open], found.more) == ([third], True)


@pytest.mark.parametrize("text", ["", " ", "%", "x" * 500, "'; drop", "２６"])
def test_whatever_is_typed_gets_an_answer(county: County, text: str) -> None:
    assert client_of("leader").get("/find/", {"q": text}).status_code == 200


def test_the_field_stands_in_the_head_of_every_page_of_staff(county: County) -> None:
    for login, path in (("leader", "/board/"), ("town-handler", "/work/"), ("admin", "/accounts/")):
        assert 'action="/find/"' in page(client_of(login), path)
    assert client_of("leader").get("/").content.decode().count('action="/find/"') == 0


# The inbox


def test_the_inbox_has_every_kind_in_its_own_words(each: dict[str, UUID]) -> None:
    shown = page(client_of("town-head"), "/work/")
    for kind, owes in (("case", "contact the resident"), ("patrol", "sign for it"), ("round", "go and look")):
        row = next(row for row in shown.split("<li ") if number_of(each[kind]) in row)
        assert owes in row, kind
        assert "rows__kind" in row
    assert "accept it, or say why not" in shown  # the town's part of the directive
    assert number_of(each["application"]) in page(client_of("housing-handler"), "/work/")
    assert "data-row" in shown


def test_what_was_sent_is_taken_up_with_one_tap_from_the_inbox(county: County) -> None:
    sent, taken = staff.dispatched(county), staff.working(county)
    client = client_of("town-handler")
    rows = {
        key: next(row for row in page(client, "/work/").split("<li ") if number_of(key) in row)
        for key in (sent, taken)
    }
    assert f'action="/loop/{sent}/sign/"' in rows[sent]
    assert "rows__tap" not in rows[taken]
    once = re.findall(r'name="once" value="([^"]+)"', rows[sent])[0]
    for _twice in range(2):  # the tap of an impatient finger
        response = client.post(f"/loop/{sent}/sign/", {"once": once})
        assert response.headers["Location"] == f"/loop/{sent}/"
    row = loop_row(sent)
    assert row is not None
    assert row.state == "working"
    # Who only reads has no such button anywhere, and the action says so as well.
    assert "rows__tap" not in page(client_of("leader"), "/list/")
    assert client_of("leader").post(f"/loop/{sent}/sign/", {"once": once}).status_code in (403, 409)


def test_whoever_acts_for_a_party_has_an_inbox_and_whoever_reads_has_the_list() -> None:
    """The navigation is a list of powers; this holds it to what the kinds say."""
    opened = dict(frame.PAGES)
    for kind_of_post in types_of_posts():
        code, powers = kind_of_post.code, frozenset(kind_of_post.powers)
        actor = Actor(kind=ActorKind.STAFF, powers=powers)
        # A supervisor acts for no party; the replies asked for wait to be read.
        acts = any(kind.parties(actor) for kind in kinds()) or "case.supervise" in powers
        reads = any(actor.may(kind.read) for kind in kinds())
        assert bool(powers & opened["inbox"]) is acts, code
        assert bool(powers & opened["list"]) is reads, code
        assert frame.home_of(powers) != "posts", code


# The page of one


def test_what_has_ended_says_how_long_it_took_and_nobody_waits(county: County) -> None:
    case_id = staff.answered(county)
    assert "The resident" in page(client_of("leader"), f"/loop/{case_id}/").split("Clocks")[1]
    judge(case_id=case_id, solved=True, satisfied=None, by=RESIDENT, at=long_ago(0), drawn=999)
    shown = page(client_of("leader"), f"/loop/{case_id}/").split("Clocks")[1]
    assert re.search(r"It took \d+ days? in all", shown)
    assert "The resident has waited" not in shown
    assert "The resident filed this today" not in shown


# How a matter moves


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_how_every_kind_moves_is_told_to_anybody(county: County, language: str) -> None:
    client = Client(headers={"accept-language": language})
    index = client.get("/how/").content.decode()
    for kind in kinds():
        assert f"/how/{kind.code}/" in index
        shown = client.get(f"/how/{kind.code}/").content.decode()
        assert '<svg xmlns="http://www.w3.org/2000/svg" class="loop-diagram"' in shown
        assert "aria-current" not in shown.split("<main")[1]
        told = re.sub(r"<svg.*?</svg>", "", shown, flags=re.DOTALL)
        # No internal code is shown: states, events and keys come as words.
        assert not re.findall(r"\b[a-z]+_[a-z]+\b", re.sub(r"<[^>]*>", " ", told.split("<main")[1]))
        if language == "zh-hans":
            words = re.sub(r"<[^>]*>", " ", told.split("<main")[1].split("</main>")[0].partition(">")[2])
            assert not re.findall(r"[A-Za-z]{4,}", words), kind.code


def test_a_step_is_marked_by_version_and_name_and_nonsense_is_not(county: County) -> None:
    client = Client(headers={"accept-language": "en"})
    marked = page(client, "/how/case/", version="5", step="working")
    assert marked.count('aria-current="step"') == 2  # in the steps, and in the drawing
    assert "Yours stands here now: being worked on." in marked
    assert 'aria-current="step"' not in page(client, "/how/case/", step="<script>")
    for path in ("/how/nonsense/", "/how/case/?version=7"):
        assert client.get(path).status_code == 404


def test_a_loop_tells_how_it_moves_by_its_own_version_and_limits(
    each: dict[str, UUID], county: County
) -> None:
    text = LoopDefinition.objects.get(name="case").text
    newer = text.replace("version: 5", "version: 6", 1).replace("due: sign", "due: 9WD", 1)
    publish_definition(text=newer, by=SYSTEM, at=long_ago(0))
    own = page(client_of("town-handler"), f"/loop/{each['case']}/how/")
    assert "Version 5" in own
    assert "It stands here now: being worked on." in own
    assert "5 working days" in own
    assert "15 working days" not in own  # the limit of its own class only
    newest = page(client_of("town-handler"), "/how/case/staff/")
    assert "Version 6" in newest
    assert "9 working days" in newest
    assert client_of("township-handler").get(f"/loop/{each['case']}/how/").status_code == 404
    assert f"/loop/{each['case']}/how/" in page(client_of("town-handler"), f"/loop/{each['case']}/")


def test_staff_read_every_state_step_and_end_of_every_kind(each: dict[str, UUID]) -> None:
    for kind in kinds():
        shown = page(client_of("leader"), f"/how/{kind.code}/staff/")
        definition = LoopDefinition.objects.get(name=kind.code)
        for name in re.findall(r"event: (\w+)", definition.text):
            assert str(kind.events[name]) in shown, (kind.code, name)
        assert shown.count("<tr") >= definition.text.count("{event:")


def test_staff_come_from_any_page_to_every_state_and_step(county: County) -> None:
    client = client_of("steward")
    assert 'href="/how/"' in page(client, "/board/")
    assert 'href="/how/case/staff/"' in page(client, "/how/case/")
    assert "/staff/" not in page(Client(headers={"accept-language": "en"}), "/how/case/")
    assert client.get("/how/case/staff/").status_code == 200


def test_sheets_of_all_kinds_lead_there(each: dict[str, UUID]) -> None:
    for loop_id in each.values():
        assert f"/loop/{loop_id}/how/" in page(client_of("leader"), f"/loop/{loop_id}/")
        assert client_of("leader").get(f"/loop/{loop_id}/how/").status_code == 200


def test_an_application_says_what_its_own_limit_is(each: dict[str, UUID]) -> None:
    anybody = Client(headers={"accept-language": "en"}).get("/how/application/").content.decode()
    assert "as long as the service item promises" in anybody
    own = page(client_of("leader"), f"/loop/{each['application']}/how/")
    assert "as long as the service item promises" not in own
    row = loop_row(each["application"])
    assert row
    assert row.first_due_at
    assert row.first_due_at - row.opened_at > timedelta(days=1)
