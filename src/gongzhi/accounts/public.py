"""The door of accounts."""

from gongzhi.accounts.actions.check_accounts import check_accounts
from gongzhi.accounts.actions.factors import tell_reset
from gongzhi.accounts.actions.sessions import leave_session
from gongzhi.accounts.actions.sweep import sweep
from gongzhi.accounts.by_provider import provider_name, signed_out_at
from gongzhi.accounts.entering import (
    address_of,
    enter,
    let_wait,
    needs_second,
    session_of,
    try_password,
    waiting,
)
from gongzhi.accounts.going_on import go_on, next_of, wait_sentence
from gongzhi.accounts.keeping import owes_second, still_counts
from gongzhi.accounts.rules import is_own_path

__all__ = [
    "address_of",
    "check_accounts",
    "enter",
    "go_on",
    "is_own_path",
    "leave_session",
    "let_wait",
    "needs_second",
    "next_of",
    "owes_second",
    "provider_name",
    "session_of",
    "signed_out_at",
    "still_counts",
    "sweep",
    "tell_reset",
    "try_password",
    "wait_sentence",
    "waiting",
]
