"""The stories written by hand, played by themselves: every bend stands where its words say."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from gongzhi.cases import public as cases
from gongzhi.cases.models import Case
from gongzhi.ledger.public import story_of
from gongzhi.loops import public as loops
from gongzhi.organization.public import import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.web.defaults import install_defaults
from gongzhi.web.demo import ensemble
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.loading import DAYS
from gongzhi.web.demo.share import Plan
from gongzhi.web.demo.stage import Stage
from gongzhi.web.demo.stories import StoryLife, all_stories, story_starts

END = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday, before noon
Told = dict[str, StoryLife]


@pytest.mark.django_db(transaction=True)
def test_every_story_goes_through_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = play(tmp_path, monkeypatch)
    forty_called_about_one_pipe(told)
    what_came_back_was_opened_again(told)
    for package in (loops, cases):
        assert list(package.check_replay()) == [], package.__name__


def play(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    begin = (END - timedelta(days=DAYS)).replace(hour=0, minute=0)
    install_defaults(at=begin)
    write_county(folder, today=END.date())
    for report in import_folder(path=folder, by=SYSTEM, at=begin):
        assert not report.rejected, report
    told: Told = {}

    def make_stage(plan: Plan, _share: int, _shares: int) -> Stage:
        stage = Stage(end=plan.end, draw=random.Random("stories"))
        for story, start in story_starts(random.Random("starts"), plan.end):
            told[story["key"]] = StoryLife(stage, story, start)
            stage.enter(start, told[story["key"]])
        return stage

    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    ensemble.play(Plan(begin=begin, end=END, cases=0), make_stage, progress=lambda _done, _total: None)
    return told


def forty_called_about_one_pipe(told: Told) -> None:
    parent = told["burst-pipe"]
    callers = list(parent.callers)
    assert len(callers) == 39
    assert Case.objects.filter(parent=parent.id).count() == 38, "one disputed and goes on by herself"
    ended = Counter(states(told, "burst-pipe"))
    assert ended["closed"] >= 25
    assert ended["joined"] == 0


def what_came_back_was_opened_again(told: Told) -> None:
    first = told["market-drain-again"]
    row = loops.loop_row(first.id)
    assert row
    assert row.state == "closed"
    assert [fact.data["event"] for fact in story_of(first.id) if fact.kind == "loops.moved"].count(
        "reopen"
    ) == 1
    assert Case.objects.get(loop__in=first.callers).parent_id == first.id


def states(told: Told, key: str) -> Iterator[str]:
    for case_id in (told[key].id, *told[key].callers):
        row = loops.loop_row(case_id)
        assert row
        yield row.state


def test_there_are_sixty_stories_and_more() -> None:
    assert len(all_stories()) >= 60
