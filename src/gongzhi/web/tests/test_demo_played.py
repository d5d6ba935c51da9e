"""The demo county played once from end to end: all kinds of loop, nothing refused, the facts tell the same."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from gongzhi.algorithms import public as algorithms
from gongzhi.applications import public as applications
from gongzhi.cases import public as cases
from gongzhi.catalogue import public as catalogue
from gongzhi.directives import public as directives
from gongzhi.directives.facts import OBJECTIONS
from gongzhi.ledger.public import story_of
from gongzhi.loops import public as loops
from gongzhi.loops.models import Loop
from gongzhi.organization.public import actor_for, import_folder
from gongzhi.patrol import public as patrol
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.people.public import account_by_login
from gongzhi.web.defaults import install_defaults
from gongzhi.web.demo import ensemble
from gongzhi.web.demo.county import read_yaml, write_county
from gongzhi.web.demo.directive_lives import DirectiveLife, all_directives
from gongzhi.web.demo.loading import DAYS, make_stage
from gongzhi.web.demo.patrol_lives import EventLife, RoundLife
from gongzhi.web.demo.service_lives import ServiceLife
from gongzhi.web.demo.share import Plan
from gongzhi.web.demo.stage import Life, Stage
from gongzhi.web.words_check import words_faults

END = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday, before noon
CASES = 60
# What each role finds in its inbox today, whatever the day: kind of loop, and the state it waits in.
TODAY = {
    "LEADER": {("directive", "objected")},
    "VERIFIER": {("directive", "assessing"), ("patrol", "verifying")},
    "ARBITER": {("application", "arbitration"), ("case", "arbitration"), ("case", "closed")},
    "TOWN_CADRE": {("case", "working")},
    "CALLBACK": {("application", "withdrawal_check")},
    "WINDOW_CLERK": {("application", "filed")},
    "GRID_WORKER": {("round", "dispatched")},
    "UNIT_HEAD": {("directive", "working")},
    "DISPATCHER": {("patrol", "reported")},
    "THIRD_PARTY": {("case", "working")},
}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_all_of_it_goes_through_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lives = play(tmp_path, monkeypatch)
    everything_is_told(lives)
    the_facts_tell_the_same()
    instructions_stand_where_they_should(lives)
    everybody_has_something_to_do()
    the_daily_look_suspends_nothing()


def play(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Play the demo in this process, with few generated cases beside everything else; return all lives."""
    begin = (END - timedelta(days=DAYS)).replace(hour=0, minute=0)
    install_defaults(at=begin)
    write_county(folder, today=END.date())
    for report in import_folder(path=folder, by=SYSTEM, at=begin):
        assert not report.rejected, report
    lives: list[object] = []
    enter = Stage.enter

    def entering(self: Stage, at: datetime, life: Callable[[], Life]) -> None:
        lives.append(life)
        enter(self, at, life)

    monkeypatch.setattr(Stage, "enter", entering)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    plan = Plan(begin=begin, end=END, cases=CASES)
    ensemble.play(plan, make_stage, progress=lambda _done, _total: None)
    return lives


def everything_is_told(lives: list[object]) -> None:
    """Each kind is there in number, and every event of patrol, service and instruction has happened."""
    found = Counter(Loop.objects.values_list("subject_kind", flat=True))
    assert found["directive"] >= 28
    assert found["patrol"] >= 160
    assert 60 <= found["round"] <= 100
    assert found["application"] >= 83
    happened = Counter(
        fact.data["event"]
        for life in lives
        for loop_id in ids(life)
        for fact in story_of(loop_id)
        if fact.kind == "loops.moved"
    )
    wanted = {*OBJECTIONS, "insist", "amend", "release", "agree_done", "not_enough", "look", "assess_ok"}
    wanted |= {"solve_on_spot", "not_file", "deny_return", "decide", "verify_bad", "park", "extend"}
    wanted |= {
        "ask",
        "grant",
        "conclude",
        "refuse",
        "withdrawal_confirmed",
        "not_right",
        "received",
        "reopen",
    }
    assert wanted - set(happened) == set()


def the_facts_tell_the_same() -> None:
    for package in (loops, cases, directives, patrol, applications, catalogue):
        assert list(package.check_replay()) == [], package.__name__
    assert list(words_faults()) == []


def instructions_stand_where_they_should(lives: list[object]) -> None:
    told = {life.told["key"]: life for life in lives if isinstance(life, DirectiveLife)}
    assert set(told) == {each["key"] for each in all_directives()}
    first, second = (directives.directive(told["stairwells"].nodes[node]) for node in ("whole", "second"))
    assert first
    assert second
    assert (first.loop.state, first.loop.end_kind) == ("concluded", "fulfilled")
    assert first.conclusions
    assert (second.version, second.previous, second.loop.state) == (2, first.loop.id, "working")
    progress = directives.progress_of(first, at=END)
    assert progress.done >= 25
    assert progress.unknown > progress.done, "what nobody looked at is not called done"
    said = Counter(fact.kind for fact in story_of(first.loop.id))
    assert said["directives.assessed_by_resident"] == 5
    assert said["directives.place_looked_at"] >= 3
    assert said["directives.concluded"] == 1
    waiting = directives.directive(told["meals-to-the-door"].nodes["yunling"])
    assert waiting
    assert waiting.loop.state == "objected"
    overruled = [life.nodes[node] for life in told.values() for node in life.nodes]
    views = [view for node in overruled if (view := directives.directive(node))]
    assert sum(view.overruled for view in views) == 2


def everybody_has_something_to_do() -> None:
    for role in read_yaml("roles.yaml"):
        unit_id = person(role["login"]).unit_id
        assert unit_id
        found = {(owed.loop.subject_kind, owed.loop.state) for owed in loops.owed_by([unit_id])}
        key = role.get("key", role["role"])
        assert TODAY.get(key, set()) <= found, key
    assert any(sensor.raised for sensor in patrol.sensors(at=END))


def the_daily_look_suspends_nothing() -> None:
    """What is at work in the demo stays at work; with so few cases most is too little to tell, and said to be."""
    before = {each.code for each in algorithms.entries() if each.running}
    while algorithms.watch_due(by=SYSTEM, at=END):
        pass  # one entry at a time
    assert {each.code: each.suspended_for for each in algorithms.entries() if each.suspended} == {}
    assert {each.code for each in algorithms.entries() if each.running} == before
    assert algorithms.monitors_of("triage.words")


def person(login: str) -> Actor:
    account = account_by_login(login)
    actor = actor_for(account.id, at=END) if account else None
    assert actor
    return actor


def ids(life: object) -> Iterator[UUID]:
    match life:
        case DirectiveLife():
            yield from life.nodes.values()
        case EventLife() | RoundLife() | ServiceLife():
            yield life.id


def test_today_is_a_day_with_offices_open() -> None:
    assert END.date() == date(2026, 11, 25)
    assert END.weekday() < 5
