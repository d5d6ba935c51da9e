"""Judges the method by rolling origin: from day after day of the past it foretells what had not come, then compares.

Folds: the first forecast is made on the evening before `since`, the next ones every `stride` days; each is judged for
7, 14 and 28 days ahead where the file holds all of those days. Everything is learned anew for each, from days before.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from gongzhi.insight.forecast import ladder
from gongzhi.insight.forecast.foretell import Foreteller, Told
from gongzhi.insight.forecast.panel import HORIZONS, WEEK, Numbers, Panel
from gongzhi.insight.forecast.spread import COVERS

STRIDE = 28
LEAST_BEFORE = 28
METHOD, EXPECTED = "method", "expected"


class NothingToJudge(Exception):
    """The file holds no days that could be foretold and judged from there; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass
class _Sum:
    """Errors of one way to foretell, gathered over the origins."""

    off: float = 0.0
    came: float = 0.0
    scaled: list[float] = field(default_factory=list)

    def add(self, told: Numbers, count: Numbers, scale: Numbers) -> None:
        off = np.abs(told - count)
        self.off, self.came = self.off + float(off.sum()), self.came + float(count.sum())
        known = scale > 0
        self.scaled += (off[known].mean(axis=1) / scale[known]).tolist()

    def figures(self) -> dict[str, float | None]:
        return {
            "wape": round(self.off / self.came, 4) if self.came else None,
            "mase": round(float(np.mean(self.scaled)), 4) if self.scaled else None,
        }


def backtest(
    panel: Panel,
    since: date,
    *,
    stride: int = STRIDE,
    options: ladder.Options = ladder.USUAL,
    sums: bool = True,
    step: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Foretell from `since` on, again and again, and return how far off it was, as an object that JSON can hold."""
    began = time.perf_counter()
    starts = origins(panel, since, stride)
    teller = Foreteller(panel, options, sums=sums)
    judged = [Judge() for _ in teller.levels]
    for number, start in enumerate(starts):
        for judge, told in zip(judged, teller.at(start), strict=True):
            judge.take(told)
        if step is not None:
            step(number + 1, len(starts))
    seconds = time.perf_counter() - began
    fitted = sum(len(level.panel.keys) for level in teller.levels) * len(teller.climbed())
    return {
        "from": since.isoformat(),
        "to": panel.day(panel.days - 1).isoformat(),
        "stride": stride,
        "origins": [panel.day(start).isoformat() for start in starts],
        "n_series": len(panel.keys),
        "n_origins": len(starts),
        "horizons": judged[-1].horizons(),
        **judged[-1].coverage(),
        "levels": [
            {
                "level": level.name,
                "n_series": len(level.panel.keys),
                "horizons": judge.horizons(),
                **judge.coverage(),
            }
            for level, judge in zip(teller.levels, judged, strict=True)
        ],
        "carried": judged[-1].carried,
        "left_out": list(ladder.missing()),
        "seconds": round(seconds, 1),
        "seconds_per_1000_series": round(1000.0 * seconds / max(fitted, 1), 2),
    }


def origins(panel: Panel, since: date, stride: int) -> list[int]:
    """Return the columns at which forecasts begin."""
    first = panel.index(since)
    if first < LEAST_BEFORE:
        raise NothingToJudge("TOO_LITTLE_BEFORE")
    found = list(range(first, panel.days - HORIZONS[0] + 1, stride))
    if not found:
        raise NothingToJudge("TOO_LITTLE_AFTER")
    return found


class Judge:
    """Compares what was told of one level with what came."""

    def __init__(self) -> None:
        self._sums: dict[int, dict[str, _Sum]] = {horizon: {} for horizon in HORIZONS}
        self._inside: dict[int, dict[float, list[float]]] = {
            h: {c: [0.0, 0.0] for c in COVERS} for h in HORIZONS
        }
        self._origins = dict.fromkeys(HORIZONS, 0)
        self.carried: list[dict[str, float]] = []

    def take(self, told: Told) -> None:
        counts = told.level.panel.counts
        seen = counts[:, : told.start]
        scale = np.abs(seen[:, WEEK:] - seen[:, :-WEEK]).mean(axis=1)
        self.carried = [{name: round(each, 3) for name, each in part.items()} for part in told.carried]
        for horizon in HORIZONS:
            if told.start + horizon > counts.shape[1]:
                continue
            self._origins[horizon] += 1
            came = counts[:, told.start : told.start + horizon]
            for name, each in _ways(told):
                self._sums[horizon].setdefault(name, _Sum()).add(each[:, :horizon], came, scale)
            for cover, (low, high) in told.ends.items():
                inside = (came >= low[:, :horizon]) & (came <= high[:, :horizon])
                counted = self._inside[horizon][cover]
                counted[0], counted[1] = counted[0] + float(inside.sum()), counted[1] + inside.size

    def horizons(self) -> dict[str, Any]:
        """Return the figures of each horizon: the method's own first, then each rung's."""
        return {str(horizon): self._figures(horizon) for horizon in HORIZONS if self._origins[horizon]}

    def _figures(self, horizon: int) -> dict[str, Any]:
        sums = self._sums[horizon]
        inside = {f"coverage_{round(100 * c)}": _share(*self._inside[horizon][c]) for c in COVERS}
        own = sums[METHOD].figures()
        return {
            **own,
            "wape_of_expected": sums[EXPECTED].figures()["wape"],
            "mase_of_expected": sums[EXPECTED].figures()["mase"],
            **inside,
            "n_origins": self._origins[horizon],
            ladder.NAIVE: sums[ladder.NAIVE].figures(),
            ladder.MEAN: sums[ladder.MEAN].figures(),
            "rungs": {name: sums[name].figures() for name in ladder.RUNGS if name in sums},
        }

    def coverage(self) -> dict[str, float | None]:
        """Return how often a day lay inside its interval, over the longest horizon judged."""
        longest = max((h for h in HORIZONS if self._origins[h]), default=HORIZONS[0])
        return {f"coverage_{round(100 * c)}": _share(*self._inside[longest][c]) for c in COVERS}


def _ways(told: Told) -> Iterator[tuple[str, Numbers]]:
    yield METHOD, told.likely
    yield EXPECTED, told.expected
    yield from told.rungs.items()


def _share(inside: float, all_: float) -> float | None:
    return round(inside / all_, 4) if all_ else None
