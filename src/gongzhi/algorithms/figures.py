"""The live figures of a version: how often it was used, what people did with it, and what the daily look found."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongzhi.algorithms.facts import Figures, Finding, Light, MonitorView, VersionView
from gongzhi.algorithms.rules.monitors import DRIFT, GROUP_RATIO, HUMAN_ARM, MISSED_GAP, OF
from gongzhi.algorithms.screen_words import MONITORS, group_words
from gongzhi.algorithms.showing import day, light
from gongzhi.algorithms.watching import figures_of, monitors_of

Row = dict[str, Any]
KEPT = 60  # seconds; default of this project
_POINTS = (MISSED_GAP, HUMAN_ARM)
_PLAIN = (GROUP_RATIO, DRIFT)
_ENDLESS = gettext_lazy("more than 1000")


@dataclass(frozen=True)
class Live:
    """What was counted over the window of the monitors, and what they said last."""

    figures: Figures
    monitor: MonitorView | None

    @property
    def uses(self) -> int:
        return self.figures.uses

    def light(self) -> Row | None:
        """Return the light of the last look, as `ui/_status.html` shows it; None before the first."""
        return light(self.monitor.worst) if self.monitor else None

    def shown(self) -> Row:
        """Return what pages show: counts, and the figures of the daily look with their ranges."""
        found = self.monitor.findings if self.monitor else ()
        return {
            "period": self._period(),
            "tiles": self._tiles(),
            "rows": [_row(each) for each in found if not each.group],
            "groups": [_row(each) for each in found if each.group],
        }

    def _period(self) -> str:
        since = day(timezone.localtime(self.figures.since).date())
        if self.monitor is None:
            return _("Counted since %(day)s. The daily look has not come by yet.") % {"day": since}
        looked = day(self.monitor.on)
        return _("Counted since %(day)s. Last looked at on %(looked)s.") % {"day": since, "looked": looked}

    def _tiles(self) -> list[Row]:
        found = self.figures
        tiles = [
            {"label": _("times used"), "value": found.uses},
            {"label": _("times it did not know"), "value": found.abstained},
            {"label": _("decided by people after it spoke"), "value": found.judged},
            {"label": _("of them otherwise than it said"), "value": found.overridden},
            {"label": _("objections"), "value": found.appeals},
            {"label": _("objections that were right"), "value": found.appeals_upheld},
        ]
        if found.human_arm or found.shadow:
            tiles.append({"label": _("decided by people without seeing it"), "value": found.alone})
            tiles.append({"label": _("of them the same as it would have said"), "value": found.alike})
        if found.failed:
            tiles.append({"label": _("times it failed"), "value": found.failed})
        return tiles

    def as_data(self) -> dict[str, Any]:
        """Return the same as data. How long people looked is left out: it is for the limits, not for the public."""
        counts = {
            name: value for name, value in asdict(self.figures).items() if name not in ("since", "look_ms")
        }
        monitor = self.monitor
        return {
            "since": timezone.localtime(self.figures.since).date().isoformat(),
            **counts,
            "monitors": None
            if monitor is None
            else {
                "on": monitor.on.isoformat(),
                "light": monitor.worst.value,
                "findings": [_data(each) for each in monitor.findings],
            },
        }


def kept_live_of(version: VersionView, *, at: datetime) -> Live | None:
    """Return the same as `live_of`, at most `KEPT` seconds old: what anybody may open counts the uses once for all."""
    key = f"algorithms.live/{version.id}"
    found: tuple[Live | None] | None = cache.get(key)
    if found is None:
        found = (live_of(version, at=at),)
        cache.set(key, found, KEPT)
    return found[0]


def live_of(version: VersionView, *, at: datetime) -> Live | None:
    """Return the live figures of a version; None where it was never used and nobody objected."""
    found = figures_of(version.id, at=at)
    days = monitors_of(version.code, limit=1)
    # What was found before it was let go on counts no more: it stands with the stop it led to.
    monitor = next((each for each in days if each.n == version.n and each.at >= found.since), None)
    if not found.uses and not found.appeals and monitor is None:
        return None
    return Live(found, monitor)


def _row(finding: Finding) -> Row:
    return {
        "label": MONITORS[finding.code] if not finding.group else group_words(finding.group),
        "value": _said(finding, finding.value),
        "range": _range(finding),
        "n": finding.n,
        "status": light(finding.light),
        "note": MONITORS[finding.code] if finding.group else "",
    }


def _range(finding: Finding) -> str:
    if finding.low is None or finding.high is None:
        return ""
    return f"{_said(finding, finding.low)} – {_said(finding, finding.high)}"


def _said(finding: Finding, value: int | None) -> str:
    if value is None or finding.light is Light.INSUFFICIENT:
        return ""
    if value >= OF * 1000:
        return str(_ENDLESS)
    if finding.code in _PLAIN:
        return f"{value / OF:.2f}"
    if finding.code in _POINTS:
        return _("%(points)s points") % {"points": f"{value * 100 / OF:+.1f}"}
    return f"{value * 100 / OF:.1f} %"


def _data(finding: Finding) -> dict[str, Any]:
    """Return a finding with its figures as decimals; with too little evidence there are none."""
    bare = finding.light is Light.INSUFFICIENT
    numbers = {name: getattr(finding, name) for name in ("value", "low", "high")}
    return {
        "monitor": finding.code,
        "group": finding.group or None,
        "light": finding.light.value,
        "n": finding.n,
        **{name: None if bare or value is None else value / OF for name, value in numbers.items()},
    }
