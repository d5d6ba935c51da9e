"""File an event and give it to the unit that has the power for it 立案派遣."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold, move
from gongzhi.organization.facts import DutyGround
from gongzhi.organization.public import check_duty, within
from gongzhi.patrol.actions.desks import verifying
from gongzhi.patrol.actions.step import step_event
from gongzhi.patrol.facts import EventLeadNamed
from gongzhi.patrol.models import PatrolEvent
from gongzhi.patrol.rules import overrule_refusal
from gongzhi.people.facts import Actor

DISPATCHING = ("file", "redispatch", "decide")
DESK = frozenset({"intake"})


def dispatch_event(
    *,
    event_id: UUID,
    event: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    note: str = "",
    reason: str = "",
    overrule: bool = False,
    once: UUID | None = None,
) -> None:
    """Name the lead by one of `DISPATCHING`; power before work, as with every kind of work.

    Raises Refused: the refusals of the duty table, ``patrol.overrule_not_entitled``,
    ``loops.reason_missing``, and those of the loop. A named superior overrules in the desk's place; it is
    recorded and counted.
    """
    assert event in DISPATCHING
    with transaction.atomic(durable=True):
        loop = hold(event_id)
        if once and already_done(once):
            return
        ground = check_duty(unit_id, loop.matter, at=at)
        if overrule:
            in_scope = within(by.division, loop.division)
            ensure(overrule_refusal(by, reason=reason, in_scope=in_scope))
        elif isinstance(ground, Refusal):
            raise Refused(ground)
        verifying(loop.division, besides=[unit_id], at=at)
        citation = ground.citation if isinstance(ground, DutyGround) else ""
        words = Words(reason=reason, text=note, citation=citation)
        common: dict[str, Any] = {"by": by, "at": at, "words": words, "names": unit_id, "once": once}
        if overrule and event != "decide":
            move(loop_id=event_id, event=event, offices=DESK, **common)
        else:
            step_event(event, loop_id=event_id, **common)
        fact = EventLeadNamed(
            unit_id=unit_id,
            citation=citation,
            overruled=not isinstance(ground, DutyGround),
            reason=Private(reason) if reason else None,
        )
        _name(event_id, fact, by=by, at=at)


def _name(event_id: UUID, fact: EventLeadNamed, *, by: Actor, at: datetime) -> None:
    """Write down who leads and by which power; that the table was overruled once stays on record."""
    row = PatrolEvent.objects.get(loop=event_id)
    row.lead_id, row.citation = fact.unit_id, fact.citation
    row.overruled = row.overruled or fact.overruled
    row.save(update_fields=["lead", "citation", "overruled"])
    record(fact, subject=event_id, by=by.name(), at=at)
