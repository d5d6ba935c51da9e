"""Not take a case up 不予受理, or pass it to another legal track 转信访/司法."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.family import hold_family
from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import Declined, DeclineReason, Destination
from gongzhi.cases.rules import refusal_words
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor


def decline(
    *,
    case_id: UUID,
    event: str,
    reason_code: DeclineReason,
    destination: Destination,
    reason: str,
    where_to_go: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """End a case at intake by ``refuse`` or ``transfer``: a ground of the closed list, words, and where to go.

    The unit that serves as the destination for this place is kept with it, so that its phone and counter can
    be shown. Raises Refused: ``cases.reason_missing``, ``cases.where_to_go_missing``, and those of the loop.
    """
    assert event in ("refuse", "transfer")
    ensure(refusal_words(reason=reason, where_to_go=where_to_go))
    with transaction.atomic(durable=True):
        loop = hold_family(case_id)
        if once and already_done(once):
            return
        words = Words(reason=reason, text=where_to_go)
        step(event, case_id=case_id, by=by, at=at, words=words, once=once)
        served = destination.value in Office.__members__
        fact = Declined(
            reason_code=reason_code,
            destination=destination,
            unit_id=desk(destination.value, loop.division, at=at) if served else None,
        )
        record(fact, subject=case_id, by=by.name(), at=at)
