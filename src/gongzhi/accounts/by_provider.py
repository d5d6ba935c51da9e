"""Which account a provider's word opens, and the provider's part in signing out."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from gongzhi.accounts.actions.binding import bind_provider
from gongzhi.accounts.inviting import account_invited
from gongzhi.accounts.provider import Arrived, is_chosen, sign_out_address
from gongzhi.accounts.queries import account_bound
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account

ID_TOKEN = "accounts.id_token"  # noqa: S105 - the name of a place in the session


def provider_name() -> str:
    """Return what the provider is called on the button; "" where there is none."""
    return (settings.GONGZHI_OIDC_NAME or settings.GONGZHI_OIDC_ISSUER) if is_chosen() else ""


def account_for(arrived: Arrived, *, invited: str, at: datetime) -> UUID | None:
    """Return the account that somebody at the provider opens, or None for a name nobody knows here.

    Only provider and `sub` name somebody: sign-in names and e-mail addresses can be changed at many providers, by
    people or by their administration. A name nobody bound yet is bound for good to the account it comes with an
    invitation for; the security administrator gives it.
    """
    if bound := account_bound(arrived.issuer, arrived.subject):
        return bound
    wanted = account_invited(invited, at=at) if invited else None
    known = account(wanted) if wanted else None
    if known is None or not known.active:
        return None
    try:
        bind_provider(account_id=known.id, issuer=arrived.issuer, subject=arrived.subject, by=SYSTEM, at=at)
    except Refused:
        return None
    return known.id


def signed_out_at(request: HttpRequest) -> str:
    """Return where to sign out at the provider as well, "" for whoever did not come from there."""
    id_token = request.session.get(ID_TOKEN, "")
    return sign_out_address(id_token, back=request.build_absolute_uri(reverse("sign-in"))) if id_token else ""
