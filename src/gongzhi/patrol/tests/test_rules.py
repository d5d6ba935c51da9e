"""Decisions about events and rounds, without a database."""

import csv
from pathlib import Path
from uuid import uuid4

import pytest

import gongzhi.loops
import gongzhi.organization
from gongzhi.loops.facts import EventKind
from gongzhi.loops.public import read_definition
from gongzhi.patrol.facts import Finding
from gongzhi.patrol.queries import categories
from gongzhi.patrol.rules import (
    EVENTS_ENTITLED,
    GRADES,
    MOST_DAYS,
    ROUNDS_ENTITLED,
    TEXT_LIMIT,
    Category,
    category_of,
    findings_refusal,
    may_overrule,
    overrule_refusal,
    place_of_grade,
    plan_refusal,
    report_refusal,
    title_of,
)
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor, ActorKind

LINES = {
    "city": {"grade": 3},
    "city.waste": {"grade": 1, "photo_why": "看得出多少", "photo_why_en": "How much"},
}


def staff(*powers: str) -> Actor:
    return Actor(
        kind=ActorKind.STAFF,
        account_id=uuid4(),
        post_id=uuid4(),
        unit_id=uuid4(),
        division="999901000000",
        powers=frozenset(powers),
    )


@pytest.mark.parametrize(
    ("path", "urgent", "expected"),
    [
        (("city", "city.waste", "city.waste.street"), False, Category(1, "看得出多少", "How much")),
        (("city", "city.tree"), False, Category(3)),
        (("water", "water.burst"), False, Category(2)),  # no line: community, and no photo
        (("safety", "safety.cover"), True, Category(4, urgent=True)),
        (("city", "city.waste"), True, Category(4, "看得出多少", "How much", urgent=True)),
        ((), False, Category(2)),
    ],
)
def test_a_category_is_the_nearest_line_above(
    path: tuple[str, ...], urgent: bool, expected: Category
) -> None:
    assert category_of(path, LINES, life_safety=urgent) == expected


def test_what_endangers_life_skips_the_levels() -> None:
    assert Category(4, urgent=True).grades == (1, 4)
    assert Category(2).grades == GRADES


@pytest.mark.parametrize(
    ("grade", "place"),
    [(1, "999901100001"), (2, "999901100001"), (3, "999901100000"), (4, "999901000000")],
)
def test_the_grade_names_the_level_that_takes_it_in(grade: int, place: str) -> None:
    assert place_of_grade("999901100001", grade) == place


PLAIN, PHOTO, URGENT = Category(2), Category(2, "看得出多少"), Category(4, urgent=True)


@pytest.mark.parametrize(
    ("by", "text", "grade", "photo", "category", "code"),
    [
        (staff("patrol.report"), "满了", 2, False, PLAIN, None),
        (staff("patrol.report"), "满了", 1, False, PLAIN, None),
        (staff("patrol.report"), "满了", 2, True, PHOTO, None),
        (SYSTEM, "水位高", 2, False, PLAIN, None),
        (staff("patrol.handle"), "满了", 2, False, PLAIN, "loops.not_entitled"),
        (RESIDENT, "满了", 2, False, PLAIN, "loops.not_entitled"),
        (staff("patrol.report"), " \n", 2, False, PLAIN, "patrol.text_missing"),
        (staff("patrol.report"), "满" * (TEXT_LIMIT + 1), 2, False, PLAIN, "patrol.text_too_long"),
        (staff("patrol.report"), "满了", 0, False, PLAIN, "patrol.grade_unknown"),
        (staff("patrol.report"), "满了", 5, False, PLAIN, "patrol.grade_unknown"),
        (staff("patrol.report"), "满了", 2, True, PLAIN, "patrol.no_photo_needed"),
        (staff("patrol.report"), "井盖没了", 2, False, URGENT, "patrol.levels_skipped"),
        (staff("patrol.report"), "井盖没了", 3, False, URGENT, "patrol.levels_skipped"),
        (staff("patrol.report"), "井盖没了", 4, False, URGENT, None),
        (staff("patrol.report"), "井盖已盖好", 1, False, URGENT, None),
    ],
)
def test_what_a_report_must_be(
    by: Actor, text: str, grade: int, photo: bool, category: Category, code: str | None
) -> None:
    refusal = report_refusal(by, text=text, grade=grade, photo=photo, category=category)
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("by", "days", "in_tree", "code"),
    [
        (staff("patrol.plan"), 7, True, None),
        (staff("patrol.plan"), 1, True, None),
        (staff("patrol.plan"), MOST_DAYS, True, None),
        (staff("patrol.plan"), 0, True, "patrol.days_impossible"),
        (staff("patrol.plan"), MOST_DAYS + 1, True, "patrol.days_impossible"),
        (staff("patrol.plan"), 7, False, "patrol.not_your_tree"),
        (staff("patrol.handle"), 7, True, "loops.not_entitled"),
        (RESIDENT, 7, True, "loops.not_entitled"),
    ],
)
def test_who_plans_rounds(by: Actor, days: int, in_tree: bool, code: str | None) -> None:
    refusal = plan_refusal(by, days=days, in_tree=in_tree)
    assert (refusal and refusal.code) == code


@pytest.mark.parametrize(
    ("by", "reason", "in_scope", "code"),
    [
        (staff("patrol.overrule"), "先抢险。", True, None),
        (staff("patrol.overrule"), " ", True, "loops.reason_missing"),
        (staff("patrol.overrule"), "先抢险。", False, "patrol.overrule_not_entitled"),
        (staff("patrol.dispatch"), "先抢险。", True, "patrol.overrule_not_entitled"),
        (SYSTEM, "先抢险。", True, "patrol.overrule_not_entitled"),
    ],
)
def test_who_overrules_the_duty_table(by: Actor, reason: str, in_scope: bool, code: str | None) -> None:
    refusal = overrule_refusal(by, reason=reason, in_scope=in_scope)
    assert (refusal and refusal.code) == code
    assert may_overrule(by, in_scope=in_scope) is (code in (None, "loops.reason_missing"))


def test_everything_found_is_described() -> None:
    good, empty = Finding("city", "满了", 0), Finding("city", " ", 0)
    assert findings_refusal([]) is None
    assert findings_refusal([good]) is None
    refusal = findings_refusal([good, empty])
    assert refusal
    assert refusal.code == "patrol.text_missing"


def test_a_title_is_one_short_line() -> None:
    assert title_of("西街口\n 满了") == "西街口 满了"
    assert len(title_of("满" * 100)) == 40


@pytest.mark.parametrize(("name", "entitled"), [("patrol", EVENTS_ENTITLED), ("round", ROUNDS_ENTITLED)])
def test_every_event_and_party_of_the_definitions_asks_for_a_power(name: str, entitled: object) -> None:
    text = (Path(gongzhi.loops.__file__).parent / f"definitions/{name}.yaml").read_text()
    definition = read_definition(text)
    events = {each.event for each in definition.transitions} | {EventKind.REOPEN.value}
    assert events == set(entitled.events)  # type: ignore[attr-defined]
    assert set(definition.parties) == set(entitled.parties)  # type: ignore[attr-defined]


def test_the_shipped_lines_are_about_shipped_matters_and_say_why_in_both_languages() -> None:
    table = Path(gongzhi.organization.__file__).parent / "data/matters.csv"
    with table.open(encoding="utf-8") as file:
        limits = {row["code"]: row["limit_class"] for row in csv.DictReader(file)}
    for code, line in categories().items():
        allowed = (4,) if limits[code] == "life_safety" else GRADES
        assert line["grade"] in allowed, code
        assert bool(line.get("photo_why")) == bool(line.get("photo_why_en")), code
