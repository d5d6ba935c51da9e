"""Calls kept, counted, forgotten; counts of cases; and the interface with a real key."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from tests.small_county import COUNTY, START, County

from gongzhi.channels.hotline.actions.take_event import take_event, times_of
from gongzhi.channels.hotline.actions.tidy import tidy_calls
from gongzhi.channels.hotline.facts import CallEvent, Counts, Told
from gongzhi.channels.hotline.models import HotlineCall, HotlineDay, HotlineHour, HotlineWait
from gongzhi.channels.hotline.queries import call_of, number_of, service
from gongzhi.channels.hotline.rules import KEPT, counts_of
from gongzhi.channels.keys.actions.issue import issue_key, revoke_key
from gongzhi.channels.keys.facts import Scope
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import follow, sequence
from gongzhi.people.facts import SYSTEM
from gongzhi.web.reactions import react

pytestmark = pytest.mark.django_db

SOURCE = new_id()
MINUTE = timedelta(minutes=1)


def tell(
    event: CallEvent, after: float = 0, *, call: str = "c1", at: datetime | None = None, **more: str
) -> None:
    moment = START + timedelta(seconds=after)
    told = Told(call=call, event=event, at=moment, **more)
    take_event(source=SOURCE, division=COUNTY, told=told, at=at or moment)


def total() -> Counts:
    names = ("offered", "answered", "timed", "quick", "abandoned", "transferred")
    sums = HotlineHour.objects.aggregate(**{name: Sum(name) for name in names})
    return Counts(**{name: sums[name] or 0 for name in names})


STORY = [
    (CallEvent.RINGING, 0, {"agent": "operator", "caller": "13800000001", "queue": "12345"}),
    (CallEvent.ANSWERED, 8, {"agent": "operator"}),
    (CallEvent.ENDED, 120, {}),
]


def test_events_in_any_order_and_twice_count_one_call(county: County) -> None:
    for number, order in enumerate(permutations(STORY)):
        for event, after, more in (*order, *order):
            tell(event, after, call=f"c{number}", **more)  # type: ignore[arg-type]
    assert HotlineCall.objects.count() == 6
    assert total() == Counts(offered=6, answered=6, timed=6, quick=6)
    assert HotlineHour.objects.count() == 1 + HotlineHour.objects.filter(queue="").count()
    assert {row.queue for row in HotlineHour.objects.exclude(offered=0)} == {"12345"}


def test_the_counts_of_the_hours_are_those_of_the_calls(county: County) -> None:
    tell(CallEvent.ANSWERED, 3600, call="late")
    tell(CallEvent.RINGING, 3600 - 20, call="late")  # it began in the hour before
    tell(CallEvent.RINGING, 0, call="b")
    tell(CallEvent.ABANDONED, 40, call="b")
    tell(CallEvent.RINGING, 0, call="d")
    added = Counts()
    for row in HotlineCall.objects.all():
        one = counts_of(times_of(row), answer_seconds=15)
        added = Counts(*(a + b for a, b in zip(vars(added).values(), vars(one).values(), strict=True)))
    assert total() == added == Counts(offered=3, answered=1, timed=1, quick=0, abandoned=1)
    assert HotlineHour.objects.get(hour=9).offered == 3
    day = {"first": START.date(), "last": START.date()}
    assert service(COUNTY, **day).waits == {20: 1}
    HotlineWait.objects.all().delete()  # calls of before this was counted: the migration counts them
    migration = import_module("gongzhi.migrations.0025_ages_waits_followers")
    migration.count_known_calls(None, SimpleNamespace(connection=connection))
    assert service(COUNTY, **day).waits == {20: 1}
    assert not HotlineHour.objects.exclude(hour=9).exclude(offered=0).exists()


def test_the_number_is_sealed_shown_by_its_tail_and_forgotten(county: County) -> None:
    tell(*STORY[0][:2], **STORY[0][2])  # type: ignore[arg-type]
    row = HotlineCall.objects.get()
    assert b"13800000001" not in bytes(row.sealed)
    call = call_of(["operator"], at=START + MINUTE)
    assert call
    assert (call.tail, call.has_number, call.queue) == ("0001", True, "12345")
    assert "13800000001" not in repr(call)
    assert number_of(call) == "13800000001"
    assert call_of(["somebody-else", ""], at=START) is None
    tell(CallEvent.ENDED, 120)
    assert tidy_calls(at=START + 20 * MINUTE, limit=10) == 0
    assert number_of(call) == "13800000001", "what was heard is written up after the call"
    assert tidy_calls(at=START + 40 * MINUTE, limit=10) == 1
    row.refresh_from_db()
    assert (bytes(row.sealed), row.agent, row.agent_at, row.tidied) == (b"", "", None, True)
    assert number_of(call) == ""
    assert call_of(["operator"], at=START + 40 * MINUTE) is None
    tell(CallEvent.RINGING, -1, at=START + 50 * MINUTE, agent="operator", caller="13800000001")  # late
    row.refresh_from_db()
    assert not row.sealed
    assert not row.agent, "what comes late names nobody any more"
    assert tidy_calls(at=START + KEPT + 60 * MINUTE, limit=10) == 1
    assert not HotlineCall.objects.exists()
    assert total().offered == 1, "what was counted stays"


def test_a_sealed_number_opens_for_its_own_call_only(county: County) -> None:
    tell(CallEvent.RINGING, 0, agent="operator", caller="13800000001")
    tell(CallEvent.RINGING, 1, call="c2", agent="801", caller="13800000002")
    first, second = HotlineCall.objects.order_by("began_at")
    HotlineCall.objects.filter(id=first.id).update(sealed=second.sealed)
    moved = call_of(["operator"], at=START)
    assert moved
    assert number_of(moved) == ""


def test_the_latest_call_that_lasts_is_the_one_on_the_line(county: County) -> None:
    tell(CallEvent.RINGING, 0, call="old", agent="operator")
    tell(CallEvent.RINGING, 60, call="new", agent="801")
    tell(CallEvent.ENDED, 90, call="new")
    found = call_of(["operator", "801"], at=START + 2 * MINUTE)
    assert found
    assert found.times.ended_at is None


def test_figures_cost_the_days_asked_for(county: County, django_assert_num_queries: Any) -> None:
    tell(CallEvent.RINGING, 0)
    tell(CallEvent.ANSWERED, 20)
    on = START.date()
    with django_assert_num_queries(3):
        found = service(COUNTY, first=on, last=on)
    assert (found.total.offered, found.total.quick, list(found.by_hour)) == (1, 0, [9])
    assert service(COUNTY, first=on + timedelta(days=1), last=on + timedelta(days=9)).total == Counts()
    assert service("999902000000", first=on, last=on).total == Counts()


def test_cases_by_telephone_and_answers_on_the_spot_are_counted_once(county: County) -> None:
    from gongzhi.cases.facts import Channel, Finding
    from gongzhi.cases.public import Place, answer_at_once, file_case

    by = county.actor("operator")

    def filed(channel: Channel) -> Any:
        place = Place(division=COUNTY)
        return file_case(
            text="问一下。", place=place, channel=channel, matter="consult", by=by, at=START
        ).loop_id

    first, second = filed(Channel.HOTLINE), filed(Channel.HOTLINE)
    counter = filed(Channel.COUNTER)
    for case_id in (first, counter):
        answer_at_once(case_id=case_id, text="这样办。", finding=Finding.EXPLAINED, by=by, at=START)
    assert second
    sequence()
    follow("reactions", react)
    follow("reactions", react)
    row = HotlineDay.objects.get()
    assert (row.on, row.division, row.filed, row.on_the_spot) == (START.date(), COUNTY, 2, 1)


# The interface.

Send = Callable[..., Any]


@pytest.fixture
def send(county: County) -> Send:
    from gongzhi.channels.keys import queries

    queries.forget_known()
    issued = issue_key(
        name="话务平台", unit_id=county.unit("hotline"), scopes=[Scope.TELEPHONY], by=SYSTEM, at=START
    )

    def post(data: Any = None, *, key: str = issued.text, **change: Any) -> Any:
        event = {"call": "x-1", "event": "ringing", "at": "2026-03-02T09:00:00+08:00", "agent": "operator",
                 "caller": "13800000001", **change}  # fmt: skip
        sent = json.dumps(event) if data is None else data
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return Client(enforce_csrf_checks=True).post(
            "/hotline/calls", sent, content_type="application/json", headers=headers
        )

    post.issued = issued  # type: ignore[attr-defined]
    return post


@pytest.mark.django_db(transaction=True)
def test_an_event_is_taken_and_again_changes_nothing(send: Send) -> None:
    for _time in range(3):
        answer = send()
        assert (answer.status_code, answer.json()) == (200, {"call": "x-1", "event": "ringing"})
    assert HotlineCall.objects.count() == 1
    assert total() == Counts(offered=1)
    assert HotlineCall.objects.get().division == COUNTY


@pytest.mark.django_db(transaction=True)
def test_who_has_no_key_for_it_is_refused_in_json(send: Send, county: County) -> None:
    issued = send.issued  # type: ignore[attr-defined]
    other = issue_key(
        name="HIS", unit_id=county.unit("hotline"), scopes=[Scope.CASES_READ], by=SYSTEM, at=START
    )
    expected = {"": 401, "gz_wrong": 401, other.text: 403}
    for key, status in expected.items():
        answer = send(key=key)
        assert answer.status_code == status
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"].startswith("channels.key_")
    revoke_key(key_id=issued.id, by=SYSTEM, at=START)
    assert send().status_code == 401
    assert not HotlineCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_no_event_is_refused_in_json(send: Send) -> None:
    for wrong in ({"event": "x"}, {"at": "2026-03-02"}, {"caller": "x" * 40}, {"surname": "王"}):
        answer = send(**wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "hotline.event_unreadable")
        assert "13800000001" not in answer.content.decode()
    assert send(data="{" * 5000).status_code == 422
    assert send(data="nonsense").status_code == 422
    answer = Client().get("/hotline/calls")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert not HotlineCall.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_key_that_comes_too_often_is_told_when_to_come_again(county: County) -> None:
    slow = issue_key(
        name="慢", unit_id=county.unit("hotline"), scopes=[Scope.TELEPHONY], by=SYSTEM, at=START, per_day=1
    )
    event = {"call": "x", "event": "ringing", "at": "2026-03-02T09:00:00+08:00"}
    answers = [
        Client().post(
            "/hotline/calls",
            event,
            content_type="application/json",
            headers={"Authorization": f"Bearer {slow.text}"},
        )
        for _time in range(2)
    ]
    assert [each.status_code for each in answers] == [200, 429]
    assert int(answers[1]["Retry-After"]) > 0
