"""Send what is due: one after the other, outside any transaction, and nothing twice.

A message is taken (committed), its address is opened (committed), it is given away, and what became of it is written
down (committed). A sender that dies in between leaves it `SENDING`; the next one asks the way's journal what happened:

- given away and accepted: it is marked as sent, nothing goes out;
- not given away, or refused: it is sent as if for the first time;
- given away, and no answer on disk: nobody can know. It is marked so, shown to the desk, and not sent again by itself.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from gongzhi.kernel.refusals import Refused
from gongzhi.notices import texts
from gongzhi.notices.actions import send
from gongzhi.notices.actions.send import Taken
from gongzhi.notices.facts import HookKind, MessageState, Way
from gongzhi.notices.models import Message, UnitWay
from gongzhi.notices.rules import sms_parts
from gongzhi.notices.stopping import stop_link
from gongzhi.notices.terms import terms_on
from gongzhi.notices.ways.carriers import CARRIERS
from gongzhi.notices.ways.journal import journal
from gongzhi.notices.ways.way import NotAccepted, Parcel, Unsure
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import reach

# These say nothing of the address: it is tried again.
_LATER = frozenset({"ledger.evidence_late", "people.vault_closed", "people.key_missing"})


Clock = Callable[[], datetime]


def send_due(*, at: datetime, clock: Clock, limit: int = 50) -> int:
    """Send up to `limit` parcels that are due at an instant; return how many were dealt with.

    `clock` says when each is sent: what goes out after a slow one is not dated back.
    """
    settle_left_behind(at=at)
    name, done = journal().name(), 0
    while done < limit:
        began = clock()
        taken = send.take(at=at, journal=name)
        if taken is None:
            break
        _send(taken, began, clock)
        done += 1
    return done


def settle_left_behind(*, at: datetime) -> int:
    """Find out what became of what a dead sender had taken; return how many parcels."""
    found = send.left_behind(at=at)
    for taken in found:
        # What was taken under another journal is none of this one's; a gateway's key makes a repeat harmless anyhow.
        ours = taken.way is Way.SMS or taken.rows[0].journal == journal().name()
        went = CARRIERS[taken.way].went_out(taken.key) if ours else None
        if went is None:
            send.unsure(key=taken.key, at=at)
        elif went:
            send.sent(key=taken.key, provider_id="", parts=1, at=at)
        else:
            send.put_back(key=taken.key, at=at)
    return len(found)


def _send(taken: Taken, began: datetime, clock: Clock) -> None:
    key = taken.key
    try:
        parcel = _for_unit(taken, clock()) if taken.rows[0].unit_id else _for_person(taken, clock())
        if clock() - began > send.LEFT_AFTER / 2:
            return  # stopped for minutes and woken up: somebody else may have settled it
        number = CARRIERS[taken.way].send(parcel)
    except Refused as refused:
        code = refused.refusal.code
        send.failed(key=key, code=code.rpartition(".")[2], permanent=code not in _LATER, at=clock())
    except NotAccepted as no:
        send.failed(key=key, code=no.code, permanent=no.permanent, at=clock())
    except Unsure:
        send.unsure(key=key, at=clock())
    else:
        day, division = timezone.localdate(clock()), taken.rows[0].division
        parts = sms_parts(parcel.text, terms_on(division, day).sms_part) if taken.way is Way.SMS else 1
        send.sent(key=key, provider_id=number, parts=parts, at=clock())


def _for_person(taken: Taken, at: datetime) -> Parcel:
    """Return what goes to a person: their address comes out of the vault, on record, and stays nowhere."""
    row, language = taken.rows[-1], taken.rows[0].language
    assert row.contact_id
    lines = [
        texts.line_for(
            each.code, each.number, language=language, named_unit=each.named_unit, until=each.until
        )
        for each in taken.rows
    ]
    before = Message.objects.filter(contact=row.contact_id, way=taken.way, state=MessageState.SENT)
    link = stop_link(row.subject, taken.way) if taken.way is Way.EMAIL else ""
    said = texts.wrap(lines, taken.way, language=language, first=not before.exists(), stop_link=link)
    try:
        reached = reach(
            row.contact_id,
            taken.way,
            subject=row.subject,
            message=taken.key,
            by=SYSTEM,
            at=at,
            fact=row.opened,
        )
    except Refused as refused:
        if row.opened is None or refused.refusal.code != "people.vault_closed":
            raise
        # The hour of the try before is over: this one is a use of its own.
        reached = reach(row.contact_id, taken.way, subject=row.subject, message=taken.key, by=SYSTEM, at=at)
    if reached.fact != row.opened:
        send.note_opening_fact(key=taken.key, fact=reached.fact)
    return Parcel(key=taken.key, at=at, to=reached.to, text=said.text, title=said.title, stop_link=link)


def _for_unit(taken: Taken, at: datetime) -> Parcel:
    row = taken.rows[-1]
    by = UnitWay.objects.filter(unit=row.unit_id, way=taken.way, on=True).first()
    if by is None:
        raise NotAccepted("not_chosen", permanent=True)
    lines = [texts.unit_line(each.code, each.number, language=row.language) for each in taken.rows]
    said = texts.wrap_for_unit(lines, language=row.language)
    return Parcel(
        key=taken.key,
        at=at,
        to=by.address,
        text=said.text,
        title=said.title,
        kind=HookKind(by.kind or HookKind.PLAIN),
        secret=by.secret,
    )
