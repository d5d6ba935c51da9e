"""What those who manage the organization look up: every row of their tree, ended ones and coming ones too."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.organization.models import Desk, Division, Duty, Grid, Holding, Matter, Post, Unit
from gongzhi.organization.queries.dates import holds
from gongzhi.organization.rules.codes import lineage, prefix_of

# The columns in which words are looked for, by list.
_SOUGHT: Mapping[str, tuple[str, ...]] = {
    "divisions": ("code", "name", "name_en"),
    "grids": ("code", "name", "name_en", "division__name", "division__name_en"),
    "units": (
        "code",
        "name",
        "name_en",
        "kind__name",
        "kind__name_en",
        "division__name",
        "division__name_en",
    ),
    "posts": ("code", "title", "title_en", "unit__name", "unit__name_en", "grid__code"),
    "matters": ("code", "name", "name_en", "parent__name", "parent__name_en"),
    "duties": (
        "matter__name",
        "matter__name_en",
        "unit_kind__name",
        "unit_kind__name_en",
        "citation",
        "citation_en",
    ),
    "desks": ("office", "division__name", "division__name_en", "unit__name", "unit__name_en"),
}
_ROWS: Mapping[str, Callable[[str], QuerySet[Any]]] = {
    "divisions": lambda scope: Division.objects.filter(code__startswith=prefix_of(scope)).order_by("code"),
    "grids": lambda scope: (
        Grid.objects.defer("boundary")
        .filter(code__startswith=prefix_of(scope))
        .select_related("division")
        .order_by("code")
    ),
    "units": lambda scope: (
        Unit.objects.filter(division__code__startswith=prefix_of(scope))
        .select_related("kind", "division", "parent")
        .order_by("division_id", "code")
    ),
    "posts": lambda scope: (
        Post.objects.filter(unit__division__code__startswith=prefix_of(scope))
        .select_related("unit", "grid")
        .order_by("unit__division_id", "unit__code", "code")
    ),
    "matters": lambda _scope: Matter.objects.select_related("parent").order_by("code"),
    "duties": lambda scope: (
        Duty.objects.filter(
            Q(division=None)
            | Q(division__code__startswith=prefix_of(scope))
            | Q(division_id__in=lineage(scope))
        )
        .select_related("matter", "unit_kind", "taken_by", "division")
        .order_by("matter_id", "level", "unit_kind_id", "valid_from")
    ),
    "desks": lambda scope: (
        Desk.objects.filter(division__code__startswith=prefix_of(scope))
        .select_related("division", "unit")
        .order_by("office", "division_id", "valid_from")
    ),
}


def rows_of(table: str, scope: str, *, on: date | None = None, words: str = "") -> QuerySet[Any]:
    """Return the rows of a list in a tree of divisions, those that hold on a day or all, narrowed by words."""
    found = _ROWS[table](scope)
    if on is not None:
        found = found.filter(holds(on))
    for word in words.split():
        found = found.filter(_any(_SOUGHT[table], word))
    return found


def _any(columns: tuple[str, ...], word: str) -> Q:
    return ~reduce(and_, (~Q(**{f"{column}__icontains": word}) for column in columns))


def holdings_of(posts: QuerySet[Post] | list[Post]) -> dict[Any, list[Holding]]:
    """Return who held, holds and will hold some posts, the last first."""
    found: dict[Any, list[Holding]] = {}
    rows = Holding.objects.filter(post__in=posts).select_related("account").order_by("-valid_from", "id")
    for row in rows:
        found.setdefault(row.post_id, []).append(row)
    return found
