"""Forecasts on real counts beside the checkout, at limits a little over what was measured."""

from datetime import date
from pathlib import Path

import pytest

from gongzhi.insight.forecast.backtest import backtest
from gongzhi.insight.forecast.series_file import read_series

DATA = Path(__file__).resolve().parents[5] / "shared" / "data" / "series"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "since", "limits"),
    [
        ("chicago_daily_by_cell_category.csv.gz", "2017-07-01", (0.57, 0.57, 0.58)),
        ("nyc311_daily_5series_2023_2026.csv", "2025-03-01", (0.165, 0.157, 0.169)),
        ("nyc311_daily_5series_2023_2026.csv", "2025-07-01", (0.163, 0.188, 0.222)),
        ("nyc311_daily_total_2016_2018.csv", "2018-01-01", (0.084, 0.080, 0.074)),
        ("philly_illegal_dumping_daily.csv", "2024-10-01", (0.236, 0.236, 0.253)),
    ],
)
def test_real_counts_are_foretold_better_than_by_last_week(
    name: str, since: str, limits: tuple[float, ...]
) -> None:
    if not (DATA / name).exists():
        pytest.skip(f"{name} is not beside this checkout")
    found = backtest(read_series(DATA / name), date.fromisoformat(since))
    for limit, (_, each) in zip(limits, found["horizons"].items(), strict=True):
        assert each["wape"] <= limit
        assert each["wape"] < each["seasonal_naive"]["wape"]
        assert each["wape"] < each["mean_28"]["wape"]
    assert abs(found["coverage_80"] - 0.8) <= 0.05
    assert abs(found["coverage_95"] - 0.95) <= 0.05
