"""Who works in a tree of divisions: accounts with their posts, for those who manage them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.organization.facts import Period, PostView
from gongzhi.organization.models import Holding
from gongzhi.organization.queries.dates import day_of, holds, period_of
from gongzhi.organization.queries.posts import own_post
from gongzhi.organization.rules.codes import prefix_of, within


@dataclass(frozen=True)
class StaffView:
    """An account and the posts it holds now."""

    account_id: UUID
    login: str
    name: str
    active: bool
    posts: tuple[PostView, ...]


def staff_under(scope: str, *, at: datetime, words: str = "") -> list[StaffView]:
    """Return those who hold a post in the tree of a division, by name; `words` narrow by name, login or unit."""
    found: dict[UUID, StaffView] = {}
    for row in _holdings(scope, at, words).select_related("account", "post__unit__kind"):
        known = found.get(row.account_id)
        posts = (*(known.posts if known else ()), own_post(row))
        account = row.account
        found[row.account_id] = StaffView(account.id, account.login, account.name, account.is_active, posts)
    return sorted(found.values(), key=lambda view: (not view.active, view.name, view.login))


def divisions_of_account(account_id: UUID) -> set[str]:
    """Return the divisions of all units in which an account holds or held a post."""
    return set(Holding.objects.filter(account=account_id).values_list("post__unit__division_id", flat=True))


def covers_account(scope: str, account_id: UUID) -> bool:
    """Tell whether all posts an account holds or held lie in the tree of a division; without any, none covers it."""
    places = divisions_of_account(account_id)
    return bool(places) and all(within(scope, place) for place in places)


def types_held(account_id: UUID, period: Period) -> set[str]:
    """Return the types of the posts an account holds on some day of a period."""
    rows = Holding.objects.filter(account=account_id).select_related("post")
    return {row.post.type for row in rows if period_of(row).overlaps(period)}


def types_ever_held(account_id: UUID) -> set[str]:
    """Return the types of all posts an account holds or held."""
    return set(Holding.objects.filter(account=account_id).values_list("post__type", flat=True))


def _holdings(scope: str, at: datetime, words: str) -> QuerySet[Holding]:
    rows = Holding.objects.filter(
        holds(day_of(at), "", "post", "post__unit"),
        post__unit__division__code__startswith=prefix_of(scope),
    )
    for word in words.split():
        rows = rows.filter(
            Q(account__name__icontains=word)
            | Q(account__login__icontains=word)
            | Q(post__unit__name__icontains=word)
            | Q(post__unit__name_en__icontains=word)
        )
    return rows
