"""The rungs of the ladder, from what anybody could say to one model of all series, and which carry a level.

A rung that cannot be climbed here (a library is missing, too many series, too few days) is left out, and said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gongzhi.insight.forecast.boosting import boosting, library
from gongzhi.insight.forecast.days import calendar_of, fitting_list, marks
from gongzhi.insight.forecast.floor import mean_28, seasonal_naive, window_average
from gongzhi.insight.forecast.panel import HORIZON, Numbers, Panel, Whole
from gongzhi.insight.forecast.smoothing import smoothing
from gongzhi.insight.forecast.theta import MOST_SERIES, theta

NAIVE, MEAN = "seasonal_naive", "mean_28"
WINDOW, SMOOTHING, THETA, BOOSTING = "window", "smoothing", "theta", "boosting"
RUNGS = (NAIVE, MEAN, WINDOW, SMOOTHING, THETA, BOOSTING)
LEAST_DAYS = 28
LEAST_FOR_MODELS = 120
BINS = ((0, 7), (7, 14), (14, HORIZON))
# A rung carries when its error was at most so many times that of the best; those that carry share by their errors.
NEAR_BEST = 1.5
SHARP = 6.0
# A few series tell little about which rung is best, and least of all before times that are unlike those judged: there
# more rungs carry, the floor among them.
FEW_NEAR_BEST = 2.0
FEW_SHARP = 3.0


@dataclass(frozen=True)
class Options:
    """How a ladder is climbed. `holidays`: a list by name, "auto" or "none"; `rungs`: only these."""

    holidays: str = "auto"
    rungs: tuple[str, ...] = RUNGS


USUAL = Options()


def climb(panel: Panel, kind: Whole, options: Options = USUAL) -> dict[str, Numbers]:
    """Foretell the 28 days after the panel by each rung: [series, 28]. Nothing but the panel is known."""
    counts = panel.counts
    found = {NAIVE: seasonal_naive(counts), MEAN: mean_28(counts), WINDOW: window_average(counts)}
    if panel.days >= LEAST_FOR_MODELS:
        found[SMOOTHING] = smoothing(counts, kind, panel.first.weekday())
        if THETA in options.rungs and len(counts) <= MOST_SERIES:
            found[THETA] = theta(counts)
        if BOOSTING in options.rungs and library() is not None:
            name = fitting_list(counts, panel.first) if options.holidays == "auto" else options.holidays
            days = calendar_of(panel.first, panel.days)
            holiday = marks(name, panel.first, len(days.weekday))
            found[BOOSTING] = boosting(counts, kind, calendar_of(panel.first, panel.days, holiday))
    return {name: told for name, told in found.items() if name in (NAIVE, MEAN) or name in options.rungs}


def missing() -> tuple[str, ...]:
    """Return the rungs that no level can climb on this machine."""
    return () if library() is not None else (BOOSTING,)


def shares(told: Mapping[str, list[Numbers]], counted: list[Numbers]) -> list[dict[str, float]]:
    """Say by reach (first week, second, the rest) how much each rung carries, by errors of forecasts already judged."""
    names = [name for name in told if name not in (NAIVE, MEAN)]
    few = len(counted[0]) <= MOST_SERIES
    near, sharp = (FEW_NEAR_BEST, FEW_SHARP) if few else (NEAR_BEST, SHARP)
    found = []
    for begin, end in BINS:
        errors = {
            name: sum(
                float(np.abs(each[:, begin : _end(count, end)] - count[:, begin : _end(count, end)]).sum())
                for each, count in zip(told[name], counted, strict=True)
            )
            for name in names
        }
        if not few and len(errors) > 1 and min(errors, key=errors.__getitem__) != WINDOW:
            errors.pop(WINDOW, None)  # the floor carries where nothing is better, and is no makeweight
        best = max(min(errors.values()), 1e-9)
        weight = {
            name: (best / max(error, 1e-9)) ** sharp for name, error in errors.items() if error <= near * best
        }
        found.append({name: each / sum(weight.values()) for name, each in weight.items()})
    return found


def _end(count: Numbers, end: int) -> int:
    return min(end, int(count.shape[1]))


def even_shares(names: list[str]) -> list[dict[str, float]]:
    """Share evenly among the models where nothing has been judged yet."""
    models = [name for name in names if name not in (NAIVE, MEAN, WINDOW)] or [WINDOW]
    return [dict.fromkeys(models, 1.0 / len(models)) for _ in BINS]


def together(told: Mapping[str, Numbers], carried: list[dict[str, float]]) -> Numbers:
    """Put the rungs together as they carry."""
    out = np.zeros_like(next(iter(told.values())))
    for (begin, end), weight in zip(BINS, carried, strict=True):
        known = {name: each for name, each in weight.items() if name in told}
        for name, each in known.items():
            out[:, begin:end] += told[name][:, begin:end] * each / sum(known.values())
    return out
