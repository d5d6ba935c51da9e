"""Posts without the persons in them: what there is to be held."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from gongzhi.organization.models import Post
from gongzhi.organization.queries.dates import day_of, holds
from gongzhi.organization.rules.codes import prefix_of


@dataclass(frozen=True)
class PlainPost:
    """A post of a unit."""

    id: UUID
    code: str
    unit_id: UUID
    type: str
    title: str
    title_en: str


def posts_under(scope: str, *, at: datetime, after: str, limit: int) -> list[PlainPost]:
    """Return the posts of units in the tree of a division, by code, those after a code."""
    rows = Post.objects.filter(
        holds(day_of(at), "", "unit"), unit__division__code__startswith=prefix_of(scope), code__gt=after
    ).order_by("code")
    return [PlainPost(*row) for row in rows.values_list(*PlainPost.__dataclass_fields__)[:limit]]
