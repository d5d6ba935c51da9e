"""The link that lets somebody bind their own name at the provider to their account: signed, for some days, and once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing

from gongzhi.accounts.facts import ProviderBound, ProviderInvited, ProviderUnbound
from gongzhi.kernel.instants import from_text
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_about

LASTS = timedelta(days=3)  # a default of this project
LONGEST = 400
_SALT = "gongzhi.accounts.invited"
_KINDS = (ProviderInvited.kind, ProviderBound.kind, ProviderUnbound.kind)


def token_of(account_id: UUID, invitation_id: UUID) -> str:
    """Return what stands in the link."""
    return signing.dumps([account_id.hex, invitation_id.hex], salt=_SALT)


def account_invited(token: str, *, at: datetime) -> UUID | None:
    """Return the account an invitation is for, None where it is over, used, taken back or followed by another one.

    What became of it is in the facts: it counts as long as nothing was bound or taken away since.
    """
    try:
        account, invitation = (UUID(hex=each) for each in signing.loads(token[:LONGEST], salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    last = last_of(account)
    if (
        last is None
        or last.kind != ProviderInvited.kind
        or str(last.data["invitation_id"]) != str(invitation)
    ):
        return None
    return account if at < from_text(last.data["until"]) else None


def last_of(account_id: UUID) -> Recorded | None:
    """Return what happened last to the name at the provider of an account."""
    told = list(facts_about([account_id], only=_KINDS))
    return told[-1] if told else None
