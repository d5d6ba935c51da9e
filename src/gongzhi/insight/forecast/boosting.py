"""One gradient-boosted model for all series of a level: counts as shares of their level, days as a calendar has them.

It foretells each of the 28 days straight, not day upon day, so that an error does not feed the next.
"""

from functools import cache
from typing import Any

import numpy as np

from gongzhi.insight.forecast.features import Calendar, Past
from gongzhi.insight.forecast.floor import busy
from gongzhi.insight.forecast.panel import FEW_SERIES, HORIZON, Numbers, Whole

ROWS = 30_000
ROWS_OF_MANY = 150_000
TREES = 120
EARLIEST = 56  # days that must lie before an example
SETTINGS: dict[str, Any] = {
    "objective": "tweedie",
    "tweedie_variance_power": 1.2,
    "learning_rate": 0.06,
    "num_leaves": 31,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.7,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 1.0,
    # Two threads stalled under load; one gives the same forecast on every machine.
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 7,
    "verbose": -1,
}


@cache
def library() -> Any:
    """Return LightGBM, or None where it cannot be loaded: a bare system may lack libgomp.so.1."""
    try:
        import lightgbm
    except (ImportError, OSError):
        return None
    return lightgbm


def boosting(counts: Numbers, kind: Whole, calendar: Calendar) -> Numbers:
    """Foretell 28 days after what was counted, learned from what was counted.

    Of many series all are learned together. Of a few the busy ones are learned by themselves, for the middle of a day
    and not its mean.
    """
    past, everyone = Past(counts, kind, calendar), np.arange(len(counts))
    if len(counts) > FEW_SERIES:
        return _many(past, everyone)
    out, logs = np.zeros((len(counts), HORIZON)), busy(counts)
    for rows, objective in ((everyone[logs], "l1"), (everyone[~logs], "tweedie")):
        if len(rows):
            out[rows] = _few(past, rows, objective)
    return out


def _many(past: Past, rows: Whole) -> Numbers:
    """A series weighs as much as its messages: shares times level, told to the model as a starting value."""
    count, known, level, asked, level_now = _learned(past, rows, ROWS_OF_MANY)
    data = _trainer().Dataset(known, count, init_score=np.log(level), free_raw_data=True)
    told = _trainer().train(_settings(count), data, TREES).predict(asked, raw_score=True)
    return np.asarray(np.exp(np.asarray(told)) * level_now).reshape(len(rows), HORIZON)


def _few(past: Past, rows: Whole, objective: str) -> Numbers:
    """Shares of the level; of few series the largest must not drown the rest."""
    count, known, level, asked, level_now = _learned(past, rows, ROWS * len(rows) // len(past.counts))
    weight = np.sqrt(level / level.mean())
    data = _trainer().Dataset(known, count / level, weight=weight, free_raw_data=True)
    told = _trainer().train(_settings(count) | {"objective": objective}, data, TREES).predict(asked)
    return np.asarray(np.maximum(np.asarray(told) * level_now, 0.0)).reshape(len(rows), HORIZON)


def _trainer() -> Any:
    trainer = library()
    assert trainer is not None
    return trainer


def _settings(count: Numbers) -> dict[str, Any]:
    return SETTINGS | {"min_data_in_leaf": 100 if len(count) > 10_000 else 20}


def _learned(past: Past, rows: Whole, most: int) -> tuple[Numbers, Numbers, Numbers, Numbers, Numbers]:
    """Return of the examples what came, what is known and the level; and of the days asked for both of the last."""
    row, origin, ahead = _examples(len(rows), past.days, most)
    known, level = past.features(rows[row], origin, ahead)
    count = past.counts[rows[row], origin + ahead]
    every = np.arange(len(rows) * HORIZON)
    asked, level_now = past.features(rows[every // HORIZON], np.full(len(every), past.days), every % HORIZON)
    silent = np.isnan(known).all(axis=0)
    known[:, silent] = asked[:, silent] = 1.0
    return count, known, level, asked, level_now


def _examples(series: int, days: int, most: int) -> tuple[Whole, Whole, Whole]:
    """Choose days of the past as if they had been foretold: which series, from when, how far ahead."""
    chance = np.random.default_rng(7)
    first = min(EARLIEST, max(28, days // 3))
    number = min(most, series * (days - first) * HORIZON)
    row = chance.integers(0, series, number)
    ahead = chance.integers(0, HORIZON, number)
    origin = chance.integers(first, days, number)
    inside = origin + ahead < days
    return row[inside], origin[inside], ahead[inside]
