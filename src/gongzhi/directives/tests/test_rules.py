"""Decisions about directives, by tables and by drawing: no database."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.directives.facts import OBJECTIONS, Goal, PartSpec, Terms
from gongzhi.directives.rules import (
    ENTITLED,
    LOOK_LEAST,
    LOOK_MOST,
    MOST_DAYS,
    MOST_PARTS,
    TEXT_LIMIT,
    TITLE_LIMIT,
    Held,
    asked_twice_refusal,
    decompose_refusal,
    due_refusal,
    goal_refusal,
    has_part_in,
    issue_refusal,
    look_size,
    next_refusal,
    overrule_refusal,
    parts_refusal,
    power_refusal,
    progress,
    report_refusal,
    words_refusal,
)
from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import DutyGround, DutyRole
from gongzhi.people.facts import RESIDENT, SYSTEM, Actor, ActorKind

TODAY = date(2026, 10, 12)
COUNTY, TOWN = "999901000000", "999901100000"
OWN, ONE, TWO = UUID(int=1), UUID(int=2), UUID(int=3)
GOAL = Goal("open", "case", 30, 4, 0, 2)


def actor(*powers: str, unit: UUID = OWN) -> Actor:
    return Actor(kind=ActorKind.STAFF, unit_id=unit, division=COUNTY, powers=frozenset(powers))


def terms(**changes: object) -> Terms:
    plain: dict[str, object] = {
        "title": "消除楼道隐患",
        "text": "入冬前清理楼道堆物。",
        "legal_basis": "消防法第28条",
        "matter": "stairs",
        "scope": COUNTY,
        "due_on": TODAY + timedelta(days=60),
    }
    return Terms(**plain | changes)  # type: ignore[arg-type]


def code(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("by", "changes", "in_scope", "expected"),
    [
        (actor("directive.issue"), {}, True, ""),
        (actor(), {}, True, "loops.not_entitled"),
        (actor("directive.answer"), {}, True, "loops.not_entitled"),
        (actor("directive.issue"), {}, False, "directives.not_your_tree"),
        (actor("directive.issue"), {"title": ""}, True, "directives.title_missing"),
        (actor("directive.issue"), {"due_on": TODAY}, True, "directives.due_passed"),
        (
            actor("directive.issue"),
            {"goal": Goal("open", "", 30, None, 3, 2)},
            True,
            "directives.band_upside_down",
        ),
    ],
)
def test_who_issues_what(by: Actor, changes: dict[str, object], in_scope: bool, expected: str) -> None:
    assert code(issue_refusal(by, terms(**changes), today=TODAY, in_scope=in_scope)) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"title": " \n"}, "directives.title_missing"),
        ({"title": "长" * TITLE_LIMIT}, ""),
        ({"title": "长" * (TITLE_LIMIT + 1)}, "directives.title_too_long"),
        ({"legal_basis": " "}, "directives.basis_missing"),
        ({"text": "\t"}, "directives.text_missing"),
        ({"text": "长" * TEXT_LIMIT}, ""),
        ({"text": "长" * (TEXT_LIMIT + 1)}, "directives.text_too_long"),
    ],
)
def test_words_are_there_and_not_endless(changes: dict[str, object], expected: str) -> None:
    assert code(words_refusal(terms(**changes))) == expected


def test_the_last_day_lies_ahead_and_within_a_year() -> None:
    for days, expected in (
        (-1, "directives.due_passed"),
        (0, "directives.due_passed"),
        (1, ""),
        (MOST_DAYS, ""),
    ):
        assert code(due_refusal(TODAY + timedelta(days=days), today=TODAY)) == expected
    far = due_refusal(TODAY + timedelta(days=MOST_DAYS + 1), today=TODAY)
    assert code(far) == "directives.due_too_far"


def test_a_goal_is_a_band() -> None:
    assert goal_refusal(None) is None
    assert goal_refusal(Goal("open", "", 30, None, 2, 2)) is None
    assert code(goal_refusal(Goal("open", "", 30, None, 2, 1))) == "directives.band_upside_down"


def test_addressees_are_others_each_once_inside() -> None:
    part = PartSpec(ONE, TOWN)
    for issuer, lead, parts, expected in (
        (OWN, ONE, [part], ""),
        (OWN, None, [part], ""),
        (None, ONE, [], "directives.own_addressee"),
        (OWN, OWN, [], "directives.own_addressee"),
        (OWN, ONE, [PartSpec(OWN, TOWN)], "directives.own_addressee"),
        (OWN, ONE, [part, part], "directives.addressee_twice"),
        (OWN, ONE, [part, PartSpec(ONE, TOWN, "g1"), PartSpec(ONE, TOWN, "g2"), PartSpec(TWO, TOWN)], ""),
        (OWN, ONE, [PartSpec(ONE, "110000000000")], "directives.outside_scope"),
        (OWN, ONE, [part] * (MOST_PARTS + 1), "directives.too_many_parts"),
    ):
        assert code(parts_refusal(issuer, lead, parts, scope=COUNTY, under={TOWN})) == expected


@pytest.mark.parametrize(
    ("changes", "open_", "expected"),
    [
        ({}, [], ""),
        ({"asks_for": "open"}, [], "directives.figures_held"),
        ({"asks_for": "other"}, [], ""),
        ({"goal": GOAL}, [], ""),
        ({"goal": GOAL}, [Held("Z1", "open", "stairs", COUNTY)], "directives.asked_already"),
        ({"goal": GOAL}, [Held("Z1", "open", "stairs", TOWN)], ""),
        ({"goal": GOAL}, [Held("Z1", "open", "water", COUNTY)], ""),
        ({"goal": GOAL}, [Held("Z1", "late_share", "stairs", COUNTY)], ""),
        ({}, [Held("Z1", "open", "stairs", COUNTY)], ""),
    ],
)
def test_nothing_is_asked_that_is_held_or_asked_already(
    changes: dict[str, object], open_: list[Held], expected: str
) -> None:
    assert code(asked_twice_refusal(terms(**changes), computed={"open": "板"}, open_=open_)) == expected


def test_power_before_work_and_a_named_superior_over_it() -> None:
    assert has_part_in(DutyGround(role=DutyRole.LEAD, citation="第5条", citation_en="", matter="stairs"))
    assert has_part_in(Refusal("organization.duty_cooperates"))
    assert not has_part_in(Refusal("organization.duty_taken_back"))
    assert not has_part_in(Refusal("organization.duty_unlisted"))
    assert code(overrule_refusal(actor(), reason="汛期")) == "directives.overrule_not_entitled"
    assert code(overrule_refusal(actor("directive.overrule"), reason=" ")) == "loops.reason_missing"
    assert overrule_refusal(actor("directive.overrule"), reason="汛期") is None


@pytest.mark.parametrize(
    ("by", "lead", "state", "expected"),
    [
        (actor("directive.answer"), OWN, "working", ""),
        (actor("directive.answer"), ONE, "working", "loops.not_owner"),
        (actor("directive.answer"), None, "working", "loops.not_owner"),
        (actor(), OWN, "working", "loops.not_owner"),
        (actor("directive.answer"), OWN, "received", "loops.not_now"),
        (actor("directive.answer"), OWN, "concluded", "loops.not_now"),
    ],
)
def test_whoever_works_on_it_passes_parts_on(by: Actor, lead: UUID | None, state: str, expected: str) -> None:
    assert code(decompose_refusal(by, lead=lead, state=state)) == expected


def test_a_report_waits_for_the_parts() -> None:
    assert report_refusal(open_parts=0) is None
    waiting = report_refusal(open_parts=3)
    assert waiting is not None
    assert waiting.details == {"open": 3}


def test_every_answer_is_covered_by_the_same_power_as_accepting() -> None:
    for event in ("accept", *OBJECTIONS):
        assert power_refusal(event, actor("directive.answer")) is None
        assert code(power_refusal(event, actor("directive.issue", "directive.reply"))) == "loops.not_entitled"
    assert power_refusal("send", SYSTEM) is None
    assert code(power_refusal("accept", RESIDENT)) == "loops.not_entitled"
    assert set(ENTITLED.parties.values()) <= {power for found in ENTITLED.events.values() for power in found}


@given(st.integers(min_value=0, max_value=100_000))
def test_the_look_goes_to_some_places_and_never_to_more_than_there_are(places: int) -> None:
    size = look_size(places)
    assert min(places, LOOK_LEAST) <= size <= min(places, LOOK_MOST)
    assert size * 100 >= min(places, 600) * 5 or size == LOOK_MOST


GRIDS = st.sampled_from([f"g{number}" for number in range(8)])


@given(
    st.integers(min_value=0, max_value=8),
    st.dictionaries(GRIDS, st.tuples(st.integers(0, 3), st.integers(0, 3))),
    st.frozensets(GRIDS),
)
def test_progress_adds_up_and_trouble_is_never_done(
    total: int, works: dict[str, tuple[int, int]], troubled: frozenset[str]
) -> None:
    found = progress(total, works=works, troubled=troubled)
    assert found.done + found.at_work + found.unknown == found.total >= total
    assert found.unknown >= 0
    ended_well = {grid for grid, (open_, done) in works.items() if done and not open_}
    assert found.done == len(ended_well - troubled)
    # One more piece of trouble never makes more done, and one more good end never makes less.
    worse = progress(total, works=works, troubled=troubled | {"g0"})
    assert worse.done <= found.done
    better = progress(total, works=works | {"g7": (0, 1)}, troubled=troubled - {"g7"})
    assert better.done >= found.done
    assert 0 <= found.share(found.done) + found.share(found.at_work) + found.share(found.unknown) <= 100


def test_what_nobody_reported_stays_unknown() -> None:
    found = progress(10, works={"a": (0, 0), "b": (0, 1), "c": (1, 1)}, troubled={"d"})
    assert (found.done, found.at_work, found.unknown) == (1, 2, 7)
    assert progress(0, works={}, troubled=()).share(0) == 0


@pytest.mark.parametrize(
    ("ended", "number", "code"),
    [
        (False, "", "directives.not_ended"),
        (True, "", None),
        (True, "261127-0000001", "directives.next_exists"),
    ],
)
def test_a_next_version_is_drafted_once_at_the_end(ended: bool, number: str, code: str | None) -> None:
    refusal = next_refusal(ended=ended, number=number)
    assert (refusal.code if refusal else None) == code
