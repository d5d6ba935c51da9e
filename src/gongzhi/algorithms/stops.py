"""Every time the daily look or a grave harm stopped an entry: why, its figures up to then, who let it go on and why.

Counting begins anew when it may go on; what was counted before stays readable for good.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.algorithms.facts import EntryView, MonitorView, VersionView
from gongzhi.algorithms.figures import KEPT, Live
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.queries import versions_of
from gongzhi.algorithms.screen_words import MONITORS
from gongzhi.algorithms.showing import day
from gongzhi.algorithms.watching import figures_between, monitor_on
from gongzhi.ledger.public import story_of
from gongzhi.ui.names import in_english

SUSPENDED, LIFTED = "algorithms.suspended", "algorithms.suspension_lifted"


@dataclass(frozen=True)
class Stop:
    """One stop. `lifted_at` is None while it lasts; `live` are the figures that led to it."""

    at: datetime
    monitors: tuple[str, ...]
    version: int
    live: Live | None
    lifted_at: datetime | None
    lifted_because: str

    def as_data(self) -> dict[str, Any]:
        """Return it for the register as data."""
        return {
            "on": _day(self.at),
            "monitors": list(self.monitors),
            "version": self.version,
            "figures": self.live.as_data() if self.live else None,
            "lifted_on": _day(self.lifted_at) if self.lifted_at else None,
            "lifted_because": self.lifted_because,
        }

    def shown(self) -> dict[str, Any]:
        """Return it for a page."""
        why = ("; " if in_english() else "；").join(str(MONITORS.get(code, code)) for code in self.monitors)
        live = self.live.shown() if self.live else None
        if live and self.live:
            live["period"] = _("Counted from %(since)s until it was stopped.") % {
                "since": day(timezone.localtime(self.live.figures.since).date())
            }
        return {
            "on": day(timezone.localdate(self.at)),
            "why": why,
            "version": self.version,
            "lifted_on": day(timezone.localdate(self.lifted_at)) if self.lifted_at else "",
            "lifted_because": self.lifted_because,
            "live": live,
        }


def kept_stops_of(view: EntryView) -> Sequence[Stop]:
    """Return the same as `stops_of`, at most a minute old."""
    key = f"algorithms.stops/{view.id}"
    found: Sequence[Stop] | None = cache.get(key)
    if found is None:
        found = stops_of(view)
        cache.set(key, found, KEPT)
    return found


def stops_of(view: EntryView) -> Sequence[Stop]:
    """Return every stop of an entry, the newest first; the cost follows their number."""
    facts = [fact for fact in story_of(view.id) if fact.kind in (SUSPENDED, LIFTED)]
    found: list[Stop] = []
    versions = versions_of(view.code) if facts else []
    lifted: datetime | None = None
    for place, fact in enumerate(facts):
        if fact.kind == LIFTED:
            lifted = fact.at
            continue
        after = next((each for each in facts[place + 1 :] if each.kind == LIFTED), None)
        found.append(
            _stop(
                view.code,
                versions,
                fact.at,
                tuple(fact.data["monitors"]),
                since=lifted,
                after=(after.at, (after.texts or {}).get("reason", "")) if after else (None, ""),
            )
        )
    return found[::-1]


def _stop(
    code: str,
    versions: Sequence[VersionView],
    at: datetime,
    monitors: tuple[str, ...],
    *,
    since: datetime | None,
    after: tuple[datetime | None, str],
) -> Stop:
    looked: MonitorView | None = monitor_on(code, timezone.localdate(at))
    begun = [each for each in versions if (each.in_force_at or each.entered_at) <= at]
    version = next((each for each in versions if looked and each.n == looked.n), None) or next(
        iter(begun), versions[-1]
    )
    window = at - timedelta(days=limits().window_days)
    figures = figures_between(version.id, max(window, since) if since else window, at)
    return Stop(at, monitors, version.n, Live(figures, looked), *after)


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()
