"""Real loops of every kind to copy from: each goes its way through the product's own actions."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from bench.stories import settle, tell
from gongzhi.applications import public as applications
from gongzhi.applications.facts import Channel
from gongzhi.applications.tests.steps import form, open_catalogue
from gongzhi.directives import public as directives
from gongzhi.directives.facts import PartSpec, Terms
from gongzhi.patrol import public as patrol
from gongzhi.people.facts import RESIDENT

if TYPE_CHECKING:
    from tests.small_county import County

AGE = timedelta(days=2)
# How many of a hundred loops are of a kind.
SHARES = {"case": 50, "patrol": 28, "round": 12, "application": 6, "directive": 4}


def tell_all(county: "County", *, at: datetime) -> None:
    """Run every way of every kind; at `at` some are open and some have ended."""
    tell(county, at=at)
    open_catalogue(at=at)
    start = at - AGE
    for run in (_events, _rounds, _applications, _directives):
        run(county, lambda hours: start + timedelta(hours=hours))
        settle()


At = Callable[[float], datetime]


def _events(county: "County", at: At) -> None:
    """Reported, filed, at work, being verified, closed, solved on the spot, not filed; at the town and at a bureau."""
    for matter, unit in (("city.waste.street", "town"), ("water.burst", "water")):
        for last in ("reported", "filed", "signed", "done", "verified", "on_spot", "not_filed"):
            event_id = _reported(county, matter, at(0), grade=1 if last == "on_spot" else 4)
            _further(county, event_id, unit, last, at)


def _reported(county: "County", matter: str, at: datetime, *, grade: int) -> UUID:
    from tests.small_county import WEST

    report = patrol.Report(
        matter, "西街口的垃圾桶满了，袋子堆在路边。", patrol.Spot(grid=f"{WEST}001"), grade
    )
    return patrol.report_event(report=report, by=county.actor("grid-worker"), at=at).loop_id


def _further(county: "County", event_id: UUID, unit: str, last: str, at: At) -> None:
    desk, worker = county.actor("dispatcher"), county.actor(f"{unit}-handler")
    if last == "not_filed":
        patrol.handle(event_id=event_id, event="not_file", by=desk, at=at(1), reason="已有专人在处理。")
    if last not in ("filed", "signed", "done", "verified"):
        return
    patrol.dispatch_event(event_id=event_id, event="file", unit_id=county.unit(unit), by=desk, at=at(1))
    if last != "filed":
        patrol.handle(event_id=event_id, event="sign", by=worker, at=at(2))
    if last in ("done", "verified"):
        patrol.handle(event_id=event_id, event="report", by=worker, at=at(3), text="已清理。")
    if last == "verified":
        patrol.handle(event_id=event_id, event="verify_ok", by=county.actor("verifier"), at=at(4))


def _rounds(county: "County", at: At) -> None:
    """Planned and waiting, reported, done."""
    from tests.small_county import EAST, WEST

    grids = [f"{place}00{number}" for place in (WEST, EAST) for number in (1, 2)]
    planner, worker = county.actor("dispatcher"), county.actor("grid-worker")
    found = patrol.plan_rounds(
        matter_code="city.waste",
        grids=grids,
        unit_id=county.unit("town"),
        days=7,
        title="节前查看垃圾清运",
        by=planner,
        at=at(0),
    )
    first, second, third, _waiting = found.values()
    for round_id in (first, second, third):
        patrol.report_round(round_id=round_id, text="没有发现问题。", by=worker, at=at(2))
    for round_id in (first, second):
        patrol.handle_round(round_id=round_id, event="confirm", by=planner, at=at(3), drawn=999)


def _applications(county: "County", at: At) -> None:
    """Filed, assigned, at work, granted and received."""
    for last in ("filed", "assigned", "signed", "received"):
        filed = applications.file_application(
            form=form(),
            person=applications.Person(name="王桂芳", phone="13800000001"),
            channel=Channel.PORTAL,
            by=RESIDENT,
            at=at(0),
        ).loop_id
        if last == "filed":
            continue
        applications.assign(
            application_id=filed,
            event="assign",
            unit_id=county.unit("housing"),
            by=county.actor("dispatcher"),
            at=at(1),
        )
        by = county.actor("housing-handler")
        if last != "assigned":
            applications.handle(application_id=filed, event="sign", by=by, at=at(2))
        if last == "received":
            applications.grant(application_id=filed, reasons="年满80周岁，每月发放50元。", by=by, at=at(3))
            applications.confirm(application_id=filed, received=True, by=RESIDENT, at=at(4))


def _directives(county: "County", at: At) -> None:
    """Waiting for an answer, and concluded, each with a town's part."""
    for concluded in (False, True):
        whole, part = _issued(county, at)
        if concluded:
            _conclude(county, part, "town-head", at(2))
            _conclude(county, whole, "water-handler", at(4))


def _issued(county: "County", at: At) -> tuple[UUID, UUID]:
    from tests.small_county import COUNTY, TOWN

    terms = Terms(
        title="入冬前检修老旧水管",
        text="各责任单位在入冬前检修辖区老旧水管，做到不漏、不冻。",
        legal_basis="城镇排水与污水处理条例第5条",
        matter="water",
        scope=COUNTY,
        due_on=(at(0) + timedelta(days=60)).date(),
    )
    issued = directives.issue(
        terms=terms,
        lead=county.unit("water"),
        parts=[PartSpec(county.unit("town"), TOWN)],
        by=county.actor("leader"),
        at=at(0),
    )
    return issued.loop_id, directives.parts_of(issued.loop_id)[0].loop.id


def _conclude(county: "County", node: UUID, addressee: str, at: datetime) -> None:
    steps = (
        ("accept", addressee, ""),
        ("report", addressee, "已完成。"),
        ("look", "leader", ""),
        ("assess_ok", "verifier", ""),
    )
    for number, (event, login, text) in enumerate(steps):
        when = at + timedelta(minutes=number)
        directives.handle(directive_id=node, event=event, by=county.actor(login), at=when, text=text)
