"""Events: each verb with its happy path and each of its refusals."""

from uuid import UUID, uuid4

import pytest
from tests.small_county import START, WEST, County

from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.public import Report, Spot, dispatch_event, event_for, handle
from gongzhi.patrol.queries import event_offers
from gongzhi.patrol.tests import steps
from gongzhi.patrol.tests.steps import GRID, hours, refused, state, step
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db


def counted(event_id: UUID) -> int:
    return len(story_of(event_id))


# Filing and dispatching


def test_filed_and_given_by_the_duty_table(county: County) -> None:
    event_id = steps.filed(county)
    row = PatrolEvent.objects.get(loop=event_id)
    assert state(event_id) == "dispatched"
    assert (row.lead_id, row.overruled) == (county.unit("water"), False)
    assert row.citation == "城镇排水与污水处理条例第5条"


def give(county: County, event_id: UUID, unit: str, login: str = "dispatcher", **more: object) -> None:
    values: dict[str, object] = {
        "event": "file",
        "unit_id": county.unit(unit),
        "by": county.actor(login),
        "at": hours(0.5),
    }
    dispatch_event(event_id=event_id, **(values | more))  # type: ignore[arg-type]


def test_without_the_power_it_is_refused_with_the_citation(county: County) -> None:
    event_id = steps.reported(county, matter="housing.leak", grade=4).loop_id
    with refused("organization.duty_taken_back") as caught:
        give(county, event_id, "town")
    assert caught.value.refusal.details["citation"] == "履职清单收回第4项"
    with refused("organization.no_duty"):
        give(county, event_id, "water")
    with refused("organization.unknown_unit"):
        give(county, event_id, "town", unit_id=uuid4())
    assert state(event_id) == "reported"


@pytest.mark.parametrize("login", ["grid-worker", "town-handler", "verifier", "supervisor", "leader"])
def test_only_the_desk_files(county: County, login: str) -> None:
    event_id = steps.reported(county).loop_id
    with refused("loops.not_entitled"):
        give(county, event_id, "town", login)


def test_a_desk_files_what_came_to_it_and_nothing_else(county: County) -> None:
    event_id = steps.reported(county).loop_id
    with refused("loops.not_theirs"):
        give(county, event_id, "town", "town-head")
    with refused("loops.not_a_party"):
        give(county, event_id, "town", "township-head")


def test_what_is_filed_is_not_filed_again(county: County) -> None:
    event_id = steps.filed(county)
    with refused("loops.not_now"):
        give(county, event_id, "water")


def test_a_superior_overrules_by_name_and_with_a_reason(county: County) -> None:
    event_id = steps.reported(county, matter="housing.leak", grade=4).loop_id
    with refused("loops.reason_missing"):
        give(county, event_id, "town", "leader", overrule=True, reason=" ")
    with refused("patrol.overrule_not_entitled"):
        give(county, event_id, "town", "dispatcher", overrule=True, reason="先抢险。")
    give(county, event_id, "town", "leader", overrule=True, reason="先抢险。")
    row = PatrolEvent.objects.get(loop=event_id)
    assert (row.lead_id, row.overruled, row.citation) == (county.unit("town"), True, "")
    fact = story_of(event_id)[-1]
    assert (fact.kind, fact.data["overruled"]) == ("patrol.lead_named", True)


def test_an_overrule_that_the_table_allows_is_none(county: County) -> None:
    event_id = steps.reported(county, matter="housing.leak", grade=4).loop_id
    give(county, event_id, "housing", "leader", overrule=True, reason="尽快。")
    assert PatrolEvent.objects.get(loop=event_id).overruled is False


def test_not_filed_with_a_reason(county: County) -> None:
    event_id = steps.reported(county).loop_id
    with refused("loops.reason_missing"):
        step(county, event_id, "not_file", "dispatcher", hours(1))
    step(county, event_id, "not_file", "dispatcher", hours(1), reason="已有人在清运。")
    loop = loop_row(event_id)
    assert loop
    assert (loop.state, loop.end_kind) == ("not_filed", "refused")
    step(county, event_id, "reopen", "grid-worker", hours(2), reason="没有人来。")
    assert state(event_id) == "reported"


# Work


def test_signed_put_right_verified_closed(county: County) -> None:
    event_id = steps.closed(county)
    loop = loop_row(event_id)
    assert loop
    assert (loop.state, loop.end_kind) == ("closed", "fulfilled")


# In which state each plain step is taken, by whom, where it leads, and whether it needs a reason.
PLAIN_STEPS = {
    "sign": (steps.filed, "water-handler", "working", False),
    "return": (steps.filed, "water-handler", "return_review", True),
    "extend": (steps.working, "water-handler", "working", True),
    "park": (steps.working, "water-handler", "parked", True),
    "ask_up": (steps.working, "water-handler", "arbitration", True),
    "report": (steps.working, "water-handler", "verifying", False),
    "verify_ok": (steps.verifying, "verifier", "closed", False),
    "verify_bad": (steps.verifying, "verifier", "working", True),
    "conclude": (steps.arbitration, "arbiter", "concluded", True),
    "deny_return": (steps.returned, "dispatcher", "dispatched", True),
}


@pytest.mark.parametrize("event", sorted(PLAIN_STEPS))
def test_each_plain_step(county: County, event: str) -> None:
    make, login, to, reason = PLAIN_STEPS[event]
    event_id = make(county)
    facts = counted(event_id)
    with refused("loops.not_entitled"):
        step(county, event_id, event, "operator", hours(2.5), reason="理由")
    stranger = "township-head"  # may handle and dispatch, and has no part in this
    with refused("loops.not_entitled" if login in ("verifier", "arbiter") else "loops.not_a_party"):
        step(county, event_id, event, stranger, hours(2.5), reason="理由")
    if reason:
        with refused("loops.reason_missing"):
            step(county, event_id, event, login, hours(2.5))
    assert counted(event_id) == facts
    once = new_id()
    for _again in range(2):
        step(county, event_id, event, login, hours(2.5), reason="理由" if reason else "", once=once)
    assert state(event_id) == to
    after = counted(event_id)
    with refused("loops.not_now" if event != "extend" else "loops.used_up"):
        step(county, event_id, event, login, hours(2.6), reason="理由")
    assert counted(event_id) == after


def test_parked_and_taken_up_again(county: County) -> None:
    event_id = steps.working(county)
    step(county, event_id, "park", "water-handler", hours(2), reason="等配件。")
    step(county, event_id, "take_up_again", "water-handler", hours(3))
    assert state(event_id) == "working"


def test_returned_and_given_anew(county: County) -> None:
    event_id = steps.returned(county)
    with refused("loops.not_now"):
        give(county, event_id, "water", event="file")
    give(county, event_id, "water", event="redispatch", at=hours(1.5))
    assert state(event_id) == "dispatched"


def test_a_third_return_goes_to_the_arbiter_and_a_decision_does_not_bounce(county: County) -> None:
    event_id = steps.filed(county)
    for time in (1, 2):
        step(county, event_id, "return", "water-handler", hours(time), reason="不是。")
        give(county, event_id, "water", event="redispatch", at=hours(time + 0.5))
    step(county, event_id, "return", "water-handler", hours(3), reason="不是。")
    assert state(event_id) == "arbitration"
    arbiter = county.actor("arbiter")
    give(county, event_id, "water", event="decide", by=arbiter, at=hours(4), reason="归你管。")
    with refused("loops.return_barred"):
        step(county, event_id, "return", "water-handler", hours(5), reason="不是。")


def test_the_arbiter_decides_by_the_duty_table_too(county: County) -> None:
    event_id, arbiter = steps.arbitration(county), county.actor("arbiter")
    with refused("organization.no_duty"):
        give(county, event_id, "housing", event="decide", by=arbiter, at=hours(4), reason="你去。")
    give(county, event_id, "housing", event="decide", by=arbiter, at=hours(4), reason="你去。", overrule=True)
    assert PatrolEvent.objects.get(loop=event_id).overruled is True


# Verifying


def test_whoever_handled_it_does_not_verify_it(county: County) -> None:
    from gongzhi.loops.models import Holder

    event_id = steps.verifying(county)
    Holder.objects.filter(loop=event_id, party="verifier").update(unit=county.unit("water"))
    verifier = county.actor("verifier")
    by = type(verifier)(**{**vars(verifier), "unit_id": county.unit("water")})
    with refused("loops.own_work"):
        handle(event_id=event_id, event="verify_ok", by=by, at=hours(3))
    view = event_for(by, event_id)
    assert view
    offers = {each.event: each.refusal for each in event_offers(by, view, at=hours(3))}
    assert offers["verify_ok"]
    assert offers["verify_ok"].code == "loops.own_work"


def test_a_unit_that_keeps_the_verifying_desk_is_verified_by_the_next_one(county: County) -> None:
    from gongzhi.organization.public import import_files
    from gongzhi.organization.queries.memory import forget

    import_files(
        files={"desks": f"office,division,unit,valid_from\nRECHECK,{WEST},town,2020-01-01\n".encode()},
        by=SYSTEM,
        at=START,
    )
    forget()
    event_id = steps.working(county, unit="town")
    assert steps.holder(event_id, "verifier") == county.unit("town")
    step(county, event_id, "report", "town-handler", hours(2), text="已清运。")
    assert steps.holder(event_id, "verifier") == county.unit("recheck")
    step(county, event_id, "verify_ok", "verifier", hours(3))
    assert state(event_id) == "closed"


def test_reopened_by_who_reported_it(county: County) -> None:
    event_id = steps.closed(county)
    step(county, event_id, "reopen", "grid-worker", hours(30), reason="又漏了。")
    assert state(event_id) == "working"
    step(county, event_id, "report", "water-handler", hours(31))
    step(county, event_id, "verify_ok", "verifier", hours(32))
    step(county, event_id, "reopen", "grid-worker", hours(40), reason="还在漏。")
    assert state(event_id) == "arbitration"


def test_after_the_time_for_it_nothing_is_reopened(county: County) -> None:
    event_id = steps.closed(county)
    with refused("loops.reopen_over"):
        step(county, event_id, "reopen", "grid-worker", steps.days(70), reason="又漏了。")


def test_what_nobody_verifies_goes_to_the_arbiter_by_name_and_counts_as_nothing(county: County) -> None:
    event_id = steps.verifying(county)
    fire_due(at=steps.days(20))
    assert state(event_id) == "verifying"
    told = [fact.data.get("told") for fact in story_of(event_id) if fact.kind == "loops.deadline_fired"]
    assert "arbiter" in told


def test_what_is_seen_is_seen_by_its_parties_and_who_reads_its_tree(county: County) -> None:
    event_id = steps.filed(county)
    sees = {"grid-worker", "town-handler", "town-head", "dispatcher", "water-handler", "arbiter", "verifier",
            "leader", "supervisor"}  # fmt: skip
    for login in (
        *sees,
        "township-handler",
        "township-head",
        "housing-handler",
        "caller",
        "operator",
        "admin",
    ):
        found = event_for(county.actor(login), event_id)
        assert (found is not None) is (login in sees), login
    assert event_for(county.actor("leader"), new_id()) is None


def test_a_report_is_a_frozen_value() -> None:
    report = Report("city", "满了", Spot(grid=GRID))
    assert (report.grade, report.photo) == (0, None)


def test_a_unit_nobody_else_could_verify_gets_no_event(county: County) -> None:
    """At the end it would be too late: whoever keeps the only desk that verifies is not given the work."""
    event_id = steps.reported(county).loop_id
    with refused("patrol.no_verifier"):
        give(county, event_id, "recheck", "leader", overrule=True, reason="由复核组直接处理")
    assert state(event_id) == "reported"
