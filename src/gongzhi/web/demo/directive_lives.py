"""Instructions written by hand, played word for word: issued, answered, worked on, assessed, written anew."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

import yaml

from gongzhi.directives.facts import WORK, Goal, PartSpec, Terms, Verdict
from gongzhi.directives.public import (
    Overrule,
    amend,
    answer_residents_question,
    ask_for_help,
    assess_as_addressee,
    conclude,
    decompose,
    directive,
    draft_next,
    draw_look,
    finish_task,
    give,
    handle,
    issue,
    link_work,
    look_at,
    parts_of,
    send_rounds,
)
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import linked_ids, loop_row, working_after
from gongzhi.people.facts import RESIDENT, Actor
from gongzhi.web.demo.county import make_county
from gongzhi.web.demo.patrol_lives import RoundLife, open_day
from gongzhi.web.demo.patrol_texts import RoundTexts
from gongzhi.web.demo.staffing import COUNTY, unit_code
from gongzhi.web.demo.stage import Life, Stage
from gongzhi.web.demo.stories import SEEDED, StoryLife, all_stories

Step = Mapping[str, Any]
# Who answers for which party of a node, and the power by which they are found: heads answer for their units.
_WHO: Mapping[str, tuple[str, str]] = {
    "lead": ("lead", "case.approve"),
    "issuer": ("issuer", "directive.reply"),
    "reviewer": ("reviewer", "directive.review"),
}
REASONED = frozenset({"cannot", "conflicts", "already_done", "better_way", "insist", "release", "extend"})


@cache
def all_directives() -> tuple[Mapping[str, Any], ...]:
    """Return every instruction, in the order of its files."""
    folder = files("gongzhi.web.demo").joinpath("directives")
    texts = [
        file.read_text(encoding="utf-8")
        for file in sorted(folder.iterdir(), key=lambda each: each.name)
        if file.name.endswith(".yaml")
    ]
    return tuple(each for text in texts for each in yaml.safe_load(text))


def directive_starts(end: datetime) -> Iterator[tuple[Mapping[str, Any], datetime]]:
    """Yield each instruction and when it is issued; `day` counts back from the day of `end`."""
    for each in all_directives():
        yield each, _moment(end, each)


def division_of(slug: str) -> str:
    """Return the code of the county, a town or a community by its short name."""
    if slug == "county":
        return COUNTY
    source = make_county(SEEDED).source
    return str(
        next(each["code"] for each in [*source["towns"], *source["communities"]] if each["slug"] == slug)
    )


def grids_of(slug: str) -> list[str]:
    """Return the codes of the basic grids of a community."""
    code = division_of(slug)
    return [grid.code for grid in make_county(SEEDED).grids if grid.division == code and grid.kind == "BASIC"]


class DirectiveLife:
    """One instruction on the stage, with everything below it."""

    def __init__(self, stage: Stage, told: Mapping[str, Any], start: datetime) -> None:
        self.stage, self.told, self.start = stage, told, start
        self.nodes: dict[str, UUID] = {}
        self.cases: dict[str, StoryLife] = {}
        self.draw = random.Random(f"{SEEDED}/{told['key']}")  # noqa: S311 - repeatable, not secret
        self.words = RoundTexts(told["key"], manner=told.get("manner", ""))
        self.due = start + timedelta(days=told["days"])

    def __call__(self) -> Life:
        at = working_after(open_day(self.start), minutes=1)
        yield at
        self._issue(at)
        for story in all_stories():
            if story.get("tied") == self.told["key"]:
                self._begin_case(story)
        for step in self.told["steps"]:
            wanted = _moment(self.stage.end, step)
            if step["who"] != "resident":
                wanted = working_after(open_day(wanted), minutes=1)
            at = max(at + timedelta(minutes=1), wanted)
            yield at
            self._do(step, at)

    # -- the pieces ----------------------------------------------------------------------------------

    def _issue(self, at: datetime) -> None:
        told, goal = self.told, self.told.get("goal")
        terms = Terms(
            title=told["title"],
            text=told["text"],
            legal_basis=told["basis"],
            matter=told["matter"],
            scope=COUNTY,
            due_on=self.due.date(),
            goal=Goal(goal["measure"], goal["kind"], goal["period"], None, goal["from"], goal["to"])
            if goal
            else None,
        )
        parts = self._parts(told["parts"])
        issued = issue(
            terms=terms,
            lead=self._unit(told["lead"]),
            parts=parts,
            by=self.stage.actor(self._unit(told["from"]), "directive.overrule"),
            at=at,
            overrule=Overrule(told["overrule"]) if "overrule" in told else None,
        )
        self.nodes["whole"] = issued.loop_id
        self._remember("whole", told["parts"], parts)

    def _begin_case(self, story: Mapping[str, Any]) -> None:
        life = StoryLife(self.stage, story, _moment(self.stage.end, story))
        self.cases[story["key"]] = life
        self.stage.enter(life.start, life)

    def _do(self, step: Step, at: datetime) -> None:
        node, by = self.nodes[step["node"]], self._actor(step)
        verb: Callable[[UUID, Step, Actor, datetime], None] | None = getattr(self, f"_{step['do']}", None)
        if verb is not None:
            verb(node, step, by, at)
        else:
            self._plain(node, step, by, at)

    def _plain(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        event, text = step["do"], step["text"]
        words = {"reason": text} if event in REASONED else {"text": text}
        drawn = step.get("drawn", 999)
        handle(directive_id=node, event=event, by=by, at=at, drawn=drawn, **words)

    def _amend(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        amend(directive_id=node, text=step["text"], by=by, at=at)

    def _decompose(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        parts = self._parts(step["parts"])
        decompose(directive_id=node, parts=parts, text=step["text"], by=by, at=at)
        self._remember(step["node"], step["parts"], parts)

    def _rounds(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        """Send rounds out; unless they stay `open`, somebody takes them on and makes them, or the first `half`."""
        grids = grids_of(step["at"])[: step.get("first")]
        unit_id = self._unit(step["unit"])
        before = len(linked_ids([node], WORK).get(node, ()))
        send_rounds(directive_id=node, grids=grids, unit_id=unit_id, by=by, at=at)
        rounds = linked_ids([node], WORK).get(node, [])[before:]
        made = len(rounds) // 2 if step.get("half") else len(rounds)
        for number, round_id in enumerate([] if step.get("open") else rounds):
            start = self.stage.office(at, 3, 60 if number < made else 12)
            life = RoundLife(self.stage, round_id, self.words, self.draw, start, made=number < made)
            self.stage.enter(start, life)

    def _link(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        row = loop_row(self.cases[step["case"]].id)
        assert row is not None
        reader = self.stage.actor(by.unit_id, "case.approve") if by.unit_id else by
        link_work(directive_id=node, number=row.number, by=reader, at=at)

    def _help(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        ask_for_help(directive_id=node, unit_id=self._unit(step["unit"]), text=step["text"], by=by, at=at)

    def _task_done(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        finish_task(directive_id=node, done=True, text=step["text"], by=by, at=at)

    def _own_view(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        assess_as_addressee(
            directive_id=node,
            clear=step["clear"],
            feasible=step["feasible"],
            hours=step["hours"],
            text=step["text"],
            by=by,
            at=at,
        )

    def _verdict(self, _node: UUID, step: Step, by: Actor, at: datetime) -> None:
        case_id = self.cases[step["case"]].id
        answer_residents_question(case_id=case_id, verdict=Verdict(step["verdict"]), by=by, at=at)

    def _draw(self, node: UUID, _step: Step, by: Actor, at: datetime) -> None:
        draw_look(directive_id=node, by=by, at=at)

    def _looks(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        (drawn,) = (fact.data["grids"] for fact in story_of(node) if fact.kind == "directives.look_drawn")
        for grid, found in zip(drawn, step["found"], strict=False):
            look_at(
                directive_id=node, grid=grid, as_asked=found["as_asked"], text=found["text"], by=by, at=at
            )

    def _conclude(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        conclude(directive_id=node, text=step["text"], by=by, at=at)

    def _next(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        self.nodes[step["name"]] = draft_next(directive_id=node, by=by, at=at)

    def _send(self, node: UUID, step: Step, by: Actor, at: datetime) -> None:
        unit_id = self._unit(step["unit"])
        give(directive_id=node, event="send", unit_id=unit_id, text=step["text"], by=by, at=at)

    # -- who and where -------------------------------------------------------------------------------

    def _unit(self, slug: str) -> UUID:
        return self.stage.unit(unit_code(slug))

    def _parts(self, parts: Sequence[Step]) -> list[PartSpec]:
        return [
            PartSpec(
                self._unit(part["unit"]),
                division_of(part["scope"]),
                grids_of(part["scope"])[part["grid"] - 1] if "grid" in part else "",
            )
            for part in parts
        ]

    def _remember(self, node: str, named: Sequence[Step], parts: Sequence[PartSpec]) -> None:
        rows = parts_of(self.nodes[node], last=len(parts))
        found = {(row.lead, row.scope, row.grid): row.loop.id for row in rows}
        for each, part in zip(named, parts, strict=True):
            self.nodes[each["name"]] = found[part.unit_id, part.scope, part.grid]

    def _actor(self, step: Step) -> Actor:
        if step["who"] == "resident":
            return RESIDENT
        if step["who"] == "helper":
            return self.stage.actor(self._unit(step["unit"]), "case.approve")
        party, power = _WHO[step["who"]]
        view = directive(self.nodes[step["node"]])
        assert view is not None
        unit_id = view.holders[party][0]
        assert unit_id is not None
        return self.stage.actor(unit_id, power)


def _moment(end: datetime, step: Step) -> datetime:
    day = end + timedelta(days=step["day"])
    return day.replace(hour=step["hour"], minute=0, second=0, microsecond=0)
