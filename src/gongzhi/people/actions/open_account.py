"""Open an account for a member of staff."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import AccountOpened, Actor
from gongzhi.people.models import Account
from gongzhi.people.rules import login_refusal, management_refusal


def open_account(*, login: str, name: str, password: str | None, by: Actor, at: datetime) -> UUID:
    """Open an account in a transaction of its own; return its id. See `add_account`."""
    with transaction.atomic(durable=True):
        return add_account(login=login, name=name, password=password, by=by, at=at)


def add_account(*, login: str, name: str, password: str | None, by: Actor, at: datetime) -> UUID:
    """Open an account inside the caller's transaction; return its id.

    Without a password nobody can sign in with it until one is set. Raises Refused with
    ``people.login_malformed`` or ``people.login_taken``.
    """
    assert connection.in_atomic_block
    ensure(management_refusal(by))
    ensure(login_refusal(login, taken=Account.objects.filter(login=login).exists()))
    account = Account(login=login, name=name, opened_at=at)
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    account.save(force_insert=True)
    record(AccountOpened(account_id=account.id), subject=account.id, by=by.name(), at=at)
    return account.id
