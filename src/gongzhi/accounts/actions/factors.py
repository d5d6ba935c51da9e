"""Second factors: set up, used, taken away."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.accounts.facts import (
    FactorKind,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorRemoved,
    SecondFactorReset,
    SecondFactorSet,
)
from gongzhi.accounts.hashing import code_hash
from gongzhi.accounts.models import RecoveryCodes, ResetToTell, SecondFactor
from gongzhi.accounts.rules import counter_refusal, reason_refusal, security_refusal, step_refusal
from gongzhi.accounts.sealing import seal_secret, unseal_secret
from gongzhi.accounts.totp import step_of
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_code
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import covers_account
from gongzhi.people.facts import Actor

CODES, SIGNS = 10, 10
MOST = 10  # second factors of one account


def set_totp(*, account_id: UUID, secret: str, code: str, name: str, by: Actor, at: datetime) -> UUID:
    """Set up an app, once it made a right code; an app that was there before is taken away.

    Raises Refused ``accounts.second_wrong``.
    """
    step = step_of(secret, code, at=at)
    ensure(step_refusal(step, last=0))
    assert step is not None  # the rule refuses it
    with transaction.atomic(durable=True):
        for old in SecondFactor.objects.select_for_update().filter(account=account_id, kind=FactorKind.TOTP):
            _remove(old, by=by, at=at)
        row = SecondFactor.objects.create(
            account_id=account_id,
            kind=FactorKind.TOTP,
            name=name,
            secret=seal_secret(secret, account_id),
            step=step,
            made_at=at,
        )
        _record_set(row, by=by, at=at)
    return row.id


def set_passkey(
    *,
    account_id: UUID,
    credential: str,
    public_key: bytes,
    counter: int,
    name: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Keep a passkey. Raises Refused ``accounts.passkey_known`` and ``accounts.too_many_factors``."""
    with transaction.atomic(durable=True):
        if SecondFactor.objects.filter(credential=credential).exists():
            raise Refused(Refusal("accounts.passkey_known"))
        if SecondFactor.objects.filter(account=account_id).count() >= MOST:
            raise Refused(Refusal("accounts.too_many_factors", {"limit": MOST}))
        row = SecondFactor.objects.create(
            account_id=account_id,
            kind=FactorKind.PASSKEY,
            name=name,
            credential=credential,
            public_key=public_key,
            counter=counter,
            made_at=at,
        )
        _record_set(row, by=by, at=at)
    return row.id


def use_totp(*, account_id: UUID, code: str, by: Actor, at: datetime) -> bool:
    """Take a code of the app, each once. Which step was taken is a counter, no fact."""
    with transaction.atomic(durable=True):
        row = (
            SecondFactor.objects.select_for_update().filter(account=account_id, kind=FactorKind.TOTP).first()
        )
        if row is None:
            return False
        step = step_of(unseal_secret(bytes(row.secret), account_id), code, at=at)
        if step is None or step_refusal(step, last=row.step):
            return False
        row.step = step
        row.save(update_fields=["step"])
    return True


def use_recovery_code(*, account_id: UUID, code: str, by: Actor, at: datetime) -> bool:
    """Take a recovery code, each once."""
    with transaction.atomic(durable=True):
        row = RecoveryCodes.objects.select_for_update().filter(account=account_id).first()
        hashed = code_hash(account_id, code)
        if row is None or hashed not in row.hashes:
            return False
        row.hashes = [each for each in row.hashes if each != hashed]
        row.save(update_fields=["hashes"])
        fact = RecoveryCodeUsed(account_id=account_id, left=len(row.hashes))
        record(fact, subject=account_id, by=by.name(), at=at)
    return True


def use_passkey(*, factor_id: UUID, counter: int, by: Actor, at: datetime) -> None:
    """Keep what a passkey counts. Raises Refused ``accounts.passkey_copied`` when it went back.

    What it counts is no fact.
    """
    with transaction.atomic(durable=True):
        row = SecondFactor.objects.select_for_update().get(id=factor_id)
        ensure(counter_refusal(counter, last=row.counter))
        row.counter = counter
        row.save(update_fields=["counter"])


def make_recovery_codes(*, account_id: UUID, by: Actor, at: datetime) -> Sequence[str]:
    """Make ten new recovery codes and return them, once; those from before open nothing any more."""
    codes = [new_code(SIGNS) for _ in range(CODES)]
    with transaction.atomic(durable=True):
        RecoveryCodes.objects.update_or_create(
            account_id=account_id,
            defaults={"hashes": [code_hash(account_id, code) for code in codes], "made_at": at},
        )
        record(RecoveryCodesMade(account_id=account_id), subject=account_id, by=by.name(), at=at)
    return codes


def remove_factor(*, account_id: UUID, factor_id: UUID, by: Actor, at: datetime) -> None:
    """Take a second factor of one's own away; with the last of them go the recovery codes.

    Gone already, nothing happens. Raises Refused ``accounts.not_entitled`` for somebody else's.
    """
    if by.account_id != account_id:
        raise Refused(Refusal("accounts.not_entitled"))
    with transaction.atomic(durable=True):
        row = SecondFactor.objects.select_for_update().filter(account=account_id, id=factor_id).first()
        if row is None:
            return
        _remove(row, by=by, at=at)
        if not SecondFactor.objects.filter(account=account_id).exists():
            RecoveryCodes.objects.filter(account=account_id).delete()


def reset_second(*, account_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take all second factors and recovery codes of somebody away who lost them; the person is told.

    Raises Refused ``accounts.not_entitled``, ``accounts.own_account``, ``accounts.outside_area``,
    ``accounts.reason_missing``, ``accounts.reason_too_long``.
    """
    ensure(security_refusal(by, account=account_id, covers=covers_account(by.division, account_id)))
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        gone, _ = SecondFactor.objects.filter(account=account_id).delete()
        codes, _ = RecoveryCodes.objects.filter(account=account_id).delete()
        if not gone and not codes:
            return
        ResetToTell.objects.update_or_create(account_id=account_id, defaults={"reset_at": at})
        fact = SecondFactorReset(account_id=account_id, reason=Private(reason))
        record(fact, subject=account_id, by=by.name(), at=at)


def tell_reset(*, account_id: UUID, by: Actor, at: datetime) -> datetime | None:
    """Return when somebody's second factors were reset, once: whoever reads it was told. The reset is on record."""
    with transaction.atomic(durable=True):
        row = ResetToTell.objects.filter(account=account_id).first()
        if row is None:
            return None
        row.delete()
    return row.reset_at


def _record_set(row: SecondFactor, *, by: Actor, at: datetime) -> None:
    fact = SecondFactorSet(account_id=row.account_id, factor_id=row.id, factor=FactorKind(row.kind))
    record(fact, subject=row.account_id, by=by.name(), at=at)


def _remove(row: SecondFactor, *, by: Actor, at: datetime) -> None:
    fact = SecondFactorRemoved(account_id=row.account_id, factor_id=row.id)
    row.delete()
    record(fact, subject=row.account_id, by=by.name(), at=at)
