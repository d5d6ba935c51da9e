"""The files of a county, written from the tables: what the import reads."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from gongzhi.organization.models import (
    Desk,
    Division,
    Duty,
    Grid,
    Holding,
    Leave,
    Matter,
    Post,
    Unit,
    UnitKind,
)
from gongzhi.organization.rules.catalogues import shipped_unit_kinds
from gongzhi.organization.rules.codes import lineage, prefix_of
from gongzhi.organization.rules.files import write_csv, write_features
from gongzhi.organization.rules.formats import FORMATS, cell_of

# Where the tables have another name than the columns of the files.
_PATHS: Mapping[str, Mapping[str, str]] = {
    "divisions": {"parent": "parent_id"},
    "grids": {"division": "division_id", "parent": "parent__code"},
    "units": {"kind": "kind_id", "division": "division_id", "parent": "parent__code"},
    "posts": {"unit": "unit__code", "grid": "grid__code"},
    "staff": {"login": "account__login", "name": "account__name", "post": "post__code"},
    "leaves": {"login": "account__login", "stand_in": "stand_in__login"},
    "matters": {"parent": "parent_id"},
    "duties": {
        "unit_kind": "unit_kind_id",
        "matter": "matter_id",
        "division": "division_id",
        "taken_by": "taken_by_id",
    },
    "desks": {"division": "division_id", "unit": "unit__code"},
}


def export_files(scope: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of each file of the tree of a division, ended things included."""
    for table, form in FORMATS.items():
        yield form.file, export_table(table, scope)


def export_table(table: str, scope: str) -> bytes:
    """Return the bytes of one file for the tree of the division `scope`, rows in order of their keys."""
    form = FORMATS[table]
    paths = [_PATHS.get(table, {}).get(name, name) for name in form.names]
    rows = _ROWS[table](scope)
    order = [_PATHS.get(table, {}).get(name, name) for name in form.key]
    if form.geojson:
        found = rows.order_by(*order).values_list("boundary", *paths)
        return write_features(form.names, ((list(map(cell_of, cells)), shape) for shape, *cells in found))
    found = rows.order_by(*order).values_list(*paths)
    return write_csv(form.names, (list(map(cell_of, cells)) for cells in found))


def cells_of(table: str, rows: QuerySet[Any]) -> dict[Any, dict[str, str]]:
    """Return rows as their file has them, by primary key."""
    names = FORMATS[table].names
    paths = [_PATHS.get(table, {}).get(name, name) for name in names]
    return {
        key: dict(zip(names, map(cell_of, cells), strict=True))
        for key, *cells in rows.values_list("pk", *paths)
    }


def _units(scope: str) -> QuerySet[Unit]:
    return Unit.objects.filter(division__code__startswith=prefix_of(scope))


def _staff(scope: str) -> QuerySet[Holding]:
    return Holding.objects.filter(post__unit__in=_units(scope))


def _own_kinds(_scope: str) -> QuerySet[UnitKind]:
    same = Q(code__in=[])
    for kind in shipped_unit_kinds().values():
        same |= Q(code=kind.code, name=kind.name, name_en=kind.name_en, third_party=kind.third_party)
    return UnitKind.objects.exclude(same)


_ROWS: Mapping[str, Callable[[str], QuerySet[Any]]] = {
    # With the divisions above, or the file could not be read where they are missing.
    "divisions": lambda scope: Division.objects.filter(
        Q(code__startswith=prefix_of(scope)) | Q(code__in=lineage(scope))
    ),
    "grids": lambda scope: Grid.objects.filter(code__startswith=prefix_of(scope)),
    "unit_kinds": _own_kinds,
    "units": _units,
    "posts": lambda scope: Post.objects.filter(unit__in=_units(scope)),
    "staff": _staff,
    "leaves": lambda scope: Leave.objects.filter(account_id__in=_staff(scope).values("account_id")),
    "matters": lambda _scope: Matter.objects.all(),
    "duties": lambda scope: Duty.objects.filter(
        Q(division_id=None)
        | Q(division__code__startswith=prefix_of(scope))
        | Q(division_id__in=lineage(scope))
    ),
    "desks": lambda scope: Desk.objects.filter(division__code__startswith=prefix_of(scope)),
}
