"""Each verb of staff, by whoever may not: the same refusal for everybody without the power, and nothing changes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.small_county import County

from gongzhi.applications.actions.handle import PLAIN
from gongzhi.applications.models import Application
from gongzhi.applications.public import (
    ask,
    assign,
    confirm,
    confirm_withdrawal,
    deny,
    grant,
    handle,
    make_contact,
    not_reached,
    refuse,
    reopen,
    reveal,
    supply,
    urge,
    withdraw,
)
from gongzhi.applications.rules import ENTITLED
from gongzhi.applications.tests.steps import (
    WISH,
    asked,
    assigned,
    days,
    filed,
    granted,
    hours,
    photo,
    proposed_denial,
    refused,
    state,
    working,
)
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import definition_of_loop, fire_due, loop_row
from gongzhi.people.facts import RESIDENT, Actor

pytestmark = pytest.mark.django_db

Verb = Callable[[County, UUID, Actor], Any]


def just_filed(_county: County) -> UUID:
    return filed().loop_id


def returned(county: County) -> UUID:
    application_id = working(county)
    handle(application_id=application_id, event="return", reason="不属本局。", by=county.actor("housing-handler"),
           at=hours(2))  # fmt: skip
    return application_id


def delivering(county: County) -> UUID:
    application_id = granted(county)
    fire_due(at=days(30))
    return application_id


def withdrawing(county: County) -> UUID:
    application_id = working(county)
    withdraw(application_id=application_id, why="", by=RESIDENT, at=hours(2))
    return application_id


def plain(event: str) -> Verb:
    def verb(_county: County, application_id: UUID, by: Actor) -> None:
        handle(application_id=application_id, event=event, reason="理由。", by=by, at=hours(2.5))

    return verb


def assigning(event: str) -> Verb:
    def verb(county: County, application_id: UUID, by: Actor) -> None:
        housing = county.unit("housing")
        assign(
            application_id=application_id, event=event, unit_id=housing, reason="理由。", by=by, at=days(1)
        )

    return verb


# Each verb: a state in which it is possible, the call, and who may.
VERBS: dict[str, tuple[Callable[[County], UUID], Verb, set[str]]] = {
    "assign": (just_filed, assigning("assign"), {"dispatcher"}),
    "redispatch": (returned, assigning("redispatch"), {"dispatcher"}),
    "deny_return": (returned, plain("deny_return"), {"dispatcher"}),
    "decide": (proposed_denial, assigning("decide"), {"arbiter"}),
    "sign": (assigned, plain("sign"), {"housing-handler", "housing-head"}),
    "return": (working, plain("return"), {"housing-handler", "housing-head"}),
    "extend": (working, plain("extend"), {"housing-handler", "housing-head"}),
    "ask_up": (working, plain("ask_up"), {"housing-handler", "housing-head"}),
    "ask": (
        working,
        lambda _c, id_, by: ask(application_id=id_, missing={"id-card": "看不清。"}, by=by, at=hours(2)),
        {"housing-handler", "housing-head"},
    ),
    "contact": (
        working,
        lambda _c, id_, by: make_contact(application_id=id_, note="已核实。", by=by, at=hours(2)),
        {"housing-handler", "housing-head"},
    ),
    "grant": (
        working,
        lambda _c, id_, by: grant(application_id=id_, reasons="符合。", by=by, at=hours(2)),
        {"housing-handler", "housing-head"},
    ),
    "conclude": (
        proposed_denial,
        lambda _c, id_, by: deny(application_id=id_, reasons="不符合。", by=by, at=days(1)),
        {"arbiter"},
    ),
    "refuse": (
        just_filed,
        lambda _c, id_, by: refuse(
            application_id=id_, reason="不属本县。", where_to_go="邻县", by=by, at=hours(2)
        ),
        {"dispatcher"},
    ),
    "received": (
        delivering,
        lambda _c, id_, by: confirm(application_id=id_, received=True, by=by, at=days(31)),
        {"caller"},
    ),
    "not_reached": (
        delivering,
        lambda _c, id_, by: not_reached(application_id=id_, by=by, at=days(31)),
        {"caller"},
    ),
    "withdrawal_confirmed": (
        withdrawing,
        lambda _c, id_, by: confirm_withdrawal(application_id=id_, meant=True, note="", by=by, at=days(1)),
        {"caller"},
    ),
    "supply": (
        asked,
        lambda _c, id_, by: supply(application_id=id_, materials={"bank-card": photo()}, by=by, at=days(1)),
        {"dispatcher"},
    ),
    "reveal": (
        working,
        lambda _c, id_, by: reveal(application_id=id_, wish=WISH, by=by, at=hours(2)),
        {"housing-handler", "housing-head", "caller"},
    ),
}  # fmt: skip
EVERYBODY = (
    "operator", "dispatcher", "arbiter", "leader", "supervisor", "steward", "admin", "caller", "verifier",
    "housing-handler", "housing-head", "town-handler", "town-head", "water-handler",
)  # fmt: skip


@pytest.mark.parametrize("key", sorted(VERBS))
def test_who_may_not_changes_nothing_and_who_may_does(served: County, key: str) -> None:
    make, verb, entitled = VERBS[key]
    application_id = make(served)
    before = len(story_of(application_id))
    for login in sorted(set(EVERYBODY) - entitled):
        with pytest.raises(Refused):
            verb(served, application_id, served.actor(login))
        assert len(story_of(application_id)) == before, login
    for number, login in enumerate(sorted(entitled)):
        verb(served, application_id if not number else make(served), served.actor(login))
    assert len(story_of(application_id)) > before


def test_every_event_of_the_definition_has_its_power(served: County) -> None:
    """What nobody's post covers could never be done; a power for no event would cover nothing."""
    events = {each.event for each in definition_of_loop(filed().loop_id).transitions}
    assert events - ENTITLED.person_events <= set(ENTITLED.events) <= events
    assert set(ENTITLED.events) >= PLAIN


@pytest.mark.parametrize("login", ["dispatcher", "housing-handler", "arbiter", "caller"])
def test_nobody_of_staff_speaks_for_the_applicant(served: County, login: str) -> None:
    by = served.actor(login)
    with refused("loops.not_entitled"):
        withdraw(application_id=working(served), why="算了。", by=by, at=hours(2))
    with refused("loops.not_entitled"):
        urge(application_id=working(served), by=by, at=hours(2))
    ended = granted(served)
    confirm(application_id=ended, received=True, by=RESIDENT, at=days(1))
    with refused("loops.not_entitled"):
        reopen(application_id=ended, why="再办。", by=by, at=days(2))


def test_the_applicant_does_nothing_of_the_offices(served: County) -> None:
    application_id = working(served)
    before = len(story_of(application_id))
    for key in ("grant", "ask", "ask_up", "extend", "return"):
        with refused("loops.not_entitled"):
            VERBS[key][1](served, application_id, RESIDENT)
    with refused("loops.not_entitled"):
        VERBS["conclude"][1](served, proposed_denial(served), RESIDENT)
    assert len(story_of(application_id)) == before


def test_words_are_needed_where_somebody_reads_them(served: County) -> None:
    handler = served.actor("housing-handler")
    application_id = working(served)
    with refused("applications.reason_missing"):
        grant(application_id=application_id, reasons=" ", by=handler, at=hours(2))
    with refused("applications.text_too_long"):
        grant(application_id=application_id, reasons="长" * 20_001, by=handler, at=hours(2))
    for event in ("return", "ask_up", "extend"):
        with refused("loops.reason_missing"):
            handle(application_id=application_id, event=event, by=handler, at=hours(2))
    ended = granted(served)
    confirm(application_id=ended, received=True, by=RESIDENT, at=days(1))
    with refused("applications.text_missing"):
        reopen(application_id=ended, why=" ", by=RESIDENT, at=days(2))
    assert state(application_id) == "working"


def test_too_late_is_refused(served: County) -> None:
    ended = granted(served)
    confirm(application_id=ended, received=True, by=RESIDENT, at=days(1))
    with refused("applications.ended"):
        reveal(application_id=ended, wish=WISH, by=served.actor("housing-handler"), at=days(2))
    with refused("applications.decided_already"):
        supply(application_id=ended, materials={"id-card": photo()}, by=RESIDENT, at=days(2))
    row = loop_row(ended)
    assert row
    assert row.ended_at
    with pytest.raises(Refused):
        reopen(application_id=ended, why="太晚。", by=RESIDENT, at=row.ended_at + timedelta(days=400))
    with pytest.raises(Refused):
        urge(application_id=ended, by=RESIDENT, at=days(2))


def test_without_contact_data_nothing_is_shown(served: County) -> None:
    application_id = working(served)
    Application.objects.filter(loop=application_id).update(contact=None)
    with refused("applications.no_contact"):
        reveal(application_id=application_id, wish=WISH, by=served.actor("housing-handler"), at=hours(2))
