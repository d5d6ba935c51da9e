"""Whom each event tells what: every event of every state is decided, and what is decided happens."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tests.small_county import COUNTY, IN_WEST, County, import_county

import gongzhi.loops
from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer, Finding, Satisfaction
from gongzhi.cases.public import Person, Place, file_case
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import follow, sequence
from gongzhi.loops.rules.definition_file import read_definition
from gongzhi.notices.facts import MessageState, Way, Wish
from gongzhi.notices.models import Message
from gongzhi.notices.sending import send_due
from gongzhi.notices.terms import legal_codes
from gongzhi.notices.texts import codes
from gongzhi.people.facts import RESIDENT
from gongzhi.people.uses import uses_of
from gongzhi.web.reactions import react
from gongzhi.web.residents_told import MOVES, OTHERS

FOLDER = Path(gongzhi.loops.__file__).parent / "definitions"


@pytest.mark.parametrize("kind", ["case", "application"])
def test_every_event_of_every_state_is_decided(kind: str) -> None:
    """A new event, or a new way silence moves a matter, fails here until somebody says whom it tells what."""
    definition = read_definition((FOLDER / f"{kind}.yaml").read_text(encoding="utf-8"))
    wanted = set()
    for state in definition.states.values():
        if state.on_due and state.on_due.go:
            wanted.add(f"silence:{state.on_due.go}")
        if state.reopen:
            wanted.add("reopen")
    for transition in definition.transitions:
        both = {f"{transition.event}:{transition.to}"}
        if transition.sample:
            both.add(f"{transition.event}:{transition.sample.to}")
        wanted |= both if both & MOVES[kind].keys() else {transition.event}
    assert wanted == set(MOVES[kind])


@pytest.mark.parametrize("kind", ["case", "application"])
def test_every_end_is_told_and_everything_told_has_its_words(kind: str) -> None:
    definition = read_definition((FOLDER / f"{kind}.yaml").read_text(encoding="utf-8"))
    told = {code for code in MOVES[kind].values() if code}
    assert {f"{kind}.{code}" for code in told} <= set(codes())
    for transition in definition.transitions:
        if definition.states[transition.to].end:
            key = f"{transition.event}:{transition.to}"
            assert MOVES[kind].get(key, MOVES[kind].get(transition.event)), key
    assert {each for each in legal_codes() if each.startswith(f"{kind}.")} <= {
        f"{kind}.{code}" for code in told
    }


def test_no_sentence_is_said_by_nobody() -> None:
    said = {f"{kind}.{code}" for kind, events in MOVES.items() for code in events.values() if code}
    said |= {f"{kind}.{code}" for kind in MOVES for code in OTHERS.values()}
    assert said == set(codes())


@pytest.fixture
def county(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[County]:
    settings.GONGZHI_SMS_FOLDER = tmp_path / "sms"
    settings.GONGZHI_NOTICES_FOLDER = tmp_path / "notices"
    settings.GONGZHI_ADDRESS = "https://gongzhi.example"
    (settings.GONGZHI_KEYS.parent / "telling.yaml").write_text(
        'versions: [{jurisdiction: "", valid_from: 2020-01-01, quiet: ["00:00", "00:00"]}]'
    )
    yield import_county()
    (settings.GONGZHI_KEYS.parent / "telling.yaml").unlink()


def filed() -> UUID:
    return file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste.street",
        person=Person(filer=Filer.NAMED, phone="13800000001", told=Wish(ways=[Way.SMS])),
        by=RESIDENT,
        at=now(),
    ).loop_id


def messages(folder: Path) -> list[dict[str, str]]:
    """Let the worker do its rounds, and return what went to the gateway, oldest first."""
    for _ in range(3):
        sequence()
        follow("reactions", react)
    send_due(at=now(), clock=now)
    found = [json.loads(path.read_text()) for path in folder.glob("sms/out/*.json")]
    return sorted(found, key=lambda each: each["at"])


def test_a_case_is_told_step_by_step(county: County, tmp_path: Path) -> None:
    """Filed, signed, answered, judged: one message each, to the number that was left, and a line for each."""
    case_id, handler = filed(), county.actor("town-handler")
    assert [each["to"] for each in messages(tmp_path)] == ["13800000001"]
    cases.dispatch(
        case_id=case_id,
        event="dispatch",
        unit_id=county.unit("town"),
        by=county.actor("dispatcher"),
        at=now(),
    )
    assert len(messages(tmp_path)) == 1
    cases.handle(case_id=case_id, event="sign", by=handler, at=now())
    assert len(messages(tmp_path)) == 2
    cases.answer(case_id=case_id, text="已清运。", finding=Finding.SOLVED, by=handler, at=now())
    said = [each["text"] for each in messages(tmp_path)]
    assert "桥头镇政府已接手办理" in said[1]
    assert "请您评价" in said[2]
    assert "https://gongzhi.example/f" in said[2]
    cases.judge(case_id=case_id, solved=False, satisfied=Satisfaction.DISSATISFIED, by=RESIDENT, at=now())
    assert "继续办理" in messages(tmp_path)[3]["text"]
    assert not any("垃圾" in text for text in said)
    _total, lines = uses_of(case_id, at=now())
    assert [line.what for line in lines].count("TOLD_SMS") == 4
    assert not Message.objects.exclude(state=MessageState.SENT).exists()


def test_whoever_chose_nothing_is_told_on_the_page_alone(county: County, tmp_path: Path) -> None:
    file_case(
        text="路灯坏了。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        person=Person(filer=Filer.NAMED, phone="13800000001"),
        by=RESIDENT,
        at=now(),
    )
    assert messages(tmp_path) == []
    assert not Message.objects.exists()
