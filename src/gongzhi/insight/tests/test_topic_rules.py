"""Heat, trend, kind and who may keep topics: decisions without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.insight.topic_facts import TopicKind, Trend
from gongzhi.insight.topic_queries import topic_settings
from gongzhi.insight.topic_rules import (
    KEEP,
    NAME_LIMIT,
    NUDGE_LIMIT,
    common_division,
    days_between,
    floor_of,
    growth,
    heat,
    keep_refusal,
    kind_of,
    merge_refusal,
    name_refusal,
    split_refusal,
    trend,
)
from gongzhi.people.facts import Actor, ActorKind

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=60)
WEIGHTS = {"lately": 45, "growth": 25, "lasting": 15, "spread": 15}


def hot(recent: int = 0, before: int = 0, active: int = 0, divisions: int = 1) -> int:
    found = heat(recent=recent, before=before, active_days=active, divisions=divisions, weights=WEIGHTS)
    assert found.degrees == sum(each.degrees for each in found.terms)
    return found.degrees


def test_the_weights_of_the_heat_make_a_hundred() -> None:
    assert sum(topic_settings()["heat"].values()) == 100
    assert set(topic_settings()["heat"]) == set(WEIGHTS)


def test_heat_is_nothing_at_rest_and_at_most_a_hundred() -> None:
    assert hot() == 0
    assert hot(100_000, 0, 28, 1000) == 100
    assert [
        each.code for each in heat(recent=1, before=0, active_days=1, divisions=1, weights=WEIGHTS).terms
    ] == list(WEIGHTS)


@pytest.mark.parametrize("more", [{"recent": 9}, {"active": 9}, {"divisions": 9}])
def test_each_term_makes_it_hotter(more: dict[str, int]) -> None:
    least = {"recent": 4, "before": 4, "active": 4, "divisions": 2}
    assert hot(**{**least, **more}) > hot(**least)
    assert hot(**{**least, "before": 0}) > hot(**least)


def test_what_falls_is_not_cooled_below_what_it_is() -> None:
    assert hot(recent=5, before=50) == hot(recent=5, before=5)


@pytest.mark.parametrize(
    ("recent", "before", "found"),
    [
        (5, 5, Trend.STEADY),
        (6, 5, Trend.STEADY),
        (8, 4, Trend.RISING),
        (2, 6, Trend.FALLING),
        (0, 0, Trend.STEADY),
        (2, 0, Trend.RISING),
    ],
)
def test_trend_needs_two_messages_and_a_third(recent: int, before: int, found: Trend) -> None:
    assert trend(recent=recent, before=before, first_at=LONG_AGO, at=NOW) is found


def test_what_began_this_week_is_new() -> None:
    assert trend(recent=9, before=0, first_at=NOW - timedelta(days=6), at=NOW) is Trend.NEW


def test_growth_of_nothing_is_not_told() -> None:
    assert growth(5, 0) is None
    assert growth(6, 4) == 0.5


def test_a_topic_is_at_one_place_when_most_of_it_names_it() -> None:
    assert kind_of([3, 1], 5) is TopicKind.ONE_PLACE
    assert kind_of([2, 2, 1], 5) is TopicKind.MANY_PLACES
    assert kind_of([1], 1) is TopicKind.MANY_PLACES
    assert kind_of([], 4) is TopicKind.MANY_PLACES


def test_what_people_say_bends_the_floor_a_little() -> None:
    assert floor_of(0.12, merges=0, splits=0) == 0.12
    assert floor_of(0.12, merges=2, splits=0) < 0.12 < floor_of(0.12, merges=0, splits=2)
    assert floor_of(1, merges=999, splits=0) == 1 - NUDGE_LIMIT
    assert floor_of(1, merges=0, splits=999) == 1 + NUDGE_LIMIT
    assert floor_of(0.12, merges=7, splits=7) == 0.12


def test_only_who_makes_one_case_of_several_keeps_topics() -> None:
    desk = Actor(kind=ActorKind.STAFF, powers=frozenset({KEEP}))
    other = Actor(kind=ActorKind.STAFF, powers=frozenset({"insight.read", "case.read"}))
    assert keep_refusal(desk) is None
    assert (found := keep_refusal(other))
    assert found.code == "insight.topic_not_entitled"


def test_refusals_say_which() -> None:
    assert name_refusal("路" * NAME_LIMIT, personal=False) is None
    assert (found := name_refusal("路" * (NAME_LIMIT + 1), personal=False))
    assert found.code == "insight.topic_name_long"
    assert merge_refusal(itself=False, gone=False) is None
    codes = [merge_refusal(itself=True, gone=True), merge_refusal(itself=False, gone=True)]
    assert [each.code for each in codes if each] == ["insight.topic_itself", "insight.topic_gone"]
    assert split_refusal(chosen=1, size=2) is None
    wrong = [split_refusal(chosen=each, size=2) for each in (0, 2, 500)]
    assert [each.code for each in wrong if each] == [
        "insight.topic_nothing",
        "insight.topic_all",
        "insight.topic_many",
    ]


def test_days_stand_in_a_row_the_last_ones_where_there_are_too_many() -> None:
    first, last = date(2026, 2, 27), date(2026, 3, 2)
    assert days_between(first, last, at_most=90) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
        last,
    ]
    assert days_between(first, last, at_most=2) == [date(2026, 3, 1), last]
    assert days_between(last, last, at_most=90) == [last]
    assert days_between(last, first, at_most=90) == []


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (["990101001001", "990101001001"], "990101001001"),
        (["990101001001", "990101001002"], "990101001000"),
        (["990101001001", "990101002000"], "990101000000"),
        (["990101001001", "990202002000"], "990000000000"),
        (["110101001001", "990202002000"], ""),
        ([], ""),
        (["", "990101001001"], "990101001001"),
    ],
)
def test_the_division_of_a_topic_holds_all_of_it(codes: list[str], found: str) -> None:
    assert common_division(codes) == found
