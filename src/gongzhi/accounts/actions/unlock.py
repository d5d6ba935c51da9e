"""Lift a lock before its time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.accounts.facts import SignInUnlocked
from gongzhi.accounts.models import SignInTries
from gongzhi.accounts.rules import reason_refusal, security_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import covers_account
from gongzhi.people.facts import Actor


def unlock(*, account_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Let somebody try again at once. Without a lock nothing happens.

    Raises Refused ``accounts.not_entitled``, ``accounts.own_account``, ``accounts.outside_area``,
    ``accounts.reason_missing``, ``accounts.reason_too_long``.
    """
    ensure(security_refusal(by, account=account_id, covers=covers_account(by.division, account_id)))
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        gone, _ = SignInTries.objects.filter(account=account_id, until_at__gt=at).delete()
        if gone:
            fact = SignInUnlocked(account_id=account_id, reason=Private(reason))
            record(fact, subject=account_id, by=by.name(), at=at)
