"""The outbox: held, tried again, given up, stopped; by whom, and at what cost."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from tests.small_county import BEIJING_TIME, COUNTY, County, import_county

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about
from gongzhi.notices.actions import send
from gongzhi.notices.actions.choose_ways import choose_again, choose_at_filing
from gongzhi.notices.actions.end_way import stop_sms, stop_way
from gongzhi.notices.actions.enqueue import enqueue
from gongzhi.notices.actions.forget_told import forget_told
from gongzhi.notices.actions.resolve import AGAIN, CALLED, LETTER, post_letter, print_letter, resolve
from gongzhi.notices.actions.tell import tell_persons
from gongzhi.notices.actions.unit_ways import set_unit_way
from gongzhi.notices.facts import ChoiceState, MessageState, NewMessage, NewNotice, Way, Wish
from gongzhi.notices.models import Message, ToldBy
from gongzhi.notices.sending import send_due, settle_left_behind
from gongzhi.notices.ways.journal import journal
from gongzhi.notices.ways.sms import SmsFolder
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.public import leave_contact

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "A-1"
MailBoxes = dict[str, list[Any]]


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_SMS_FOLDER = tmp_path / "sms"
    settings.GONGZHI_NOTICES_FOLDER = tmp_path / "notices"
    settings.GONGZHI_KEYS = settings.GONGZHI_KEYS  # the real keys: the vault needs them


@pytest.fixture
def county() -> County:
    return import_county()


def person(*ways: Way, at_once: bool = True, **left: str) -> UUID:
    """Somebody behind a matter, who chose ways."""
    subject = new_id()
    said = {"name": "林小河", "phone": "13800000001", "helper_name": "", "helper_phone": ""} | left
    with transaction.atomic(durable=True):
        contact = leave_contact(**said, subject=subject, by=RESIDENT, at=now())  # type: ignore[arg-type]
        wish = Wish(ways=ways, at_once=at_once)
        choose_at_filing(subject=subject, contact_id=contact, wish=wish, by=RESIDENT, at=now())
    return subject


def tell(subject: UUID, code: str = "case.signed", at: datetime | None = None, **more: Any) -> UUID:
    fact = new_id()
    at = at or datetime(2026, 3, 2, 10, tzinfo=BEIJING_TIME)
    new = NewMessage(fact_id=fact, code=code, subject=subject, number=NUMBER, division=COUNTY, at=at, **more)
    for _twice in range(2):
        with transaction.atomic(durable=True):
            tell_persons([new])
    return fact


def states(subject: UUID) -> list[tuple[str, str]]:
    return list(Message.objects.filter(subject=subject).order_by("at", "id").values_list("way", "state"))


def outgoing(tmp_path: Path) -> list[dict[str, str]]:
    return [json.loads(path.read_text()) for path in tmp_path.glob("sms/out/*.json")]


def change(**said: Any) -> None:
    with transaction.atomic(durable=True):
        choose_again(**said)


def failing_gateway() -> Any:
    """Stand for a gateway that is down."""

    class Down(SmsFolder):
        def send(self, *, to: str, text: str, key: str) -> str:
            raise OSError

    return Down(Path("/nowhere"))


def test_a_fact_is_told_once_by_each_way(tmp_path: Path) -> None:
    subject = person(Way.SMS, Way.LETTER, address="西街12号")
    tell(subject)
    assert sorted(states(subject)) == [("LETTER", "WAITING"), ("SMS", "WAITING")]
    noon = datetime(2026, 3, 2, 12, tzinfo=BEIJING_TIME)
    assert send_due(at=noon, clock=now) == 1
    assert send_due(at=noon, clock=now) == 0
    assert len(outgoing(tmp_path)) == 1
    row = Message.objects.get(way="SMS")
    assert (row.parts, row.cost > 0, row.provider_id != "", row.failure) == (1, True, True, "")
    columns = {field.name for field in Message._meta.get_fields()}
    assert not columns & {"phone", "email", "address", "text", "name"}


def test_what_stops_every_sender_is_given_up_and_shown() -> None:
    subject, at = person(Way.SMS), datetime(2026, 3, 2, 12, tzinfo=BEIJING_TIME)
    tell(subject, urgent=True)
    tries = 0
    while send.take(at=at, journal=journal().name()) and tries < 20:
        tries, at = tries + 1, at + timedelta(hours=1)
        settle_left_behind(at=at)
    assert tries < 20
    assert states(subject) == [("SMS", "FAILED")]
    assert "notices.not_delivered" in {fact.kind for fact in facts_about([subject])}


def test_at_night_nobody_is_woken_but_for_danger(tmp_path: Path) -> None:
    night = datetime(2026, 3, 2, 23, tzinfo=BEIJING_TIME)
    subject = person(Way.SMS)
    tell(subject, at=night)
    tell(subject, "case.answered", at=night, urgent=True)
    assert sorted(state for _way, state in states(subject)) == ["HELD", "WAITING"]
    assert send_due(at=night, clock=now) == 1
    assert send_due(at=night + timedelta(hours=8, minutes=59), clock=now) == 0
    assert send_due(at=night + timedelta(hours=9), clock=now) == 1


def test_what_is_tried_again_or_comes_late_wakes_nobody_either(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_SMS_GATEWAY = "gongzhi.notices.tests.test_sending:failing_gateway"
    evening = datetime(2026, 3, 2, 20, 50, tzinfo=BEIJING_TIME)
    subject = person(Way.SMS)
    tell(subject, at=evening)
    assert send_due(at=evening, clock=lambda: evening) == 1
    settings.GONGZHI_SMS_GATEWAY = ""
    Message.objects.update(next_at=evening + timedelta(minutes=30))  # after the night has begun
    assert send_due(at=evening + timedelta(hours=3), clock=now) == 0
    assert outgoing(tmp_path) == []
    assert send_due(at=evening + timedelta(hours=11, minutes=10), clock=now) == 1
    assert len(outgoing(tmp_path)) == 1


def test_what_waited_for_the_digest_goes_as_one(tmp_path: Path) -> None:
    subject = person(Way.SMS, at_once=False)
    for hour, code in ((10, "case.signed"), (15, "case.extended")):
        tell(subject, code, at=datetime(2026, 3, 2, hour, tzinfo=BEIJING_TIME))
    assert send_due(at=datetime(2026, 3, 3, 8, tzinfo=BEIJING_TIME), clock=now) == 0
    assert send_due(at=datetime(2026, 3, 3, 9, tzinfo=BEIJING_TIME), clock=now) == 1
    (message,) = outgoing(tmp_path)
    assert message["text"].count("承办单位") == 2
    assert sum(Message.objects.values_list("parts", flat=True)) >= 1
    assert Message.objects.filter(cost__gt=0).count() == 1


def test_a_gateway_that_is_down_is_tried_again_and_then_the_desk_hears(
    settings: Any, tmp_path: Path, county: County
) -> None:
    settings.GONGZHI_SMS_GATEWAY = "gongzhi.notices.tests.test_sending:failing_gateway"
    subject = person(Way.SMS)
    tell(subject)
    for tries in range(1, 9):
        row = Message.objects.get()
        assert row.attempts == tries - 1
        # The pauses themselves are a rule's test; and this one is run at night as well.
        Message.objects.update(next_at=now(), urgent=True)
        assert send_due(at=now(), clock=now) == 1
        if tries < 8:
            assert Message.objects.get().next_at > now()
    assert states(subject) == [("SMS", "FAILED")]
    assert [fact.kind for fact in facts_about([subject])].count("notices.not_delivered") == 1
    # All tries within an hour are one use of the number.
    assert [fact.kind for fact in facts_about([subject])].count("people.address_used") == 1
    settings.GONGZHI_SMS_GATEWAY = ""
    row = Message.objects.get()
    with pytest.raises(Refused, match=r"notices\.not_entitled"):
        resolve(message_id=row.id, how=AGAIN, by=county.actor("town-handler"), at=now())
    resolve(message_id=row.id, how=AGAIN, by=county.actor("dispatcher"), at=now())
    assert send_due(at=now(), clock=now) == 1
    assert states(subject) == [("SMS", "SENT")]
    with pytest.raises(Refused, match=r"notices\.resolved_already"):
        resolve(message_id=row.id, how=CALLED, by=county.actor("dispatcher"), at=now())


def test_stop_by_sms_ends_it_for_every_matter_of_the_number(tmp_path: Path) -> None:
    first, second, other = person(Way.SMS), person(Way.SMS), person(Way.SMS, phone="13900000000")
    tell(first, at=datetime(2026, 3, 2, 23, tzinfo=BEIJING_TIME))
    assert stop_sms(phone="138-0000-0001", at=now()) == 2
    assert stop_sms(phone="13800000001", at=now()) == 0
    assert states(first) == [("SMS", "STOPPED")]
    tell(second)
    tell(second, "case.refused")
    tell(other)
    assert states(second) == []
    assert states(other) == [("SMS", "WAITING")]


def test_what_the_law_wants_told_goes_by_mail_after_a_stop() -> None:
    subject = person(Way.EMAIL, email="lin@example.org")
    assert stop_way(subject=subject, way=Way.EMAIL, at=now())
    assert not stop_way(subject=subject, way=Way.EMAIL, at=now())
    tell(subject, "case.signed")
    tell(subject, "case.refused")
    assert list(Message.objects.values_list("code", flat=True)) == ["case.refused"]


def test_what_comes_back_is_left_alone_and_the_next_way_is_used() -> None:
    subject = person(Way.EMAIL, Way.SMS, email="lin@example.org")
    tell(subject)
    row = Message.objects.get(way=Way.EMAIL)
    Message.objects.filter(way=Way.SMS).delete()
    Message.objects.filter(id=row.id).update(state=MessageState.SENT, sent_as=row.id, sent_at=now())
    assert send.bounced(key=row.id, by=SYSTEM, at=now())
    assert not send.bounced(key=row.id, by=SYSTEM, at=now())
    assert ToldBy.objects.get(way=Way.EMAIL).state == ChoiceState.BOUNCED
    assert ("SMS", "WAITING") in states(subject) or ("SMS", "HELD") in states(subject)
    tell(subject, "case.answered")
    assert not Message.objects.filter(code="case.answered", way=Way.EMAIL).exists()


def test_a_letter_is_printed_posted_and_may_come_back(county: County) -> None:
    subject, desk = person(Way.LETTER, address="西街12号"), county.actor("dispatcher")
    tell(subject, at=datetime(2026, 3, 2, 23, tzinfo=BEIJING_TIME))
    assert send_due(at=now(), clock=now) == 0
    row = Message.objects.get()
    with pytest.raises(Refused, match=r"notices\.letter_not_printed"):
        post_letter(message_id=row.id, returned=False, by=desk, at=now())
    print_letter(message_id=row.id, by=desk, at=now())
    assert settle_left_behind(at=now() + timedelta(days=1)) == 0
    post_letter(message_id=row.id, returned=False, by=desk, at=now())
    post_letter(message_id=row.id, returned=False, by=desk, at=now())
    assert Message.objects.get().cost > 0
    post_letter(message_id=row.id, returned=True, by=desk, at=now())
    assert states(subject) == [("LETTER", "BOUNCED")]
    assert [fact.kind for fact in facts_about([subject])].count("notices.letter") == 2
    with pytest.raises(Refused, match=r"notices\.way_dead"):
        resolve(message_id=row.id, how=AGAIN, by=desk, at=now())
    resolve(message_id=row.id, how=CALLED, by=desk, at=now())


def test_what_failed_can_go_by_letter_where_an_address_was_left(county: County) -> None:
    desk = county.actor("dispatcher")
    with_address, without = person(Way.SMS, address="西街12号"), person(Way.SMS)
    for subject in (with_address, without):
        tell(subject)
    Message.objects.update(state=MessageState.FAILED)
    resolve(message_id=Message.objects.get(subject=with_address).id, how=LETTER, by=desk, at=now())
    assert sorted(states(with_address)) == [("LETTER", "WAITING"), ("SMS", "SETTLED")]
    with pytest.raises(Refused, match=r"notices\.way_needs_address"):
        resolve(message_id=Message.objects.get(subject=without).id, how=LETTER, by=desk, at=now())


def test_what_a_dead_sender_left_is_settled_by_its_journal(tmp_path: Path) -> None:
    """Accepted: sent. Not begun, or refused: tried. Begun alone, or in another journal: a person decides."""
    wanted = {}
    for case, words in {
        "SENT": ["begun", "accepted"],
        "WAITING": [],
        "WAITING ": ["begun", "refused"],
        "UNKNOWN": ["begun"],
        "UNKNOWN ": ["begun", "refused", "begun"],
    }.items():
        subject = person(Way.EMAIL, email="lin@example.org")
        tell(subject)
        taken = send.take(at=now(), journal=journal().name())
        assert taken
        for word in words:
            journal().note(taken.key, word, at=now())
        wanted[subject] = case.strip()
    foreign = person(Way.EMAIL, email="lin@example.org")
    tell(foreign)
    assert send.take(at=now(), journal="another machine")
    wanted[foreign] = "UNKNOWN"
    assert settle_left_behind(at=now()) == 0  # they may be at work still
    assert settle_left_behind(at=now() + timedelta(minutes=11)) == 6
    assert {subject: Message.objects.get(subject=subject).state for subject in wanted} == wanted


def test_somebody_changes_their_mind_later() -> None:
    subject = person(Way.SMS)
    contact = ToldBy.objects.get().contact_id
    more: dict[str, Any] = {"subject": subject, "contact_id": contact, "language": "en", "at_once": True}
    with pytest.raises(Refused, match=r"notices\.not_yours"):
        change(ways=[], email="", by=SYSTEM, at=now(), **more)
    with pytest.raises(Refused, match=r"notices\.way_needs_address"):
        change(ways=[Way.EMAIL], email="", by=RESIDENT, at=now(), **more)
    with pytest.raises(Refused, match=r"notices\.email_malformed"):
        change(ways=[Way.EMAIL], email="lin", by=RESIDENT, at=now(), **more)
    for address in ("lin@example.org", "xiaohe@example.org"):
        change(ways=[Way.EMAIL], email=address, by=RESIDENT, at=now(), **more)
    states_ = dict(ToldBy.objects.values_list("way", "state"))
    assert states_ == {"SMS": "OFF", "EMAIL": "ON"}
    kinds = [fact.kind for fact in facts_about([subject])]
    assert kinds.count("people.identity_erased") == 1  # the address that was replaced
    assert kinds.count("notices.ways_chosen") == 3
    change(ways=[Way.EMAIL], email="", by=RESIDENT, at=now(), **more)
    assert [fact.kind for fact in facts_about([subject])].count("notices.ways_chosen") == 3
    with transaction.atomic(durable=True):
        forget_told(subject=subject, because="ASKED", by=RESIDENT, at=now())
    assert not ToldBy.objects.exists()


def test_a_unit_is_told_where_its_head_wants_it(county: County, settings: Any) -> None:
    settings.GONGZHI_HOOK_HOSTS = ["oapi.dingtalk.com"]
    town = county.unit("town")
    more: dict[str, Any] = {"way": Way.HOOK, "on": True, "at_once": True, "at": now()}
    with pytest.raises(Refused, match=r"notices\.not_head"):
        set_unit_way(address="https://oapi.dingtalk.com/x", by=county.actor("town-handler"), **more)
    for wrong in (
        "https://10.0.0.1/x",
        "http://oapi.dingtalk.com/x",
        "oapi.dingtalk.com",
        "file:///etc/passwd",
    ):
        with pytest.raises(Refused, match=r"notices\.hook_host"):
            set_unit_way(address=wrong, by=county.actor("town-head"), **more)
    set_unit_way(address="https://oapi.dingtalk.com/robot/send?a=b", by=county.actor("town-head"), **more)
    facts = [fact for fact in facts_about([town]) if fact.kind == "notices.unit_told"]
    assert len(facts) == 1
    assert "dingtalk" not in json.dumps(facts[0].data)
    new = NewNotice(
        unit_id=town, fact_id=new_id(), code="urged", subject=new_id(), number=NUMBER, title="", at=now()
    )
    with transaction.atomic(durable=True):
        enqueue([new])
        enqueue([new])
    assert Message.objects.filter(unit=town, way=Way.HOOK).count() == 1
