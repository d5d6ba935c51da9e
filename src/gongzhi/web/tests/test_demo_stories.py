"""The stories written by hand, played by themselves: every bend stands where its words say."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

import gongzhi.web.urls  # noqa: F401 - the kinds are registered there
from gongzhi.cases import public as cases
from gongzhi.cases.models import Case, EffectCheck, Exclusion, WhistleCall
from gongzhi.ledger.public import story_of
from gongzhi.loops import public as loops
from gongzhi.loops.search import by_words
from gongzhi.organization.public import actor_for, import_folder
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login
from gongzhi.web.defaults import install_defaults
from gongzhi.web.demo import ensemble
from gongzhi.web.demo.county import write_county
from gongzhi.web.demo.loading import DAYS
from gongzhi.web.demo.share import Plan
from gongzhi.web.demo.stage import Stage
from gongzhi.web.demo.stories import StoryLife, all_stories, story_starts

END = datetime(2026, 11, 25, 11, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Wednesday, before noon
TOUR = (Path(__file__).parents[4] / "docs" / "how-to" / "tour.md").read_text(encoding="utf-8")
Told = dict[str, StoryLife]


@pytest.mark.django_db(transaction=True)
def test_every_story_goes_through_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = play(tmp_path, monkeypatch)
    forty_called_about_one_pipe(told)
    what_came_back_was_opened_again(told)
    offices_came_when_they_were_called(told)
    somebody_above_asks(told)
    what_waits_has_a_date(told)
    two_decide_what_does_not_count(told)
    results_were_looked_at_again(told)
    a_visitor_finds_what_the_tour_names(told)
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


def offices_came_when_they_were_called(told: Told) -> None:
    """One whistle is over and one rating was set aside, one was an emergency, one is open with two still to come."""
    night = WhistleCall.objects.filter(whistle__loop=told["night-market-bottles"].id)
    assert Counter(night.values_list("rating", "upheld")) == {("GOOD", None): 2, ("POOR", True): 1}
    tyres = list(WhistleCall.objects.filter(whistle__loop=told["tyre-fire"].id))
    assert len(tyres) == 3
    assert all(call.arrived_at and call.arrived_at <= call.arrive_by for call in tyres)
    flat = WhistleCall.objects.filter(whistle__loop=told["shared-flat-whistle"].id)
    assert [bool(call.arrived_at) for call in flat].count(False) == 2
    assert "closed" in states(told, "crossroads-before-school")


def somebody_above_asks(told: Told) -> None:
    """Somebody asked why, and got a reply; in the other case the reply is owed today."""
    bridge, medicine = (
        told[key].id for key in ("bridge-school-bus-supervised", "medicine-delivery-supervised")
    )
    assert not loops.duties_of(bridge, "supervised")
    assert loops.duties_of(medicine, "supervised")


def what_waits_has_a_date(told: Told) -> None:
    """One was parked until its date came round, one waits for a date to come, one comes up today."""
    assert "closed" in states(told, "lift-nobody-makes-parts-for")
    assert "cases.review_came_round" in happened(told, "lift-nobody-makes-parts-for")
    for key, days in (("lift-waits-for-gas-main", 20), ("market-parking-review-today", 0)):
        row = loops.loop_row(told[key].id)
        assert row
        assert row.state == "parked"
        assert row.due_at
        assert (row.due_at - END).days >= days


def two_decide_what_does_not_count(told: Told) -> None:
    found = {
        key: tuple(Exclusion.objects.filter(loop=told[key].id).values_list("state", "objection_upheld"))
        for key in ("terrace-house", "fumes-third-time", "night-digger", "lonely-caller")
    }
    assert found == {
        "terrace-house": (("IN_FORCE", None),),
        "fumes-third-time": (("DENIED", None),),
        "night-digger": (("DENIED", True),),  # objected to, and the objection was upheld
        "lonely-caller": (("PROPOSED", None),),  # waits for the second who decides
    }
    one = Exclusion.objects.get(loop=told["lonely-caller"].id)
    assert one.first_by
    assert not one.second_by


def results_were_looked_at_again(told: Told) -> None:
    found = dict(EffectCheck.objects.exclude(state="WAITING").values_list("loop", "state"))
    assert found[told["lamp-effect-lasts"].id] == "LASTS"
    assert found[told["bins-effect-broken"].id] == "BROKEN"
    assert "closed" in states(told, "bins-effect-broken"), "mended for good the second time"


def a_visitor_finds_what_the_tour_names(told: Told) -> None:
    """Each search of the tour finds one case, by whom it is searched; the confidential one finds none."""
    for login, words, key in (
        ("dispatcher1", "早点铺门前", "burst-pipe"),
        ("wangcheng.cadre1", "金桥公寓1号楼后面", "night-market-bottles"),
        ("arbiter1", "帆影小区北门", "gate-sewage-long-way"),
        ("leader1", "丽景名都7号楼", "lift-nobody-makes-parts-for"),
        ("arbiter1", "阳光房", "terrace-house"),
        ("arbiter1", "望江花园南", "night-digger"),
    ):
        assert words in TOUR
        assert found_by(login, words) == [told[key].id], words
    assert found_by("dispatcher1", "半地下室") in [[each] for each in told["burst-pipe"].callers]
    assert found_by("leader1", "切菜") == []


def found_by(login: str, words: str) -> list[UUID]:
    account = account_by_login(login)
    actor = actor_for(account.id, at=END) if account else None
    assert actor
    found = by_words(actor, words, at=END)
    return [loop.id for loop in (*found.open, *found.ended)]


def happened(told: Told, key: str) -> list[str]:
    return [fact.kind for fact in story_of(told[key].id)]


def states(told: Told, key: str) -> Iterator[str]:
    for case_id in (told[key].id, *told[key].callers):
        row = loops.loop_row(case_id)
        assert row
        yield row.state


def test_there_are_sixty_stories_and_more() -> None:
    assert len(all_stories()) >= 60
