"""Words of signing in, and what can happen to the ways into an account."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from gongzhi.kernel.commitments import Private


class FactorKind(StrEnum):
    """A second factor: a code from an app, or a passkey."""

    TOTP = "TOTP"
    PASSKEY = "PASSKEY"


class Way(StrEnum):
    """By which way somebody signed in."""

    PASSWORD = "PASSWORD"  # noqa: S105 - a code
    PASSKEY = "PASSKEY"
    PROVIDER = "PROVIDER"
    DEMO = "DEMO"


class Device(StrEnum):
    """A family of devices, as far as the browser says: enough to tell one's own sessions apart."""

    WINDOWS = "WINDOWS"
    MAC = "MAC"
    LINUX = "LINUX"
    ANDROID = "ANDROID"
    IPHONE = "IPHONE"
    HARMONY = "HARMONY"
    OTHER = "OTHER"


@dataclass(frozen=True)
class FactorView:
    """A second factor of an account, as its owner and the security administrator see it."""

    id: UUID
    kind: FactorKind
    name: str
    made_at: datetime


@dataclass(frozen=True)
class SessionView:
    """A session: since when, and on what family of device. When it was used last is nobody's business."""

    id: UUID
    device: Device
    way: Way
    begun_at: datetime
    here: bool


@dataclass(frozen=True)
class BindingView:
    """Whose name at the provider outside opens an account here."""

    id: UUID
    issuer: str
    subject: str
    made_at: datetime


@dataclass(frozen=True)
class SignInLocked:
    """Too many wrong tries: the account takes no password until then. It opens again by itself."""

    kind: ClassVar[str] = "accounts.sign_in_locked"
    account_id: UUID
    until: datetime
    times: int


@dataclass(frozen=True)
class SignInUnlocked:
    """The security administrator lifted the lock before its time."""

    kind: ClassVar[str] = "accounts.sign_in_unlocked"
    account_id: UUID
    reason: Private


@dataclass(frozen=True)
class SecondFactorSet:
    kind: ClassVar[str] = "accounts.second_factor_set"
    account_id: UUID
    factor_id: UUID
    factor: FactorKind


@dataclass(frozen=True)
class SecondFactorRemoved:
    """Its owner took a second factor away."""

    kind: ClassVar[str] = "accounts.second_factor_removed"
    account_id: UUID
    factor_id: UUID


@dataclass(frozen=True)
class SecondFactorReset:
    """The security administrator took all second factors and recovery codes of an account away."""

    kind: ClassVar[str] = "accounts.second_factor_reset"
    account_id: UUID
    reason: Private


@dataclass(frozen=True)
class RecoveryCodesMade:
    """New recovery codes; the old ones open nothing any more."""

    kind: ClassVar[str] = "accounts.recovery_codes_made"
    account_id: UUID


@dataclass(frozen=True)
class RecoveryCodeUsed:
    kind: ClassVar[str] = "accounts.recovery_code_used"
    account_id: UUID
    left: int


@dataclass(frozen=True)
class ProviderInvited:
    """Somebody may bind their own name at the provider to this account until then, once."""

    kind: ClassVar[str] = "accounts.provider_invited"
    account_id: UUID
    invitation_id: UUID
    until: datetime


@dataclass(frozen=True)
class ProviderBound:
    """A name at the provider outside opens this account from now on; the name itself stands in the table only."""

    kind: ClassVar[str] = "accounts.provider_bound"
    account_id: UUID
    binding_id: UUID


@dataclass(frozen=True)
class ProviderUnbound:
    kind: ClassVar[str] = "accounts.provider_unbound"
    account_id: UUID
    binding_id: UUID
    reason: Private


@dataclass(frozen=True)
class SessionsEnded:
    """Sessions of an account were ended: one, or all but the one it was done in. By others, with a reason."""

    kind: ClassVar[str] = "accounts.sessions_ended"
    account_id: UUID
    sessions: int
    reason: Private | None


@dataclass(frozen=True)
class AuditExported:
    """Records of the administration went out as a file."""

    kind: ClassVar[str] = "accounts.audit_exported"
    rows: int
