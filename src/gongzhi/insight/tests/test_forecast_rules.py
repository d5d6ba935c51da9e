"""Forecasts on made-up counts: nothing of the future is known, numbers are whole, parts add up, ranges hold."""

import io
import re
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from gongzhi.insight.forecast import ladder
from gongzhi.insight.forecast.backtest import NothingToJudge, backtest, origins
from gongzhi.insight.forecast.boosting import library
from gongzhi.insight.forecast.days import calendar_of, fitting_list, marks
from gongzhi.insight.forecast.features import FEATURES, Past
from gongzhi.insight.forecast.floor import busy, lift, mean_28, middle_week, seasonal_naive, window_average
from gongzhi.insight.forecast.foretell import Foreteller
from gongzhi.insight.forecast.holidays import effects
from gongzhi.insight.forecast.panel import HORIZON, Panel, levels_of
from gongzhi.insight.forecast.reconcile import reconciled, summing
from gongzhi.insight.forecast.seasons import season_weeks
from gongzhi.insight.forecast.series_file import FileUnreadable, Names, read_series, read_stream
from gongzhi.insight.forecast.smoothing import smoothing
from gongzhi.insight.forecast.spread import (
    Judged,
    at_share,
    below,
    spread,
    tail_for,
    uncertain,
    uncertain_now,
)

# Without the libraries that take seconds to load.
QUICK = ladder.Options(rungs=(*ladder.TO_COMPARE, ladder.MIDDLE, ladder.SMOOTHING))
FIRST = date(2025, 1, 6)


def panel(days: int = 300, *, seed: int = 1, columns: tuple[str, ...] = ("row", "col", "category")) -> Panel:
    chance = np.random.default_rng(seed)
    keys = [("0", "0", "a"), ("0", "1", "a"), ("2", "0", "b"), ("2", "1", "b"), ("3", "3", "a")]
    week = np.array([1.4, 1.2, 1.0, 1.0, 1.1, 0.7, 0.6])[np.arange(days) % 7]
    means = np.array([0.3, 2.0, 5.0, 12.0, 40.0])
    return Panel(FIRST, columns, tuple(keys), chance.poisson(means[:, None] * week).astype(float))


def text(*lines: str) -> io.StringIO:
    return io.StringIO("\n".join(lines))


def test_files_are_read_as_they_come() -> None:
    long = read_stream(
        text("row,col,category,date,count", "0,7,1,2020-01-15,1", "0,7,1,2020-01-17,2", "10,7,0,2020-01-16,3")
    )
    assert long.columns == ("row", "col", "category")
    assert long.keys == (("0", "7", "1"), ("10", "7", "0"))
    assert long.counts.tolist() == [[1, 0, 2], [0, 3, 0]]
    wide = read_stream(text("Date,call_count", "2016-01-01,4260.0", "2016-01-02,4505.0"))
    assert (wide.columns, wide.keys, wide.first) == ((), ((),), date(2016, 1, 1))
    assert read_stream(text("day,cnt", "2016-01-10,1", "2016-01-11,43")).counts.tolist() == [[1, 43]]
    other = read_stream(text("when,kind,number", "2016/01/10,x,1"), Names("when", "number", ("kind",)))
    assert other.keys == (("x",),)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (("a,b,c", "1,2,3"), "NO_DATE"),
        (("date,a,b", "2020-01-01,2,3"), "NO_COUNT"),
        (("date,count", "soon,3"), "DATE"),
        (("date,count", "2020-01-01,many"), "COUNT"),
        (("date,count", "2020-01-01,-1"), "COUNT"),
        (("date,count", "2020-01-01,nan"), "COUNT"),
        (("date,count", "2020-01-01"), "CELLS_MISSING"),
        (("date,count",), "EMPTY"),
        (("date,count", "0001-01-01,1", "2020-01-01,1"), "TOO_MANY_DAYS"),
    ],
)
def test_a_file_that_is_none_is_refused(lines: tuple[str, ...], code: str) -> None:
    with pytest.raises(FileUnreadable) as found:
        read_stream(text(*lines))
    assert found.value.code == code


def test_a_file_of_another_kind_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xff\xfe\x00date")
    with pytest.raises(FileUnreadable, match="NO_TEXT"):
        read_series(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text(",day,cnt\n0,2020-01-01,3\n1,2020-01-02,4\n")
    assert read_series(tmp_path / "b.csv").counts.tolist() == [[3, 4]], (
        "a column without a name tells nothing apart"
    )


def test_levels_follow_the_keys() -> None:
    levels = levels_of(panel())
    assert [(level.name, len(level.panel.keys)) for level in levels] == [
        ("total", 1),
        ("category", 2),
        ("block × category", 3),
        ("row × col × category", 5),
    ]
    for level in levels:
        assert level.panel.counts.sum() == levels[-1].panel.counts.sum()
    one = Panel(FIRST, ("series",), (("TOTAL",), ("noise",)), np.ones((2, 50)))
    assert len(levels_of(one)) == 1, "a file may hold its own total"


def test_the_floor_says_what_it_says() -> None:
    counts = np.tile(np.arange(7.0), 10)[None]
    assert seasonal_naive(counts)[0, :8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert mean_28(counts).tolist() == [[3.0] * 28]
    assert window_average(counts)[0, :8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]
    assert middle_week(counts)[0, :8].tolist() == [0, 1, 2, 3, 4, 5, 6, 0]


def test_a_day_of_storm_does_not_lead_a_busy_series_astray() -> None:
    counts = np.full((2, 364), [[100.0], [1.0]])
    counts[:, 360] = 900
    assert busy(counts).tolist() == [True, False]
    told = middle_week(counts)
    assert told[0].tolist() == [100.0] * 28
    assert told[1].max() > 100, "a quiet one is told by its mean"
    assert lift(counts).tolist() == pytest.approx([(363 * 100 + 900) / 36_400, 1.0])
    smooth = smoothing(counts, np.array([0, 1]), 0)[0]
    assert np.median(np.abs(smooth - 100)) < 15, "all weekdays but that one"


def test_a_season_comes_again_where_it_came_before() -> None:
    chance, days = np.random.default_rng(4), np.arange(1_000)
    season = 100 + 80 * np.sin(2 * np.pi * days / 364)
    for quiet in (1, 200):  # of a quiet series its kind tells
        counts = chance.poisson(np.repeat(season[None] / quiet, quiet, axis=0)).astype(float)
        told = smoothing(counts[:, :917], np.zeros(quiet, dtype=int), 0).sum(axis=0)
        off = np.abs(told - season[917:945]).mean()
        assert off < 0.5 * np.abs(season[917:945] - season[889:917].mean()).mean()


def test_a_holiday_is_told_by_the_years_before() -> None:
    marked = np.zeros(3 * 364 + HORIZON, dtype=int)
    marked[[100, 464, 828, 1_100]] = 1
    marked[[200]] = 2
    counts = np.full((1, 3 * 364), 100.0)
    counts[0, [100, 464, 828]] = 20
    told = effects(counts, np.zeros(1, dtype=int), marked)
    assert told.shape == (1, len(marked))
    assert 0.2 < told[0, 1_100] == told[0, 100] < 0.4
    assert told[0, 200] == pytest.approx(1.0)
    assert (told[0, marked == 0] == 1).all()
    assert (effects(counts, np.zeros(1, dtype=int), marked * 0) == 1).all()


def test_smoothing_finds_the_week_and_the_level() -> None:
    counts = panel(600).counts
    counts[3, 300:] *= 2
    told = smoothing(counts, np.array([0, 0, 1, 1, 0]), 0)
    week = np.tile([1.4, 1.2, 1.0, 1.0, 1.1, 0.7, 0.6], 4)
    rolled = np.roll(week, -(600 % 7))
    assert np.abs(told[4] / rolled - 40).max() < 8
    assert np.abs(told[3] / rolled - 24).max() < 8
    assert (smoothing(np.zeros((2, 200)), np.array([0, 0]), 0) < 0.01).all()


def test_nothing_after_the_origin_changes_a_forecast() -> None:
    """A leak would show: what comes later is made absurd, and every forecast stays as it was."""
    known = panel()
    start = 244
    changed = Panel(FIRST, known.columns, known.keys, known.counts.copy())
    changed.counts[:, start:] = 9_999.0
    for one, other in zip(
        Foreteller(known, QUICK).at(start), Foreteller(changed, QUICK).at(start), strict=True
    ):
        assert np.array_equal(one.expected, other.expected)
        assert np.array_equal(one.likely, other.likely)
        assert all(np.array_equal(one.ends[cover], other.ends[cover]) for cover in one.ends)
        assert all(np.array_equal(one.rungs[name], other.rungs[name]) for name in one.rungs)
    changed.counts[:, start - 1] = 9_999.0
    assert not np.array_equal(
        Foreteller(known, QUICK).at(start)[-1].expected, Foreteller(changed, QUICK).at(start)[-1].expected
    ), "the detector sees what is known"


def test_features_look_back_only() -> None:
    counts = panel().counts
    kind = np.array([0, 0, 1, 1, 0])
    row, origin, ahead = np.arange(5), np.array([60, 100, 150, 200, 230]), np.array([0, 3, 7, 13, 27])
    before, level = Past(counts, kind, calendar_of(FIRST, 300)).features(row, origin, ahead)
    for index in row:
        mixed = counts.copy()
        mixed[:, origin[index] :] = 777.0
        told, _ = Past(mixed, kind, calendar_of(FIRST, 300)).features(
            row[[index]], origin[[index]], ahead[[index]]
        )
        assert np.array_equal(told[0], before[index], equal_nan=True)
    assert before.shape == (5, len(FEATURES))
    assert (level > 0).all()


def test_features_are_about_places_and_things() -> None:
    about = re.compile(
        r"person|people|name|phone|contact|account|resident|filer|worker|staff|officer|user|case|message|text|"
        r"author|gender|age\b|birth|address|household|job|party|faith|ethnic|health"
    )
    assert not [name for name in FEATURES if about.search(name)]
    assert len(set(FEATURES)) == len(FEATURES)


def test_parts_and_whole_agree_after_reconciling() -> None:
    levels = levels_of(panel())
    chance = np.random.default_rng(3)
    told = [chance.gamma(2.0, size=(len(level.panel.keys), 28)) for level in levels]
    agreed = reconciled(levels, told)
    sums = summing(levels)
    assert np.allclose(np.vstack(agreed), sums @ agreed[-1])
    assert (agreed[-1] >= 0).all()
    coherent = [part @ np.ones((5, 28)) for part in np.split(sums, np.cumsum([1, 2, 3]))]
    assert all(np.allclose(a, b) for a, b in zip(reconciled(levels, coherent), coherent, strict=True))


def test_a_spread_covers_what_it_promises() -> None:
    chance = np.random.default_rng(5)
    mean = np.repeat(np.array([0.4, 4.0, 30.0, 200.0])[:, None], 400, axis=1)
    # An eighth of the level, squared.
    count = chance.poisson(mean * chance.gamma(8, 1 / 8, mean.shape)).astype(float)
    judged = Judged(mean[:, :200], count[:, :200])
    share = uncertain(judged)
    assert np.allclose(share[2:], 1 / 8, atol=0.06)
    for cover in (0.8, 0.95):
        tail, wide = tail_for(judged, share, cover), spread(mean[:, 200:], share)
        low, high = at_share(mean[:, 200:], wide, tail), at_share(mean[:, 200:], wide, 1 - tail)
        inside = ((count[:, 200:] >= low) & (count[:, 200:] <= high)).mean()
        assert abs(inside - cover) < 0.05
    assert below(np.array([3.0]), np.array([1.0]), np.array([-1.0]))[0] == 0


def test_a_hard_winter_a_year_ago_widens_the_ranges_of_this_one() -> None:
    chance, starts = np.random.default_rng(9), list(range(532, 700, 28))
    calm = chance.poisson(100, (1, 700)).astype(float)
    hard = calm.copy()
    hard[:, 330:400] *= chance.gamma(4, 1 / 4, (1, 70))
    judged = Judged(np.full((1, 168), 100.0), calm[:, 532:])
    assert uncertain_now(judged, hard, starts) > 10 * uncertain_now(judged, calm, starts)
    assert uncertain_now(judged, hard, []) == uncertain(judged)


def test_what_is_told_is_whole_and_in_order() -> None:
    told = Foreteller(panel(), QUICK).at(270)
    for each in told:
        low_95, high_95 = each.ends[0.95]
        low_80, high_80 = each.ends[0.8]
        for numbers in (each.likely, low_95, high_95, low_80, high_80):
            assert np.array_equal(numbers, np.round(numbers))
            assert (numbers >= 0).all()
        assert (low_95 <= low_80).all()
        assert (high_80 <= high_95).all()
        assert each.judged == 6
    assert np.allclose(told[0].expected[0], told[-1].expected.sum(axis=0))


def test_rungs_carry_by_their_errors_and_the_floor_is_no_makeweight() -> None:
    many = (61, 28)
    count = [np.full(many, 10.0)]
    told = {
        ladder.WINDOW: [np.full(many, 10.0)],
        ladder.MIDDLE: [np.full(many, 10.5)],
        ladder.SMOOTHING: [np.full(many, 10.4)],
        ladder.BOOSTING: [np.full(many, 10.4)],
    }
    assert ladder.shares(told, count)[0] == {ladder.SMOOTHING: 0.5, ladder.BOOSTING: 0.5}
    told[ladder.BOOSTING] = [np.full(many, 20.0)]
    assert ladder.shares(told, count)[0] == {ladder.SMOOTHING: 1.0}
    told[ladder.MIDDLE] = [np.full(many, 10.01)]
    assert ladder.shares(told, count)[0] == {ladder.MIDDLE: 1.0}
    both = ladder.together({name: each[0] for name, each in told.items()}, ladder.shares(told, count))
    assert np.allclose(both, 10.01)


def test_of_a_few_series_the_floor_carries_too() -> None:
    count = [np.full((5, 28), 10.0)]
    told = {ladder.MIDDLE: [np.full((5, 28), 10.9)], ladder.SMOOTHING: [np.full((5, 28), 10.4)]}
    assert ladder.shares(told, count)[0] == pytest.approx({ladder.SMOOTHING: 1.0}), (
        "more than twice as far off is too far"
    )
    told[ladder.MIDDLE] = [np.full((5, 28), 10.6)]
    assert ladder.shares(told, count)[0] == pytest.approx({ladder.MIDDLE: 4 / 13, ladder.SMOOTHING: 9 / 13})


def test_a_backtest_says_what_it_did() -> None:
    found = backtest(panel(), date(2025, 8, 25), options=QUICK)
    assert found["origins"] == ["2025-08-25", "2025-09-22", "2025-10-20"]
    assert (found["n_series"], found["n_origins"], found["stride"]) == (5, 3, 28)
    assert set(found["horizons"]) == {"7", "14", "28"}
    week = found["horizons"]["7"]
    assert week["n_origins"] == 3
    assert found["horizons"]["28"]["n_origins"] == 2, "judged where the file holds all days"
    assert week["wape"] < week["seasonal_naive"]["wape"]
    assert week["mase"] < 1
    assert set(week["rungs"]) == set(QUICK.rungs)
    assert 0.7 < found["coverage_80"] < 0.95
    assert 0.88 < found["coverage_95"] <= 1
    assert found["levels"][0]["level"] == "total"
    assert {"seconds", "seconds_per_1000_series"} <= set(found)


def test_errors_are_measured_as_written() -> None:
    counts = np.zeros((1, 98))
    counts[0] = np.tile([7.0, 0, 0, 0, 0, 0, 0], 14)
    counts[0, 84] = 14.0
    found = backtest(Panel(FIRST, (), ((),), counts), date(2025, 3, 31), options=QUICK)
    naive = found["horizons"]["7"]["seasonal_naive"]
    assert naive == {"wape": 0.5, "mase": None}, "a series that repeats itself has no scale"


def test_there_must_be_days_before_and_after() -> None:
    with pytest.raises(NothingToJudge, match="TOO_LITTLE_BEFORE"):
        origins(panel(), date(2025, 1, 20), 28)
    with pytest.raises(NothingToJudge, match="TOO_LITTLE_AFTER"):
        origins(panel(), date(2025, 10, 30), 28)
    assert len(origins(panel(), date(2025, 9, 1), 7)) == 8


def test_little_past_is_enough_for_the_floor() -> None:
    found = backtest(panel(70), date(2025, 2, 10))
    assert set(found["horizons"]["7"]["rungs"]) == {*ladder.TO_COMPARE, ladder.MIDDLE}


def test_the_ladder_goes_on_without_a_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "library", lambda: None)
    told = ladder.climb(
        panel(), np.zeros(5, dtype=int), ladder.Options(rungs=(*QUICK.rungs, ladder.BOOSTING))
    )
    assert ladder.BOOSTING not in told
    assert ladder.missing() == (ladder.BOOSTING,)


def test_a_library_that_cannot_be_loaded_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A bare system lacks libgomp.so.1: the import ends in an OSError, and nothing else with it."""
    (tmp_path / "lightgbm.py").write_text("raise OSError('libgomp.so.1: cannot open shared object file')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in [each for each in sys.modules if each.split(".")[0] == "lightgbm"]:
        monkeypatch.delitem(sys.modules, name)
    assert library.__wrapped__() is None


def test_holidays_are_found_where_they_change_something() -> None:
    first, days = date(2023, 1, 1), 900
    on = marks("us", first, days) > 0
    assert on[(date(2024, 7, 4) - first).days]
    assert on[(date(2023, 11, 23) - first).days]
    assert on[(date(2024, 5, 27) - first).days]
    chance = np.random.default_rng(2)
    counts = chance.poisson(200, size=(1, days)).astype(float)
    assert fitting_list(counts, first) == "none"
    counts[0, on] *= 0.4
    assert fitting_list(counts, first) == "us"


def test_a_season_is_what_comes_in_two_years() -> None:
    counts = {(year, week): 10 for year in (2022, 2023, 2024) for week in range(1, 53)}
    for year in (2022, 2024):
        counts[year, 30] = 40
    counts[2023, 10] = 90
    weeks, years = season_weeks(counts)
    assert years == (2022, 2023, 2024)
    assert [(each.week, each.years, each.least) for each in weeks] == [(30, (2022, 2024), 40)]
    assert season_weeks({}) == ((), ())


@pytest.mark.slow
def test_no_rung_knows_the_future() -> None:
    known, start = panel(), 250
    changed = Panel(FIRST, known.columns, known.keys, known.counts.copy())
    changed.counts[:, start:] = 9_999.0
    for one, other in zip(Foreteller(known).at(start), Foreteller(changed).at(start), strict=True):
        assert set(one.rungs) == set(ladder.RUNGS)
        assert all(np.array_equal(one.rungs[name], other.rungs[name]) for name in one.rungs)
        assert np.array_equal(one.expected, other.expected)
        assert np.array_equal(one.likely, other.likely)


@pytest.mark.slow
def test_reconciling_says_what_the_reference_says() -> None:
    from hierarchicalforecast.methods import MinTrace

    levels = levels_of(panel())
    told = [np.random.default_rng(8).gamma(9.0, 3.0, size=(len(level.panel.keys), 28)) for level in levels]
    reference = MinTrace(method="wls_struct").fit_predict(S=summing(levels), y_hat=np.vstack(told))
    if isinstance(reference, dict):
        reference = reference["mean"]
    ours = np.vstack(reconciled(levels, told))
    if (reference[-5:] >= 0).all():
        assert np.allclose(ours, reference)
    else:
        assert np.allclose(ours[-5:], np.maximum(reference[-5:], 0))
