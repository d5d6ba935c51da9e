"""From a fact to another system: once, signed, tried again, dead, sent again; and to nobody who may not see it."""

import json
import socket
import time
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.conf import LazySettings
from django.conf import settings as configured
from tests.small_county import COUNTY, IN_WEST, START, County

from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Place, file_case
from gongzhi.channels.events.actions.again import replay_from, send_again, set_aside
from gongzhi.channels.events.actions.deliver import TURN, Parcel, deliver_due
from gongzhi.channels.events.actions.hooks import end_hook, make_hook, pause_hook, renew_secret
from gongzhi.channels.events.cloudevents import headers_of, secret_of
from gongzhi.channels.events.jobs import forget_events, put_up_events, send_events
from gongzhi.channels.events.models import Delivery, Hook
from gongzhi.channels.events.queries import dead_letters, feed, health
from gongzhi.channels.events.rules import BACK_OFF
from gongzhi.channels.events.tests.conftest import Receiver
from gongzhi.channels.keys.actions.issue import issue_key, revoke_key
from gongzhi.channels.keys.door import actor_of
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.keys.queries import key_by_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import sequence, story_of
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor

pytestmark = pytest.mark.django_db(transaction=True)
SEEING = (Scope.FEED_READ, Scope.LOOPS_READ)


def key(county: County, unit: str = "government", *scopes: Scope) -> UUID:
    return issue_key(
        name="政务大厅系统", unit_id=county.unit(unit), scopes=scopes or SEEING, by=SYSTEM, at=START
    ).id


def actor(key_id: UUID) -> Actor:
    found = key_by_id(key_id)
    assert found is not None
    return actor_of(found)


def hooked(county: County, receiver: Receiver, *kinds: str, unit: str = "government") -> UUID:
    key_id = key(county, unit)
    return make_hook(key_id=key_id, url=receiver.url, kinds=kinds, by=SYSTEM, at=START)


def filed(at: datetime = START) -> UUID:
    return file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(COUNTY, *IN_WEST),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        by=RESIDENT,
        at=at,
    ).loop_id


def work(at: datetime = START) -> None:
    while sequence():
        pass
    while put_up_events(at):
        pass
    while send_events(lambda: at):
        pass


def test_a_system_is_told_once_of_what_its_key_may_see(county: County, receiver: Receiver) -> None:
    hook_id = hooked(county, receiver, "cases.", "loops.")
    case_id = filed()
    work()
    work()
    events = [json.loads(body) for _headers, body in receiver.got]
    assert [event["type"] for event in events] == [
        f"org.gongzhi.{fact.kind}" for fact in story_of(case_id) if fact.kind.startswith(("cases.", "loops."))
    ]
    assert "org.gongzhi.cases.filed" in [event["type"] for event in events]
    assert {event["subject"] for event in events} == {str(case_id)}
    assert "垃圾桶" not in b"".join(body for _headers, body in receiver.got).decode()
    headers, body = receiver.got[0]
    secret = secret_of(configured.SECRET_KEY, str(hook_id), 1)
    expected = headers_of(secret, events[0]["id"], body, START)
    assert {name: headers[name] for name in expected} == expected
    assert headers["webhook-id"] == events[0]["id"]
    assert health(hook_id).waiting == 0


def test_who_may_not_see_a_matter_hears_nothing_of_it(county: County, receiver: Receiver) -> None:
    hooked(county, receiver, unit="township")
    blind = key(county, "housing", Scope.FEED_READ)
    filed()
    work()
    assert receiver.got == []
    facts, place = feed(actor(blind), after=0, kinds=(), limit=100)
    assert facts == []
    assert place > 0


def test_what_fails_is_tried_again_later_and_dies_in_the_end(county: County, receiver: Receiver) -> None:
    hook_id = hooked(county, receiver, "cases.filed")
    filed()
    receiver.answers = [500, 302]
    work()
    assert len(receiver.got) == 1
    work(START + timedelta(seconds=30))
    assert len(receiver.got) == 1, "not yet"
    at = START
    receiver.answers += [503] * 20
    for minutes in BACK_OFF:
        at += timedelta(minutes=minutes, seconds=1)
        work(at)
    assert len(receiver.got) == len(BACK_OFF) + 1
    assert "/elsewhere" not in str(receiver.got), "a redirect is no arrival"
    assert [row.said for row in dead_letters(hook_id)] == ["503"]
    work(at + timedelta(days=10))
    assert len(receiver.got) == len(BACK_OFF) + 1
    receiver.answers = []
    assert send_again(hook_id=hook_id, delivery_id=None, by=SYSTEM, at=at) == 1
    work(at)
    assert health(hook_id) == type(health(hook_id))(waiting=0, dead=0, oldest_at=None)
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 1, "the same event each time"


def test_an_address_without_an_answer_is_tried_once_a_minute_and_others_are_told(
    county: County, receiver: Receiver
) -> None:
    """A connection that waits for nobody costs seconds each: with a thousand messages the worker did nothing else."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    deaf = make_hook(key_id=key(county), url=nobody, kinds=("cases.filed",), by=SYSTEM, at=START)
    hooked(county, receiver, "cases.filed")
    for _time in range(3):
        filed()
    work()
    assert sum(row.attempts for row in Delivery.objects.filter(hook=deaf)) == 1
    assert len(receiver.got) == 3
    work(START + timedelta(seconds=59))
    assert sum(row.attempts for row in Delivery.objects.filter(hook=deaf)) == 1
    work(START + timedelta(seconds=61))
    assert sum(row.attempts for row in Delivery.objects.filter(hook=deaf)) == 2
    assert health(deaf).waiting == 3


def test_a_slow_address_keeps_no_other_one_waiting(county: County, receiver: Receiver) -> None:
    slow = hooked(county, receiver, "cases.filed")
    hooked(county, receiver, "cases.filed")
    filed()
    while sequence():
        pass
    put_up_events(START)
    told: list[float] = []

    def send(parcel: Parcel, _at: datetime) -> tuple[bool, str]:
        if parcel.hook_id == slow:
            time.sleep(1)
        told.append(time.monotonic())
        return parcel.hook_id != slow, "204" if parcel.hook_id != slow else "timeout"

    began = time.monotonic()
    assert deliver_due(send=send, read_clock=lambda: START) == 2
    assert told[0] - began < 0.9
    assert sorted(Delivery.objects.values_list("state", flat=True)) == ["SENT", "WAITING"]


def test_many_messages_for_a_slow_address_come_behind_those_of_others(
    county: County, receiver: Receiver
) -> None:
    slow = hooked(county, receiver, "cases.filed")
    for _time in range(4):
        filed()
    while sequence():
        pass
    put_up_events(START)
    other = hooked(county, receiver, "cases.filed")
    filed()
    while sequence():
        pass
    put_up_events(START + timedelta(seconds=1))
    clock, told = [START + timedelta(seconds=2)], []

    def send(parcel: Parcel, _at: datetime) -> tuple[bool, str]:
        clock[0] += TURN + timedelta(seconds=1)
        told.append(parcel.hook_id)
        return True, "204"

    deliver_due(send=send, read_clock=lambda: clock[0], limit=2)
    deliver_due(send=send, read_clock=lambda: clock[0], limit=1)
    assert told == [slow, other]


def test_a_turn_of_sending_ends_and_the_rest_waits_for_the_next(county: County, receiver: Receiver) -> None:
    hooked(county, receiver, "cases.filed")
    for _time in range(3):
        filed()
    while sequence():
        pass
    put_up_events(START)
    clock = [START]

    def slow(_parcel: Parcel, _at: datetime) -> tuple[bool, str]:
        clock[0] += TURN
        return True, "204"

    assert deliver_due(send=slow, read_clock=lambda: clock[0]) == 2
    assert deliver_due(send=slow, read_clock=lambda: clock[0]) == 1, "at once, not when the hand is off it"


def test_a_worker_that_died_with_a_message_leaves_it_to_the_next(county: County, receiver: Receiver) -> None:
    from gongzhi.channels.events.actions.deliver import TAKEN, take_due

    hooked(county, receiver, "cases.filed")
    filed()
    while sequence():
        pass
    put_up_events(START)
    assert len(take_due(at=START, limit=10)) == 1
    assert take_due(at=START, limit=10) == [], "it is in somebody's hands"
    work(START + TAKEN)
    assert len(receiver.got) == 1


def test_rest_secret_end(county: County, receiver: Receiver) -> None:
    hook_id = hooked(county, receiver, "cases.filed")
    pause_hook(hook_id=hook_id, paused=True, by=SYSTEM, at=START)
    filed()
    work()
    assert (len(receiver.got), health(hook_id).waiting) == (0, 1)
    for _ in range(2):
        renew_secret(hook_id=hook_id, version=1, by=SYSTEM, at=START)
    assert Hook.objects.get().version == 2
    pause_hook(hook_id=hook_id, paused=False, by=SYSTEM, at=START)
    work()
    assert len(receiver.got) == 1
    end_hook(hook_id=hook_id, by=SYSTEM, at=START)
    filed()
    work()
    assert len(receiver.got) == 1
    kinds = [fact.kind for fact in story_of(hook_id)]
    assert kinds == ["channels.hook_made", *["channels.hook_changed"] * 3, "channels.hook_ended"]


def test_a_key_taken_back_is_told_nothing(county: County, receiver: Receiver) -> None:
    key_id = key(county)
    make_hook(key_id=key_id, url=receiver.url, kinds=(), by=SYSTEM, at=START)
    revoke_key(key_id=key_id, by=SYSTEM, at=START)
    filed()
    work()
    assert receiver.got == []


def test_what_waited_when_the_key_was_taken_back_is_not_sent(county: County, receiver: Receiver) -> None:
    key_id = key(county)
    hook_id = make_hook(key_id=key_id, url=receiver.url, kinds=("cases.filed",), by=SYSTEM, at=START)
    filed()
    receiver.answers = [500]
    work()
    revoke_key(key_id=key_id, by=SYSTEM, at=START)
    work(START + timedelta(days=1))
    assert len(receiver.got) == 1
    with pytest.raises(Refused) as refused:
        replay_from(hook_id=hook_id, position=0, by=SYSTEM, at=START)
    assert refused.value.refusal.code == "channels.hook_key"


def test_everything_again_from_a_place_on(county: County, receiver: Receiver) -> None:
    filed()
    work()
    hook_id = hooked(county, receiver, "cases.filed")
    filed(START + timedelta(seconds=1))
    work()
    assert len(receiver.got) == 1, "from now on"
    assert replay_from(hook_id=hook_id, position=0, by=SYSTEM, at=START) == (2, None)
    work()
    assert len(receiver.got) == 3
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == 2


def test_what_somebody_looked_at_may_be_put_aside(county: County, receiver: Receiver) -> None:
    hook_id = hooked(county, receiver, "cases.filed")
    filed()
    work()
    Delivery.objects.update(state="DEAD", done_at=START)
    one = dead_letters(hook_id)[0]
    assert set_aside(hook_id=hook_id, delivery_id=one.id, by=SYSTEM, at=START) == 1
    assert dead_letters(hook_id) == []
    assert forget_events(START + timedelta(days=8)) == 1
    assert Delivery.objects.count() == 0


def test_nothing_of_this_house_is_reached_unless_named(
    county: County, receiver: Receiver, settings: LazySettings
) -> None:
    settings.GONGZHI_HOOK_NETWORKS = []
    hook_id = hooked(county, receiver, "cases.filed")
    filed()
    work()
    assert receiver.got == []
    assert Delivery.objects.get(hook=hook_id).said == "not_allowed"


def test_who_may_make_one(county: County, receiver: Receiver) -> None:
    key_id, other = key(county), key(county, "town")
    for by in (county.actor("admin"), county.actor("leader"), actor(other)):
        with pytest.raises(Refused) as refused:
            make_hook(key_id=key_id, url=receiver.url, kinds=(), by=by, at=START)
        assert refused.value.refusal.code == "loops.not_entitled"
    made = make_hook(key_id=key_id, url=receiver.url, kinds=(), by=actor(key_id), at=START)
    with pytest.raises(Refused) as refused:
        end_hook(hook_id=made, by=actor(other), at=START)
    assert refused.value.refusal.code == "channels.hook_unknown"
    blind = key(county, "town", Scope.CASES_READ)
    with pytest.raises(Refused) as refused:
        make_hook(key_id=blind, url=receiver.url, kinds=(), by=SYSTEM, at=START)
    assert refused.value.refusal.code == "channels.hook_key"


def test_the_feed_goes_on_where_its_reader_stopped(county: County) -> None:
    reader = actor(key(county))
    for second in range(3):
        filed(START + timedelta(seconds=second))
    while sequence():
        pass
    place, seen = 0, []
    while True:
        facts, after = feed(reader, after=place, kinds=("cases.filed",), limit=2)
        seen += [fact.id for fact in facts]
        if after == place:
            break
        place = after
    assert len(seen) == len(set(seen)) == 3
