"""Reads of the ways into an account."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.timezone import localdate

from gongzhi.accounts.chosen import needing_second, second_since
from gongzhi.accounts.facts import BindingView, Device, FactorKind, FactorView, SessionView, Way
from gongzhi.accounts.models import OpenSession, ProviderBinding, RecoveryCodes, SecondFactor, SignInTries
from gongzhi.accounts.rules import second_factor_owed
from gongzhi.organization.public import posts_of


def factors_of(account_id: UUID) -> list[FactorView]:
    """Return the second factors of an account, the first set up first."""
    rows = SecondFactor.objects.filter(account=account_id).order_by("made_at", "id")
    return [FactorView(row.id, FactorKind(row.kind), row.name, row.made_at) for row in rows]


def passkeys_of(account_id: UUID) -> list[str]:
    """Return the credentials of an account's passkeys."""
    rows = SecondFactor.objects.filter(account=account_id, kind=FactorKind.PASSKEY)
    return list(rows.values_list("credential", flat=True))


def passkey(credential: str) -> tuple[UUID, UUID, bytes, int] | None:
    """Return id, account, public key and counter of a passkey, or None."""
    row = SecondFactor.objects.filter(credential=credential, kind=FactorKind.PASSKEY).first()
    return (row.id, row.account_id, bytes(row.public_key), row.counter) if row else None


def recovery_codes_left(account_id: UUID) -> int:
    """Return how many recovery codes were not used yet."""
    row = RecoveryCodes.objects.filter(account=account_id).first()
    return len(row.hashes) if row else 0


def second_owed(account_id: UUID, *, at: datetime) -> bool:
    """Tell whether a post of this account needs a second factor, and none is set up."""
    types = [view.type.code for view in posts_of(account_id, at=at)]
    owed = second_factor_owed(types, needing=needing_second(), since=second_since(), today=localdate(at))
    return owed and not SecondFactor.objects.filter(account=account_id).exists()


def sessions_of(account_id: UUID, *, here: UUID | None, at: datetime) -> list[SessionView]:
    """Return the sessions of an account that were not ended, the newest first."""
    since = at - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    rows = OpenSession.objects.filter(account=account_id, ended_at=None, begun_at__gt=since)
    return [
        SessionView(row.id, Device(row.device), Way(row.way), row.begun_at, row.id == here)
        for row in rows.order_by("-begun_at")
    ]


def bindings_of(account_id: UUID) -> list[BindingView]:
    """Return whose names at a provider open an account."""
    rows = ProviderBinding.objects.filter(account=account_id).order_by("made_at")
    return [BindingView(row.id, row.issuer, row.subject, row.made_at) for row in rows]


def account_bound(issuer: str, subject: str) -> UUID | None:
    """Return the account that a name at the provider opens, or None."""
    rows = ProviderBinding.objects.filter(issuer__in=spellings(issuer), subject=subject)
    row = rows.order_by("issuer").first()
    return row.account_id if row else None


def spellings(issuer: str) -> list[str]:
    """Return how a provider may be written in bindings: as now, and with the stroke at its end that some have."""
    return [issuer, f"{issuer}/"]


def locked(account_ids: Collection[UUID], *, at: datetime) -> dict[UUID, datetime]:
    """Return until when accounts take no password, for those that do not now."""
    rows = SignInTries.objects.filter(account__in=account_ids, until_at__gt=at)
    return {row.account_id: row.until_at for row in rows if row.account_id and row.until_at}


def with_second(account_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the accounts that have a second factor."""
    return set(SecondFactor.objects.filter(account__in=account_ids).values_list("account", flat=True))
