"""What the demo says of instructions, patrol and applications: counts, powers, no text twice."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
import yaml
from shapely.geometry import Point

from gongzhi.directives.facts import OBJECTIONS
from gongzhi.web.demo.county import default_rows, make_county
from gongzhi.web.demo.directive_lives import all_directives, division_of, grids_of
from gongzhi.web.demo.fragments import fitting
from gongzhi.web.demo.patrol_texts import EventFate, GeneratedEvent, RoundTexts, make_events, patrol_fragments
from gongzhi.web.demo.service_texts import (
    STOPS,
    ApplicationFate,
    GeneratedApplication,
    make_applications,
    service_fragments,
    told_applications,
)
from gongzhi.web.demo.staffing import desk_rows, unit_code
from gongzhi.web.demo.stories import all_stories

TODAY = date(2026, 11, 25)
# Steps of an instruction that are no plain event of its loop.
VERBS = {"amend", "decompose", "rounds", "link", "help", "task_done", "own_view", "verdict", "draw", "looks"}
VERBS |= {"conclude", "next", "send"}


@cache
def events() -> tuple[GeneratedEvent, ...]:
    return tuple(make_events(1, 150))


@cache
def applications() -> tuple[GeneratedApplication, ...]:
    told = [made for _told, made in told_applications(today=TODAY)]
    return (*make_applications(1, 80, today=TODAY), *told)


def everything() -> tuple[GeneratedEvent | GeneratedApplication, ...]:
    return (*events(), *applications())


def steps() -> Iterator[tuple[str, Any]]:
    for told in all_directives():
        for step in told["steps"]:
            yield told["key"], step


def definition(name: str) -> set[str]:
    text = files("gongzhi.loops").joinpath("definitions", f"{name}.yaml").read_text(encoding="utf-8")
    return {transition["event"] for transition in yaml.safe_load(text)["transitions"]}


def test_events_come_in_all_grades_and_fates() -> None:
    assert len(events()) == 150
    assert set(Counter(event.grade for event in events())) == {1, 2, 3, 4}
    found = Counter(event.fate for event in events())
    assert set(found) == set(EventFate)
    assert found[EventFate.ON_SPOT] >= 25
    assert found[EventFate.OPEN] >= 15
    assert {event.grade == 1 for event in events() if event.fate is EventFate.ON_SPOT} == {True}


def test_events_lie_in_their_grid_and_somebody_looks_after_it() -> None:
    county = make_county(1)
    grids = {row["code"]: row["grid"] for row in county.roster.posts}
    workers = {row["login"]: grids[row["post"]] for row in county.roster.staff}
    for event in events():
        assert county.grid(event.grid).polygon.contains(Point(event.point))
        assert workers[event.worker] == event.grid


def test_who_works_on_an_event_leads_its_matter() -> None:
    county = make_county(1)
    kinds = {row["code"]: row["kind"] for row in county.roster.units}
    own = {(row["unit_kind"], row["matter"]) for row in county.units["duties"]}
    own |= {
        (kind, row["matter"])
        for row in county.units["community_duties"]
        for kind in ("COMMUNITY_COMMITTEE", "VILLAGE_COMMITTEE")
    }
    leads = own | {
        (row["unit_kind"], row["matter"]) for row in default_rows("duties") if row["role"] == "LEAD"
    }
    for event in events():
        if event.grade == 1:
            continue
        path = (event.matter, event.matter[:4], event.matter[:2])
        assert any((kinds[event.unit], code) in leads for code in path), (event.unit, event.matter)


def test_no_text_comes_up_twice() -> None:
    said = [text for each in everything() for text in each.texts()]
    said += [step["text"] for _key, step in steps() if "text" in step]
    said += [told["text"] for told in all_directives()]
    said += [found["text"] for _key, step in steps() for found in step.get("found", ())]
    said += [story["text"] for story in all_stories()]
    short = {"看过，可以。", "同意。"}
    twice = [text for text, times in Counter(said).items() if times > 1 and text not in short]
    assert twice == []


def test_a_decision_names_nobody_and_no_date_of_birth() -> None:
    said = [(each, text) for each in applications() for text in each.decisions()]
    assert len(said) > 60
    for made, text in said:
        assert made.name not in text, text
        assert not made.helper or made.helper not in text, text
        assert not re.search(r"\d{4}年|\d+月\d+日", text), text


def test_no_slot_is_left_open() -> None:
    for each in everything():
        texts = [*each.texts(), *(each.decisions() if isinstance(each, GeneratedApplication) else ())]
        for text in texts:
            assert not re.search(r"[{}|]", text), text


@pytest.mark.parametrize(
    ("matter", "manner"), [("060101", "巡楼，"), ("010604", "清沟，"), ("020204", "看灯，")]
)
def test_rounds_have_words_enough(matter: str, manner: str) -> None:
    words = RoundTexts("enough", manner=manner)
    grids = [grid for slug in ("wenchang", "dongmen", "nanqiao", "binhe") for grid in grids_of(slug)]
    said = [words.nothing(matter, grid) for grid in grids]
    found = [words.found(matter, grid) for grid in grids[:8]]
    said += [text for each in found if each for text in each.texts()]
    assert all(found)
    assert len(set(said)) == len(said)
    assert all(text.startswith(manner) for text in said)


def test_a_round_that_said_all_finds_nothing_and_no_demo_fails_for_it() -> None:
    words, grid = RoundTexts("often", manner="常巡，"), next(iter(grids_of("wenchang")))
    found = [words.found("060101", grid) for _ in range(60)]
    assert found[0]
    assert found[-1] is None


def test_every_what_of_patrol_has_fragments_that_fit() -> None:
    for code, family in patrol_fragments()["matters"].items():
        for what in range(1, len(family["what"]) + 1):
            assert fitting(family["detail"], what), (code, what)
            assert fitting(family["done"], what) or set(family["grades"]) == {1}, (code, what)
            assert fitting(family["spot"], what) or 1 not in family["grades"], (code, what)


def test_applications_of_every_fate_and_for_each_item() -> None:
    made = applications()
    assert len(made) >= 80
    assert set(Counter(each.item for each in made)) == set(service_fragments()["items"])
    assert set(Counter(each.fate for each in made)) == set(ApplicationFate)
    assert {each.stop for each in made} == {"", *STOPS}
    rated = Counter(each.grade for each in made if each.grade)
    assert set(rated) == {1, 2, 3, 4, 5}
    assert sum(rated.values()) >= 30


def test_applicants_are_made_up_and_can_be_reached() -> None:
    for each in applications():
        phones = [phone for phone in (each.phone, each.helper_phone) if phone]
        assert phones, each.name
        assert all(re.fullmatch(r"1380000\d{4}", phone) for phone in phones)


def test_applications_are_the_same_for_the_same_seed() -> None:
    assert list(make_applications(1, 20, today=TODAY)) == list(make_applications(1, 20, today=TODAY))
    assert [each.name for each in make_applications(2, 20, today=TODAY)] != [
        each.name for each in make_applications(1, 20, today=TODAY)
    ]
    assert list(make_events(1, 20)) == list(make_events(1, 20))


def test_every_step_of_an_instruction_exists() -> None:
    known = definition("directive") | VERBS
    units = {row["code"] for row in make_county(1).roster.units}
    cases = {story["key"] for story in all_stories() if "tied" in story}
    for key, step in steps():
        assert step["do"] in known, (key, step["do"])
        assert "unit" not in step or unit_code(step["unit"]) in units
        assert "case" not in step or step["case"] in cases, (key, step["case"])
        assert step.get("text") or step["do"] in VERBS, (key, step["do"])


def test_instructions_answer_in_all_four_ways_and_get_replies() -> None:
    done = Counter(step["do"] for _key, step in steps())
    assert all(done[event] for event in OBJECTIONS)
    assert done["insist"]
    assert done["amend"]
    assert done["release"]
    assert done["agree_done"]
    assert sum("overrule" in told for told in all_directives()) == 2
    assert len(all_directives()) >= 4


def test_instructions_go_forward_in_time_and_name_what_there_is() -> None:
    for told in all_directives():
        assert told["day"] <= told["steps"][0]["day"]
        days = [step["day"] for step in told["steps"]]
        assert all(later - earlier >= -1 for earlier, later in pairwise(days)), told["key"]
        assert all(-90 < day < 0 for day in (told["day"], *days)), told["key"]
        nodes = {"whole", *(part["name"] for part in told["parts"])}
        for step in told["steps"]:
            nodes |= {part["name"] for part in step.get("parts", ())} | {step.get("name", "whole")}
            assert step["node"] in nodes, (told["key"], step["node"])
        for part in told["parts"]:
            assert division_of(part["scope"])
        assert told["en"].isascii()


def test_a_tied_case_belongs_to_an_instruction_and_its_matter() -> None:
    told = {each["key"]: each for each in all_directives()}
    tied = [story for story in all_stories() if "tied" in story]
    assert len(tied) >= 6
    for story in tied:
        assert story["matter"] == told[story["tied"]]["matter"]
        assert story["day"] >= told[story["tied"]]["day"]


def test_desks_of_all_levels_serve() -> None:
    county = make_county(1)
    rows = desk_rows(county.source, county.units)
    units = {row["code"] for row in county.roster.units}
    assert all(row["unit"] in units for row in rows)
    patrol = {row["division"] for row in rows if row["office"] == "GRID_DESK"}
    levels = Counter(
        "county" if code[6:] == "000000" else "town" if code[9:] == "000" else "community" for code in patrol
    )
    assert levels == {"county": 1, "town": 4, "community": 16}
    assert sum(row["office"] == "SERVICE_HALL" for row in rows) == 4
