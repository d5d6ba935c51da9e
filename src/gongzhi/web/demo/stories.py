"""Stories written by hand, played word for word."""

import heapq
import random
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from gongzhi.cases.facts import Filer, Need
from gongzhi.cases.public import Person, Place, file_case
from gongzhi.loops.public import duties_of, holders_of, loop_row, working_after
from gongzhi.people.facts import RESIDENT, Actor, ActorKind
from gongzhi.people.public import note_opening
from gongzhi.web.demo.county import Place as NamedPlace
from gongzhi.web.demo.county import make_county
from gongzhi.web.demo.ground import Spot, any_point
from gongzhi.web.demo.lives import CHANNELS
from gongzhi.web.demo.service_lives import sample
from gongzhi.web.demo.staffing import COUNTY, unit_code
from gongzhi.web.demo.stage import Life, Stage
from gongzhi.web.demo.story_acts import ACTS, UNDER_SEAL, Act, Step, Told
from gongzhi.web.demo.story_fairness import FAIRNESS
from gongzhi.web.demo.story_together import TOGETHER
from gongzhi.web.demo.story_whistle import WHISTLE

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
    "whistler": ("lead", "case.whistle"),
}
VERBS: Mapping[str, Act] = {**ACTS, **TOGETHER, **FAIRNESS, **WHISTLE}
# Two decide on leaving a result out, on an objection a third; arbiter1 is who visitors sign in as.
_DECIDERS = {"first_decider": "arbiter2", "second_decider": "arbiter1", "third_decider": "arbiter3"}
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
    """One story on the stage: its own case, and those of whoever called about the same."""

    def __init__(self, stage: Stage, story: Mapping[str, Any], start: datetime) -> None:
        self.stage, self.story, self.start = stage, story, start
        self.id = UUID(int=0)
        self.callers: dict[UUID, Mapping[str, Any]] = {}
        self._told: Told | None = None
        self._turns: list[tuple[datetime, int, Life]] = []
        self._entered = 0

    def __call__(self) -> Life:
        """Let everybody in the story act in the order of time."""
        self._enter(self.start, self._own())
        for caller in self.story.get("callers", ()):
            at = later(self.start, caller["after"])
            self._enter(at, self._caller(caller, at))
        while self._turns:
            at, _, life = heapq.heappop(self._turns)
            yield at
            again = next(life, None)
            if again is not None:
                self._enter(max(again, at), life)

    def _enter(self, at: datetime, life: Life) -> None:
        self._entered += 1
        heapq.heappush(self._turns, (at, self._entered, life))

    def _own(self) -> Life:
        at = self.start
        steps = self.story["steps"]
        self.id = file_told(self.stage, self.story, self.story, at)
        told = self._told = Told(
            self.stage,
            self.id,
            recheck=any(step["do"].startswith("recheck") for step in steps),
            look_later=bool(self.story.get("effect_check")),
        )
        for step in steps:
            at = later(at, step["after"])
            yield at
            while not _their_turn(told.id, step):
                at = working_after(at + timedelta(days=1), minutes=90)
                yield at
            self._do(told, step, at)

            if step["do"] in ("answer", "approve") and _state(told.id) == "answered":
                self._let_callers_judge(at)

    def _caller(self, caller: Mapping[str, Any], at: datetime) -> Life:
        """Let somebody else report the same."""
        contact = {key: caller[key] for key in ("name", "phone") if key in caller}
        teller = {"filer": "NAMED" if contact else "ANONYMOUS", "contact": contact, **caller}
        case_id = file_told(self.stage, self.story, teller, at)
        self.callers[case_id] = caller
        assert self._told is not None, "callers come after the story's own resident"
        self._told.waiting.append(case_id)
        yield from ()

    def _let_callers_judge(self, at: datetime) -> None:
        """Let each caller who is answered now say what came of it, hours or a day later."""
        for case_id, caller in self.callers.items():
            if "says" in caller and _state(case_id) == "answered":
                judged_at = self.stage.later(at, 2, 40)
                self._enter(judged_at, self._judged(case_id, caller, judged_at))

    def _judged(self, case_id: UUID, caller: Mapping[str, Any], at: datetime) -> Life:
        """Let a caller judge the answer to all; where it is not solved for them, their own case goes on."""
        told = Told(self.stage, case_id)
        said = {"who": "resident", "do": caller["says"], "satisfied": caller["satisfied"]}
        self._do(told, said | {"text": caller["words"]}, at)
        for step in caller.get("then", ()):
            at = later(at, step["after"])
            yield at
            self._do(told, step, at)

    def _do(self, told: Told, step: Step, at: datetime) -> None:
        act = VERBS.get(step["do"])
        if act is None:
            raise ValueError(f"{self.story['key']}: nobody knows how to {step['do']}")
        try:
            by = self._actor(told.id, step)
            if by.kind is ActorKind.STAFF and step["do"] not in UNDER_SEAL:
                note_opening(subject=told.id, what="SHEET", purpose=_purpose(step), by=by, at=at)
            act(told, step, by, at)
        except Exception as problem:
            problem.add_note(
                f"in the story {self.story['key']}, at its step {step['do']}, {at}, {_state(told.id)}"
            )
            raise

    def _actor(self, case_id: UUID, step: Step) -> Actor:
        who = step["who"]
        if who in ("resident", "helper"):
            return RESIDENT
        if who in _DECIDERS:
            return self.stage.person(_DECIDERS[who])
        if who == "called":
            return self._of_unit(step["unit"], "case.handle")
        if who == "supervisor":
            return self._of_unit("INSPECTION", "case.supervise")
        party, power = _WHO[who]
        unit_id = holders_of(case_id)[party][0]
        assert unit_id is not None
        return self.stage.actor(unit_id, power)

    def _of_unit(self, slug: str, power: str) -> Actor:
        return self.stage.actor(self.stage.unit(unit_code(slug)), power)


def file_told(stage: Stage, story: Mapping[str, Any], teller: Mapping[str, Any], at: datetime) -> UUID:
    """File the case of whoever tells a story, or of a caller about the same; return its id."""
    contact, helper = teller.get("contact", {}), teller.get("helper", {})
    person = Person(
        filer=Filer(teller["filer"]),
        name=contact.get("name", ""),
        phone=contact.get("phone", ""),
        helper_name=helper.get("name", ""),
        helper_phone=helper.get("phone", ""),
        needs=[Need(each) for each in teller.get("needs", ())],
        needs_note=teller.get("needs_note", ""),
    )
    hotline = stage.unit(unit_code("HOTLINE"))
    spot = _spot(teller.get("place", ""), stage)
    return file_case(
        text=teller["text"],
        place=Place(
            division=COUNTY,
            longitude=spot[0] if spot else None,
            latitude=spot[1] if spot else None,
            address=teller.get("address", teller.get("place", "")),
        ),
        channel=CHANNELS[teller["channel"]],
        matter=story["matter"],
        person=person,
        confidential=bool(teller.get("confidential")),
        photos=[sample()] if teller.get("photo") else (),
        by=RESIDENT if teller["channel"] == "WEB" else stage.actor(hotline, "case.intake"),
        at=at,
    ).loop_id


def _purpose(step: Step) -> str:
    return {"supervisor": "SUPERVISE", "callback": "CALLBACK"}.get(step["who"], "HANDLE")


def later(at: datetime, text: str) -> datetime:
    """Return the instant so much after another one, as a story says it: ``20min``, ``3h``, ``2wh``, ``5d``."""
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


def _their_turn(case_id: UUID, step: Step) -> bool:
    """Tell whether a desk that waits for a deadline or a lot is asked by now."""
    if step["who"] == "callback":
        return _state(case_id) in ("calling", "withdrawal_check")
    return not step["do"].startswith("effect_") or bool(duties_of(case_id, "effect_check"))


def _state(case_id: UUID) -> str:
    row = loop_row(case_id)
    return row.state if row else ""


def _spot(name: str, stage: Stage) -> Spot | None:
    place = _places().get(name)
    if place is None:
        return None
    return any_point(make_county(SEEDED).grid(place.grid).polygon, stage.draw)


@cache
def _places() -> dict[str, NamedPlace]:
    return {place.name: place for place in make_county(SEEDED).places}
