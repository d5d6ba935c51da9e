"""The callback desk 回访: whom to call, and calls that reached nobody."""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.facts import CallbackDrawn
from gongzhi.cases.models import Case
from gongzhi.cases.rules import callback_ground
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    Receipt,
    already_done,
    attempt_call,
    hold,
    keep_receipt,
    profile_of_loop,
    was_reopened,
)
from gongzhi.people.facts import SYSTEM, Actor


def draw_callback(*, case_id: UUID, at: datetime, drawn: int | None = None) -> bool:
    """Decide whether the desk calls about a case that fell silent: by risk, or by lot.

    Runs inside the caller's transaction, once per silence; returns whether it is to be called.
    """
    assert connection.in_atomic_block
    loop = hold(case_id)
    case = Case.objects.get(loop=case_id)
    if case.call_wanted is not None:
        return case.call_wanted
    drawn = secrets.randbelow(100) if drawn is None else drawn
    ground = callback_ground(
        limit_class=loop.limit_class,
        reopened=was_reopened(case_id),
        drawn=drawn,
        calls=profile_of_loop(case_id).callback.calls,
    )
    case.call_wanted = bool(ground)
    case.save(update_fields=["call_wanted"])
    fact = CallbackDrawn(wanted=case.call_wanted, ground=ground, drawn=drawn)
    record(fact, subject=case_id, by=SYSTEM.name(), at=at)
    return case.call_wanted


def not_reached(*, case_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> int:
    """Record a call that reached nobody; return which attempt it was, 0 for a request carried out before.

    Raises Refused: ``loops.not_entitled``, ``loops.no_callback``, ``loops.called_today``.
    """
    if not by.may("case.callback"):
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return 0
        attempt = attempt_call(loop_id=case_id, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="not_reached"))
        return attempt
