"""Stories written by hand, played word for word."""

import random
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from gongzhi.cases.facts import Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Person,
    Place,
    add,
    answer,
    answer_at_once,
    approve,
    ask,
    confirm_withdrawal,
    decline,
    dispatch,
    file_case,
    handle,
    judge,
    make_contact,
    not_reached,
    note,
    reopen,
    reply,
    send_back,
    urge,
    withdraw,
)
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import holders_of, loop_row, working_after
from gongzhi.people.facts import RESIDENT, Actor
from gongzhi.web.demo.county import Place as NamedPlace
from gongzhi.web.demo.county import make_county
from gongzhi.web.demo.declined import DECLINED
from gongzhi.web.demo.ground import Spot, any_point
from gongzhi.web.demo.lives import CHANNELS
from gongzhi.web.demo.staffing import COUNTY, unit_code
from gongzhi.web.demo.stage import Life, Stage

_AFTER = re.compile(r"(\d+)(min|h|wh|d|WD)")
# Who speaks for which party of the loop, and with which power.
_WHO: Mapping[str, tuple[str, str]] = {
    "dispatcher": ("intake", "case.dispatch"),
    "operator": ("operator", "case.intake"),
    "handler": ("lead", "case.handle"),
    "head": ("lead", "case.approve"),
    "arbiter": ("arbiter", "case.arbitrate"),
    "callback": ("caller", "case.callback"),
    "verifier": ("verifier", "case.recheck"),
}
SEEDED = 1


@cache
def all_stories() -> tuple[Mapping[str, Any], ...]:
    """Return every story, in the order of its files."""
    folder = files("gongzhi.web.demo").joinpath("stories")
    texts = [
        file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda each: each.name)
        if file.name.endswith(".yaml")
    ]
    return tuple(story for text in texts for story in yaml.safe_load(text))


def story_starts(draw: random.Random, end: datetime) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    """Yield each story that begins by itself, and when; `day` counts back from the day of `end`."""
    for story in (each for each in all_stories() if "tied" not in each):
        day = (end + timedelta(days=story["day"])).replace(hour=story["hour"], minute=0, second=0)
        yield story, min(day + timedelta(minutes=draw.randrange(5, 50)), end - timedelta(minutes=75))


class StoryLife:
    """One story on the stage."""

    def __init__(self, stage: Stage, story: Mapping[str, Any], start: datetime) -> None:
        self.stage, self.story, self.start = stage, story, start
        self.id = UUID(int=0)
        self.rechecked = False

    def __call__(self) -> Life:
        at = self.start
        yield at
        self._file(at)
        for step in self.story["steps"]:
            at = self._later(at, step["after"])
            yield at
            while step["who"] == "callback" and self._state() not in ("calling", "withdrawal_check"):
                at = working_after(at + timedelta(days=1), minutes=90)
                yield at
            self._do(step, at)

    def _file(self, at: datetime) -> None:
        story = self.story
        contact = story.get("contact", {})
        helper = story.get("helper", {})
        person = Person(
            filer=Filer(story["filer"]),
            name=contact.get("name", ""),
            phone=contact.get("phone", ""),
            helper_name=helper.get("name", ""),
            helper_phone=helper.get("phone", ""),
        )
        channel = CHANNELS[story["channel"]]
        by = RESIDENT if story["channel"] == "WEB" else self._of_unit("HOTLINE", "case.intake")
        spot = _spot(story.get("place", ""), self.stage)
        self.id = file_case(
            text=story["text"],
            place=Place(
                division=COUNTY,
                longitude=spot[0] if spot else None,
                latitude=spot[1] if spot else None,
                address=story.get("address", story.get("place", "")),
            ),
            channel=channel,
            matter=story["matter"],
            person=person,
            by=by,
            at=at,
        ).loop_id

    def _do(self, step: Mapping[str, Any], at: datetime) -> None:
        by, text = self._actor(step), step.get("text", "")
        self.rechecked |= step["do"].startswith("recheck")
        match step["do"]:
            case "dispatch" | "redispatch" | "decide":
                self._dispatch(step, by, at)
            case "sign" | "deny_return" | "ask_up" | "extend" | "conclude" | "recheck_ok" | "recheck_bad":
                handle(case_id=self.id, event=step["do"], reason=text, by=by, at=at)
            case "return":
                handle(case_id=self.id, event="return", reason=text, citation=step["citation"], by=by, at=at)
            case "refuse" | "transfer":
                reason_code, destination = DECLINED[step["reason"]]
                decline(
                    case_id=self.id,
                    event=step["do"],
                    reason_code=reason_code,
                    destination=destination,
                    reason=text,
                    where_to_go=step["where"],
                    by=by,
                    at=at,
                )
            case "solved" | "not_solved":
                self._judge(step, by, at)
            case "withdrawal_confirmed" | "withdrawal_not_meant":
                meant = step["do"] == "withdrawal_confirmed"
                confirm_withdrawal(case_id=self.id, meant=meant, note=text, by=by, at=at)
            case other:
                self._say(other, text, by, at)

    def _say(self, what: str, text: str, by: Actor, at: datetime) -> None:
        match what:
            case "contact":
                make_contact(case_id=self.id, note=text, by=by, at=at)
            case "note":
                note(case_id=self.id, text=text, by=by, at=at)
            case "answer":
                answer(case_id=self.id, finding=Finding.SOLVED, text=text, by=by, at=at)
            case "answer_at_once":
                answer_at_once(case_id=self.id, finding=Finding.SOLVED, text=text, by=by, at=at)
            case "approve":
                approve(case_id=self.id, by=by, at=at)
            case "send_back":
                send_back(case_id=self.id, reason=text, by=by, at=at)
            case "ask":
                ask(case_id=self.id, question=text, by=by, at=at)
            case "reply":
                reply(case_id=self.id, text=text, by=by, at=at)
            case "add":
                add(case_id=self.id, text=text, by=by, at=at)
            case "urge":
                urge(case_id=self.id, by=by, at=at)
                add(case_id=self.id, text=text, by=by, at=at)
            case "withdraw":
                withdraw(case_id=self.id, why=text, by=by, at=at)
            case "reopen":
                reopen(case_id=self.id, why=text, by=by, at=at)
            case "not_reached":
                not_reached(case_id=self.id, by=by, at=at)
            case _:
                raise ValueError(f"{self.story['key']}: nobody knows how to {what}")

    def _dispatch(self, step: Mapping[str, Any], by: Actor, at: datetime) -> None:
        overrule = bool(step.get("overrule"))
        text = step.get("text", "")
        reason = text if overrule or step["do"] == "decide" else ""
        try:
            dispatch(
                case_id=self.id,
                event=step["do"],
                unit_id=self.stage.unit(unit_code(step["unit"])),
                note="" if reason else text,
                reason=reason,
                overrule=overrule,
                by=by,
                at=at,
            )
        except Refused:
            # The duty table said no, as the story wants; nothing else may.
            if not step.get("refused"):
                raise

    def _judge(self, step: Mapping[str, Any], by: Actor, at: datetime) -> None:
        rechecked = any(each["do"].startswith("recheck") for each in self.story["steps"])
        judge(
            case_id=self.id,
            solved=step["do"] == "solved",
            satisfied=Satisfaction(step["satisfied"]) if step.get("satisfied") else None,
            words=step.get("text", ""),
            by=by,
            at=at,
            drawn=0 if rechecked and not self.rechecked else 999,
        )

    def _actor(self, step: Mapping[str, Any]) -> Actor:
        who = step["who"]
        if who in ("resident", "helper"):
            return RESIDENT
        if who == "leader":
            return self._of_unit("GOV", "case.overrule")
        party, power = _WHO[who]
        unit_id = holders_of(self.id)[party][0]
        assert unit_id is not None
        return self.stage.actor(unit_id, power)

    def _of_unit(self, slug: str, power: str) -> Actor:
        return self.stage.actor(self.stage.unit(unit_code(slug)), power)

    def _state(self) -> str:
        row = loop_row(self.id)
        return row.state if row else ""

    def _later(self, at: datetime, text: str) -> datetime:
        found = _AFTER.fullmatch(text)
        assert found is not None, text
        amount, unit = int(found[1]), found[2]
        match unit:
            case "min":
                return at + timedelta(minutes=amount)
            case "h":
                return at + timedelta(hours=amount)
            case "d":
                return at + timedelta(days=amount)
        hours = amount * (7 if unit == "WD" else 1)
        return working_after(at, minutes=hours * 60)


def _spot(name: str, stage: Stage) -> Spot | None:
    place = _places().get(name)
    if place is None:
        return None
    return any_point(make_county(SEEDED).grid(place.grid).polygon, stage.draw)


@cache
def _places() -> dict[str, NamedPlace]:
    return {place.name: place for place in make_county(SEEDED).places}
