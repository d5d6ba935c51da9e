"""Look whether a password is right."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth import authenticate
from django.db import transaction

from gongzhi.people.facts import Actor


def check_password(*, login: str, password: str, by: Actor, at: datetime) -> UUID | None:
    """Return the account whose password this is, or None.

    It takes as long when there is no such account, or a closed one. A right password that was hashed the old way is
    hashed anew: that is no event, since it stays the same password, so there is no fact of it.
    """
    with transaction.atomic(durable=True):
        found = authenticate(None, username=login, password=password)
    return found.pk if found is not None else None
