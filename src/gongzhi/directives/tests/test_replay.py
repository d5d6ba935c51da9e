"""The tables of directives say what the facts say, in every state, and a changed table is found."""

from datetime import date, timedelta

import pytest
from tests.small_county import TOWN, WEST, County

from gongzhi.directives.facts import PartSpec
from gongzhi.directives.models import Directive
from gongzhi.directives.public import (
    amend,
    assess_as_addressee,
    check_replay,
    conclude,
    decompose,
    directive,
    draft_next,
    give,
    handle,
    link_work,
    look_at,
    open_work,
)
from gongzhi.directives.queries import drawn_places
from gongzhi.directives.replay import replay
from gongzhi.directives.tests import at_work
from gongzhi.directives.tests.steps import GOAL, days, issued
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import check_replay as check_loops
from gongzhi.loops.public import loop_row
from gongzhi.web.tests import staff
from gongzhi.web.tests.staff import long_ago

pytestmark = pytest.mark.django_db


def test_every_verb_leaves_facts_that_rebuild_the_tables(county: County) -> None:
    head, leader, verifier = (county.actor(login) for login in ("town-head", "leader", "verifier"))
    part = at_work.objected(county)
    amend(directive_id=part, text="先清理堆物，再换灯。", by=leader, at=long_ago(3.9))
    at_work.step(county, part, "accept", "town-head", 3.8)
    parts = [PartSpec(county.unit("water"), WEST)]
    decompose(directive_id=part, parts=parts, text="查西街", by=head, at=long_ago(3.7))
    open_work(directive_id=part, grid=at_work.GRIDS[0], text="灯不亮。", by=head, at=long_ago(3.6))
    known = loop_row(staff.filed("water.burst"))
    assert known
    link_work(directive_id=part, number=known.number, by=head, at=long_ago(1))
    looked = at_work.drawn(county)
    for grid, _good in drawn_places(looked):
        look_at(directive_id=looked, grid=grid, as_asked=True, text="好", by=verifier, at=long_ago(1))
    assess_as_addressee(
        directive_id=looked, clear=True, feasible=False, hours=9, text="经费不足", by=head, at=long_ago(1)
    )
    decided = at_work.arbitration(county)
    give(
        directive_id=decided,
        event="decide",
        unit_id=county.unit("town"),
        reason="由镇里办",
        by=county.actor("arbiter"),
        at=long_ago(2),
    )
    draft = at_work.draft(county)
    give(directive_id=draft, event="send", unit_id=county.unit("water"), by=leader, at=long_ago(0.2))
    assert Directive.objects.count() > 8
    assert list(check_replay()) == []
    assert list(check_loops()) == []


def test_a_draft_is_measured_and_its_days_counted_when_it_goes_out(county: County) -> None:
    leader, water = county.actor("leader"), county.actor("water-handler")
    first = issued(county, goal=GOAL, town=False).loop_id
    for event, by, at in (
        ("accept", water, 1),
        ("report", water, 2),
        ("look", leader, 3),
        ("assess_ok", county.actor("verifier"), 4),
    ):
        handle(directive_id=first, event=event, by=by, at=days(at))
    conclude(directive_id=first, text="先拨款。", by=leader, at=days(5))
    draft = draft_next(directive_id=first, by=leader, at=days(6))
    before = directive(draft)
    assert before is not None
    issued(county, goal=GOAL, town=False)  # meanwhile somebody asks for the same
    with pytest.raises(Refused, match=r"^directives.asked_already$"):
        give(directive_id=draft, event="send", unit_id=county.unit("water"), by=leader, at=days(10))
    other = Directive.objects.get(parent=None, version=1, loop__ended_at=None)
    handle(directive_id=other.loop_id, event="cannot", reason="重复", by=water, at=days(1))
    handle(directive_id=other.loop_id, event="release", reason="同意", by=leader, at=days(2))
    open_case(county)
    give(directive_id=draft, event="send", unit_id=county.unit("water"), by=leader, at=days(20))
    after = directive(draft)
    assert after is not None
    assert after.goal is not None
    assert (before.goal and before.goal.baseline, after.goal.baseline) == (0, 1)
    assert after.due_on == before.due_on + timedelta(days=14)
    assert list(check_replay()) == []


def open_case(county: County) -> None:
    from gongzhi.cases.facts import Channel
    from gongzhi.cases.public import Place, file_case
    from gongzhi.people.facts import RESIDENT

    file_case(
        text="水管漏水。",
        place=Place(division=TOWN),
        channel=Channel.PORTAL,
        matter="water.burst",
        by=RESIDENT,
        at=days(19),
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("overruled", True),
        ("due_on", date(2030, 1, 1)),
        ("citation", "别的依据"),
        ("scope", WEST),
        ("conclusions", "没有写过的总结"),
        ("version", 7),
    ],
)
def test_a_table_changed_beside_the_facts_is_found(county: County, column: str, value: object) -> None:
    node = at_work.working(county)
    Directive.objects.filter(loop=node).update(**{column: value})
    (found,) = check_replay()
    assert found.loop_id == node
    assert found.what.endswith(f"/{'concluded' if column == 'conclusions' else column}")


def test_replay_needs_no_texts(county: County) -> None:
    """What is folded are commitments: a text that was erased changes no row."""
    node = at_work.working(county)
    facts = facts_about([node])
    assert all("入冬前" not in str(fact.data) for fact in facts)
    assert replay(facts)[str(node)]["lead"] == str(county.unit("town"))
