"""Relieve somebody of a post."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.actions.register import lock_register
from gongzhi.organization.facts import PostLeft
from gongzhi.organization.models import Holding
from gongzhi.organization.rules.administrators import administrator_refusal
from gongzhi.organization.rules.entitlement import management_refusal, scope_refusal
from gongzhi.people.facts import Actor


def leave_post(*, holding_id: UUID, to: date, by: Actor, at: datetime) -> None:
    """End a holding: `to` is the first day on which the post is no longer held.

    Obligations stay with the unit and go to whoever takes them next. Raises Refused
    (``organization.not_entitled``, ``outside_scope``, ``unknown_holding``, ``dates_inverted``,
    ``administrator_by_command``).
    """
    ensure(management_refusal(by))
    with transaction.atomic(durable=True):
        lock_register()
        holding = Holding.objects.select_related("post__unit").filter(id=holding_id).first()
        if holding is None:
            raise Refused(Refusal("organization.unknown_holding"))
        ensure(scope_refusal(by, holding.post.unit.division_id))
        ensure(administrator_refusal(by, holding.post.type))
        if to <= holding.valid_from:
            raise Refused(Refusal("organization.dates_inverted"))
        holding.valid_to = to
        holding.save(update_fields=["valid_to"])
        fact = PostLeft(
            holding_id=holding.id,
            post_id=holding.post_id,
            account_id=holding.account_id,
            end_on=to.isoformat(),
        )
        record(fact, subject=holding.account_id, by=by.name(), at=at)
