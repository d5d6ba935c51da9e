"""The amber and red table, on counts alone."""

from dataclasses import replace
from random import Random

import pytest

from gongzhi.algorithms.facts import Finding, Light, Tier
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.rules.monitors import Arm, Group, Watched, findings, resample, worst

QUIET = Watched(
    tier=Tier.SUGGESTS,
    in_force_days=10,
    judged=0,
    overridden=0,
    look_ms=None,
    overridden_since_days=0,
    groups=(),
    shown_arm=Arm(0, 0),
    human_arm=Arm(0, 0),
    appeals_answered=0,
    appeals_upheld=0,
    severe=0,
)


def said(watched: Watched, code: str) -> list[Finding]:
    return [each for each in findings(watched, limits(), seed="test") if each.code == code]


def light(watched: Watched, code: str) -> Light:
    (found,) = said(watched, code)
    return found.light


def two(n: int, helped: int, missed: int, *, others: tuple[int, int, int]) -> Watched:
    groups = (Group("channel", "phone", n, helped, missed), Group("channel", "web", *others))
    return replace(QUIET, groups=groups)


def group_light(watched: Watched, code: str) -> Light:
    return next(each.light for each in said(watched, code) if each.group == "channel=phone")


def test_nothing_to_look_at_is_never_green() -> None:
    found = findings(QUIET, limits(), seed="x")
    assert worst(found) is Light.INSUFFICIENT
    assert worst(()) is Light.INSUFFICIENT


@pytest.mark.parametrize("n", range(0, 50, 7))
def test_fewer_than_fifty_are_insufficient_however_bad_or_good(n: int) -> None:
    for helped in {0, n}:
        watched = two(n, helped, 0, others=(1000, 900, 10))
        if n:
            assert group_light(watched, "group_ratio") is Light.INSUFFICIENT
            assert group_light(watched, "missed_gap") is Light.INSUFFICIENT
    assert light(replace(QUIET, judged=n, overridden=n), "override") is Light.INSUFFICIENT


def test_with_too_few_outside_the_group_there_is_nothing_to_compare_with() -> None:
    assert group_light(two(1000, 900, 0, others=(49, 40, 0)), "group_ratio") is Light.INSUFFICIENT


@pytest.mark.parametrize(
    ("helped", "expected"),
    [(900, Light.GREEN), (730, Light.GREEN), (710, Light.AMBER), (600, Light.RED)],
)
def test_the_ratio_of_a_group_is_amber_by_its_point_and_red_by_its_whole_interval(
    helped: int, expected: Light
) -> None:
    assert group_light(two(1000, helped, 0, others=(1000, 900, 0)), "group_ratio") is expected


def test_a_group_helped_far_more_than_the_others_is_told_of_as_well() -> None:
    watched = two(1000, 900, 0, others=(1000, 600, 0))
    assert group_light(watched, "group_ratio") is Light.RED
    other = next(each for each in said(watched, "group_ratio") if each.group == "channel=web")
    assert other.light is Light.RED


def test_a_wide_interval_is_amber_where_a_narrow_one_is_red() -> None:
    assert group_light(two(60, 39, 0, others=(1000, 900, 0)), "group_ratio") is Light.AMBER
    assert group_light(two(6000, 3900, 0, others=(1000, 900, 0)), "group_ratio") is Light.RED


@pytest.mark.parametrize(
    ("missed", "expected"), [(100, Light.GREEN), (140, Light.GREEN), (160, Light.AMBER), (250, Light.RED)]
)
def test_missed_help_is_amber_from_five_points_and_red_when_the_lower_bound_is_there(
    missed: int, expected: Light
) -> None:
    assert group_light(two(1000, 800, missed, others=(1000, 800, 100)), "missed_gap") is expected


def test_nobody_helped_anywhere_is_no_difference() -> None:
    (first, _second) = said(two(100, 0, 0, others=(100, 0, 0)), "group_ratio")
    assert (first.light, first.value) == (Light.GREEN, 10_000)


def test_nobody_helped_outside_is_beyond_every_limit() -> None:
    assert group_light(two(100, 90, 0, others=(100, 0, 0)), "group_ratio") is Light.RED


def test_a_single_group_has_nothing_to_be_compared_with() -> None:
    watched = replace(QUIET, groups=(Group("channel", "web", 500, 400, 10),))
    assert not said(watched, "group_ratio")


@pytest.mark.parametrize(
    ("shown", "alone", "expected"),
    [
        ((500, 450), (500, 440), Light.GREEN),
        ((500, 440), (500, 450), Light.AMBER),
        ((500, 350), (500, 450), Light.RED),
        ((500, 100), (49, 49), Light.INSUFFICIENT),
        ((49, 0), (500, 450), Light.INSUFFICIENT),
    ],
)
def test_against_people_alone(shown: tuple[int, int], alone: tuple[int, int], expected: Light) -> None:
    assert light(replace(QUIET, shown_arm=Arm(*shown), human_arm=Arm(*alone)), "human_arm") is expected


def test_without_matters_for_people_alone_nothing_is_said_of_them() -> None:
    assert not said(replace(QUIET, shown_arm=Arm(500, 400)), "human_arm")


@pytest.mark.parametrize(
    ("overridden", "look_ms", "days", "expected"),
    [
        (100, 9000, 0, Light.GREEN),
        (300, 9000, 0, Light.GREEN),  # at the limit, not beyond
        (301, 9000, 29, Light.AMBER),
        (301, 9000, 30, Light.RED),
        (10, 9000, 40, Light.GREEN),  # few, and looked at
        (10, 2999, 0, Light.AMBER),  # few, and waved through
        (10, 2999, 30, Light.RED),
        (10, 3000, 30, Light.GREEN),
        (10, None, 30, Light.GREEN),  # nobody knows how long: no accusation
        (20, 100, 30, Light.GREEN),  # two per cent
    ],
)
def test_overrides(overridden: int, look_ms: int | None, days: int, expected: Light) -> None:
    watched = replace(QUIET, judged=1000, overridden=overridden, look_ms=look_ms, overridden_since_days=days)
    assert light(watched, "override") is expected


@pytest.mark.parametrize(
    ("answered", "upheld", "severe", "expected"),
    [
        (100, 10, 0, Light.GREEN),
        (100, 11, 0, Light.AMBER),
        (100, 25, 0, Light.AMBER),
        (100, 26, 0, Light.RED),
        (3, 0, 0, Light.INSUFFICIENT),
        (3, 2, 0, Light.AMBER),  # too few to stop it by a share
        (8, 3, 0, Light.RED),
        (3, 1, 1, Light.RED),  # grave harm stops it always
        (1000, 1, 1, Light.RED),
    ],
)
def test_appeals(answered: int, upheld: int, severe: int, expected: Light) -> None:
    watched = replace(QUIET, appeals_answered=answered, appeals_upheld=upheld, severe=severe)
    assert light(watched, "appeals") is expected


@pytest.mark.parametrize(
    ("drift", "expected"),
    [
        ((500, 100, None), Light.GREEN),
        ((500, 101, None), Light.AMBER),
        ((500, 900, None), Light.AMBER),  # far away, and nobody knows whether it does worse
        ((500, 900, True), Light.AMBER),
        ((500, 250, False), Light.AMBER),
        ((500, 251, False), Light.RED),
        ((49, 900, False), Light.INSUFFICIENT),
    ],
)
def test_drift(drift: tuple[int, int, bool | None], expected: Light) -> None:
    assert light(replace(QUIET, drift=drift), "drift") is expected


@pytest.mark.parametrize(
    ("grounded", "expected"),
    [
        ((200, 196, 0), Light.GREEN),
        ((200, 195, 0), Light.AMBER),
        ((199, 199, 0), Light.INSUFFICIENT),
        ((5, 5, 1), Light.RED),
        ((0, 0, 0), Light.INSUFFICIENT),
    ],
)
def test_answers_that_cite_what_they_rest_on(grounded: tuple[int, int, int], expected: Light) -> None:
    assert light(replace(QUIET, grounded=grounded), "grounded") is expected


def test_what_orders_people_may_not_run_long_without_evidence() -> None:
    orders = replace(QUIET, tier=Tier.ORDERS)
    assert not said(replace(orders, in_force_days=89), "evidence")
    assert light(replace(orders, in_force_days=90), "evidence") is Light.RED
    known = (Group("age", "old", 60, 50, 0), Group("age", "young", 60, 50, 0))
    assert not said(replace(orders, in_force_days=90, groups=known), "evidence")
    assert not said(replace(QUIET, in_force_days=900), "evidence")


def test_red_goes_before_amber_and_amber_before_too_little() -> None:
    lights = [Light.GREEN, Light.INSUFFICIENT, Light.AMBER, Light.RED]
    found = [Finding("x", each) for each in lights]
    assert [worst(found[:n]) for n in range(1, 5)] == lights


def test_the_same_counts_and_seed_give_the_same_intervals() -> None:
    watched = two(300, 240, 20, others=(500, 420, 20))
    assert findings(watched, limits(), seed="a") == findings(watched, limits(), seed="a")
    (mine, _other) = said(watched, "group_ratio")
    assert mine.low is not None
    assert mine.high is not None
    assert mine.value is not None
    assert mine.low < mine.value < mine.high


@pytest.mark.parametrize(("n", "hits"), [(50, 1), (50, 25), (50, 49), (400, 8), (100_000, 60_000)])
def test_drawing_again_has_the_mean_and_the_spread_of_a_binomial(n: int, hits: int) -> None:
    draw = Random(1)
    drawn = [resample(draw, n, hits) for _ in range(4000)]
    assert all(0 <= each <= n for each in drawn)
    mean, share = sum(drawn) / len(drawn), hits / n
    variance = n * share * (1 - share)
    assert abs(mean - hits) < 5 * (variance / len(drawn)) ** 0.5 + 0.5
    spread = sum((each - mean) ** 2 for each in drawn) / len(drawn)
    assert 0.85 * variance < spread < 1.15 * variance + 0.1


def test_all_or_none_stay_so_when_drawn_again() -> None:
    draw = Random(1)
    assert {resample(draw, 70, 0) for _ in range(50)} == {0}
    assert {resample(draw, 70, 70) for _ in range(50)} == {70}
