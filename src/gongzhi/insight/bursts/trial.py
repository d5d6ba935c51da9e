"""Puts bursts into quiet counts by chance and tells how many are found, how soon, at which rate of false alarms."""

import time
from typing import Any

import numpy as np

from gongzhi.insight.bursts import farrington, tail
from gongzhi.insight.forecast.foretell import kinds_of
from gongzhi.insight.forecast.panel import Level, Numbers, Panel, Whole, levels_of

BURST_DAYS = 7
TIMES = (2, 3)  # how many times as much as usual comes in a burst
FALSE_ALARMS = (0.001, 0.01)  # a day and series
DRAWS = 10  # bursts put into each series, one at a time
MOST_SERIES = 120  # of a level, drawn by chance: the opponent fits each series each week
LEAST_A_DAY = 0.5  # what comes less often than every other day is no matter of daily counts
LEAST_BEFORE = 26 * 7 + 84  # so that the opponent has a baseline behind its gap


def trial(panel: Panel, *, seed: int, days: int) -> dict[str, Any]:
    """Try the product's alarm and the opponent's on each level of a panel, over its last `days` days."""
    began = time.perf_counter()
    levels = levels_of(panel)
    found = []
    for level, kind in zip(levels, kinds_of(levels), strict=True):
        chance = np.random.default_rng(seed)
        first = max(level.panel.days - days, LEAST_BEFORE)
        chosen = _chosen(level, first, chance)
        if len(chosen) and first < level.panel.days - BURST_DAYS:
            found.append(_try(level, kind, chosen, first, chance))
    return {
        "n_series": len(panel.keys),
        "seed": seed,
        "burst_days": BURST_DAYS,
        "levels": found,
        "seconds": round(time.perf_counter() - began, 1),
    }


def _chosen(level: Level, first: int, chance: np.random.Generator) -> Whole:
    busy = np.flatnonzero(level.panel.counts[:, :first].mean(axis=1) >= LEAST_A_DAY)
    return np.sort(chance.permutation(busy)[:MOST_SERIES])


def _try(level: Level, kind: Whole, chosen: Whole, first: int, chance: np.random.Generator) -> dict[str, Any]:
    counts, weekday = level.panel.counts[chosen], level.panel.first.weekday()
    own = tail.base_of(level.panel.counts, kind, weekday)
    other = farrington.base_of(counts, weekday, first)
    methods: dict[str, tuple[tail.Base, tuple[int, ...]]] = {
        "tail": (tail.Base(own.expected[chosen], own.spread[chosen]), tail.WINDOWS),
        "tail_one_day": (tail.Base(own.expected[chosen], own.spread[chosen]), (1,)),
        "farrington": (other, (1,)),
        "farrington_windows": (other, tail.WINDOWS),
    }
    quiet = {name: tail.chances(counts, *method)[:, first:] for name, method in methods.items()}
    limits = {
        name: [float(np.nanquantile(each, rate)) for rate in FALSE_ALARMS] for name, each in quiet.items()
    }
    figures: dict[str, dict[str, Any]] = {name: {} for name in methods}
    for times in TIMES:
        heard = _bursts(counts, methods, limits, first, times, chance)
        for name, each in heard.items():
            figures[name][f"x{times}"] = each
    return {
        "level": level.name,
        "n_series": len(chosen),
        "mean_a_day": round(float(counts[:, first:].mean()), 2),
        "days": level.panel.days - first,
        "bursts": len(chosen) * DRAWS,
        "methods": figures,
    }


def _bursts(
    counts: Numbers,
    methods: dict[str, tuple[tail.Base, tuple[int, ...]]],
    limits: dict[str, list[float]],
    first: int,
    times: int,
    chance: np.random.Generator,
) -> dict[str, dict[str, float]]:
    """Put bursts in, one to a series at a time, and listen for each over its days."""
    delays: dict[str, list[list[int]]] = {name: [[] for _ in FALSE_ALARMS] for name in methods}
    usual = counts[:, :first][:, -182:].mean(axis=1)
    for _ in range(DRAWS):
        begin = chance.integers(first, counts.shape[1] - BURST_DAYS + 1, len(counts))
        where = begin[:, None] + np.arange(BURST_DAYS)
        row = np.arange(len(counts))[:, None]
        more = counts.copy()
        more[row, where] += chance.poisson((times - 1) * np.repeat(usual[:, None], BURST_DAYS, axis=1))
        for name, method in methods.items():
            told = tail.chances(more, *method)[row, where]
            for index, limit in enumerate(limits[name]):
                alarm = told <= limit
                delays[name][index] += np.where(alarm.any(axis=1), alarm.argmax(axis=1), -1).tolist()
    return {name: _figures(each) for name, each in delays.items()}


def _figures(delays: list[list[int]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for rate, each in zip(FALSE_ALARMS, delays, strict=True):
        heard = [delay for delay in each if delay >= 0]
        name = f"{100 * rate:g}%"
        found[f"found_at_{name}"] = round(len(heard) / len(each), 3)
        found[f"delay_at_{name}"] = round(float(np.mean(heard)), 2) if heard else -1.0
    return found
