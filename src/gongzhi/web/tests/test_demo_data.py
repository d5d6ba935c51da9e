"""The demo county as data: counts, ground without gaps, texts without repeats, codes that exist."""

import csv
import json
import math
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from shapely import STRtree
from shapely.geometry import Point, Polygon, shape
from shapely.ops import unary_union

from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.demo.county import make_county, read_yaml, write_county
from gongzhi.web.demo.fragments import bends, families, fitting, refusals, skeleton
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stories import VERBS, all_stories
from gongzhi.web.demo.texts import SHARES, Fate, GeneratedCase, make_texts
from gongzhi.web.screenshot_pages import TOUR

ROWS = list[dict[str, str]]
NAMES_LEAD = {"dispatch", "redispatch", "decide"}
PARTS = ("titles", "detail", "harm", "wish", "answers")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("county")
    write_county(path)
    return path


@cache
def reports() -> tuple[GeneratedCase, ...]:
    return tuple(make_texts(1, 1000))


def everybody() -> Iterator[Mapping[str, Any]]:
    """Yield whoever tells a story, and whoever calls about the same."""
    for story in all_stories():
        yield story
        yield from story.get("callers", ())


def rows(folder: Path, table: str) -> ROWS:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def basic_grids(folder: Path) -> dict[str, Polygon]:
    collection = json.loads((folder / "grids.geojson").read_text(encoding="utf-8"))
    return {
        feature["properties"]["code"]: shape(feature["geometry"])
        for feature in collection["features"]
        if feature["properties"]["kind"] == "BASIC"
    }


def role_of(folder: Path, unit: dict[str, str], matter: str) -> str:
    """What the duty table says of a unit's kind, the nearest ancestor of the matter first."""
    level = "county" if unit["division"].endswith("000000") else "community"
    if level == "community" and unit["division"].endswith("000"):
        level = "town"
    held = {
        row["matter"]: row["role"]
        for row in rows(folder, "duties")
        if row["unit_kind"] == unit["kind"] and row["level"] == level
    }
    return next((held[code] for code in (matter, matter[:4], matter[:2]) if code in held), "")


def test_the_county_is_as_large_as_promised(folder: Path) -> None:
    levels = Counter(row["level"] for row in rows(folder, "divisions"))
    assert levels == {"province": 1, "city": 1, "county": 1, "town": 4, "community": 16}
    assert len(basic_grids(folder)) >= 80
    assert len(rows(folder, "units")) >= 40
    assert len({row["login"] for row in rows(folder, "staff")}) >= 120
    assert len({row["type"] for row in rows(folder, "posts")}) == 19
    assert sum(row["acting"] == "1" for row in rows(folder, "staff")) >= 2
    assert rows(folder, "leaves")


def test_no_real_county_is_meant(folder: Path) -> None:
    assert all(row["code"].startswith("99") for row in rows(folder, "divisions"))
    names = [row["name"] for row in rows(folder, "staff") if row["acting"] == "0"]
    assert len(names) == len(set(names))


def test_basic_grids_tile_the_county(folder: Path) -> None:
    grids = basic_grids(folder)
    whole = unary_union(list(grids.values()))
    assert isinstance(whole, Polygon)
    assert not whole.interiors, "a gap"
    assert math.isclose(sum(grid.area for grid in grids.values()), whole.area, rel_tol=1e-9), "an overlap"
    polygons = list(grids.values())
    for first, second in STRtree(polygons).query(polygons, predicate="overlaps").T:
        assert polygons[first].intersection(polygons[second]).area < 1e-14


def test_every_community_is_one_piece_and_within_china(folder: Path) -> None:
    grids = basic_grids(folder)
    for code in {grid[:12] for grid in grids}:
        assert isinstance(unary_union([p for grid, p in grids.items() if grid.startswith(code)]), Polygon)
    west, south, east, north = unary_union(list(grids.values())).bounds
    assert 73.5 < west < east < 135.1
    assert 18.1 < south < north < 53.6


def test_the_river_follows_borders() -> None:
    county = make_county(1)
    inside = [grid for grid in county.grids if grid.kind == "BASIC"]
    assert county.river.length > 0.2
    for grid in inside:
        assert county.river.intersection(grid.polygon.buffer(-1e-5)).is_empty


def test_the_same_seed_writes_the_same_files(folder: Path, tmp_path: Path) -> None:
    make_county.cache_clear()
    started = time.monotonic()
    write_county(tmp_path)
    assert time.monotonic() - started < 3
    for file in folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes()


def test_another_seed_gives_another_county(folder: Path, tmp_path: Path) -> None:
    write_county(tmp_path, seed=2, today=date(2027, 1, 4))
    assert basic_grids(tmp_path).keys() == basic_grids(folder).keys()
    assert basic_grids(tmp_path) != basic_grids(folder)


@pytest.mark.django_db(transaction=True)
def test_the_county_import_takes_every_row(folder: Path) -> None:
    at = datetime(2026, 8, 24, tzinfo=ZoneInfo("Asia/Shanghai"))
    for report in import_folder(path=folder, by=SYSTEM, at=at):
        assert not report.rejected, report


def test_the_tree_of_matters_has_three_levels_and_a_limit_for_each() -> None:
    matters = list(csv.DictReader(_shipped("matters.csv")))
    codes = {row["code"] for row in matters}
    assert all(row["parent"] in codes for row in matters if row["parent"])
    assert Counter(len(row["code"]) for row in matters)[6] >= 200
    assert {row["limit_class"] for row in matters} == {"consult", "general", "complex", "life_safety"}
    assert all(row["name"] and row["name_en"] for row in matters)


def test_somebody_leads_every_matter(folder: Path) -> None:
    matters = [row["code"] for row in csv.DictReader(_shipped("matters.csv")) if len(row["code"]) == 6]
    duties = list(csv.DictReader(_shipped("duties.csv")))
    known = {row["code"] for row in csv.DictReader(_shipped("matters.csv"))}
    assert {row["matter"] for row in duties} <= known
    assert all(row["citation"] and row["citation_en"] for row in duties)
    leading = {row["matter"] for row in duties if row["role"] == "LEAD"}
    assert [code for code in matters if not leading & {code, code[:4], code[:2]}] == []
    assert all(row["taken_by"] for row in duties if row["role"] == "TAKEN_BACK")


def _shipped(name: str) -> list[str]:
    return files("gongzhi.organization").joinpath("data", name).read_text(encoding="utf-8").splitlines()


def test_every_role_has_an_account_to_try(folder: Path) -> None:
    types = {row["code"]: row["type"] for row in rows(folder, "posts")}
    posts = {row["login"]: types[row["post"]] for row in rows(folder, "staff") if row["acting"] == "0"}
    roles = read_yaml("roles.yaml")
    assert {role["role"] for role in roles} == set(types.values())
    for role in roles:
        assert posts[role["login"]] == role["role"]
        assert all(role[key] for key in ("title", "title_en", "sentence", "sentence_en"))


def test_there_are_many_stories_of_every_kind() -> None:
    told = all_stories()
    assert len(told) >= 60, "written by hand, with the callers of one problem not counted"
    assert len({story["key"] for story in told}) == len(told)
    assert all(60 <= len(story["text"]) <= 500 for story in told)
    assert all(-90 <= story["day"] <= 0 and 0 <= story["hour"] < 24 for story in told)
    done = Counter(step["do"] for story in told for step in story["steps"])
    for event in ("deny_return", "decide", "conclude", "refuse", "transfer", "reopen", "recheck_bad"):
        assert done[event], event
    for event in ("withdrawal_confirmed", "withdrawal_not_meant", "not_reached", "ask", "urge", "send_back"):
        assert done[event], event
    assert any(step.get("overrule") for story in told for step in story["steps"])
    assert sum(step.get("refused", False) for story in told for step in story["steps"]) >= 3
    assert {story["filer"] for story in told} == {"NAMED", "ANONYMOUS", "HELPER"}


def test_every_step_of_a_story_exists(folder: Path) -> None:
    units = {row["code"]: row for row in rows(folder, "units")}
    matters = {row["code"] for row in rows(folder, "matters")}
    for story in all_stories():
        assert story["matter"] in matters, story["key"]
        for step in story["steps"]:
            assert step["do"] in VERBS, (story["key"], step["do"])
            assert re.fullmatch(r"\d+(min|h|wh|d)", step["after"]), (story["key"], step["after"])
            for named in (step, *step.get("calls", ())):
                assert "unit" not in named or unit_code(named["unit"]) in units, (story["key"], named["unit"])
            assert step.get("text") or step["do"] in {"sign", "approve", "arrive"}, (story["key"], step["do"])


def test_stories_respect_the_duty_table_or_are_refused_by_it(folder: Path) -> None:
    units = {row["code"]: row for row in rows(folder, "units")}
    for story in all_stories():
        for step in (step for step in story["steps"] if step["do"] in NAMES_LEAD):
            leads = role_of(folder, units[unit_code(step["unit"])], story["matter"]) == "LEAD"
            against = step.get("refused", False) or step.get("overrule", False)
            assert leads is not against, (story["key"], step["unit"])


def test_heads_approve_where_the_unit_wants_it(folder: Path) -> None:
    approving = {row["code"] for row in rows(folder, "units") if row["approves_answers"] == "1"}
    for story in all_stories():
        lead = ""
        for number, step in enumerate(story["steps"], start=1):
            named = step["do"] in NAMES_LEAD and not step.get("refused")
            lead = unit_code(step["unit"]) if named else lead
            if step["do"] == "answer":
                after = [each["do"] for each in story["steps"][number : number + 1]]
                follows = after in (["approve"], ["send_back"])
                assert follows is (lead in approving), (story["key"], lead)


def test_places_of_reports_lie_in_their_grid() -> None:
    county = make_county(1)
    for case in reports():
        assert (case.point is None) == (case.grid == "")
        if case.point:
            assert county.grid(case.grid).polygon.contains(Point(case.point))


def test_places_of_stories_are_known() -> None:
    known = {place.name for place in make_county(1).places}
    assert {each["place"] for each in everybody() if "place" in each} <= known


def test_no_two_reports_differ_in_a_number_only() -> None:
    bones = [skeleton(case.text) for case in reports()]
    bones += [skeleton(each.text) for case in reports() for each in case.others]
    bones += [skeleton(each["text"]) for each in everybody()]
    assert len(set(bones)) == len(bones) >= 1034


def test_reports_and_answers_have_no_slot_left_open() -> None:
    for case in reports():
        assert not re.search(r"[{}|]", case.text + case.title + case.answer + case.decision), case.text
        assert len(case.title) <= 40
        assert 20 <= len(case.text) <= 500
        assert case.answer


def test_fates_come_in_the_shares_promised() -> None:
    found = Counter(case.fate for case in reports())
    assert sum(SHARES.values()) == 1000
    assert found == SHARES


def test_reports_are_the_same_for_the_same_seed() -> None:
    assert list(make_texts(1, 40)) == list(make_texts(1, 40))
    assert [case.text for case in make_texts(2, 40)] != [case.text for case in make_texts(1, 40)]


def test_nobody_reports_cold_radiators_in_summer() -> None:
    assert "040301" not in {case.matter for case in make_texts(1, 400, months={6, 7, 8})}
    assert "040301" in {case.matter for case in make_texts(1, 400, months={12})}


def test_units_of_reports_have_the_power(folder: Path) -> None:
    units = {row["code"]: row for row in rows(folder, "units")}
    powers = {(unit, case.matter) for case in reports() for unit in (case.unit, case.first_unit) if unit}
    assert [each for each in powers if role_of(folder, units[each[0]], each[1]) != "LEAD"] == []


def test_bent_fates_have_their_words() -> None:
    for case in reports():
        bent = case.fate in {Fate.RETURNED, Fate.RETURN_DENIED, Fate.ARBITRATED}
        assert bool(case.return_reason) is bent
        assert (case.first_unit != case.unit) is (case.fate in {Fate.RETURNED, Fate.ARBITRATED})
        assert bool(case.decision) is (case.fate in {Fate.RETURN_DENIED, Fate.ARBITRATED})
        assert bool(case.refusal_words) is (case.fate is Fate.REFUSED)


def test_new_bends_have_their_words() -> None:
    for case in reports():
        assert ("extend" in case.words) is (case.fate is Fate.EXTENDED)
        assert ("solvable" in case.words) is (case.fate is Fate.PARKED)
        assert bool(case.helper_unit) is (case.fate is Fate.HELPED)
        assert case.helper_unit != case.unit or not case.unit
        assert (len(case.others) >= 2) is (case.fate is Fate.SHARED)
    assert sum("supervise" in case.words for case in reports()) >= 5
    assert 5 <= sum(case.confidential for case in reports()) <= 30


def test_every_what_has_fragments_that_fit() -> None:
    for code, family in families().items():
        for what in range(1, len(family["what"]) + 1):
            assert all(fitting(family[part], what) for part in PARTS), (code, what)
    for kind in refusals():
        for what in range(1, len(kind["what"]) + 1):
            assert all(fitting(kind[part], what) for part in ("titles", "more", "wish", "answers"))
    assert set(bends()) <= set(families())


def test_contact_data_are_made_up() -> None:
    texts = [path.read_text(encoding="utf-8") for path in _data_files()]
    people = [case.contact for case in reports() if case.contact]
    people += [each.contact for case in reports() for each in case.others if each.contact]
    assert all(re.fullmatch(r"1380000\d{4}", person.phone) for person in people)
    for text in texts:
        assert not re.search(r"(?<!\d)1(?!380000)[3-9]\d{9}(?!\d)", text), "a number somebody may own"
        assert not re.search(r"(?<!\d)[1-9]\d{16}[\dXx](?!\d)", text), "an identity number"


def _data_files() -> list[Path]:
    here = Path(str(files("gongzhi.web.demo")))
    return [*here.glob("*.yaml"), *here.glob("fragments/*.yaml"), *here.glob("stories/*.yaml")]


def test_no_two_stories_share_their_words() -> None:
    texts = [step.get("text", "") for story in all_stories() for step in story["steps"]]
    words = [text for text in texts if len(text) > 30]
    assert len(set(words)) == len(words)
    assert not any(first["text"] == second["text"] for first, second in combinations(all_stories(), 2))


def test_the_tour_names_what_is_there() -> None:
    tour = (Path(__file__).parents[4] / "docs" / "how-to" / "tour.md").read_text(encoding="utf-8")
    for words, address in re.findall(r"\[(.+?)\]\(http://127\.0\.0\.1:8000/find/\?q=(.+?)\)", tour):
        assert words == address
        found = {story["key"] for story in all_stories() if words in _said(story)}
        assert len(found) == 1, (words, found)
    roles = {role["title_en"]: role["title"] for role in read_yaml("roles.yaml")}
    named = re.findall(r"\*\*(.+?)\*\*(?: \((.+?)\))?", tour)
    assert len(named) >= 6
    assert all(roles[english] == (chinese or roles[english]) for english, chinese in named)
    assert set(re.findall(r"pictures/(.+?)-desk\.png", tour)) == {picture.name for picture in TOUR}
    pipe = next(story for story in all_stories() if story["key"] == "burst-pipe")
    assert len(pipe["callers"]) + 1 == 40
    for place in ("和顺家园6号楼", "安康家园4号楼", "文昌农贸市场", "书香里2号楼", "供销社家属院"):
        assert place in tour
        assert any(place in _said(story) for story in all_stories()), place


def _said(story: Mapping[str, Any]) -> str:
    """Return where a story is and what was said in it, by its resident and by the callers about the same."""
    told = [story, *story.get("callers", ())]
    return "\n".join(f"{each.get('address', '')} {each['text']}" for each in told)
