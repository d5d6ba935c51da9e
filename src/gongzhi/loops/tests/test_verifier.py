"""The verifier passes the shipped definition and refuses every damage to it, but for three."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.loops.findings import SENTENCES, TITLES, render
from gongzhi.loops.rules.definition import Finding
from gongzhi.loops.rules.definition_file import NotADefinition, definition_of, read_definition
from gongzhi.loops.rules.verifier import check, check_text
from gongzhi.loops.tests.mutants import Data, mutants, put
from gongzhi.loops.tests.mutants_by_hand import BY_HAND, CASE, DATA

LOOPS = Path(__file__).parents[1]
SHIPPED = sorted((LOOPS / "definitions").glob("*.yaml"))

# What the verifier accepts, definition by definition, and why the loop is sound without it.
_LIMIT_HOLDS = "the office loses a convenience: the first limit then always holds"
_OTHER_ANSWERS = "one of four ways to object; the others carry the same right to a reply"
ACCEPTED = {
    "case": {
        "drop transition answer_at_once from registered": (
            "a shortcut: without it the desk dispatches what it could have answered itself"
        ),
        "drop transition ask from working": (
            "the office loses a convenience: it asks in the course of the work, and its clock runs on"
        ),
        "drop transition extend from working": _LIMIT_HOLDS,
        "drop transition undo from dispatched": "the unit returns what the desk sent it too soon",
        **{
            f"drop beside{name}": "what a definition does not know cannot be asked for; the loop itself stays sound"
            for name in (
                *("", " supervised", " effect_check", " exclusion", " rating_objection"),
                *(" danger_look", " danger_dispatch"),
            )
        },
    },
    "patrol": {"drop transition extend from working": _LIMIT_HOLDS},
    "round": {
        "drop transition extend from working": _LIMIT_HOLDS,
        "drop transition deny_return from return_review": "who planned it sends it again, or calls it off",
    },
    "application": {
        "drop transition extend from working": _LIMIT_HOLDS,
        "drop transition ask from working": "what is missing is asked for in the course of the work",
        "drop max of ask from working": (
            "a question is no way to hold a matter up: the clock pauses no longer than the cap in all"
        ),
    },
    "directive": {
        "drop transition extend from working": _LIMIT_HOLDS,
        "drop transition call_back from issued": "what was not sent yet can be sent, and answered",
        **{
            f"drop transition {answer} from ['received', 'working']": _OTHER_ANSWERS
            for answer in ("cannot", "conflicts", "already_done", "better_way")
        },
        "drop transition insist from objected": "the issuer sends it again or releases the addressee",
        "drop transition release from objected": "the issuer insists, and then someone above decides",
        "drop transition agree_done from objected": "what is done already is reported done like any work",
        "drop transition confirm from reported": "somebody independent then looks every time",
        "drop transition look from reported": "the lot then says where somebody independent looks",
        "drop sample of confirm from reported": "the issuer then says where somebody independent looks",
    },
    "algorithm": {
        "drop transition extend from testing": _LIMIT_HOLDS,
        "drop transition ask_simple from need": "plain rules then go the long way as well",
        "drop transition approve_simple from review": "plain rules then go the long way as well",
        "drop transition approve from review": "every version is then looked at by experts outside as well",
        "drop transition not_yet from review": "what is not ready yet is then rejected, and the arbiter sends it back",
        "drop transition reject from review": "what is to be rejected is then sent back for ever, and does nothing",
        **{
            f"drop beside{name}": "what a definition does not know cannot be asked for; the loop itself stays sound"
            for name in ("", " appeal", " suspension")
        },
        **{
            f"{event} leads to retired": "it then ends before it ever ran, which its owner or the board may say"
            for event in (
                "submit from tested",
                "approve from review",
                "approve_simple from review",
                "experts_ok from re_review",
                "pilot_ok from pilot",
                "better from comparison",
            )
        },
    },
}


def findings_of(data: Data) -> tuple[Finding, ...]:
    try:
        return check(definition_of(data))
    except NotADefinition as error:
        return error.findings


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_shipped_definitions_are_sound(path: Path) -> None:
    assert render(check_text(path.read_text(encoding="utf-8")), "en") == ""


@pytest.fixture(scope="module")
def damaged() -> list[tuple[str, tuple[Finding, ...]]]:
    """Every damage to the case by machine, and what the verifier says to it."""
    return [(name, findings_of(data)) for name, data in mutants(DATA)]


def test_every_damage_by_machine_is_refused_but_for_those_named(
    damaged: list[tuple[str, tuple[Finding, ...]]],
) -> None:
    assert len(damaged) > 2000
    assert {name for name, findings in damaged if not findings} == set(ACCEPTED["case"])
    assert len([name for name in ACCEPTED["case"] if not name.startswith("drop beside")]) <= 4


@pytest.mark.parametrize(
    "path", [path for path in SHIPPED if path.stem != "case"], ids=lambda path: path.stem
)
def test_every_damage_to_the_other_shipped_definitions_is_refused_but_for_those_named(path: Path) -> None:
    found = list(mutants(yaml.safe_load(path.read_text(encoding="utf-8"))))
    assert len(found) > 1000
    assert {name for name, data in found if not findings_of(data)} == set(ACCEPTED[path.stem])


def test_an_organisation_cannot_stand_in_for_the_person_concerned() -> None:
    """Making the resident an office that may be silent, or judge unheard, is no way round the rules."""
    found = findings_of(put(DATA, "claimant", "parties", "resident", "kind"))
    assert {"silence_decides", "over_the_head"} & {each.code for each in found}


@pytest.mark.parametrize("name", BY_HAND)
def test_damage_by_hand_is_refused(name: str) -> None:
    number, data = BY_HAND[name]
    assert number in {each.check for each in findings_of(data)}


def test_every_check_refuses_something(damaged: list[tuple[str, tuple[Finding, ...]]]) -> None:
    refused = {each.check for _, findings in damaged for each in findings}
    by_hand = {number for number, _ in BY_HAND.values()}
    assert by_hand | {0} == refused | {0} == set(TITLES)


def test_no_check_knows_a_name() -> None:
    """With every state, event and party renamed the same is sound and the same is refused."""
    assert check(definition_of(renamed(DATA))) == ()
    for name, (number, data) in BY_HAND.items():
        assert number in {each.check for each in findings_of(renamed(data))}, name


def renamed(data: Data) -> Data:
    """Put an x before every state, event and party, wherever a name can stand."""
    names = {*data["states"], *data["parties"], *(t["event"] for t in data["transitions"])}
    keys_of_profile = {"review"}
    spared = {"kind", "end", "join", "due", "within", "window", "co_due", "share", "pause", "reason"}

    def walk(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            # "join" is an event, and also the word for the join rule.
            own = data["parties"] if key == "obligations" else names if key in ("states", "parties") else ()
            return {(f"x{k}" if k in own else k): walk(v, "" if k in own else k) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(item, key) for item in value]
        if isinstance(value, str) and key not in spared and value in names - keys_of_profile:
            return f"x{value}"
        return value

    result = walk(data)
    assert isinstance(result, dict)
    return result


def test_an_unsound_file_is_told_in_both_languages_with_its_place() -> None:
    text = CASE.replace("answered, to: closed, by: [resident, above]", "answered, to: closed, by: lead")
    english = render(check_text(text), "en").splitlines()
    chinese = render(check_text(text), "zh-hans").splitlines()
    assert (
        'check 6 (assessed before closed): "solved" in "answered" is not for "lead" to decide, '
        "at transitions[17].by" in english
    )
    assert (
        "第 6 项检查（先评价后办结）：“answered”中的“solved”轮不到“lead”决定。位置：transitions[17].by"
        in chinese
    )


def test_every_finding_has_a_sentence_and_every_sentence_a_finding(
    damaged: list[tuple[str, tuple[Finding, ...]]],
) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (LOOPS / "rules").glob("*.py"))
    assert set(SENTENCES) <= set(re.findall(r'"([a-z_]+)"', source))
    coded = re.findall(r'(?:Finding\(\s*\w+, |fail\([^"]*(?:f?"[^"]*", )?)"([a-z_]+)"', source)
    assert set(coded) <= set(SENTENCES)
    for _, findings in damaged:
        for language in ("en", "zh-hans"):
            assert "{" not in render(findings, language).replace("{lead: 1, co: many}", "")


@pytest.mark.parametrize(
    ("text", "code", "where"),
    [
        ("", "not_a_mapping", ""),
        ("- 1", "not_a_mapping", ""),
        ("a: [", "not_yaml", "line 1"),
        ("a: 2026-99-99", "not_yaml", ""),
        ("a: &x [*x]", "unknown_key", "a"),
        ("id: case\nid: case", "duplicate_key", "line 2"),
        ("yes: case", "key_not_text", "line 1"),
        ("? [a]\n: b", "key_not_text", "line 1"),
        ("<<: {id: case}", "not_yaml", "line 1"),
        ("!!python/object:os.system {}", "not_yaml", "line 1"),
        ("[" * 50_000, "not_yaml", ""),
        ("a: \x00", "not_yaml", ""),
        ("a" * 100_001, "too_long", ""),
        (CASE.replace("version: 5", "version: true"), "not_whole", "version"),
        (CASE.replace("version: 5", "version: 0"), "version_missing", "version"),
        (
            CASE.replace("by: [caller, resident, above]", "by: [caller, 1]", 1),
            "not_texts",
            "transitions[18].by",
        ),
        (CASE.replace("final: true", "final: 1"), "not_a_flag", "transitions[14].final"),
        (CASE.replace("working", "Working"), "bad_name", "states.Working"),
        (CASE.replace("names: lead", "name: lead", 1), "unknown_key", "transitions[0].name"),
        (CASE.replace("{end: refused,", "{end: refused, owner: lead,"), "open_and_ended", "states.refused"),
        (CASE.replace("reason: required", "reason: maybe", 1), "reason_word", "transitions[1].reason"),
    ],
)
def test_faults_of_form_are_found_with_their_place(text: str, code: str, where: str) -> None:
    assert (code, where) in {(each.code, each.where) for each in check_text(text)}
    with pytest.raises(NotADefinition):
        read_definition(text)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(["lead", "working", "all", "5WD"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["by", "to", "max", "kind"]), inner)
    ),
    max_leaves=6,
)
PATHS: list[tuple[str | int, ...]] = []


def _collect(value: Any, path: tuple[str | int, ...]) -> None:
    PATHS.append(path)
    if isinstance(value, dict):
        for key, item in value.items():
            _collect(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            _collect(item, (*path, index))


_collect(DATA, ())


@settings(max_examples=400, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PATHS[1:]), JSON), min_size=1, max_size=4))
def test_the_verifier_never_raises_on_damaged_data(damages: list[tuple[tuple[str | int, ...], Any]]) -> None:
    data = DATA
    for path, value in damages:
        try:
            data = put(data, value, *path)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier damage took this place away
    for language in ("en", "zh"):
        render(findings_of(data), language)


@settings(max_examples=150, deadline=None)
@given(st.text() | JSON.map(yaml.safe_dump) | st.binary().map(lambda data: data.decode("latin-1")))
def test_the_verifier_never_raises_on_any_text(text: str) -> None:
    assert render(check_text(text), "en")
