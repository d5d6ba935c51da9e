"""Close the account of someone who left."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import AccountDeactivated, Actor
from gongzhi.people.models import Account
from gongzhi.people.rules import deactivation_refusal


def deactivate(*, account_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Close an account. What it owed is handed over by whoever follows this fact.

    Raises Refused (``people.not_entitled``, ``people.own_account``, ``people.already_deactivated``).
    """
    with transaction.atomic(durable=True):
        account = Account.objects.select_for_update().get(id=account_id)
        ensure(
            deactivation_refusal(
                by, own=account.id == by.account_id, already=account.deactivated_at is not None
            )
        )
        account.deactivated_at = at
        account.save(update_fields=["deactivated_at"])
        record(
            AccountDeactivated(account_id=account.id, reason=Private(reason)),
            subject=account.id,
            by=by.name(),
            at=at,
        )
