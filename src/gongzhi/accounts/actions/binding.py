"""Bind a name at the provider outside to an account, and take it back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.accounts.facts import ProviderBound, ProviderInvited, ProviderUnbound
from gongzhi.accounts.inviting import LASTS, told_of
from gongzhi.accounts.models import ProviderBinding
from gongzhi.accounts.queries import spellings
from gongzhi.accounts.rules import reason_refusal, security_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.instants import from_text
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import covers_account
from gongzhi.people.facts import Actor, ActorKind

LONGEST = 255


def invite(*, account_id: UUID, invitation_id: UUID, issuer: str, by: Actor, at: datetime) -> datetime:
    """Let whoever holds the invitation bind their name at the provider to this account; return until when, for once.

    The same again is the same one; another one takes its place, and the first does not come back. Raises Refused
    ``accounts.not_entitled``, ``accounts.own_account``, ``accounts.outside_area``, ``accounts.bound_already``,
    ``accounts.invitation_over``.
    """
    ensure(security_refusal(by, account=account_id, covers=covers_account(by.division, account_id)))
    with transaction.atomic(durable=True):
        if ProviderBinding.objects.filter(issuer__in=spellings(issuer), account=account_id).exists():
            raise Refused(Refusal("accounts.bound_already"))
        told = told_of(account_id)
        ids = [str(each.data.get("invitation_id")) for each in told]
        if str(invitation_id) in ids[:-1]:
            raise Refused(Refusal("accounts.invitation_over"))
        if str(invitation_id) in ids:
            return from_text(told[-1].data["until"])
        until = at + LASTS
        fact = ProviderInvited(account_id=account_id, invitation_id=invitation_id, until=until)
        record(fact, subject=account_id, by=by.name(), at=at)
    return until


def bind_provider(*, account_id: UUID, issuer: str, subject: str, by: Actor, at: datetime) -> UUID:
    """Let `subject` at the provider open this account. The same again changes nothing.

    By the security administrator, or by the system where somebody came with an invitation of the administrator.
    Raises Refused ``accounts.not_entitled``, ``accounts.own_account``, ``accounts.outside_area``,
    ``accounts.subject_missing``, ``accounts.subject_taken``, ``accounts.bound_already``.
    """
    if by.kind is not ActorKind.SYSTEM:
        ensure(security_refusal(by, account=account_id, covers=covers_account(by.division, account_id)))
    if not subject or len(subject) > LONGEST or "\0" in subject:
        raise Refused(Refusal("accounts.subject_missing"))
    with transaction.atomic(durable=True):
        rows = ProviderBinding.objects.select_for_update().filter(issuer__in=spellings(issuer))
        known = rows.filter(subject=subject).first()
        if known is not None and known.account_id == account_id:
            return known.id
        if known is not None:
            raise Refused(Refusal("accounts.subject_taken"))
        if rows.filter(account=account_id).exists():
            raise Refused(Refusal("accounts.bound_already"))
        row = ProviderBinding(account_id=account_id, issuer=issuer, subject=subject, made_at=at)
        ProviderBinding.objects.bulk_create([row], ignore_conflicts=True)
        if not rows.filter(id=row.id).exists():  # somebody else with the same invitation was quicker
            raise Refused(Refusal("accounts.bound_already"))
        fact = ProviderBound(account_id=account_id, binding_id=row.id)
        record(fact, subject=account_id, by=by.name(), at=at)
    return row.id


def unbind_provider(*, account_id: UUID, binding_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take a name at the provider from an account; gone already, nothing happens.

    Raises Refused ``accounts.not_entitled``, ``accounts.own_account``, ``accounts.outside_area``,
    ``accounts.reason_missing``, ``accounts.reason_too_long``.
    """
    ensure(security_refusal(by, account=account_id, covers=covers_account(by.division, account_id)))
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        row = ProviderBinding.objects.select_for_update().filter(account=account_id, id=binding_id).first()
        if row is None:
            return
        row.delete()
        fact = ProviderUnbound(account_id=account_id, binding_id=binding_id, reason=Private(reason))
        record(fact, subject=account_id, by=by.name(), at=at)
