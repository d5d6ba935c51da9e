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
    told = told_of(account)
    if not told or str(told[-1].data.get("invitation_id")) != str(invitation):
        return None
    return account if at < from_text(told[-1].data["until"]) else None


def told_of(account_id: UUID) -> list[Recorded]:
    """Return what happened to the name at the provider of an account, the oldest first."""
    return facts_about([account_id], only=_KINDS)
