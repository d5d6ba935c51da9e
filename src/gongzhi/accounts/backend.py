"""Who Django takes for signed in: open accounts, and the demo's people in the demo only."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from gongzhi.accounts.models import OpenSession

NAME = "gongzhi.accounts.backend.StaffBackend"


def may_sign_in(account: Any) -> bool:
    """Tell whether an account opens at all, by whatever way: not when closed, nor an invented one outside the demo."""
    return bool(account.is_active) and (settings.GONGZHI_DEMO or not account.demo)


class StaffBackend(ModelBackend):
    """Django's sign-in by name and password, and the look at the account of each request's session."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Asked for a password as for a session."""
        return may_sign_in(user)

    def get_user(self, user_id: Any) -> Any:
        """Return the account of a session, with the ids of its sessions that were ended: one query for both."""
        ended = OpenSession.objects.filter(account=OuterRef("pk"), ended_at__isnull=False)
        accounts = get_user_model()._default_manager.annotate(
            ended_sessions=ArraySubquery(ended.values("id"))
        )
        account = accounts.filter(pk=user_id).first()
        return account if account is not None and self.user_can_authenticate(account) else None


def account_of_id(account_id: Any) -> Any:
    """Return the account as Django signs it in, or None when it may not sign in."""
    account = get_user_model()._default_manager.filter(pk=account_id).first()
    return account if account is not None and may_sign_in(account) else None
