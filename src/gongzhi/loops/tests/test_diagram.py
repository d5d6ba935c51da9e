"""Diagrams show every state and every event, in words as well as in lines."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.loops.rules.diagram import arrows, in_order, to_mermaid, to_svg
from gongzhi.loops.tests.mutants_by_hand import CASE
from gongzhi.loops.tests.strategies import definitions

DEFINITION = read_definition(CASE)
SVG = "{http://www.w3.org/2000/svg}"
LABELS = {"working": "办理 <中>", "sign": "签收"}


@pytest.fixture(scope="module")
def drawing() -> ElementTree.Element:
    text = to_svg(DEFINITION, "working", LABELS, title="流程 & 图", silence="无回应", reopen="重开")
    assert "<script" not in text
    assert "style=" not in text
    return ElementTree.fromstring(text)  # noqa: S314 - made two lines above


def test_the_drawing_has_a_title_and_tells_every_arrow(drawing: ElementTree.Element) -> None:
    ids = {
        each.attrib["id"]
        for each in (drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc"))
        if each is not None
    }
    assert set(drawing.attrib["aria-labelledby"].split()) == ids
    told = drawing.findtext(f"{SVG}desc", "")
    assert "dispatched → 办理 <中>: 签收" in told
    assert "answered → calling: 无回应" in told
    assert "closed → 办理 <中>: 重开" in told
    assert told.count("→") == len(arrows(DEFINITION)) + 7  # one more for each end that can be taken up again


def test_the_drawing_shows_every_state_and_marks_the_present_one(drawing: ElementTree.Element) -> None:
    boxes = [
        each for each in drawing.iter(f"{SVG}g") if "loop-diagram__state" in each.attrib["class"].split()
    ]
    assert len(boxes) == len(DEFINITION.states)
    present = [each for each in boxes if each.attrib.get("aria-current") == "step"]
    assert [" ".join(each.itertext()) for each in present] == ["办理 <中>"]


def test_long_words_are_broken_into_lines_that_fit() -> None:
    labels = {"working": "answered, waiting for the resident", "dispatched": "等待承办单位签收并联系反映人"}
    text = to_svg(DEFINITION, None, labels, title="t", silence="s", reopen="r")
    drawn = ElementTree.fromstring(text)  # noqa: S314 - made in the line above
    lines = [[each.text for each in box.iter(f"{SVG}tspan")] for box in drawn.iter(f"{SVG}text")]
    assert ["answered, waiting", "for the resident"] in lines
    assert ["等待承办单位签收", "并联系反映人"] in lines


def test_states_are_read_along_the_road_the_ends_last() -> None:
    names = [state.name for state in in_order(DEFINITION)]
    assert sorted(names) == sorted(DEFINITION.states)
    assert names[:4] == ["registered", "dispatched", "working", "answered"]
    assert [DEFINITION.states[name].is_end for name in names] == sorted(
        state.is_end for state in DEFINITION.states.values()
    )


def test_mermaid_has_every_event() -> None:
    text = to_mermaid(DEFINITION)
    assert text.startswith("stateDiagram-v2\n    [*] --> registered\n")
    assert "    answered --> calling: silence\n" in text
    assert "    closed --> working: reopen\n" in text
    assert all(each.event in text for each in DEFINITION.transitions)


@settings(max_examples=25, deadline=None)
@given(definitions())
def test_any_sound_definition_can_be_drawn_without_states_on_top_of_each_other(text: str) -> None:
    definition = read_definition(text)
    svg = ElementTree.fromstring(to_svg(definition, None, {}, title="t", silence="s", reopen="r"))  # noqa: S314
    places = [(each.attrib["x"], each.attrib["y"]) for each in svg.iter(f"{SVG}rect")]
    assert len(set(places)) == len(places) == len(definition.states)
