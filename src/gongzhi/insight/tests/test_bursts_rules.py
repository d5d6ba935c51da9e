"""Alarms on made-up counts: quiet ones stay quiet, bursts are heard, many looks are paid for."""

from datetime import date

import numpy as np

from gongzhi.insight.bursts import farrington
from gongzhi.insight.bursts.many_looks import believed
from gongzhi.insight.bursts.tail import Base, base_of, chances
from gongzhi.insight.bursts.trial import trial
from gongzhi.insight.bursts.watch import REPEAT_DAYS, bursts, repeats
from gongzhi.insight.forecast.panel import Panel, levels_of

FIRST = date(2025, 1, 6)


def quiet(days: int = 400, series: int = 40, mean: float = 6.0, seed: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).poisson(mean, size=(series, days)).astype(float)


def panel(counts: np.ndarray) -> Panel:
    keys = tuple((f"{index % 4}", f"{index}") for index in range(len(counts)))
    return Panel(FIRST, ("category", "place"), keys, counts)


def test_a_quiet_day_is_as_likely_as_it_says() -> None:
    counts = quiet()
    told = chances(counts, base_of(counts, np.zeros(40, dtype=int), 0), (1,))
    known = told[~np.isnan(told)]
    assert 0.005 < (known < 0.02).mean() < 0.03
    assert np.isnan(told[:, :189]).all()


def test_a_past_burst_does_not_raise_what_is_expected() -> None:
    counts = quiet()
    usual = base_of(counts, np.zeros(40, dtype=int), 0).expected[0, 380]
    counts[0, 250:257] = 60
    assert base_of(counts, np.zeros(40, dtype=int), 0).expected[0, 380] < 1.15 * usual
    counts[0, 371:381] = 60
    assert base_of(counts, np.zeros(40, dtype=int), 0).expected[0, 380] < 1.15 * usual, (
        "the last week is left out"
    )


def test_several_days_together_tell_what_one_does_not() -> None:
    base = Base(np.full((1, 20), 2.0), np.full((1, 20), 1.0))
    counts = np.full((1, 20), 2.0)
    counts[0, 13:] = 5.0
    one, seven = chances(counts, base, (1,))[0, 19], chances(counts, base, (1, 3, 7))[0, 19]
    assert seven < 1e-4 < one


def test_many_looks_are_paid_for() -> None:
    assert believed(np.array([0.001, 0.5])).tolist() == [True, False]
    assert believed(np.array([0.001]), looks=1000).tolist() == [False]
    assert believed(np.array([0.01, 0.02, 0.04, 0.9])).tolist() == [True, True, False, False]
    assert not believed(np.array([])).size
    chance = np.random.default_rng(1)
    assert sum(believed(chance.random(500)).any() for _ in range(200)) < 25


def test_yesterdays_burst_is_found_where_it_is() -> None:
    counts = quiet(300)
    assert len(bursts(levels_of(panel(counts)))) <= 1
    counts[7, -1] = 25
    found = {each.key: each for each in bursts(levels_of(panel(counts)))}
    burst = found["3", "7"]
    assert (burst.count >= 25, burst.days in (1, 2, 3)) == (True, True)
    assert 4 < burst.expected / burst.days < 8
    assert not bursts(levels_of(panel(counts[:, :150]))), "too little past"


def test_again_and_again_at_one_spot_is_found() -> None:
    before = {("water", f"g{n}"): 2 for n in range(60)} | {("noise", f"g{n}"): 80 for n in range(10)}
    lately = {("water", "g3"): 5, ("water", "g4"): 1, ("noise", "g5"): 5, ("water", "new"): 4}
    matter = {spot: spot[0] for spot in {*before, *lately}}
    found = repeats(lately, before, matter)
    assert set(found) == {("water", "g3"), ("water", "new")}
    assert found["water", "g3"].count == 5
    assert found["water", "g3"].expected < 1
    assert REPEAT_DAYS == 14
    young = {spot: count // 4 for spot, count in before.items()}
    assert ("noise", "g5") not in repeats(lately, young, matter, past=91), "as often as before"
    assert repeats(lately, before, matter, past=40) == {}, "nobody knows yet what is usual"
    assert repeats({("water", "g3"): 2}, before, matter) == {}, "two are no series"


def test_the_opponent_says_what_is_expected() -> None:
    counts = quiet(500, series=3, mean=10)
    base = farrington.base_of(counts, 0, 400)
    assert np.isnan(base.expected[:, :400]).all()
    assert 7 < base.expected[:, 400:].mean() < 14
    assert (base.spread[:, 400:] >= 1).all()
    counts[0] = 0
    assert farrington.base_of(counts, 0, 400).expected[0, 450] < 0.1


def test_a_trial_says_how_many_are_found_and_how_soon() -> None:
    found = trial(panel(quiet(420, series=6, mean=20)), seed=3, days=100)
    again = trial(panel(quiet(420, series=6, mean=20)), seed=3, days=100)
    assert found["levels"] == again["levels"], "chance is seeded"
    lowest = found["levels"][-1]
    assert (lowest["n_series"], lowest["bursts"], lowest["days"]) == (6, 60, 100)
    own = lowest["methods"]["tail"]
    assert own["x3"]["found_at_0.1%"] == 1.0
    assert own["x3"]["delay_at_0.1%"] <= 1
    assert own["x2"]["found_at_1%"] >= own["x2"]["found_at_0.1%"]
    assert set(lowest["methods"]) == {"tail", "tail_one_day", "farrington", "farrington_windows"}
