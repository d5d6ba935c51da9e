"""Progress and assessments cannot be talked up, and what is sent twice happens once."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.directives import hosting
from gongzhi.directives.public import (
    check_replay,
    directive,
    draw_look,
    link_work,
    look_at,
    open_work,
    parts_of,
    register_hosting,
)
from gongzhi.directives.rules import link_refusal
from gongzhi.directives.tests import at_work
from gongzhi.directives.tests.steps import issued, refused
from gongzhi.directives.views.choices import residents_concerned
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import links_of, loop_row
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import client_of, long_ago, post

pytestmark = pytest.mark.django_db


def number_of(loop_id: UUID) -> str:
    row = loop_row(loop_id)
    assert row
    return row.number


def test_work_of_another_matter_does_not_count(county: County) -> None:
    part, head = at_work.working(county), county.actor("town-head")
    bins = number_of(staff.working(county))
    with refused("directives.not_its_work"):
        link_work(directive_id=part, number=bins, by=head, at=long_ago(1))
    late = post(client_of("town-head"), f"/loop/{part}/link/", number=bins)
    assert late.status_code == 409
    assert bins in late.content.decode()
    assert [link.role for link in links_of(part) if link.role == "work"] == []
    link_work(directive_id=part, number=number_of(staff.filed("water.burst")), by=head, at=long_ago(1))
    assert [link.role for link in links_of(part) if link.role == "work"] == ["work"]


def test_what_ended_before_does_not_count() -> None:
    opened = long_ago(5)
    hour = timedelta(hours=1)
    assert link_refusal(same_matter=True, ended_at=None, opened_at=opened) is None
    assert link_refusal(same_matter=True, ended_at=opened + hour, opened_at=opened) is None
    for same, ended in ((True, opened - hour), (True, opened), (False, None)):
        refusal = link_refusal(same_matter=same, ended_at=ended, opened_at=opened)
        assert refusal
        assert refusal.code == "directives.not_its_work"


def test_after_a_rework_places_are_drawn_and_looked_at_anew(county: County) -> None:
    part, verifier = at_work.looked(county), county.actor("verifier")
    at_work.step(county, part, "assess_bad", "verifier", 0.9, reason="没有清理。")
    at_work.step(county, part, "report", "town-head", 0.8)
    at_work.step(county, part, "confirm", "leader", 0.7, drawn=0)
    with refused("directives.look_not_drawn"):
        at_work.step(county, part, "assess_ok", "verifier", 0.6)
    with refused("directives.not_drawn_place"):
        look_at(
            directive_id=part,
            grid=at_work.GRIDS[0],
            as_asked=True,
            text="",
            by=verifier,
            at=long_ago(0.6),
        )
    assert f'action="/loop/{part}/draw/"' in client_of("verifier").get(f"/loop/{part}/").content.decode()
    assert draw_look(directive_id=part, by=verifier, at=long_ago(0.5)) == len(at_work.GRIDS)
    with refused("directives.look_first"):
        at_work.step(county, part, "assess_ok", "verifier", 0.4)
    assert list(check_replay()) == []


@pytest.mark.parametrize("key", ["own_view", "place"])
def test_the_same_assessment_sent_twice_counts_once(county: County, key: str) -> None:
    make, login, data, kind = {
        "own_view": (
            at_work.working,
            "town-head",
            {"clear": "yes", "feasible": "no"},
            "assessed_by_addressee",
        ),
        "place": (
            at_work.drawn,
            "verifier",
            {"grid": at_work.GRIDS[0], "as_asked": "yes"},
            "place_looked_at",
        ),
    }[key]
    node, once, client = make(county), str(new_id()), client_of(login)
    answers = [client.post(f"/loop/{node}/{key}/", {"once": once, **data}).status_code for _click in range(2)]
    assert answers == [302, 302]
    assert [fact.kind for fact in story_of(node)].count(f"directives.{kind}") == 1


def test_a_case_an_office_opened_itself_has_no_resident_to_ask(county: County) -> None:
    part = at_work.working(county)
    grid, head = at_work.GRIDS[0], county.actor("town-head")
    open_work(directive_id=part, grid=grid, text="水管要换。", by=head, at=long_ago(3))
    view = directive(part)
    assert view
    assert residents_concerned(view, at=long_ago(0)) == 0
    staff.filed("water.burst", hours=2)
    assert residents_concerned(view, at=long_ago(0)) == 1


def test_two_who_pass_the_same_part_on_pass_it_on_once(county: County) -> None:
    part = at_work.working(county)
    for login, status in (("town-head", 302), ("town-handler", 409)):
        given = post(
            client_of(login), f"/loop/{part}/parts/", addressees=[str(county.unit("water"))], text="查管道。"
        )
        assert given.status_code == status
        assert status == 302 or "查管道。" in given.content.decode()
    assert len(parts_of(part)) == 1


@pytest.fixture
def leader_works_elsewhere(county: County) -> Iterator[None]:
    before, unit = hosting._host_of, county.unit("government")
    register_hosting(lambda asked: "city" if asked == unit else "")
    yield
    register_hosting(before)


@pytest.mark.usefixtures("leader_works_elsewhere")
def test_a_unit_that_works_on_another_node_issues_there(county: County) -> None:
    with refused("directives.elsewhere"):
        issued(county)
