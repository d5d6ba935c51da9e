"""What the command line asks of files of counts: no table and no setting is needed."""

import sys
from datetime import date
from pathlib import Path
from typing import Any

from gongzhi.insight.bursts.trial import trial
from gongzhi.insight.forecast import ladder
from gongzhi.insight.forecast.backtest import NothingToJudge, backtest
from gongzhi.insight.forecast.days import lists
from gongzhi.insight.forecast.series_file import FileUnreadable, Names, read_series

__all__ = ["HOLIDAYS", "RUNGS", "FileUnreadable", "Names", "NothingToJudge", "backtest_file", "bursts_file"]

RUNGS = ladder.RUNGS
HOLIDAYS = ("auto", "none", *lists())


def backtest_file(
    path: Path,
    since: date,
    *,
    names: Names,
    stride: int,
    holidays: str,
    rungs: tuple[str, ...],
    sums: bool,
    quiet: bool,
) -> dict[str, Any]:
    """Judge the method on a file by rolling origin from `since` to its end."""
    options = ladder.Options(holidays=holidays, rungs=rungs)
    return backtest(
        read_series(path, names),
        since,
        stride=stride,
        options=options,
        sums=sums,
        step=None if quiet else _step,
    )


def bursts_file(path: Path, *, names: Names, seed: int, days: int) -> dict[str, Any]:
    """Put bursts into the series of a file and tell how many are found, how soon, at which rate of false alarms."""
    return trial(read_series(path, names), seed=seed, days=days)


def _step(done: int, of: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done}/{of}" + ("\n" if done == of else ""))
        sys.stderr.flush()
