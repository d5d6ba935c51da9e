"""Count wrong tries to sign in. A try is taken before it is looked at and given back when it was right.

So a hundred requests at once get no more tries than one after the other. Counters are no facts; a wait that comes of
them is one.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.accounts.facts import SignInLocked
from gongzhi.accounts.models import SignInTries
from gongzhi.accounts.rules import Limits, Tries, after_wrong, current, wait_until
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def take_try(*, keys: Mapping[str, Limits], by: Actor, at: datetime) -> datetime | None:
    """Take a try under each key, or none of them: then return until when one has to wait."""
    with transaction.atomic(durable=True):
        new = [SignInTries(key=key, wrong=0, since_at=at) for key in keys]
        SignInTries.objects.bulk_create(new, ignore_conflicts=True)
        rows = list(SignInTries.objects.select_for_update().filter(key__in=keys).order_by("key"))
        counted = {row.key: current(_of(row), keys[row.key], at=at) for row in rows}
        waits = [until for key, tries in counted.items() if (until := wait_until(tries, keys[key]))]
        if waits:
            return max(waits)
        for row in rows:
            tries = counted[row.key]
            row.wrong, row.since_at, row.times, row.until_at = tries.wrong + 1, tries.since, tries.times, None
            row.save(update_fields=["wrong", "since_at", "times", "until_at"])
    return None


def note_wrong(
    *, name: str, keys: Mapping[str, Limits], account_id: UUID | None, by: Actor, at: datetime
) -> None:
    """Let a wait begin where the tries are used up. It is on record when the name belongs to an account."""
    with transaction.atomic(durable=True):
        for row in SignInTries.objects.select_for_update().filter(key__in=keys).order_by("key"):
            tries = after_wrong(_of(row), keys[row.key], at=at)
            if tries.until is None or row.until_at is not None:
                continue
            row.wrong, row.since_at, row.times, row.until_at = 0, at, tries.times, tries.until
            row.account_id = account_id if row.key == name else None
            row.save(update_fields=["wrong", "since_at", "times", "until_at", "account"])
            if row.account_id is not None:
                fact = SignInLocked(account_id=row.account_id, until=tries.until, times=tries.times)
                record(fact, subject=row.account_id, by=by.name(), at=at)


def note_right(*, name: str, address: str, keep: bool, by: Actor, at: datetime) -> None:
    """Forget the wrong tries under a name, or `keep` those before this one; the address gets its try back."""
    with transaction.atomic(durable=True):
        if not keep:
            SignInTries.objects.filter(key=name).delete()
        given_back = [name, address] if keep else [address]
        for row in SignInTries.objects.select_for_update().filter(key__in=given_back).order_by("key"):
            if row.wrong:
                row.wrong -= 1
                row.save(update_fields=["wrong"])


def _of(row: SignInTries) -> Tries:
    return Tries(row.wrong, row.since_at, row.times, row.until_at)
