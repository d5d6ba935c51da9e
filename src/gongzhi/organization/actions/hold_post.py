"""Put somebody into a post."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.actions.register import lock_register
from gongzhi.organization.facts import Period, PostTaken, Tenure
from gongzhi.organization.models import Holding, Post
from gongzhi.organization.queries.dates import period_of
from gongzhi.organization.queries.staff import types_held
from gongzhi.organization.rules.administrators import appointment_refusal
from gongzhi.organization.rules.entitlement import management_refusal, scope_refusal
from gongzhi.organization.rules.tenure import holding_refusal
from gongzhi.people.facts import Actor
from gongzhi.people.public import account


def hold_post(
    *, post_id: UUID, account_id: UUID, start: date, to: date | None, acting: bool, by: Actor, at: datetime
) -> UUID:
    """Put an account into a post from `start` until before `to`; return the holding's id.

    Raises Refused (``organization.not_entitled``, ``outside_scope``, ``unknown_post``, ``unknown_login``,
    ``account_closed``, ``dates_inverted``, ``post_ended``, ``post_taken``, ``holds_already``, ``own_post``,
    ``administrator_by_command``, ``administrators_apart``).
    """
    ensure(management_refusal(by))
    period = Period(start, to)
    with transaction.atomic(durable=True):
        lock_register()
        post = Post.objects.select_related("unit").filter(id=post_id).first()
        if post is None:
            raise Refused(Refusal("organization.unknown_post", {"post": str(post_id)}))
        ensure(scope_refusal(by, post.unit.division_id))
        holder = account(account_id)
        if holder is None or not holder.active:
            raise Refused(Refusal("organization.account_closed" if holder else "organization.unknown_login"))
        if to is not None and to <= start:
            raise Refused(Refusal("organization.dates_inverted"))
        held = types_held(account_id, period)
        own = account_id == by.account_id
        ensure(appointment_refusal(by, own=own, post_type=post.type, others=held))
        others = list(Holding.objects.filter(post_id=post_id))
        if any(row.account_id == account_id and row.valid_from == start for row in others):
            raise Refused(Refusal("organization.holds_already"))
        full = [period_of(row) for row in others if not row.acting]
        ensure(holding_refusal(period=period, acting=acting, post_period=period_of(post), full_holders=full))
        holding = Holding.objects.create(
            post_id=post_id, account_id=account_id, acting=acting, valid_from=start, valid_to=to
        )
        fact = PostTaken(
            holding_id=holding.id,
            post_id=post_id,
            account_id=account_id,
            tenure=Tenure.ACTING if acting else Tenure.FULL,
            start_on=start.isoformat(),
        )
        record(fact, subject=account_id, by=by.name(), at=at)
    return holding.id
