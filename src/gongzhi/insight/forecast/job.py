"""What the gate runs for `forecast.counts`: from counts along the tree to forecasts and their back-test."""

from typing import Any

import numpy as np

from gongzhi.algorithms.facts import Result
from gongzhi.insight.forecast import ladder
from gongzhi.insight.forecast.backtest import Judge
from gongzhi.insight.forecast.foretell import Foreteller, Told
from gongzhi.insight.forecast.panel import HORIZON, Level, Numbers

LEAST_DAYS = 56  # of counts; fewer foretell nothing
JUDGED_RUNS = 2  # forecasts of the past made as this one and held against what came


def run(given: Any, *, version: str) -> Result | None:
    """Foretell the 28 days after the last one counted. None where too little was counted so far."""
    levels: tuple[Level, ...] = given
    days = levels[-1].panel.days if levels else 0
    if days < LEAST_DAYS:
        return None
    teller = Foreteller.of(levels)
    judges = [Judge() for _ in levels]
    judged = [
        days - HORIZON * back for back in range(JUDGED_RUNS, 0, -1) if days - HORIZON * back >= LEAST_DAYS
    ]
    for start in judged:
        for judge, told in zip(judges, teller.at(start), strict=True):
            judge.take(told)
    made = teller.at(days)
    return Result(
        value="made",
        more={
            "levels": [
                {
                    "level": told.level.name,
                    "judged": len(judged),
                    "horizons": judge.horizons(),
                    "carried": [
                        {name: round(100 * part) for name, part in each.items()} for each in told.carried
                    ],
                    "series": _series(told),
                }
                for told, judge in zip(made, judges, strict=True)
            ],
            "left_out": list(ladder.missing()),
        },
    )


def _series(told: Told) -> list[dict[str, Any]]:
    ends = [end for cover in sorted(told.ends) for end in told.ends[cover]]
    return [
        {
            "key": list(key),
            "mean_e2": _whole(100 * told.expected[row]),
            "likely": _whole(told.likely[row]),
            "ends": [_whole(end[row]) for end in ends],
        }
        for row, key in enumerate(told.level.panel.keys)
    ]


def _whole(numbers: Numbers) -> list[int]:
    return [int(each) for each in np.round(numbers)]
