"""How events and rounds go: a grid worker reports, a desk files, a unit works, somebody else verifies."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gongzhi.loops.public import holders_of, loop_row, working_after
from gongzhi.patrol.facts import Finding
from gongzhi.patrol.public import (
    Report,
    Spot,
    dispatch_event,
    handle,
    handle_round,
    plan_rounds,
    report_event,
    report_round,
    round_for,
)
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.web.demo.county import make_county
from gongzhi.web.demo.patrol_texts import EventFate, GeneratedEvent, RoundTexts, patrol_fragments
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Life, Stage, Stretch

LAST = 5  # steps of an open event before it stands still
DANGER = frozenset({"010602"})  # counted around the clock: nobody waits for office hours
# Of ten rounds two find something.
FOUND_IN_TEN = 2
_WHO: Mapping[str, tuple[str, str]] = {
    "desk": ("intake", "patrol.dispatch"),
    "lead": ("lead", "patrol.handle"),
    "arbiter": ("arbiter", "patrol.arbitrate"),
    "verifier": ("verifier", "patrol.verify"),
}


class EventLife:
    """One event on the stage; `loop_id` is given where a round has reported it already."""

    def __init__(
        self, stage: Stage, event: GeneratedEvent, start: datetime, *, loop_id: UUID | None = None
    ) -> None:
        self.stage, self.event, self.start = stage, event, start
        self.id = loop_id or UUID(int=0)

    def __call__(self) -> Life:
        if self.event.fate is EventFate.OPEN:
            for steps, at in enumerate(self._whole()):
                if steps >= self.stage.draw.randrange(1, LAST):
                    return
                yield at
        else:
            yield from self._whole()

    def _whole(self) -> Life:
        at = self.start
        yield at
        if not self.id.int:
            self._report(at)
        if self._state() == "reported":
            at = yield from self._filed(at)
        if self._state() == "verifying":
            at = self._soon(at, 2, 20)
            yield at
            self._do("verify_ok", "verifier", at, text=self.event.verified)

    # -- the pieces ----------------------------------------------------------------------------------

    def _report(self, at: datetime) -> None:
        lon, lat = self.event.point
        report = Report(
            self.event.matter, self.event.text, Spot(self.event.grid, lon, lat), grade=self.event.grade
        )
        self.id = report_event(report=report, by=self.stage.person(self.event.worker), at=at).loop_id

    def _filed(self, at: datetime) -> Stretch:
        event = self.event
        at = self._soon(at, 0.2, 1.5)
        yield at
        if event.fate is EventFate.NOT_FILED:
            self._do("not_file", "desk", at, reason=event.words["not_filed"])
            return at
        self._give("file", at)
        if event.fate is EventFate.RETURNED:
            at = yield from self._returned(at)
        at = self._soon(at, 0.3, 3)
        yield at
        self._do("sign", "lead", at)
        if event.fate is EventFate.ARBITRATED:
            at = yield from self._arbitrated(at)
        at = yield from self._worked(at)
        if event.fate is EventFate.BAD:
            at = yield from self._again(at)
        return at

    def _returned(self, at: datetime) -> Stretch:
        at = self._soon(at, 0.5, 3)
        yield at
        self._do("return", "lead", at, reason=self.event.words["returned"])
        at = self._soon(at, 0.5, 3)
        yield at
        self._do("deny_return", "desk", at, reason=self.event.words["denied"])
        return at

    def _arbitrated(self, at: datetime) -> Stretch:
        at = self._soon(at, 2, 6)
        yield at
        self._do("ask_up", "lead", at, reason=self.event.words["ask_up"])
        at = self._soon(at, 3, 10)
        yield at
        self._give("decide", at, reason=self.event.words["decided"])
        at = self._soon(at, 0.5, 3)
        yield at
        self._do("sign", "lead", at)
        return at

    def _worked(self, at: datetime) -> Stretch:
        if self.event.fate in (EventFate.EXTENDED, EventFate.PARKED):
            at = self._soon(at, 1, 6)
            yield at
            extended = self.event.fate is EventFate.EXTENDED
            word = self.event.words["extended" if extended else "parked"]
            self._do("extend" if extended else "park", "lead", at, reason=word)
            if not extended:
                return at
        at = self._soon(at, 2, 22)
        yield at
        self._do("report", "lead", at, text=self.event.done)
        return at

    def _again(self, at: datetime) -> Stretch:
        at = self._soon(at, 3, 16)
        yield at
        self._do("verify_bad", "verifier", at, reason=self.event.words["bad"])
        at = self._soon(at, 2, 12)
        yield at
        self._do("report", "lead", at, text=self.event.words["again"])
        return at

    # -- who and when --------------------------------------------------------------------------------

    def _soon(self, at: datetime, low: float, high: float) -> datetime:
        if self.event.matter in DANGER:
            return self.stage.minutes(at, 3, 12)
        return self.stage.office(at, low, high)

    def _do(self, event: str, who: str, at: datetime, *, reason: str = "", text: str = "") -> None:
        handle(event_id=self.id, event=event, reason=reason, text=text, by=self._actor(who), at=at)

    def _give(self, event: str, at: datetime, *, reason: str = "") -> None:
        by = self._actor("arbiter" if event == "decide" else "desk")
        unit_id = self.stage.unit(self.event.unit)
        dispatch_event(event_id=self.id, event=event, unit_id=unit_id, reason=reason, by=by, at=at)

    def _actor(self, who: str) -> Actor:
        party, power = _WHO[who]
        return self.stage.actor(_only(holders_of(self.id)[party]), power)

    def _state(self) -> str:
        row = loop_row(self.id)
        return row.state if row else ""


class RoundLife:
    """One round: somebody of the unit goes and looks; whoever planned it takes the report.

    One that is not `made` yet has been taken on.
    """

    def __init__(
        self,
        stage: Stage,
        round_id: UUID,
        words: RoundTexts,
        draw: random.Random,
        start: datetime,
        *,
        made: bool = True,
    ) -> None:
        self.stage, self.id, self.words, self.draw, self.start = stage, round_id, words, draw, start
        self.made = made

    def __call__(self) -> Life:
        view, row = round_for(SYSTEM, self.id), loop_row(self.id)
        assert view is not None
        assert row is not None
        slug = make_county(1).community(view.grid[:12])["slug"]
        worker = self.stage.person(f"{slug}.grid{int(view.grid[-3:])}")
        at = self.start
        yield at
        if not self.made:
            handle_round(round_id=self.id, event="sign", by=worker, at=at)
            return
        found = self.words.found(row.matter, view.grid) if self.draw.randrange(10) < FOUND_IN_TEN else None
        findings = [Finding(found.matter, found.text, found.grade)] if found else []
        text = "" if found else self.words.nothing(row.matter, view.grid)
        events = report_round(round_id=self.id, findings=findings, text=text, by=worker, at=at)
        if found:
            start = working_after(at, minutes=5)
            self.stage.enter(start, EventLife(self.stage, found, start, loop_id=events[0]))
        at = self.stage.office(at, 1, 8)
        yield at
        drawn = 0 if self.draw.randrange(12) == 0 else 999
        judge = self.stage.actor(_only(view.holders["planner"]), "patrol.plan")
        handle_round(round_id=self.id, event="confirm", by=judge, at=at, drawn=drawn)
        if drawn == 0:
            at = self.stage.office(at, 4, 20)
            yield at
            text = self.words.nothing(row.matter, view.grid)
            by = self.stage.actor(_only(view.holders["verifier"]), "patrol.verify")
            handle_round(round_id=self.id, event="verify_ok", text=text, by=by, at=at)


def open_day(at: datetime) -> datetime:
    """Return the same hour of the day itself, or of the last day before it on which offices are open."""
    while working_after(at.replace(hour=0, minute=0), minutes=1).astimezone(at.tzinfo).date() != at.date():
        at -= timedelta(days=1)
    return at


def _only(units: Sequence[UUID | None]) -> UUID:
    """Return the one unit that holds a party."""
    (unit_id,) = units
    assert unit_id is not None
    return unit_id


class PlanLife:
    """Rounds a town plans by itself, without any instruction."""

    def __init__(self, stage: Stage, plan: Mapping[str, Any], start: datetime) -> None:
        self.stage, self.plan, self.start = stage, plan, start

    def __call__(self) -> Life:
        plan, stage = self.plan, self.stage
        at = working_after(open_day(self.start), minutes=1)
        yield at
        by = stage.actor(stage.unit(unit_code(plan["town"])), "patrol.plan")
        community = next(each for each in make_county(1).source["communities"] if each["slug"] == plan["at"])
        grids = [f"{community['code']}{number:03d}" for number in plan["grids"]]
        rounds = plan_rounds(
            matter_code=plan["matter"],
            grids=grids,
            unit_id=stage.unit(unit_code(plan["at"])),
            days=plan["days"],
            title=plan["title"],
            by=by,
            at=at,
        )
        words = RoundTexts(plan["title"], manner=plan["manner"])
        draw = random.Random(plan["title"])  # noqa: S311 - repeatable, not secret
        for grid in grids[: plan["made"]]:
            start = stage.office(at, 3, 30)
            stage.enter(start, RoundLife(stage, rounds[grid], words, draw, start))


def plan_starts(end: datetime) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    """Yield the rounds towns plan, and when; `day` counts back from the day of `end`."""
    for plan in patrol_fragments()["plans"]:
        day = end + timedelta(days=plan["day"])
        yield plan, day.replace(hour=plan["hour"], minute=0, second=0, microsecond=0)
