"""Who sees a directive and takes which step: every post of the small county, over HTTP. The table is the promise."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from tests.small_county import POSTS, TOWNSHIP, County

from gongzhi.directives.facts import PartSpec
from gongzhi.directives.public import directive, issue, parts_of
from gongzhi.directives.tests import at_work
from gongzhi.directives.tests.steps import terms
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import links_of, loop_row
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

Data = dict[str, object]
State = Callable[[County], UUID]
TOWN_STAFF = {"town-handler", "town-head", "grid-worker"}
WHY: Data = {"reason": "说明理由。"}
TEXT: Data = {"text": "请核实后处理。"}


def _number(loop_id: UUID) -> str:
    row = loop_row(loop_id)
    assert row
    return row.number


def _round_number(county: County) -> str:
    """Return the number of a round of the town, made for another directive of the same matter."""
    (first, *_others) = (link.loop.id for link in links_of(at_work.walked(county)) if link.role == "work")
    return _number(first)


# Each step: a directive in the state for it, the posts that may take it, and what its form needs.
STEPS: dict[str, tuple[State, set[str], Callable[[County], Data]]] = {
    "accept": (at_work.received, TOWN_STAFF, lambda _c: {}),
    "cannot": (at_work.received, TOWN_STAFF, lambda _c: WHY),
    "conflicts": (at_work.received, TOWN_STAFF, lambda _c: WHY | {"citation": "第3条"}),
    "already_done": (at_work.received, TOWN_STAFF, lambda _c: WHY | {"citation": "西街"}),
    "better_way": (at_work.received, TOWN_STAFF, lambda _c: WHY),
    "insist": (at_work.objected, {"leader"}, lambda _c: WHY),
    "amend": (at_work.objected, {"leader"}, lambda _c: TEXT),
    "release": (at_work.objected, {"leader"}, lambda _c: WHY),
    "agree_done": (at_work.objected, {"leader"}, lambda _c: {}),
    "extend": (at_work.working, TOWN_STAFF, lambda _c: WHY),
    "park": (at_work.working, TOWN_STAFF, lambda _c: WHY),
    "take_up_again": (at_work.parked, TOWN_STAFF, lambda _c: {}),
    "ask_up": (at_work.working, TOWN_STAFF, lambda _c: WHY),
    "report": (at_work.working, TOWN_STAFF, lambda _c: {}),
    "rounds": (
        at_work.working,
        TOWN_STAFF,
        lambda c: {"unit_id": c.unit("town"), "grids": list(at_work.GRIDS)},
    ),
    "parts": (at_work.working, TOWN_STAFF, lambda c: TEXT | {"addressees": [c.unit("water")]}),
    "help": (at_work.working, TOWN_STAFF, lambda c: TEXT | {"unit_id": c.unit("housing")}),
    "case": (at_work.working, TOWN_STAFF, lambda _c: TEXT | {"grid": at_work.GRIDS[0]}),
    "link": (at_work.working, TOWN_STAFF, lambda c: {"number": _round_number(c)}),
    "task_done": (at_work.helped, {"housing-handler", "housing-head"}, lambda _c: {}),
    "task_refused": (at_work.helped, {"housing-handler", "housing-head"}, lambda _c: WHY),
    "confirm": (at_work.reported, {"leader"}, lambda _c: {}),
    "not_enough": (at_work.reported, {"leader"}, lambda _c: WHY),
    "look": (at_work.reported_root, {"leader"}, lambda _c: {}),
    "decide": (
        at_work.arbitration,
        {"arbiter", "other-arbiter"},
        lambda c: WHY | {"unit_id": c.unit("town")},
    ),
    "stop": (at_work.arbitration, {"arbiter", "other-arbiter"}, lambda _c: WHY),
    "draw": (at_work.assessing, {"verifier"}, lambda _c: {}),
    "place": (
        at_work.drawn,
        {"verifier"},
        lambda _c: {"grid": at_work.GRIDS[0], "as_asked": "yes", "text": "楼道已清理。"},
    ),
    "assess_ok": (at_work.looked, {"verifier"}, lambda _c: {}),
    "assess_bad": (at_work.looked, {"verifier"}, lambda _c: WHY),
    "own_view": (at_work.working, TOWN_STAFF, lambda _c: {"clear": "yes", "feasible": "no", "hours": "12"}),
    "conclude": (at_work.concluded, {"leader"}, lambda _c: TEXT),
    "next": (at_work.concluded, {"leader"}, lambda _c: {}),
    "reopen": (at_work.concluded, {"leader", "verifier"}, lambda _c: WHY),
    "send": (at_work.draft, {"leader"}, lambda c: {"unit_id": c.unit("water")}),
    "call_back": (at_work.draft, {"leader"}, lambda _c: WHY),
}


def _client(login: str) -> Client:
    return client_of(login) if login else Client()


def test_every_step_of_the_sheet_stands_in_the_table() -> None:
    from gongzhi.directives.views.acts import ACTS

    assert set(STEPS) == set(ACTS)


@pytest.mark.parametrize("key", sorted(STEPS))
def test_a_step_is_taken_by_those_it_belongs_to(county: County, key: str) -> None:
    make, entitled, data = STEPS[key]
    node = make(county)
    fields = data(county)
    before = len(story_of(node))
    for login in ["", *(each for each in POSTS if each not in entitled)]:
        response = post(_client(login), f"/loop/{node}/{key}/", **fields)
        assert response.status_code in ((404, 409, 422) if login else (403,)), (login, response.status_code)
        assert len(story_of(node)) == before, login
        # What is refused is not offered either.
        if login in PART:
            page = client_of(login).get(f"/loop/{node}/").content.decode()
            assert f'action="/loop/{node}/{key}/"' not in page, login
    login = min(entitled)
    assert f'action="/loop/{node}/{key}/"' in client_of(login).get(f"/loop/{node}/").content.decode()
    response = post(client_of(login), f"/loop/{node}/{key}/", **fields)
    assert response.status_code == 302, response.content.decode()
    assert len(story_of(node)) > before


# Who sees what: the whole, the town's part, and what the town passed on to the water bureau.
READ = {"arbiter", "other-arbiter", "leader", "supervisor"}  # of the county, and of the office that issues
WHOLE = {*READ, "water-handler", "verifier"}
PART = {*WHOLE, *TOWN_STAFF}


def test_an_addressee_sees_its_part_and_not_what_others_were_told(county: County) -> None:
    part = at_work.working(county)
    view = directive(part)
    assert view is not None
    _seen_by(view.root, WHOLE)
    _seen_by(part, PART)


def test_a_foreign_tree_sees_nothing_and_a_part_shows_nothing_of_the_whole(county: County) -> None:
    found = issue(
        terms=terms(matter="city", due_on=date.fromisoformat(at_work.last_day())),
        lead=county.unit("town"),
        parts=[PartSpec(county.unit("township"), TOWNSHIP)],
        by=county.actor("leader"),
        at=long_ago(5),
    )
    own = {"township-handler", "township-head"}
    _seen_by(found.loop_id, {*READ, *TOWN_STAFF, "verifier"})
    _seen_by(parts_of(found.loop_id)[0].loop.id, {*READ, *TOWN_STAFF, *own, "verifier"})
    page = client_of("township-head").get(f"/loop/{parts_of(found.loop_id)[0].loop.id}/").content.decode()
    assert found.number not in page
    assert str(found.loop_id) not in page


def _seen_by(node: UUID, seeing: set[str]) -> None:
    for login in ("", *POSTS):
        response = _client(login).get(f"/loop/{node}/")
        expected = 200 if login in seeing else 404 if login else 302
        assert response.status_code == expected, login
        assert login in seeing or "入冬前检修老旧水管" not in response.content.decode()


def test_parts_are_listed_for_those_who_see_the_node(county: County) -> None:
    node = at_work.root(county)
    for login in POSTS:
        status = client_of(login).get(f"/directives/{node}/parts/").status_code
        assert status == (200 if login in WHOLE else 404), login


def test_only_those_with_the_power_issue(county: County) -> None:
    issuing = {"leader", "housing-head", "town-head", "township-head"}
    for login in POSTS:
        client = client_of(login)
        status = client.get("/directives/new/").status_code
        assert status == (200 if login in issuing else 403), login
        shown = 'href="/directives/new/"' in client.get("/post/").content.decode()
        assert shown == (login in issuing), login


def test_the_tied_work_is_shown_as_numbers_and_opened_by_those_entitled(county: County) -> None:
    part = at_work.helped(county)
    number = _number(staff.filed("water.burst", text="水管漏水。"))
    post(client_of("town-head"), f"/loop/{part}/link/", number=number)
    lead = client_of("town-head").get(f"/loop/{part}/").content.decode()
    helper = client_of("housing-handler").get(f"/loop/{part}/").content.decode()
    assert number in lead
    assert number not in helper
    assert "水管漏水" not in helper
