from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gongzhi.loops.rules.durations import Duration, Unit, parse_duration
from gongzhi.loops.rules.profile import BadProfile, Start, parse_profile
from gongzhi.loops.tests.clocks import PROFILE, shipped_profile

HANDBOOK = Path(__file__).parents[5] / "shared" / "handbook" / "domain.md"
TEXT = PROFILE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def handbook() -> dict[str, Any]:
    if not HANDBOOK.exists():
        pytest.skip(f"no handbook at {HANDBOOK}")
    block: dict[str, Any] = yaml.safe_load(
        HANDBOOK.read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    )
    return block


def test_the_shipped_values_are_the_handbooks(handbook: dict[str, Any]) -> None:
    ours = yaml.safe_load(TEXT)
    for same in ("office_hours", "due_instant", "limits_start", "limits", "life_safety", "pause"):
        assert ours[same] == handbook[same], same
    for key in ("dispatch", "sign", "first_contact", "resident_answer", "arbitration", "objection_to_result"):
        assert ours["durations"][key] == handbook[key], key
    assert ours["extension"] == handbook["extension"]
    # How near is one place is said by no handbook: a default of this project.
    assert {key: value for key, value in ours["merge"].items() if key != "metres"} == handbook["merge"]
    assert ours["return"] == {key: handbook["return"][key] for key in ("max", "decided_by", "then")}
    assert ours["durations"]["return_decision"] == handbook["return"]["within"]
    assert handbook["return"]["window"].endswith(f"{ours['durations']['return_window']} after")
    assert ours["durations"]["callback_delay"] == handbook["callback"]["delay"]
    assert ours["durations"]["reopen"] == handbook["reopen"]["window"]
    assert ours["durations"]["effect_check"] == handbook["recheck"]["effect_check"]["after"]
    assert ours["durations"]["exclusion_objection"] == handbook["exclusion"]["objection"]


def test_the_shipped_shares_are_the_handbooks(handbook: dict[str, Any]) -> None:
    profile = shipped_profile()
    assert profile.warn.amber == round(handbook["warn"]["amber"] * 100)
    assert f"+{profile.warn.supervise}" == handbook["warn"]["supervise"]
    assert profile.share("recheck") == round(handbook["recheck"]["sample"] * 100)
    assert profile.share("effect_check") == round(handbook["recheck"]["effect_check"]["sample"] * 100)
    assert profile.share("exclusion_alarm") == round(handbook["exclusion"]["alarm"] * 100)
    calls = handbook["callback"]["calls"]
    assert profile.callback.calls == {
        risk: 100 if share == "all" else round(share * 100) for risk, share in calls.items()
    }
    assert profile.callback.attempts == handbook["callback"]["attempts"]
    assert profile.exclusion.deciders == handbook["exclusion"]["deciders"]
    assert profile.exclusion.level == handbook["exclusion"]["level"]
    assert profile.reopen.second_not_solved == handbook["reopen"]["second_not_solved"]


@pytest.mark.parametrize(
    ("key", "limit_class", "expected"),
    [
        ("limit", "consult", "1WD"),
        ("limit", "general", "5WD"),
        ("limit", "complex", "15WD"),
        ("limit", "life_safety", "2h"),
        ("dispatch", "general", "2wh"),
        ("dispatch", "life_safety", "10min"),
        ("sign", "life_safety", "15min"),
        ("first_contact", "life_safety", "30min"),
        ("arbitration", "life_safety", "2WD"),
        ("callback", "complex", "5WD"),
    ],
)
def test_duration_of_a_key(key: str, limit_class: str, expected: str) -> None:
    assert shipped_profile().duration(key, limit_class) == parse_duration(expected)


def test_what_a_definition_may_name() -> None:
    profile = shipped_profile()
    assert profile.has("limit")
    assert profile.has("return_window")
    assert not profile.has("recheck")
    assert profile.has_share("recheck")
    assert not profile.has_share("limit")
    assert {key for key in profile.keys() if not profile.has(key)} == set()  # noqa: SIM118
    assert profile.limit_classes == ("consult", "general", "complex", "life_safety")


def test_each_key_has_a_duration_in_each_class() -> None:
    profile = shipped_profile()
    for limit_class in profile.limit_classes:
        for key in profile.keys():  # noqa: SIM118
            assert profile.duration(key, limit_class).amount > 0


def test_unknown_keys_are_named() -> None:
    profile = shipped_profile()
    with pytest.raises(KeyError, match="no duration 'sing'"):
        profile.duration("sing", "general")
    with pytest.raises(KeyError, match="no class of limit 'easy'"):
        profile.duration("limit", "easy")
    with pytest.raises(KeyError, match="no share 'limit'"):
        profile.share("limit")


def test_only_the_limit_runs_from_filing() -> None:
    profile = shipped_profile()
    assert {key for key in profile.keys() if profile.starts(key) is Start.FILING} == {"limit"}  # noqa: SIM118


def test_how_long_before_expiry_an_extension_is_asked() -> None:
    profile = shipped_profile()
    assert profile.ask_before("consult") == Duration(2, Unit.WORKING_HOUR)
    assert profile.ask_before("complex") == Duration(1, Unit.WORKING_DAY)


def test_validity_is_half_open() -> None:
    profile = parse_profile(TEXT.replace("valid_to: null", "valid_to: 2027-01-01"))
    assert profile.is_valid(date(2004, 1, 1))
    assert profile.is_valid(date(2026, 12, 31))
    assert not profile.is_valid(date(2027, 1, 1))
    assert not profile.is_valid(date(2003, 12, 31))
    assert shipped_profile().is_valid(date(2100, 1, 1))


def test_a_county_may_add_keys_and_classes() -> None:
    text = TEXT.replace("  dispatch: 2wh\n", "  dispatch: 2wh\n  site_visit: 2WD\n")
    text = text.replace("complex: 15WD}", "complex: 15WD, greenery: 7WD}")
    profile = parse_profile(text)
    assert str(profile.duration("site_visit", "greenery")) == "2WD"
    assert str(profile.duration("limit", "greenery")) == "7WD"


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        ("dispatch: 2wh", "dispatch: 2 hours", "duration", "durations.dispatch"),
        ("dispatch: 2wh", "dispatch: 0wh", "duration", "durations.dispatch"),
        ("dispatch: 2wh", "dispatch: 2", "duration", "durations.dispatch"),
        ("  arbitration: 2WD\n", "", "missing", "durations.arbitration"),
        ("  arbitration: 2WD\n", "  arbitration: null\n", "missing", "durations.arbitration"),
        ("  arbitration: 2WD\n", "  arbitration: 2WD\n  limit: 3WD\n", "unknown_key", "durations.limit"),
        ("general: 5WD,", "", "missing", "limits.general"),
        ("general: 5WD", "general: 5WD, life_safety: 1WD", "unknown_key", "limits.life_safety"),
        ("limit: 2h}", "limit: 2wh}", "duration", "life_safety.limit"),
        ("limit: 2h}", "limit: 2h, sing: 2h}", "unknown_key", "life_safety.sing"),
        ("counted: around_the_clock", "counted: office_hours", "choice", "life_safety.counted"),
        ("limits_start: filing", "limits_start: signing", "choice", "limits_start"),
        ("due_instant: close_of_office", "due_instant: midnight", "choice", "due_instant"),
        ("zone: Asia/Shanghai", "zone: Asia/Atlantis", "zone", "zone"),
        ("zone: Asia/Shanghai", "zone: /etc/passwd", "zone", "zone"),
        ("09:00-12:00", "9-12", "hours", "office_hours"),
        ("09:00-12:00", "12:00-09:00", "hours", "office_hours"),
        ("13:30-17:30", "11:30-17:30", "hours", "office_hours"),
        ("13:30-17:30", "13:30-24:00", "hours", "office_hours"),
        ("recheck: 5%", "recheck: 0.05", "percent", "shares.recheck"),
        ("recheck: 5%", "recheck: 0%", "percent", "shares.recheck"),
        ("recheck: 5%", "recheck: 101%", "percent", "shares.recheck"),
        ("recheck: 5%,", "", "missing", "shares.recheck"),
        ("red: 100%", "red: 120%", "choice", "warn.red"),
        ("amber: 70%", "amber: 0.7", "percent", "warn.amber"),
        ("max: 2, decided_by", "max: 99, decided_by", "count", "return.max"),
        ("max: 2, decided_by", "max: true, decided_by", "count", "return.max"),
        ("on_different_days: true", "on_different_days: 3", "flag", "callback.on_different_days"),
        ("callback: 5WD", "callback: 2WD", "callback_short", "durations.callback"),
        ("callback: 5WD", "callback: 40h", "callback_short", "durations.callback"),
        (", rest: 20%", "", "missing", "callback.calls.rest"),
        ("cap: original_limit}   #", "cap: none}   #", "choice", "pause.cap"),
        (
            "reasons: [waiting_resident, external_ruling, force_majeure]",
            "reasons: []",
            "list",
            "pause.reasons",
        ),
        ("else: 1WD", "easy: 1WD, else: 1WD", "unknown_key", "extension.ask_before.easy"),
        (", else: 1WD", "", "missing", "extension.ask_before.else"),
        ("valid_from: 2004-01-01", "valid_from: soon", "date", "valid_from"),
        ("valid_to: null", "valid_to: 2004-01-01", "period", "valid_to"),
        ('jurisdiction: "*"', "jurisdiction: Pinggu", "text", "jurisdiction"),
        ("id: default", "id: default\nidle: 3", "unknown_key", "idle"),
        ("exclusion: {", "exclusion: 3 #", "section", "exclusion"),
    ],
)
def test_a_bad_value_is_named_by_its_place(old: str, new: str, code: str, where: str) -> None:
    assert old in TEXT
    with pytest.raises(BadProfile) as caught:
        parse_profile(TEXT.replace(old, new, 1))
    assert (f"loops.profile_{code}", where) in {(r.code, r.details["where"]) for r in caught.value.refusals}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("- a list", 1),
        ("id: [", 1),
        ("id: a\nid: b\n", 2),
        ("id: a\nlimits: {general: 1WD, general: 2WD}\n", 2),
        ("id: !!python/object/apply:os.getcwd []\n", 1),
        ("\x00", 1),
    ],
)
def test_what_is_no_mapping_is_refused(text: str, line: int) -> None:
    with pytest.raises(BadProfile) as caught:
        parse_profile(text)
    (refusal,) = caught.value.refusals
    assert (refusal.code, refusal.details) == ("loops.profile_not_yaml", {"line": line})


def test_all_problems_are_named_at_once() -> None:
    with pytest.raises(BadProfile) as caught:
        parse_profile("id: x\n")
    assert len(caught.value.refusals) > 20


def test_how_near_is_one_place_may_be_left_out() -> None:
    assert parse_profile(TEXT).merge.metres == 100
    assert parse_profile(TEXT.replace(", metres: 100}", "}")).merge.metres == 100
    assert parse_profile(TEXT.replace("metres: 100", "metres: 40")).merge.metres == 40
