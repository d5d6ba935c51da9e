"""Note that somebody is away, and who stands in."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.actions.register import lock_register
from gongzhi.organization.facts import LeaveTaken, Period
from gongzhi.organization.models import Holding, Leave
from gongzhi.organization.queries.dates import period_of
from gongzhi.organization.rules.entitlement import management_refusal, scope_refusal
from gongzhi.organization.rules.tenure import leave_refusal
from gongzhi.people.facts import Actor
from gongzhi.people.public import account


def take_leave(
    *, account_id: UUID, stand_in_id: UUID, start: date, to: date, by: Actor, at: datetime
) -> UUID:
    """Note a leave from `start` until before `to`; the stand-in acts in all posts meanwhile. Returns its id.

    Raises Refused (``organization.not_entitled``, ``outside_scope``, ``account_closed``,
    ``dates_inverted``, ``stand_in_self``, ``overlapping_dates``).
    """
    ensure(management_refusal(by))
    with transaction.atomic(durable=True):
        lock_register()
        holdings = Holding.objects.filter(account_id=account_id)
        held = set(holdings.values_list("post__unit__division_id", flat=True))
        # Somebody without a post is in nobody's scope.
        ensure(scope_refusal(by, *(held or {""})))
        stand_in = account(stand_in_id)
        if stand_in is None or not stand_in.active:
            raise Refused(Refusal("organization.account_closed"))
        others = [period_of(row) for row in Leave.objects.filter(account_id=account_id)]
        ensure(
            leave_refusal(account=account_id, stand_in=stand_in_id, period=Period(start, to), others=others)
        )
        leave = Leave.objects.create(
            account_id=account_id, stand_in_id=stand_in_id, valid_from=start, valid_to=to
        )
        fact = LeaveTaken(
            leave_id=leave.id,
            account_id=account_id,
            stand_in_id=stand_in_id,
            start_on=start.isoformat(),
            end_on=to.isoformat(),
        )
        record(fact, subject=account_id, by=by.name(), at=at)
    return leave.id
