"""The rungs of the ladder, from what anybody could say to one model of all series, and which carry a level.

A rung that cannot be climbed here (a library is missing, too many series, too few days) is left out, and said so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gongzhi.insight.forecast.boosting import boosting, library
from gongzhi.insight.forecast.days import calendar_of, fitting_list, marks
from gongzhi.insight.forecast.floor import mean_28, middle_week, seasonal_naive, window_average
from gongzhi.insight.forecast.holidays import effects
from gongzhi.insight.forecast.panel import FEW_SERIES, HORIZON, Numbers, Panel, Whole
from gongzhi.insight.forecast.smoothing import smoothing

NAIVE, MEAN, WINDOW = "seasonal_naive", "mean_28", "window"
MIDDLE, SMOOTHING, BOOSTING = "middle", "smoothing", "boosting"
TO_COMPARE = (NAIVE, MEAN, WINDOW)  # what anybody could say: shown beside the rest, and carries nothing
CARRYING = (MIDDLE, SMOOTHING, BOOSTING)
RUNGS = (*TO_COMPARE, *CARRYING)
LEAST_DAYS = 28
LEAST_FOR_MODELS = 120
BINS = ((0, 7), (7, 14), (14, HORIZON))
# A rung carries when its error was at most so many times that of the best; those that carry share by their errors.
NEAR_BEST = 1.5
SHARP = 6.0
# The errors of a few series tell little about which rung is best: there more carry, and nearly alike.
FEW_NEAR_BEST, FEW_SHARP = 2.0, 2.0


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
    name = fitting_list(counts, panel.first) if options.holidays == "auto" else options.holidays
    calendar = calendar_of(panel.first, panel.days)
    calendar = replace(calendar, holiday=marks(name, panel.first, len(calendar.weekday)))
    effect = effects(counts, kind, calendar.holiday)
    even, ahead = counts / effect[:, : panel.days], effect[:, panel.days :]
    found[MIDDLE] = middle_week(even) * ahead
    if panel.days >= LEAST_FOR_MODELS:
        if SMOOTHING in options.rungs:
            found[SMOOTHING] = smoothing(even, kind, panel.first.weekday()) * ahead
        if BOOSTING in options.rungs and library() is not None:
            found[BOOSTING] = boosting(counts, kind, calendar)
    return {name: told for name, told in found.items() if name in (*TO_COMPARE, *options.rungs)}


def missing() -> tuple[str, ...]:
    """Return the rungs that no level can climb on this machine."""
    return () if library() is not None else (BOOSTING,)


def shares(told: Mapping[str, list[Numbers]], counted: list[Numbers]) -> list[dict[str, float]]:
    """Say by reach (first week, second, the rest) how much each rung carries, by errors of forecasts already judged."""
    names = [name for name in told if name not in TO_COMPARE]
    few = len(counted[0]) <= FEW_SERIES
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
        if not few and len(errors) > 1 and min(errors, key=errors.__getitem__) != MIDDLE:
            errors.pop(MIDDLE, None)  # the floor carries where nothing is better, and is no makeweight
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
    models = [name for name in names if name not in (*TO_COMPARE, MIDDLE)] or [MIDDLE]
    return [dict.fromkeys(models, 1.0 / len(models)) for _ in BINS]


def together(told: Mapping[str, Numbers], carried: list[dict[str, float]]) -> Numbers:
    """Put the rungs together as they carry."""
    out = np.zeros_like(next(iter(told.values())))
    for (begin, end), weight in zip(BINS, carried, strict=True):
        known = {name: each for name, each in weight.items() if name in told}
        for name, each in known.items():
            out[:, begin:end] += told[name][:, begin:end] * each / sum(known.values())
    return out
