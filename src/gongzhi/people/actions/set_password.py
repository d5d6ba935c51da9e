"""Set a password."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, PasswordChanged
from gongzhi.people.models import Account


def set_password(*, account_id: UUID, password: str, by: Actor, at: datetime) -> None:
    """Set the password of an account. The caller has validated it; the fact does not mention it."""
    with transaction.atomic(durable=True):
        account = Account.objects.select_for_update().get(id=account_id)
        account.set_password(password)
        account.save(update_fields=["password"])
        record(PasswordChanged(account_id=account.id), subject=account.id, by=by.name(), at=at)
