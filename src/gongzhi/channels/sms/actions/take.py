"""Take in one text message: a report becomes a case, a reply code is heard, and the rest waits for a person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, Place, Source
from gongzhi.channels.sms.facts import WAITING, Said, SmsState, SmsTaken
from gongzhi.channels.sms.limits import Turn, turn_of
from gongzhi.channels.sms.models import IncomingSms
from gongzhi.channels.sms.queries import acts_to_object, counties_of, matters_to_judge
from gongzhi.channels.sms.rules import meant, read_sms
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import record
from gongzhi.notices.facts import Way, Wish
from gongzhi.notices.public import ReceivedSms, is_stop, stop_sms
from gongzhi.organization.public import find_place
from gongzhi.people.facts import RESIDENT, DisputedVia
from gongzhi.people.public import contacts_by_phone, leave_contact

# Under which all keys of messages are made from the gateway's ids; an own constant, no meaning.
_KEYS = UUID("6f1d2f86-0b1c-4d0e-9c58-5b6f0a6e7a31")


@dataclass(frozen=True)
class Taken:
    """What became of a message. `number` and `code` of a case that was filed, for the reply."""

    state: SmsState
    number: str = ""
    code: str = ""


def take_sms(*, sms: ReceivedSms, at: datetime) -> Taken:
    """Make of a message what it says. The same message again changes nothing and gives the same answer.

    Of one sender so many a day (`limits`): a machine that writes all day fills no desk. Answers to what was asked and
    "stop" are no part of that.

    The sender acts as a resident: the telephone number is what the matter was left with.
    """
    key = uuid5(_KEYS, sms.id)
    if (row := IncomingSms.objects.select_related("loop").filter(gateway_id=sms.id).first()) is not None:
        if row.state == SmsState.FILED and row.loop and not row.settled_at:
            return _filed(_file(sms, key, at), sms, at)
        return Taken(SmsState(row.state))
    read = read_sms(sms.text, is_stop=is_stop)
    match read.said:
        case Said.STOP:
            stop_sms(phone=sms.sender, at=at)
            return _keep(sms, SmsState.STOPPED, at=at)
        case Said.REPORT | Said.HUMAN | Said.UNCLEAR if turn_of(sms.sender, sms.id, at=at) is not Turn.TAKEN:
            return _keep(sms, SmsState.TOO_MANY, at=at)
        case Said.HUMAN:
            return _keep(sms, SmsState.CALL, at=at)
        case Said.SOLVED | Said.PARTLY | Said.NOT_SOLVED:
            return _judge(sms, read.said, read.digits, key, at)
        case Said.OBJECT:
            return _object(sms, read.digits, key, at)
        case Said.REPORT if not matters_to_judge(contacts_by_phone(sms.sender)) and counties_of(at=at):
            return _report(sms, key, at)
    return _unclear(sms, at)


def _unclear(sms: ReceivedSms, at: datetime) -> Taken:
    """Let a person look; an answer to nothing that was asked counts among the sender's messages of the day as well."""
    taken = turn_of(sms.sender, sms.id, at=at) is Turn.TAKEN
    return _keep(sms, SmsState.UNCLEAR if taken else SmsState.TOO_MANY, at=at)


def _report(sms: ReceivedSms, key: UUID, at: datetime) -> Taken:
    """File a report; what cannot be one, too long or without a sender, a person looks at."""
    try:
        filed = _file(sms, key, at)
    except Refused:
        return _unclear(sms, at)
    return _filed(filed, sms, at)


def _judge(sms: ReceivedSms, said: Said, digits: str, key: UUID, at: datetime) -> Taken:
    """Hear what the sender says about the one matter it can be about; partly is not solved, and said in words."""
    case_id = meant(digits, matters_to_judge(contacts_by_phone(sms.sender)))
    if case_id is None:
        return _unclear(sms, at)
    words = sms.text.strip() if said is Said.PARTLY else ""
    try:
        cases.judge(
            case_id=case_id,
            solved=said is Said.SOLVED,
            satisfied=None,
            words=words,
            by_sms=True,
            by=RESIDENT,
            at=at,
            once=key,
        )
    except Refused:
        return _unclear(sms, at)
    return _keep(sms, SmsState.JUDGED, loop_id=case_id, at=at)


def _object(sms: ReceivedSms, digits: str, key: UUID, at: datetime) -> Taken:
    acts = acts_to_object(contacts_by_phone(sms.sender), at=at)
    found = meant(digits, [(act, number) for act, number in acts])
    if found is None:
        return _unclear(sms, at)
    try:
        cases.object_to_help(
            case_id=found.subject, acted_id=found.id, via=DisputedVia.SMS, by=RESIDENT, at=at, once=key
        )
    except Refused:
        return _unclear(sms, at)
    return _keep(sms, SmsState.OBJECTED, loop_id=found.subject, at=at)


def _file(sms: ReceivedSms, key: UUID, at: datetime) -> Filed:
    home = counties_of(at=at)[0]
    place = find_place(sms.text, scope=home, at=at) or home
    return cases.file_case(
        text=sms.text.strip(),
        place=Place(division=place),
        channel=Channel.SMS,
        person=Person(filer=Filer.NAMED, phone=sms.sender, told=Wish((Way.SMS,))),
        source=Source(at=sms.at),
        by=RESIDENT,
        at=at,
        once=key,
    )


def _filed(filed: Filed, sms: ReceivedSms, at: datetime) -> Taken:
    _keep(sms, SmsState.FILED, loop_id=filed.loop_id, at=at)
    return Taken(SmsState.FILED, filed.number, filed.code or "")


def _keep(sms: ReceivedSms, state: SmsState, *, at: datetime, loop_id: UUID | None = None) -> Taken:
    """Keep what became of a message, with its words and its sender only where a person has to look."""
    with transaction.atomic(durable=True):
        row, new = IncomingSms.objects.get_or_create(
            gateway_id=sms.id,
            defaults={
                "id": new_id(),
                "state": state,
                "loop_id": loop_id,
                "sent_at": sms.at,
                "at": at,
                "text": sms.text if state in WAITING else "",
            },
        )
        if new:
            record(SmsTaken(sms_id=row.id, state=state), subject=loop_id or row.id, by=RESIDENT.name(), at=at)
        if new and state in WAITING:
            row.contact_id = leave_contact(
                name="",
                phone=sms.sender,
                helper_name="",
                helper_phone="",
                subject=row.id,
                by=RESIDENT,
                at=at,
            )
            row.save(update_fields=["contact"])
    return Taken(SmsState(row.state))
