"""Directives through their whole life, and each thing that is refused on the way."""

from datetime import date, timedelta

import pytest
from tests.small_county import COUNTY, IN_WEST, START, TOWN, TOWNSHIP, WEST, County

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, file_case
from gongzhi.directives.facts import OBJECTIONS, Goal, PartSpec, Verdict
from gongzhi.directives.models import Directive
from gongzhi.directives.public import (
    Overrule,
    amend,
    answer_residents_question,
    ask_for_help,
    assess_as_addressee,
    check_replay,
    conclude,
    decompose,
    directive,
    directive_for,
    draft_next,
    draw_look,
    finish_task,
    give,
    handle,
    issue,
    link_work,
    look_at,
    parts_of,
    progress_of,
    residents_question,
)
from gongzhi.directives.tests.steps import GOAL, accepted, days, issued, part_of, refused, state, terms
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import links_of, loop_row, owed_by
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


def test_it_goes_out_whole_with_its_parts_and_everyone_owes_an_answer(county: County) -> None:
    found = issued(county, goal=GOAL)
    assert found.parts == 1
    part = part_of(found)
    assert (state(found.loop_id), state(part)) == ("received", "received")
    assert [each.loop.id for each in owed_by([county.unit("town")])] == [part]
    view = directive(found.loop_id)
    assert view is not None
    assert view.goal is not None
    assert view.goal.baseline == 0  # nothing was open when it was issued
    assert view.citation == "城镇排水与污水处理条例第5条"
    assert [(link.role, link.loop.id) for link in links_of(found.loop_id)] == [("part", part)]
    below = directive(part)
    assert below is not None
    assert (below.root, below.parent, below.goal) == (found.loop_id, found.loop_id, None)
    assert below.citation == "履职清单配合第9项"


def test_power_before_work(county: County) -> None:
    leader = county.actor("leader")
    with refused("directives.no_power"):  # housing was taken back from towns
        issue(
            terms=terms(matter="housing"),
            lead=county.unit("housing"),
            parts=[PartSpec(county.unit("town"), TOWN)],
            by=leader,
            at=START,
        )
    with refused("directives.no_power"):  # who only cooperates does not lead
        issue(terms=terms(scope=TOWN), lead=county.unit("town"), by=leader, at=START)
    with refused("directives.no_power"):  # on no list at all
        issue(
            terms=terms(),
            lead=county.unit("water"),
            parts=[PartSpec(county.unit("township"), TOWNSHIP)],
            by=leader,
            at=START,
        )
    assert Directive.objects.count() == 0


def test_a_named_superior_overrules_with_a_reason_and_it_is_counted(county: County) -> None:
    spec = {"lead": county.unit("water"), "parts": [PartSpec(county.unit("township"), TOWNSHIP)], "at": START}
    with refused("loops.reason_missing"):
        issue(terms=terms(), by=county.actor("leader"), overrule=Overrule(" "), **spec)  # type: ignore[arg-type]
    found = issue(
        terms=terms(),
        by=county.actor("leader"),
        overrule=Overrule("汛期应急，指定山里乡负责"),
        **spec,  # type: ignore[arg-type]
    )
    assert Directive.objects.get(parent=found.loop_id).overruled
    assert not Directive.objects.get(loop=found.loop_id).overruled
    told = [fact for fact in story_of(part_of(found)) if fact.kind == "directives.issued"]
    assert told[0].texts
    assert "指定山里乡" in told[0].texts["overrule_reason"]
    with refused("directives.overrule_not_entitled"):
        issue(
            terms=terms(scope=TOWN, matter="housing"),
            lead=county.unit("water"),
            by=county.actor("town-head"),
            at=START,
            overrule=Overrule("想要"),
        )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "directives.title_missing"),
        ({"title": "长" * 121}, "directives.title_too_long"),
        ({"text": ""}, "directives.text_missing"),
        ({"legal_basis": ""}, "directives.basis_missing"),
        ({"due_on": date(2026, 3, 2)}, "directives.due_passed"),
        ({"due_on": date(2027, 4, 2)}, "directives.due_too_far"),
        ({"matter": "nothing"}, "directives.unknown_matter"),
        ({"scope": "110000000000"}, "directives.not_your_tree"),
        ({"goal": Goal("open", "", 30, None, 9, 3)}, "directives.band_upside_down"),
        ({"goal": Goal("happiness", "", 30, None, 0, 3)}, "directives.unknown_measure"),
        ({"asks_for": "open"}, "directives.figures_held"),
    ],
)
def test_what_is_not_whole_does_not_go_out(county: County, changes: dict[str, object], code: str) -> None:
    with refused(code):
        issued(county, town=False, **changes)
    assert Directive.objects.count() == 0


def test_addressees_are_others_once_and_inside(county: County) -> None:
    leader = county.actor("leader")
    water, town, own = county.unit("water"), county.unit("town"), county.unit("government")
    for lead, parts, code in (
        (own, [], "directives.own_addressee"),
        (water, [PartSpec(own, COUNTY)], "directives.own_addressee"),
        (water, [PartSpec(town, TOWN), PartSpec(town, TOWN)], "directives.addressee_twice"),
        (water, [PartSpec(town, "999900000000")], "directives.outside_scope"),
    ):
        with refused(code):
            issue(terms=terms(), lead=lead, parts=parts, by=leader, at=START)
    with refused("loops.not_entitled"):
        issue(terms=terms(), lead=water, by=county.actor("dispatcher"), at=START)


def test_the_same_figures_are_not_asked_twice(county: County) -> None:
    first = issued(county, goal=GOAL)
    with refused("directives.asked_already"):
        issued(county, goal=GOAL)
    issued(county, goal=GOAL, scope=TOWN)  # another place is another question
    assert first.number


def test_a_request_repeated_issues_once(county: County) -> None:
    once = new_id()
    spec = {"terms": terms(), "lead": county.unit("water"), "by": county.actor("leader"), "at": START}
    first = issue(**spec, once=once)  # type: ignore[arg-type]
    assert issue(**spec, once=once) == first  # type: ignore[arg-type]
    assert Directive.objects.count() == 1


@pytest.mark.parametrize("event", OBJECTIONS)
def test_each_objection_is_an_answer_the_issuer_owes_a_reply_to(county: County, event: str) -> None:
    part = part_of(issued(county))
    head, leader = county.actor("town-head"), county.actor("leader")
    with refused("loops.reason_missing"):
        handle(directive_id=part, event=event, by=head, at=days(1))
    handle(directive_id=part, event=event, reason="没有经费", citation="号", by=head, at=days(1))
    assert state(part) == "objected"
    (owed,) = [each for each in owed_by([county.unit("government")]) if each.loop.id == part]
    assert owed.due_at > days(1)
    with refused("loops.reason_missing"):
        handle(directive_id=part, event="insist", by=leader, at=days(2))
    handle(directive_id=part, event="insist", reason="经费已列入预算", by=leader, at=days(2))
    assert state(part) == "received"
    handle(directive_id=part, event=event, reason="预算尚未到账", by=head, at=days(2.2))
    handle(directive_id=part, event="insist", reason="先行垫付", by=leader, at=days(2.4))
    assert state(part) == "arbitration"  # insisting twice is one too many: somebody above decides
    arbiter = county.actor("arbiter")
    give(
        directive_id=part, event="decide", unit_id=county.unit("town"), reason="由镇里办", overrule=True,
        by=arbiter, at=days(3),
    )  # fmt: skip
    assert state(part) == "received"
    with refused("loops.return_barred"):
        handle(directive_id=part, event=event, reason="仍然不行", by=head, at=days(3.2))


def test_the_issuer_changes_terms_releases_or_agrees(county: County) -> None:
    leader, head = county.actor("leader"), county.actor("town-head")
    changed = part_of(issued(county))
    handle(directive_id=changed, event="better_way", reason="先查再换更省", by=head, at=days(1))
    amend(directive_id=changed, text="先检查，再更换。", by=leader, at=days(1.2))
    view = directive(changed)
    assert view is not None
    assert (view.text, state(changed)) == ("先检查，再更换。", "received")
    handle(
        directive_id=changed, event="already_done", reason="上月已修", citation="西街", by=head, at=days(2)
    )
    handle(directive_id=changed, event="agree_done", by=leader, at=days(2.2))
    assert state(changed) == "assessing"
    free = part_of(issued(county, scope=COUNTY))
    handle(directive_id=free, event="cannot", reason="没有人手", by=head, at=days(1))
    handle(directive_id=free, event="release", reason="改由县里办", by=leader, at=days(1.5))
    row = loop_row(free)
    assert row is not None
    assert row.end_kind == "refused"


def test_nobody_answers_or_replies_for_another(county: County) -> None:
    root, part = accepted(county)
    with refused("loops.not_a_party"):
        handle(directive_id=part, event="report", by=county.actor("housing-head"), at=days(1))
    with refused("loops.not_entitled"):
        handle(directive_id=part, event="report", by=county.actor("verifier"), at=days(1))
    assert directive_for(county.actor("housing-head"), part) is None
    assert directive_for(county.actor("housing-handler"), root) is None
    assert directive_for(county.actor("water-handler"), part) is not None  # leads the whole
    assert directive_for(county.actor("township-head"), part) is None
    assert directive_for(county.actor("supervisor"), part) is not None
    assert directive_for(SYSTEM, part) is not None


def test_the_lead_passes_parts_on_and_reports_when_they_have_ended(county: County) -> None:
    _root, part = accepted(county)
    head = county.actor("town-head")
    with refused("loops.not_owner"):
        decompose(
            directive_id=part, parts=[PartSpec(county.unit("water"), WEST)], text="查西街",
            by=county.actor("leader"), at=days(1),
        )  # fmt: skip
    once = new_id()
    for _ in range(2):
        assert (
            decompose(
                directive_id=part,
                parts=[PartSpec(county.unit("water"), WEST)],
                text="查西街水管",
                by=head,
                at=days(1),
                once=once,
            )
            == 1
        )
    (below,) = parts_of(part)
    assert below.scope == WEST
    view = directive(below.loop.id)
    assert view is not None
    assert (view.issuer, view.text) == (county.unit("town"), "查西街水管")
    with refused("directives.parts_open"):
        handle(directive_id=part, event="report", by=head, at=days(2))
    handle(
        directive_id=below.loop.id,
        event="cannot",
        reason="无此管线",
        by=county.actor("water-handler"),
        at=days(2),
    )
    handle(directive_id=below.loop.id, event="release", reason="同意", by=head, at=days(2.1))
    handle(directive_id=part, event="report", by=head, at=days(3))
    assert state(part) == "reported"


def test_tasks_of_others_are_joint_work(county: County) -> None:
    _root, part = accepted(county)
    head, helper = county.actor("town-head"), county.actor("housing-head")
    ask_for_help(directive_id=part, unit_id=county.unit("housing"), text="核对管线图", by=head, at=days(1))
    assert [each.loop.id for each in owed_by([county.unit("housing")])] == [part]
    assert directive_for(helper, part) is not None
    with refused("loops.parts_open"):
        handle(directive_id=part, event="report", by=head, at=days(2))
    with refused("loops.reason_missing"):
        finish_task(directive_id=part, done=False, text="", by=helper, at=days(2))
    finish_task(directive_id=part, done=True, text="已核对", by=helper, at=days(2))
    handle(directive_id=part, event="report", by=head, at=days(2))


def test_progress_is_computed_from_what_stands_on_the_platform(county: County) -> None:
    _root, part = accepted(county)
    head = county.actor("town-head")
    view = directive(part)
    assert view is not None
    found = progress_of(view, at=days(1))
    assert (found.total, found.done, found.at_work, found.unknown) == (4, 0, 0, 4)
    case = file_case(
        text="水管漏水。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="water.burst",
        by=RESIDENT,
        at=days(1),
    )
    assert progress_of(view, at=days(1)).at_work == 1  # a resident's case moves it by itself
    with refused("directives.unknown_number"):
        link_work(directive_id=part, number="nonsense", by=head, at=days(2))
    link_work(directive_id=part, number=case.number, by=head, at=days(2))
    link_work(directive_id=part, number=case.number, by=head, at=days(2))
    assert [link.role for link in links_of(case.loop_id)] == ["work"]
    assert progress_of(view, at=days(2)).at_work == 1


def test_the_whole_is_looked_at_assessed_concluded_and_written_anew(county: County) -> None:
    root, part = accepted(county)
    leader, head, water = county.actor("leader"), county.actor("town-head"), county.actor("water-handler")
    verifier = county.actor("verifier")
    handle(directive_id=part, event="report", by=head, at=days(3))
    handle(directive_id=part, event="confirm", by=leader, at=days(3.2), drawn=999)
    assert state(part) == "concluded"
    handle(directive_id=root, event="report", by=water, at=days(4))
    with refused("directives.look_needed"):
        handle(directive_id=root, event="confirm", by=leader, at=days(4))
    handle(directive_id=root, event="look", by=leader, at=days(4))
    with refused("directives.no_places"):
        draw_look(directive_id=root, by=verifier, at=days(5))
    with refused("loops.not_owner"):
        draw_look(directive_id=root, by=water, at=days(5))
    assess_as_addressee(
        directive_id=part, clear=True, feasible=False, hours=40, text="经费不足", by=head, at=days(5)
    )
    with refused("directives.assessed_already"):
        assess_as_addressee(
            directive_id=part, clear=True, feasible=True, hours=None, text="", by=head, at=days(5)
        )
    with refused("directives.not_ended"):
        conclude(directive_id=root, text="下次先拨款。", by=leader, at=days(5))
    handle(directive_id=root, event="assess_ok", by=verifier, at=days(6))
    assert state(root) == "concluded"
    with refused("loops.not_owner"):
        conclude(directive_id=root, text="不归我写", by=water, at=days(6))
    conclude(directive_id=root, text="下次先拨款。", by=leader, at=days(6))
    new = draft_next(directive_id=root, by=leader, at=days(7))
    with refused("directives.next_exists"):
        draft_next(directive_id=root, by=leader, at=days(7))
    view = directive(new)
    assert view is not None
    assert (view.version, view.previous, view.loop.state) == (2, root, "issued")
    assert "下次先拨款" in view.text
    give(directive_id=new, event="send", unit_id=county.unit("water"), by=leader, at=days(7))
    assert state(new) == "received"
    assert list(check_replay()) == []


def test_residents_concerned_say_it_once_and_leave_nothing_else(county: County) -> None:
    root, part = accepted(county)
    place = Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1])
    case = file_case(
        text="水管漏水。", place=place, channel=Channel.PORTAL, matter="water.burst", by=RESIDENT, at=days(1)
    ).loop_id
    other = file_case(
        text="垃圾没收。", place=place, channel=Channel.PORTAL, matter="city.waste", by=RESIDENT, at=days(1)
    ).loop_id
    assert residents_question(case_id=case, at=days(2)) is None  # nothing to judge yet
    with refused("directives.not_asked"):
        answer_residents_question(case_id=case, verdict=Verdict.BETTER, by=RESIDENT, at=days(2))
    handle(directive_id=part, event="report", by=county.actor("town-head"), at=days(3))
    handle(directive_id=part, event="confirm", by=county.actor("leader"), at=days(3), drawn=999)
    handle(directive_id=root, event="report", by=county.actor("water-handler"), at=days(4))
    assert residents_question(case_id=case, at=days(5)) == root
    assert residents_question(case_id=other, at=days(5)) is None
    with refused("loops.not_entitled"):
        answer_residents_question(case_id=case, verdict=Verdict.BETTER, by=county.actor("leader"), at=days(5))
    answer_residents_question(case_id=case, verdict=Verdict.BETTER, by=RESIDENT, at=days(5))
    with refused("directives.assessed_already"):
        answer_residents_question(case_id=case, verdict=Verdict.WORSE, by=RESIDENT, at=days(5))
    said = [fact for fact in story_of(root) if fact.kind == "directives.assessed_by_resident"]
    assert [dict(fact.data) for fact in said] == [{"verdict": "BETTER"}]
    assert str(case) not in str(said)


def test_many_parts_fall_due_together(county: County) -> None:
    root = issued(county)
    rows = [loop_row(root.loop_id), *(part.loop for part in parts_of(root.loop_id))]
    assert len({row.first_due_at for row in rows if row}) == 1
    assert rows[0]
    assert rows[0].first_due_at
    assert rows[0].first_due_at > START + timedelta(days=58)


def test_only_drawn_places_are_looked_at(county: County) -> None:
    root, part = accepted(county)
    handle(directive_id=part, event="report", by=county.actor("town-head"), at=days(3))
    handle(directive_id=part, event="confirm", by=county.actor("leader"), at=days(3), drawn=0)
    assert state(part) == "assessing"  # the lot fell on it
    with refused("directives.not_drawn_place"):
        look_at(
            directive_id=part,
            grid=f"{WEST}001",
            as_asked=True,
            text="",
            by=county.actor("verifier"),
            at=days(4),
        )
    with refused("loops.not_now"):
        draw_look(directive_id=root, by=county.actor("verifier"), at=days(4))
