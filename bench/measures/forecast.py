"""How well counts are foretold on real series beside this checkout, against the best of plain means and a usual model.

The usual model is one LightGBM for all series that foretells day upon day from lags and rolling means, as `mlforecast`
sets it up. It sees the same days and is judged on the same ones. A file that is not there is left out.
"""

import warnings
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from bench.installation import Installation
from bench.results import Result
from gongzhi.insight.forecast.backtest import backtest, origins
from gongzhi.insight.forecast.ladder import TO_COMPARE
from gongzhi.insight.forecast.panel import HORIZON, HORIZONS, Numbers, Panel, levels_of
from gongzhi.insight.forecast.series_file import read_series

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "series"
SERIES = {
    "chicago": ("chicago_daily_by_cell_category.csv.gz", date(2017, 4, 1)),
    "nyc_5": ("nyc311_daily_5series_2023_2026.csv", date(2025, 3, 1)),
    "nyc_5_winter": ("nyc311_daily_5series_2023_2026.csv", date(2025, 7, 1)),
    "nyc_total": ("nyc311_daily_total_2016_2018.csv", date(2018, 1, 1)),
    "philadelphia": ("philly_illegal_dumping_daily.csv", date(2024, 10, 1)),
}
BEST = "the best of plain means and one LightGBM"
AT_MOST = 0.97  # three per cent better than that


def measure(_installation: Installation) -> Iterator[Result]:
    """Judge each file as a whole and by level; the usual model on the same origins is the floor."""
    for name, (file, since) in SERIES.items():
        if not (DATA / file).exists():
            continue
        panel = read_series(DATA / file)
        found = backtest(panel, since)
        for level, told in zip(levels_of(panel), found["levels"], strict=True):
            place = f"forecast.{name}.{told['level'].replace(' ', '')}"
            usual = _usual(level.panel, since)
            for horizon, figures in told["horizons"].items():
                yield Result(
                    f"{place}.wape_{horizon}",
                    "share",
                    figures["wape"],
                    BEST,
                    min(usual[int(horizon)], *_plain(figures)),
                    figures["n_origins"],
                    told["n_series"],
                    AT_MOST,
                )
                naive = figures["seasonal_naive"]["wape"]
                yield Result(f"{place}.naive_{horizon}", "share", naive, n=figures["n_origins"])
            for cover in (80, 95):
                off = abs(told[f"coverage_{cover}"] - cover / 100)
                yield Result(f"{place}.off_coverage_{cover}", "share", off, target=0.05)
        yield Result(f"forecast.{name}.seconds", "s", found["seconds"], n=found["n_origins"])
        yield Result(f"forecast.{name}.per_1000_series", "s", found["seconds_per_1000_series"])


def _plain(figures: dict[str, Any]) -> list[float]:
    return [figures["rungs"][name]["wape"] for name in TO_COMPARE]


def _usual(panel: Panel, since: date) -> dict[int, float]:
    off, came = dict.fromkeys(HORIZONS, 0.0), dict.fromkeys(HORIZONS, 0.0)
    for start in origins(panel, since, HORIZON):
        told = _day_upon_day(panel.counts[:, :start], panel)
        for horizon in HORIZONS:
            if start + horizon <= panel.days:
                count = panel.counts[:, start : start + horizon]
                off[horizon] += float(np.abs(told[:, :horizon] - count).sum())
                came[horizon] += float(count.sum())
    return {horizon: off[horizon] / came[horizon] for horizon in HORIZONS if came[horizon]}


def _day_upon_day(counts: Numbers, panel: Panel) -> Numbers:
    import pandas
    from lightgbm import LGBMRegressor
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import RollingMean, SeasonalRollingMean

    series, days = counts.shape
    frame = pandas.DataFrame(
        {
            "unique_id": np.repeat([f"{row:06d}" for row in range(series)], days),
            "ds": np.tile(pandas.date_range(panel.first, periods=days), series),
            "y": counts.ravel(),
        }
    )
    model = LGBMRegressor(
        objective="tweedie", n_estimators=300, learning_rate=0.05, num_leaves=31, n_jobs=1, verbosity=-1
    )
    rolling = {
        1: [RollingMean(7), RollingMean(28), RollingMean(91, min_samples=1)],
        7: [SeasonalRollingMean(7, 4)],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        setting = MLForecast(
            models={"told": model},
            freq="D",
            lags=[1, 2, 3, 7, 14, 21, 28],
            lag_transforms=rolling,
            date_features=["dayofweek", "month", "dayofyear"],
            num_threads=1,
        )
        told = setting.fit(frame, static_features=[]).predict(HORIZON)
    return np.maximum(told.sort_values(["unique_id", "ds"])["told"].to_numpy().reshape(series, HORIZON), 0.0)
