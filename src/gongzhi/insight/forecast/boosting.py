"""One gradient-boosted model for all series of a level: counts as shares of their level, days as a calendar has them.

It foretells each of the 28 days straight, not day upon day, so that an error does not feed the next.
"""

from functools import cache
from typing import Any

import numpy as np

from gongzhi.insight.forecast.features import Calendar, Past
from gongzhi.insight.forecast.panel import HORIZON, Numbers, Whole

ROWS = 60_000
ROWS_OF_MANY = 150_000
MANY_SERIES = 50
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
    """Foretell 28 days after what was counted, learned from what was counted."""
    trainer = library()
    assert trainer is not None
    past, days, series = Past(counts, kind, calendar), counts.shape[1], len(counts)
    row, origin, ahead = _examples(series, days)
    known, level = past.features(row, origin, ahead)
    count = counts[row, origin + ahead]
    every = np.arange(series * HORIZON)
    asked, level_now = past.features(every // HORIZON, np.full(len(every), days), every % HORIZON)
    silent = np.isnan(known).all(axis=0)
    known[:, silent] = asked[:, silent] = 1.0
    settings = SETTINGS | {"min_data_in_leaf": 100 if len(row) > 10_000 else 20}
    if series > MANY_SERIES:
        # A series weighs as much as its messages: shares times level, told to the model as a starting value.
        data = trainer.Dataset(known, count, init_score=np.log(level), free_raw_data=True)
        told = np.exp(trainer.train(settings, data, TREES).predict(asked, raw_score=True)) * level_now
    else:
        # Of few series the largest must not drown the rest.
        weight = np.sqrt(level / level.mean())
        data = trainer.Dataset(known, count / level, weight=weight, free_raw_data=True)
        told = trainer.train(settings, data, TREES).predict(asked) * level_now
    return np.asarray(np.maximum(np.asarray(told).reshape(series, HORIZON), 0.0))


def _examples(series: int, days: int) -> tuple[Whole, Whole, Whole]:
    """Choose days of the past as if they had been foretold: which series, from when, how far ahead."""
    chance = np.random.default_rng(7)
    first = min(EARLIEST, max(28, days // 3))
    number = min(ROWS_OF_MANY if series > MANY_SERIES else ROWS, series * (days - first) * HORIZON)
    row = chance.integers(0, series, number)
    ahead = chance.integers(0, HORIZON, number)
    origin = chance.integers(first, days, number)
    inside = origin + ahead < days
    return row[inside], origin[inside], ahead[inside]
