"""Who may act in which post."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.organization.facts import HolderView, PostType, PostView, Tenure
from gongzhi.organization.models import Holding, Leave
from gongzhi.organization.queries.dates import day_of, holds
from gongzhi.organization.queries.units import view_of
from gongzhi.organization.rules.administrators import ADMINISTRATORS
from gongzhi.organization.rules.catalogues import post_types
from gongzhi.people.facts import Actor, ActorKind

_ORDER = {Tenure.FULL: 0, Tenure.ACTING: 1, Tenure.STANDING_IN: 2}


def posts_of(account_id: UUID, *, at: datetime) -> list[PostView]:
    """Return the posts an account may act in: held, acting, and those of the absent it stands in for.

    Own posts come first, then by code. A closed account has none. Standing in is not passed on: the
    stand-in of a stand-in has nothing. Nor are the posts of the three administrators: who arranges leaves would
    choose whom to give them to.
    """
    day = day_of(at)
    absent = Leave.objects.filter(holds(day), stand_in_id=account_id, stand_in__deactivated_at=None)
    own = Q(account_id=account_id, account__deactivated_at=None)
    lent = Q(account_id__in=absent.values("account_id")) & ~Q(post__type__in=ADMINISTRATORS)
    rows = _holdings(day).filter(own | lent)
    views: dict[UUID, PostView] = {}
    for view in sorted((_post(row, account_id) for row in rows), key=_first):
        views.setdefault(view.id, view)
    return list(views.values())


def actor_for(account_id: UUID, post_id: UUID | None = None, *, at: datetime) -> Actor | None:
    """Return the actor that an account is in a post, or in its first post; None when it holds no such post."""
    for view in posts_of(account_id, at=at):
        if post_id is None or view.id == post_id:
            return actor_in(view, account_id)
    return None


def actor_in(view: PostView, account_id: UUID) -> Actor:
    """Return the actor an account is in one of its posts, as `posts_of` found it."""
    return Actor(
        kind=ActorKind.STAFF,
        account_id=account_id,
        post_id=view.id,
        unit_id=view.unit.id,
        division=view.unit.division,
        powers=_powers(view.type.powers, third_party=view.third_party),
        third_party=view.third_party,
    )


def _powers(powers: frozenset[str], *, third_party: bool) -> frozenset[str]:
    """Return what a post may do: in a unit that is no authority nothing that leads to an identity."""
    return frozenset(power for power in powers if not (third_party and power.startswith("contact.")))


def stand_in(account_id: UUID, *, at: datetime) -> UUID | None:
    """Return the account that stands in for this one, or None when it is not away."""
    leaves = Leave.objects.filter(holds(day_of(at)), account_id=account_id)
    return leaves.order_by("valid_from").values_list("stand_in_id", flat=True).first()


def holders_of(
    unit_ids: Iterable[UUID], *, at: datetime, power: str | None = None
) -> dict[UUID, list[HolderView]]:
    """Return who may act in the posts of each unit, stand-ins included; only posts with `power` if given.

    Full holders come first. Every unit asked for is in the answer.
    """
    day = day_of(at)
    found: dict[UUID, list[HolderView]] = {unit_id: [] for unit_id in unit_ids}
    rows = list(_holdings(day).filter(post__unit_id__in=found, account__deactivated_at=None))
    away = {row.account_id for row in rows}
    leaves = Leave.objects.filter(holds(day), account_id__in=away, stand_in__deactivated_at=None)
    stand_ins = dict(leaves.values_list("account_id", "stand_in_id"))
    for row in sorted(rows, key=lambda row: (row.acting, row.post.code)):
        third_party = row.post.unit.kind.third_party
        powers = _powers(post_types()[row.post.type].powers, third_party=third_party)
        if power is not None and power not in powers:
            continue
        holders = found[row.post.unit_id]
        tenure = Tenure.ACTING if row.acting else Tenure.FULL
        holders.append(HolderView(row.account_id, row.post_id, powers, tenure))
        if row.account_id in stand_ins and row.post.type not in ADMINISTRATORS:
            holders.append(HolderView(stand_ins[row.account_id], row.post_id, powers, Tenure.STANDING_IN))
    return found


def types_of_posts() -> list[PostType]:
    """Return the shipped types of posts."""
    return list(post_types().values())


def _holdings(day: date) -> QuerySet[Holding]:
    return Holding.objects.filter(holds(day, "", "post", "post__unit")).select_related("post__unit__kind")


def _post(row: Holding, account_id: UUID) -> PostView:
    own = row.account_id == account_id
    tenure = (Tenure.ACTING if row.acting else Tenure.FULL) if own else Tenure.STANDING_IN
    return PostView(
        id=row.post_id,
        code=row.post.code,
        type=post_types()[row.post.type],
        title=row.post.title,
        title_en=row.post.title_en,
        unit=view_of(row.post.unit),
        tenure=tenure,
        for_account=None if own else row.account_id,
        third_party=row.post.unit.kind.third_party,
    )


def own_post(row: Holding) -> PostView:
    """Return the post of a holding, as its holder has it."""
    return _post(row, row.account_id)


def _first(view: PostView) -> tuple[int, str]:
    return _ORDER[view.tenure], view.code
