"""Not take a case up 不予受理, or pass it to another legal track 转信访/司法."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.step import step
from gongzhi.cases.rules import refusal_words
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Words
from gongzhi.people.facts import Actor


def decline(
    *,
    case_id: UUID,
    event: str,
    reason: str,
    where_to_go: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """End a case at intake by ``refuse`` or ``transfer``: always with a reason and where to go instead.

    Raises Refused: ``cases.reason_missing``, ``cases.where_to_go_missing``, and those of the loop.
    """
    assert event in ("refuse", "transfer")
    ensure(refusal_words(reason=reason, where_to_go=where_to_go))
    with transaction.atomic(durable=True):
        step(event, case_id=case_id, by=by, at=at, words=Words(reason=reason, text=where_to_go), once=once)
