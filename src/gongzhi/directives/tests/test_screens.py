"""The pages of directives over HTTP: preview, refusals that keep what was typed, and what the sheet shows."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.small_county import COUNTY, TOWN, County

from gongzhi.directives.facts import Verdict
from gongzhi.directives.models import Directive
from gongzhi.directives.public import answer_residents_question, directive, parts_of, register_hosting
from gongzhi.directives.tests import at_work
from gongzhi.directives.tests.test_permissions import STEPS
from gongzhi.federation.public import host_of
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import links_of, loop_row
from gongzhi.people.facts import RESIDENT
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db

TEXT = "各责任单位在入冬前检修辖区老旧水管，做到不漏、不冻。"


def form(county: County, **changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "once": str(new_id()),
        "title": "入冬前检修老旧水管",
        "text": TEXT,
        "legal_basis": "城镇排水与污水处理条例第5条",
        "matter": "water",
        "scope": COUNTY,
        "due_on": at_work.last_day(),
        "lead": str(county.unit("water")),
        "addressees": [str(county.unit("town"))],
        "period_days": "30",
    }
    return plain | changes


def send(county: County, login: str = "leader", **changes: object) -> HttpResponse:
    response = client_of(login).post("/directives/new/", form(county, send="1", **changes))
    assert isinstance(response, HttpResponse)
    return response


def sheet(node: UUID, login: str = "leader", language: str = "en") -> str:
    response = client_of(login, language=language).get(f"/loop/{node}/")
    assert response.status_code == 200
    return response.content.decode()


def figure(page: str, label: str) -> int:
    """Return the number in a row of the progress."""
    found = re.search(rf'<th scope="row">{label}<.*?</th><td[^>]*>(\d+)<', page)
    assert found, label
    return int(found[1])


def test_before_sending_one_sees_whom_it_reaches_and_what_they_have_to_do(county: County) -> None:
    staff.working(county)
    staff.working(county)
    at_work.received(county)
    response = client_of("leader").post("/directives/new/", form(county))
    page = response.content.decode()
    assert response.status_code == 200
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page) if "Bridgehead" in row)
    assert "履职清单配合第9项" in row
    assert re.findall(r'table__num">(\d+)<', row) == ["3", "0", "1"]  # two cases and a directive
    assert TEXT in page
    assert Directive.objects.count() == 2
    # Also where a single unit is chosen, its load stands beside its name.
    chosen = client_of("leader").get("/directives/new/").content.decode()
    assert "Bridgehead town government (3 to do)" in chosen
    assert "Housing bureau (" not in chosen


def test_it_goes_out_and_a_second_click_changes_nothing(county: County) -> None:
    fields = form(county, send="1", measure="open", measure_kind="case", target_from="0", target_to="3")
    client = client_of("leader")
    places = {client.post("/directives/new/", fields).headers["Location"] for _click in range(2)}
    root = Directive.objects.get(parent=None)
    assert places == {f"/loop/{root.loop_id}/"}
    assert (root.measure, root.baseline, root.target_to) == ("open", 0, 3)
    (part,) = parts_of(root.loop_id)
    assert part.scope == TOWN
    page = sheet(root.loop_id)
    assert "inside the band" in page
    assert "4" in page
    assert "not on the platform" in page


def test_who_lacks_the_power_is_refused_with_the_citation_and_nothing_typed_is_lost(county: County) -> None:
    refused = send(county, matter="housing", lead=str(county.unit("housing")))
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "履职清单收回第4项" in page
    assert TEXT in page
    assert "Whom it reaches" in page
    assert Directive.objects.count() == 0


def test_a_named_superior_overrules_and_it_is_counted_and_shown(county: County) -> None:
    overruled = {"matter": "housing", "lead": str(county.unit("housing")), "overrule": "on"}
    assert send(county, **overruled, reason=" ").status_code == 409
    assert send(county, **overruled, reason="汛期应急，指定镇里负责").status_code == 302
    root = Directive.objects.get(parent=None)
    (part,) = parts_of(root.loop_id)
    assert "汛期应急" in sheet(part.loop.id)
    assert "against the duty table" in sheet(root.loop_id)
    board = client_of("leader").get("/board/?kind=directive").content.decode()
    assert "against the duty table" in board
    listed = client_of("leader").get("/list/?kind=directive&state=recent&flag=against_table").content.decode()
    assert part.loop.number in listed
    assert loop_row(root.loop_id).number not in listed  # type: ignore[union-attr]
    # Whose post does not cover it has no such field, and cannot smuggle it in.
    page = client_of("town-head").get("/directives/new/").content.decode()
    assert 'name="overrule"' not in page
    head = {"scope": TOWN, "matter": "housing", "lead": str(county.unit("water")), "addressees": []}
    assert send(county, "town-head", **head, overrule="on", reason="想要").status_code == 409


def test_what_is_incomplete_comes_back_with_everything_typed(county: County) -> None:
    for changes, words in (
        ({"title": ""}, "This field is required"),
        ({"legal_basis": ""}, "This field is required"),
        ({"text": " "}, "Write a few words first"),
        ({"due_on": "soon"}, "Enter a valid date"),
        ({"measure": "open"}, "This belongs to the goal"),
        ({"scope": "110000000000"}, "Select a valid choice"),
    ):
        refused = send(county, **changes)
        page = refused.content.decode()
        assert refused.status_code == 422, changes
        assert words in page, changes
        assert ("text" in changes) or TEXT in page
    for changes, words in (
        ({"due_on": "2020-01-01"}, "Choose a later one"),
        ({"title": "长" * 121}, "121 characters"),
        ({"text": "长" * 20_001}, "20001 characters"),
        ({"measure": "open", "target_from": "9", "target_to": "3"}, "smaller number first"),
        ({"addressees": [str(county.unit("water")), str(county.unit("town"))]}, ""),
    ):
        refused = send(county, **changes)
        if words:
            assert refused.status_code == 409, changes
            assert words in refused.content.decode()
            assert str(changes.get("title", "入冬前")) in refused.content.decode()
        else:
            assert refused.status_code == 302
    assert Directive.objects.filter(parent=None).count() == 1


def test_figures_that_are_held_are_not_asked_for(county: County) -> None:
    refused = send(county, asks_for="open")
    assert refused.status_code == 409
    assert "Do not ask people for them" in refused.content.decode()
    goal = {"measure": "open", "measure_kind": "case", "target_from": "0", "target_to": "3"}
    assert send(county, asks_for="other", **goal).status_code == 302
    again = send(county, **goal)
    assert again.status_code == 409
    number = loop_row(Directive.objects.get(parent=None).loop_id)
    assert number
    assert number.number in again.content.decode()


@pytest.mark.parametrize("key", ["cannot", "better_way", "help", "parts", "case", "link"])
def test_a_step_without_its_words_comes_back_open(county: County, key: str) -> None:
    make = at_work.received if key in ("cannot", "better_way") else at_work.working
    node = make(county)
    response = post(client_of("town-head"), f"/loop/{node}/{key}/", unit_id=str(county.unit("housing")))
    assert response.status_code == 422
    assert f'id="act-{key}" open' in re.sub(r"\s+", " ", response.content.decode())


def test_what_was_typed_is_kept_when_somebody_else_was_quicker(county: County) -> None:
    node = at_work.received(county)
    post(client_of("town-handler"), f"/loop/{node}/accept/")
    at_work.step(county, node, "report", "town-head", 0.5)
    late = post(client_of("town-head"), f"/loop/{node}/cannot/", reason="经费至今没有拨付。")
    assert late.status_code == 409
    assert "经费至今没有拨付。" in late.content.decode()


def test_each_answer_reaches_the_issuer_and_the_reply_reaches_the_addressee(county: County) -> None:
    node = at_work.received(county)
    post(client_of("town-head"), f"/loop/{node}/conflicts/", reason="与防火规定冲突", citation="消防法第28条")
    page = sheet(node)
    assert "与防火规定冲突" in page
    assert "消防法第28条" in page
    assert str(node) in client_of("leader").get("/work/").content.decode()
    post(client_of("leader"), f"/loop/{node}/amend/", text="疏散通道除外。")
    told = sheet(node, "town-head")
    assert "疏散通道除外。" in told
    assert "The issuer changed it" in told


def test_parts_are_listed_by_state(county: County) -> None:
    node = at_work.working(county)
    view = directive(node)
    assert view is not None
    path = f"/directives/{view.root}/parts/"
    page = client_of("leader").get(path).content.decode()
    assert "Bridgehead town government" in page
    assert view.loop.number in page
    assert view.loop.number in client_of("leader").get(f"{path}?state=working").content.decode()
    assert "being carried out" in page
    assert client_of("leader").get(f"{path}?state=nonsense&page=99").status_code == 200
    assert client_of("leader").get(f"/directives/{new_id()}/parts/").status_code == 404


def test_the_three_assessments_stand_side_by_side_with_how_many_could_have_spoken(county: County) -> None:
    root = at_work.alone(county)
    case_id = staff.filed("water.burst", hours=3)
    staff.filed("water.burst", hours=2)
    post(
        client_of("water-handler"),
        f"/loop/{root}/own_view/",
        clear="yes",
        feasible="no",
        hours="40",
        text="缺经费",
    )
    twice = post(client_of("water-handler"), f"/loop/{root}/own_view/", clear="no", feasible="no")
    assert twice.status_code == 409
    at_work.step(county, root, "report", "water-handler", 1)
    post(client_of("leader"), f"/loop/{root}/look/")
    none = post(client_of("verifier"), f"/loop/{root}/draw/")
    assert none.status_code == 409
    assert "no place to look at" in none.content.decode()
    answer_residents_question(case_id=case_id, verdict=Verdict.WORSE, by=RESIDENT, at=long_ago(0.1))
    page = sheet(root)
    assert "1 of 1 answered" in page
    assert "40 hours of work" in page
    assert "1 of 2 answered" in page
    assert "shown from 3 answers on" in page  # one answer alone would tell whose it is
    assert "worse: 1" not in page
    for verdict in (Verdict.BETTER, Verdict.WORSE):
        other = staff.filed("water.burst", hours=2)
        answer_residents_question(case_id=other, verdict=verdict, by=RESIDENT, at=long_ago(0.1))
    page = sheet(root)
    assert "3 of 4 answered" in page
    assert "worse: 2" in page
    assert "counts neither for nor against" in page
    assert "3 of 4" not in sheet(root, "water-handler", "zh-hans")
    assert "应评4个，已评3个" in sheet(root, "water-handler", "zh-hans")
    post(client_of("verifier"), f"/loop/{root}/assess_ok/")
    assert directive(root).loop.end_kind == "fulfilled"  # type: ignore[union-attr]


def test_places_are_drawn_looked_at_and_only_then_judged(county: County) -> None:
    node = at_work.assessing(county)
    from_the_desk = post(client_of("verifier"), f"/loop/{node}/assess_ok/")
    assert from_the_desk.status_code == 409
    assert "Draw the places first" in from_the_desk.content.decode()
    assert "Draw the places first" in sheet(node, "verifier")  # grey, with the reason
    post(client_of("verifier"), f"/loop/{node}/draw/")
    early = post(client_of("verifier"), f"/loop/{node}/assess_ok/")
    assert early.status_code == 409
    assert "2 are left" in early.content.decode()
    for grid in at_work.GRIDS:
        done = post(client_of("verifier"), f"/loop/{node}/place/", grid=grid, as_asked="no", text="仍有堆物")
        assert done.status_code == 302
    assert 'id="act-place"' not in sheet(node, "verifier")
    bad = post(client_of("verifier"), f"/loop/{node}/assess_bad/", reason="两处都没有清理。")
    assert bad.status_code == 302
    assert "Back to work" in sheet(node)


def test_conclusions_and_the_next_version(county: County) -> None:
    root = at_work.concluded(county)
    empty = post(client_of("leader"), f"/loop/{root}/conclude/", text=" ")
    assert empty.status_code == 422
    post(client_of("leader"), f"/loop/{root}/conclude/", text="下次先拨款。")
    assert "下次先拨款。" in sheet(root, "water-handler")
    once = str(new_id())
    for _click in range(2):
        client_of("leader").post(f"/loop/{root}/next/", {"once": once})
    (second,) = [link.loop.id for link in links_of(root) if link.role == "next"]
    page = sheet(second)
    assert "下次先拨款。" in page
    assert "written, not sent yet" in page
    assert "Versions" in page
    sent = post(
        client_of("leader"),
        f"/loop/{second}/send/",
        unit_id=str(county.unit("water")),
        text="先拨款，再检修。",
    )
    assert sent.status_code == 302
    assert "A next version exists already" in sheet(root)
    again = post(client_of("leader"), f"/loop/{root}/next/")
    assert again.status_code == 409
    # Whoever carries out the second version reads of the first only what it may open.
    assert str(root) in sheet(second, "water-handler")
    assert "先拨款，再检修。" in sheet(second, "water-handler")


def test_work_that_is_opened_moves_the_progress_by_itself(county: County) -> None:
    part = at_work.working(county)
    assert figure(sheet(part), "not on the platform") == 4
    post(client_of("town-head"), f"/loop/{part}/case/", grid=at_work.GRIDS[0], text="三楼水管滴水。")
    post(
        client_of("town-head"),
        f"/loop/{part}/rounds/",
        unit_id=str(county.unit("town")),
        grids=[at_work.GRIDS[1]],
    )
    page = sheet(part, "town-head")
    assert figure(page, "at work") == 2
    kinds = sorted(link.loop.subject_kind for link in links_of(part) if link.role == "work")
    assert kinds == ["case", "round"]
    walked = at_work.walked(county)
    assert figure(sheet(walked), "done") == 1  # the other place has an open case
    assert figure(sheet(walked), "at work") == 1


def test_a_unit_that_works_on_another_node_finds_its_steps_there(county: County) -> None:
    node, working = at_work.received(county), at_work.working(county)
    theirs = {
        key: data(county)
        for key, (make, entitled, data) in STEPS.items()
        if "town-head" in entitled and make is at_work.working
    }
    before = len(story_of(working))
    register_hosting(lambda unit: "999902" if unit == county.unit("town") else "")
    try:
        page = sheet(node, "town-head")
        assert "This unit works on the node 999902" in page
        assert f'action="/loop/{node}/accept/"' not in page
        assert post(client_of("town-head"), f"/loop/{node}/accept/").status_code == 409
        assert f'action="/loop/{node}/' not in sheet(node, "town-handler")
        for key, data in theirs.items():
            refused = post(client_of("town-head"), f"/loop/{working}/{key}/", **data)
            assert refused.status_code == 409, key
        assert len(story_of(working)) == before
    finally:
        register_hosting(host_of)
    assert post(client_of("town-head"), f"/loop/{node}/accept/").status_code == 302


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_renders_in_every_state(county: County, language: str) -> None:
    states = ("received", "objected", "working", "parked", "helped", "reported", "arbitration", "assessing")
    nodes = [getattr(at_work, name)(county) for name in (*states, "drawn", "concluded", "draft")]
    for node in nodes:
        page = sheet(node, "leader", language)
        assert page.count("<h1") == 1
        assert "%(" not in page
    pages = {"leader": ("/directives/new/", "/work/", "/board/?kind=directive", "/list/?kind=directive")}
    for login, paths in pages.items():
        for path in paths:
            assert client_of(login, language=language).get(path).status_code == 200, path


def test_the_sheet_of_many_parts_asks_the_database_no_more_than_that_of_few(county: County) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from gongzhi.directives.facts import PartSpec
    from gongzhi.directives.public import issue
    from gongzhi.directives.tests.steps import terms

    def asked(parts: int) -> int:
        grids = [f"{COUNTY[:6]}100001{number:03d}" for number in range(1, parts + 1)]
        found = issue(
            terms=terms(due_on=timezone.localdate() + timedelta(days=60), title=f"{parts}处"),
            lead=county.unit("water"),
            parts=[PartSpec(county.unit("town"), TOWN, grid) for grid in grids],
            by=county.actor("leader"),
            at=long_ago(1),
        )
        client = client_of("leader")
        client.get(f"/loop/{found.loop_id}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/loop/{found.loop_id}/")
        return len(queries)

    assert asked(60) <= asked(6) + 2


def test_visitors_are_sent_to_sign_in(county: County) -> None:
    node = at_work.received(county)
    for path in ("/directives/new/", f"/directives/{node}/parts/", f"/loop/{node}/"):
        assert Client().get(path).headers["Location"].startswith("/sign-in/")
