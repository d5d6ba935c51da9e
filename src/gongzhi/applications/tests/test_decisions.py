"""An application is decided, delivered and rated; by whom, by whom not, and what stays on record."""

import hashlib
from dataclasses import replace
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from tests.small_county import START, County

from gongzhi.applications.facts import Grade
from gongzhi.applications.models import Decision, Rating
from gongzhi.applications.public import (
    application_for,
    assign,
    check_replay,
    confirm,
    confirm_withdrawal,
    deny,
    grant,
    handle,
    not_reached,
    rate,
    rating_for,
    reopen,
    resident_application,
    resident_document,
    resident_rating,
    urge,
    withdraw,
)
from gongzhi.applications.tests.steps import (
    ITEM,
    assigned,
    days,
    granted,
    hours,
    proposed_denial,
    refused,
    state,
    working,
)
from gongzhi.applications.views.application_sheet import ApplicationSheet
from gongzhi.catalogue.public import publish_item, shipped_items
from gongzhi.catalogue.tests.items import changed
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import fire_due, loop_row
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db


def test_whoever_examines_does_not_deny(served: County) -> None:
    application_id = proposed_denial(served)
    assert state(application_id) == "arbitration"
    with refused("loops.not_entitled"):
        deny(
            application_id=application_id,
            reasons="户籍不在本县。",
            by=served.actor("housing-handler"),
            at=days(1),
        )
    arbiter = served.actor("arbiter")
    with refused("applications.reason_missing"):
        deny(application_id=application_id, reasons=" ", by=arbiter, at=days(1))
    deny(application_id=application_id, reasons="户籍不在本县。", by=arbiter, at=days(1))
    row = loop_row(application_id)
    assert row
    assert (row.state, row.end_kind) == ("denied", "denied")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.unit_id) == ("DENIED", served.unit("government"))
    assert list(check_replay()) == []


def test_the_second_office_is_another_one(served: County) -> None:

    application_id = proposed_denial(served)
    own = replace(served.actor("arbiter"), unit_id=served.unit("housing"))
    with refused("applications.second_office"):
        deny(application_id=application_id, reasons="户籍不在本县。", by=own, at=days(1))


def test_the_deciding_office_sends_it_back(served: County) -> None:
    application_id = proposed_denial(served)
    assign(
        application_id=application_id,
        event="decide",
        unit_id=served.unit("housing"),
        reason="户籍已核实，应当发放。",
        by=served.actor("arbiter"),
        at=days(1),
    )
    assert state(application_id) == "dispatched"


def test_the_document_is_kept_unchanged(served: County) -> None:
    application_id = granted(served)
    row = Decision.objects.get()
    content = resident_document(application_id, row.id)
    assert content
    assert hashlib.sha256(content).hexdigest() == row.sha256
    assert [
        fact.data["sha256"] for fact in story_of(application_id) if fact.kind == "applications.decided"
    ] == [row.sha256]

    default_storage.delete(row.stored)
    default_storage.save(row.stored, ContentFile(b"%PDF another"))
    assert [found.what.rsplit("/", 1)[1] for found in check_replay()] == ["decisions"]


def test_not_right_goes_back_and_then_to_the_second_office(served: County) -> None:
    application_id, handler = granted(served), served.actor("housing-handler")
    with refused("applications.text_missing"):
        confirm(application_id=application_id, received=False, by=RESIDENT, at=days(1))
    confirm(application_id=application_id, received=False, text="姓名错了。", by=RESIDENT, at=days(1))
    assert state(application_id) == "working"
    with refused("applications.nothing_to_rate"):
        rate(application_id=application_id, grade=Grade.FAIR, by=RESIDENT, at=days(1))
    grant(application_id=application_id, reasons="已更正。", by=handler, at=days(2))
    assert Decision.objects.count() == 2  # the first one stands as it was
    confirm(application_id=application_id, received=False, text="还是不对。", by=RESIDENT, at=days(3))
    assert state(application_id) == "arbitration"
    assert list(check_replay()) == []


def test_silence_is_no_praise(served: County) -> None:
    application_id = granted(served)
    fire_due(at=days(30))
    assert state(application_id) == "delivering"
    caller = served.actor("caller")
    assert not_reached(application_id=application_id, by=caller, at=days(30)) == 1
    with refused("loops.not_entitled"):
        not_reached(application_id=application_id, by=served.actor("dispatcher"), at=days(31))
    fire_due(at=days(60))
    row = loop_row(application_id)
    assert row
    assert row.end_kind == "unconfirmed"
    assert not Rating.objects.exists()


def test_rated_once_by_nobody_but_the_applicant(served: County) -> None:
    application_id, head = granted(served), served.actor("housing-head")
    with refused("applications.only_applicant_rates"):
        rate(application_id=application_id, grade=Grade.VERY_GOOD, by=head, at=days(1))
    once = uuid4()
    for _again in range(2):
        rate(
            application_id=application_id,
            grade=Grade.BAD,
            text="等太久。",
            by=RESIDENT,
            at=days(1),
            once=once,
        )
    assert Grade.BAD.is_bad
    assert not Grade.FAIR.is_bad
    with refused("applications.rated_already"):
        rate(application_id=application_id, grade=Grade.GOOD, by=RESIDENT, at=days(2))
    with refused("applications.text_too_long"):
        rate(application_id=application_id, grade=Grade.GOOD, text="长" * 20_001, by=RESIDENT, at=days(2))
    assert list(check_replay()) == []


def test_whoever_handled_it_sees_no_rating(served: County) -> None:
    application_id = granted(served)
    rate(application_id=application_id, grade=Grade.BAD, text="等太久。", by=RESIDENT, at=days(1))
    view = resident_application(application_id)
    assert view
    for login, seen in {
        "housing-handler": False,
        "dispatcher": False,
        "arbiter": False,
        "township-head": False,
        "housing-head": True,
        "supervisor": True,
    }.items():
        assert (rating_for(served.actor(login), view) is not None) is seen, login
    # Nobody needs a name to read how the service was.
    named = granted(served)
    rate(application_id=named, grade=Grade.BAD, text="王强先生等太久。", by=RESIDENT, at=days(1))
    view, own = resident_application(named), resident_rating(named)
    assert view
    assert own
    read = rating_for(served.actor("supervisor"), view)
    assert read
    assert (read.text, own.text) == ("〔姓名〕先生等太久。", "王强先生等太久。")
    # A head who handled it is the handler.
    other = assigned(served)
    head = served.actor("housing-head")
    handle(application_id=other, event="sign", by=head, at=hours(1))
    grant(application_id=other, reasons="年满80周岁。", by=head, at=hours(2))
    rate(application_id=other, grade=Grade.BAD, by=RESIDENT, at=days(1))
    view = resident_application(other)
    assert view
    assert rating_for(head, view) is None


def test_withdrawing_is_asked_about(served: County) -> None:
    application_id = working(served)
    withdraw(application_id=application_id, why="已在外省领取。", by=RESIDENT, at=days(1))
    confirm_withdrawal(
        application_id=application_id, meant=False, note="", by=served.actor("caller"), at=days(2)
    )
    assert state(application_id) == "working"
    withdraw(application_id=application_id, why="", by=RESIDENT, at=days(3))
    confirm_withdrawal(
        application_id=application_id, meant=True, note="", by=served.actor("caller"), at=days(4)
    )
    assert state(application_id) == "withdrawn"
    reopen(application_id=application_id, why="外省停发了。", by=RESIDENT, at=days(5))
    assert state(application_id) == "filed"
    with refused("loops.not_entitled"):
        urge(application_id=application_id, by=served.actor("caller"), at=days(6))
    urge(application_id=application_id, by=RESIDENT, at=days(6))


@pytest.mark.parametrize(("legal", "possible"), [("20WD", True), ("19WD", False)])
def test_no_extension_goes_beyond_the_legal_time(served: County, legal: str, possible: bool) -> None:
    (text,) = (file.read_text(encoding="utf-8") for file in shipped_items() if file.name.startswith(ITEM))
    newer = changed(
        "effective_from: 2026-01-01", "effective_from: 2026-02-01", changed("version: 1", "version: 2", text)
    )
    publish_item(text=changed("legal: 20WD", f"legal: {legal}", newer), by=SYSTEM, at=START)
    application_id, handler = working(served), served.actor("housing-handler")
    view = application_for(handler, application_id)
    assert view
    assert view.situation.limit.promised == 10
    offered = ApplicationSheet().allowed(handler, view, at=hours(2))["extend"]
    assert (offered is None) == possible
    if possible:
        handle(application_id=application_id, event="extend", reason="等核查。", by=handler, at=hours(2))
        return
    with refused("applications.legal_time"):
        handle(application_id=application_id, event="extend", reason="等核查。", by=handler, at=hours(2))
