"""Figures about loops that the platform computes itself, so that nobody has to report them.

Each looks at one kind of loop, a set of matters, a tree of divisions and a period, and costs what was opened
or ended in that period, or is open.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Avg, F, QuerySet
from django.utils.translation import gettext_lazy as _

from gongzhi.loops.facts import EndKind
from gongzhi.loops.models import Loop
from gongzhi.organization.public import prefix_of


@dataclass(frozen=True)
class Window:
    """What a measure looks at. `kind` "" is every kind; no matters are all; the period is half-open."""

    kind: str
    matters: Collection[str]
    scope: str
    since: datetime
    until: datetime

    def loops(self) -> QuerySet[Loop]:
        """Return the loops of the kind, the matters and the tree, whatever their time."""
        found = Loop.objects.filter(division__startswith=prefix_of(self.scope))
        if self.kind:
            found = found.filter(subject_kind=self.kind)
        return found.filter(matter__in=list(self.matters)) if self.matters else found


@dataclass(frozen=True)
class Measure:
    """A figure: its name, the unit its whole numbers are in, where it is shown, and how it is computed.

    `compute` returns None where there was nothing to measure: unknown is not zero.
    """

    label: Any
    unit: str
    where: Any
    compute: Callable[[Window], int | None]


def _open(window: Window) -> int:
    return window.loops().filter(ended_at=None).count()


def _opened(window: Window) -> int:
    return window.loops().filter(opened_at__gte=window.since, opened_at__lt=window.until).count()


def _per_mille(part: int, whole: int) -> int | None:
    return round(1000 * part / whole) if whole else None


def _ended(window: Window) -> QuerySet[Loop]:
    return window.loops().filter(ended_at__gte=window.since, ended_at__lt=window.until)


def _fulfilled(window: Window) -> int | None:
    ended = _ended(window)
    return _per_mille(ended.filter(end_kind=EndKind.FULFILLED).count(), ended.count())


def _late(window: Window) -> int | None:
    ended = _ended(window).filter(first_due_at__isnull=False)
    return _per_mille(ended.filter(ended_at__gt=F("first_due_at")).count(), ended.count())


def _days(window: Window) -> int | None:
    mean = _ended(window).aggregate(mean=Avg(F("ended_at") - F("opened_at")))["mean"]
    return None if mean is None else round(mean.total_seconds() / 86_400)


MEASURES: Mapping[str, Measure] = {
    "open": Measure(_("open now"), "count", _("on the board"), _open),
    "opened": Measure(_("opened in the period"), "count", _("in the list of all matters"), _opened),
    "fulfilled_share": Measure(
        _("share of the ended that were fulfilled"), "per_mille", _("on the board, under ends"), _fulfilled
    ),
    "late_share": Measure(
        _("share of the ended that were late"), "per_mille", _("on the board, under overdue"), _late
    ),
    "mean_days": Measure(
        _("days from opening to end, on average"), "days", _("in the list of all matters"), _days
    ),
}


def measure(code: str, window: Window) -> int | None:
    """Return a figure; None where there was nothing to measure. Raises KeyError for an unknown measure."""
    return MEASURES[code].compute(window)
