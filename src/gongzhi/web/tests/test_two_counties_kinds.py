"""Two counties in one installation: events, instructions and applications stay with the desks of their own."""

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from uuid import UUID

import pytest
from django.utils import timezone

from gongzhi.applications import public as applications
from gongzhi.applications.facts import Channel, How
from gongzhi.catalogue.public import publish_item, shipped_items
from gongzhi.directives import public as directives
from gongzhi.directives.facts import PartSpec, Terms
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import holders_of, loop_row, owed_by
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk, duty_for, locate, unit, unit_by_code, within
from gongzhi.patrol import public as patrol
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor
from gongzhi.web.demo.staffing import COUNTY as DEMO
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Stage
from gongzhi.web.tests.test_two_counties import Side, sides

pytestmark = pytest.mark.django_db
__all__ = ["sides"]
ITEM = "sole-trader-registration"
ANSWERS = {"trader-name": "王小满", "trade-name": "小满杂货", "business": "日用杂货"}
# Who takes an application in: the demo has a hall, the small county leaves it to its dispatch desk.
COUNTERS = (Office.SERVICE_HALL, Office.DISPATCH)


@pytest.fixture
def who() -> Callable[[UUID, str], Actor]:
    """Return who finds somebody of a unit by power: each county's units lie in the same installation."""
    return Stage(end=timezone.now(), draw=random.Random(1)).actor


def reporter(side: Side) -> UUID:
    """Return a unit with grid workers at the side's point: the committee is its own desk for events in the demo."""
    if side.county != DEMO:
        return unit_id_of("town")
    at = timezone.now()
    found = locate(*side.point, at=at)
    assert found
    committee = desk(Office.GRID_DESK, found.division, at=at)
    assert committee
    return committee


def unit_id_of(code: str) -> UUID:
    view = unit_by_code(code)
    assert view
    return view.id


def leading(side: Side) -> UUID:
    at = timezone.now()
    found = locate(*side.point, at=at)
    assert found
    return duty_for(side.matter, found.division, at=at)[0].unit.id


def issuing(side: Side) -> UUID:
    """Return the county's government."""
    return unit_id_of(unit_code("GOV") if side.county == DEMO else "government")


def test_an_event_goes_round_in_either_by_its_own_desks(
    sides: tuple[Side, Side], who: Callable[[UUID, str], Actor]
) -> None:
    for side, other in permutations(sides):
        at = timezone.now() - timedelta(hours=3)
        lon, lat = side.point
        report = patrol.Report(
            side.matter, f"看到的事（{side.county}）。", patrol.Spot("", lon, lat), grade=2
        )
        by = who(reporter(side), "patrol.report")
        event_id = patrol.report_event(report=report, by=by, at=at).loop_id
        holders = holders_of(event_id)
        row = loop_row(event_id)
        assert row
        assert within(side.county, row.division)
        for party in ("reporter", "intake", "arbiter", "verifier"):
            (unit_id,) = holders[party]
            assert unit_id
            view = unit(unit_id)
            assert view
            assert within(side.county, view.division), party
        (intake,), (verifier,) = holders["intake"], holders["verifier"]
        assert intake
        assert verifier
        lead = leading(side)
        patrol.dispatch_event(
            event_id=event_id, event="file", unit_id=lead, by=who(intake, "patrol.dispatch"), at=at
        )
        worker = who(lead, "patrol.handle")
        patrol.handle(event_id=event_id, event="sign", by=worker, at=at)
        patrol.handle(event_id=event_id, event="report", text="已办。", by=worker, at=at)
        checker = who(verifier, "patrol.verify")
        patrol.handle(event_id=event_id, event="verify_ok", text="属实。", by=checker, at=at)
        row = loop_row(event_id)
        assert row
        assert row.end_kind == "fulfilled"
        assert patrol.event_for(other.dispatcher, event_id) is None
        assert patrol.event_for(who(reporter(other), "patrol.report"), event_id) is None


def test_an_instruction_stays_in_its_county(
    sides: tuple[Side, Side], who: Callable[[UUID, str], Actor]
) -> None:
    for side, other in permutations(sides):
        at, lead = timezone.now(), leading(side)
        view = unit(lead)
        assert view
        terms = Terms(
            title="看一遍",
            text="请看一遍，有问题的照实说。",
            legal_basis="示例",
            matter=side.matter,
            scope=view.division,
            due_on=(at + timedelta(days=30)).date(),
        )
        leader = who(issuing(side), "directive.issue")
        issued = directives.issue(terms=terms, lead=lead, by=leader, at=at)
        assert [each.loop.id for each in owed_by([lead]) if each.loop.subject_kind == "directive"] == [
            issued.loop_id
        ]
        stranger = who(issuing(other), "directive.issue")
        assert directives.directive_for(stranger, issued.loop_id) is None
        with pytest.raises(Refused) as refused:
            directives.issue(
                terms=terms, lead=lead, parts=[PartSpec(lead, view.division)], by=stranger, at=at
            )
        assert refused.value.refusal.code == "directives.not_your_tree"


def test_an_application_is_taken_in_where_the_applicant_lives(
    sides: tuple[Side, Side], who: Callable[[UUID, str], Actor]
) -> None:
    for file in shipped_items():
        publish_item(text=file.read_text(encoding="utf-8"), by=SYSTEM, at=timezone.now())
    for side, other in permutations(sides):
        at = timezone.now()
        found = locate(*side.point, at=at)
        assert found
        materials = {key: applications.Given(How.NOTHING) for key in ("id-card", "application-form")}
        form = applications.Form(ITEM, "first", found.division, ANSWERS, materials)
        person = applications.Person(name="王小满", phone="13800000001")
        application_id = applications.file_application(
            form=form, person=person, channel=Channel.PORTAL, by=RESIDENT, at=at
        ).loop_id
        (counter,) = holders_of(application_id)["counter"]
        desks = (desk(office, found.division, at=at) for office in COUNTERS)
        assert counter == next(each for each in desks if each)
        view = unit(counter)
        assert view
        assert within(side.county, view.division)
        clerk = who(counter, "application.intake")
        seen = applications.application_for(clerk, application_id)
        assert seen
        assert seen.proposed_unit
        applications.assign(
            application_id=application_id, event="assign", unit_id=seen.proposed_unit, by=clerk, at=at
        )
        office = unit(seen.proposed_unit)
        assert office
        assert within(side.county, office.division)
        assert applications.application_for(other.dispatcher, application_id) is None
