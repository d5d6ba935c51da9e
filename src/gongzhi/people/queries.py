"""Reads of accounts. Contact data are read by the action that records the look."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from gongzhi.people.models import Account, Contact


@dataclass(frozen=True)
class AccountView:
    """An account as other packages see it."""

    id: UUID
    login: str
    name: str
    active: bool


@dataclass(frozen=True)
class ContactView:
    """Contact data, given out once and on record."""

    name: str
    phone: str
    helper_name: str
    helper_phone: str


def account(account_id: UUID) -> AccountView | None:
    """Return one account, or None."""
    return _view(Account.objects.filter(id=account_id).first())


def account_by_login(login: str) -> AccountView | None:
    """Return the account with this login, or None."""
    return _view(Account.objects.filter(login=login).first())


def names_of(account_ids: set[UUID]) -> dict[UUID, str]:
    """Return the names of several accounts in one query."""
    return dict(Account.objects.filter(id__in=account_ids).values_list("id", "name"))


def same_people(contact_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return for each contact the first that was left with the same telephone number, by ids alone.

    Who that is, and the number, stays here: what comes out tells only how many people there are.
    """
    first: dict[str, UUID] = {}
    rows = Contact.objects.filter(id__in=list(contact_ids)).order_by("id").values_list("id", "mark")
    return {
        contact_id: first.setdefault(mark, contact_id) if mark else contact_id for contact_id, mark in rows
    }


def any_account() -> bool:
    """Tell whether anybody can sign in at all."""
    return Account.objects.exists()


def _view(row: Account | None) -> AccountView | None:
    if row is None:
        return None
    return AccountView(id=row.id, login=row.login, name=row.name, active=row.is_active)
