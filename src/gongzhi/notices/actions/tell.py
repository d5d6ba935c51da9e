"""Put messages into the outbox, inside the transaction of the reader that found what they tell of.

What becomes of a message afterwards are delivery states: they are written without a fact of their own, as counters are.
On record stands why somebody is told (the fact), each opening of an address, and what could not be delivered.
"""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.notices.facts import ChoiceState, Chosen, MessageState, NewMessage, NewNotice, Way
from gongzhi.notices.models import Message, ToldBy, UnitWay
from gongzhi.notices.rules import WAKES, first_try, used_ways
from gongzhi.notices.terms import legal_codes, terms_on
from gongzhi.organization.public import units


def tell_persons(messages: Sequence[NewMessage]) -> None:
    """Tell the person behind each matter, by the ways they chose; who left none reads it on the page."""
    assert connection.in_atomic_block
    told: dict[UUID, dict[Way, ToldBy]] = defaultdict(dict)
    for row in ToldBy.objects.filter(subject__in={each.subject for each in messages}):
        told[row.subject][Way(row.way)] = row
    rows = [
        person_message(new, told[new.subject][way])
        for new in messages
        if new.subject in told
        for way in used_ways(
            {way: ChoiceState(row.state) for way, row in told[new.subject].items()},
            legal=new.code in legal_codes(),
        )
    ]
    Message.objects.bulk_create(rows, ignore_conflicts=True)


def person_message(new: NewMessage, by: ToldBy) -> Message:
    """Return the row of one message to a person, not saved yet."""
    way = Way(by.way)
    local = timezone.localtime(new.at)
    first = first_try(
        local,
        terms_on(new.division, local.date()),
        urgent=new.urgent or way is Way.LETTER,
        at_once=by.at_once,
        wakes=way in WAKES,
    )
    return Message(
        fact_id=new.fact_id,
        code=new.code,
        subject=new.subject,
        number=new.number,
        division=new.division,
        contact_id=by.contact_id,
        named_unit=new.unit_id,
        until=new.until,
        way=way,
        language=by.language,
        state=MessageState.WAITING if first <= new.at else MessageState.HELD,
        at=new.at,
        next_at=first,
        urgent=new.urgent,
    )


def tell_units(notices: Sequence[NewNotice]) -> None:
    """Tell units beside their list of notices, where they chose so."""
    assert connection.in_atomic_block
    ways = defaultdict(list)
    for row in UnitWay.objects.filter(unit__in={each.unit_id for each in notices}, on=True):
        ways[row.unit_id].append(row)
    views = units(list(ways)) if ways else {}
    rows = []
    for new in notices:
        for by in ways.get(new.unit_id, ()):
            local = timezone.localtime(new.at)
            division = views[new.unit_id].division
            first = first_try(
                local,
                terms_on(division, local.date()),
                urgent=new.urgent,
                at_once=by.at_once,
                wakes=Way(by.way) in WAKES,
            )
            rows.append(
                Message(
                    fact_id=new.fact_id,
                    code=new.code,
                    subject=new.subject,
                    number=new.number,
                    division=division,
                    unit_id=new.unit_id,
                    way=by.way,
                    language=Chosen.language,
                    state=MessageState.WAITING if first <= new.at else MessageState.HELD,
                    at=new.at,
                    next_at=first,
                    urgent=new.urgent,
                )
            )
    Message.objects.bulk_create(rows, ignore_conflicts=True)
