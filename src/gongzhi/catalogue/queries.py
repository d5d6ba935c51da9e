"""Reads of the catalogue: what holds on a day, and one version as it was published."""

from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q
from django.utils import timezone

from gongzhi.catalogue.facts import Item, VersionState, VersionView
from gongzhi.catalogue.models import ServiceVersion
from gongzhi.catalogue.shipped import read


def version(version_id: int) -> VersionView:
    """Return one published version. Raises ServiceVersion.DoesNotExist for an unknown id."""
    row = ServiceVersion.objects.only("id", "state").get(id=version_id)
    return _view(row)


def item_in_force(code: str, *, at: datetime) -> VersionView | None:
    """Return the version of an item that holds at `at`, or None."""
    row = ServiceVersion.objects.filter(_holds(timezone.localdate(at)), item__code=code).first()
    return _view(row) if row else None


def items_in_force(*, at: datetime) -> list[VersionView]:
    """Return every item that holds at `at`, by its code."""
    rows = ServiceVersion.objects.filter(_holds(timezone.localdate(at))).order_by("item__code")
    return [_view(row) for row in rows]


def newest_version(code: str) -> int:
    """Return the number of the newest version of an item, 0 for an item that is not there."""
    rows = ServiceVersion.objects.filter(item__code=code).order_by("-n")
    return rows.values_list("n", flat=True).first() or 0


def forget() -> None:
    """Drop what this process remembers of published texts."""
    _said.cache_clear()


def _holds(day: date) -> Q:
    return Q(effective_from__lte=day) & (Q(effective_to=None) | Q(effective_to__gt=day))


def _view(row: ServiceVersion) -> VersionView:
    return VersionView(id=row.id, state=VersionState(row.state), item=_said(row.id))


@lru_cache(maxsize=512)
def _said(version_id: int) -> Item:
    """Return what a version says. A published text never changes, so it is read once per process."""
    return read(ServiceVersion.objects.values_list("text", flat=True).get(id=version_id))[0]
