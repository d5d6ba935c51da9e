"""The bends of a story on which several offices work: a whistle, joint work, and who keeps an eye on it from above."""

from collections.abc import Mapping
from datetime import datetime

from gongzhi.cases.facts import Rating, WhistleGround
from gongzhi.cases.public import (
    Task,
    arrive,
    call_help,
    conclude_whistle,
    decide_rating,
    decline_whistle,
    end_supervision,
    finish_part,
    object_to_rating,
    propose_whistle,
    rate,
    refuse_part,
    reply_to_supervision,
    supervise,
    whistle,
)
from gongzhi.people.facts import Actor
from gongzhi.web.demo.story_acts import Act, Step, Told, speaking


def _whistle(told: Told, step: Step, by: Actor, at: datetime) -> None:
    tasks = [Task(unit_id=told.unit(call["unit"]), text=call["text"]) for call in step["calls"]]
    ground = WhistleGround(step["ground"])
    whistle(case_id=told.id, ground=ground, text=step["text"], tasks=tasks, by=by, at=at)


def _call_help(told: Told, step: Step, by: Actor, at: datetime) -> None:
    call_help(case_id=told.id, unit_id=told.unit(step["unit"]), text=step["text"], by=by, at=at)


def _rate(told: Told, step: Step, by: Actor, at: datetime) -> None:
    unit_id, rating = told.unit(step["unit"]), Rating(step["rating"])
    rate(case_id=told.id, unit_id=unit_id, rating=rating, words=step["text"], by=by, at=at)


def _decide_rating(told: Told, step: Step, by: Actor, at: datetime) -> None:
    unit_id, reason = told.unit(step["unit"]), step["text"]
    decide_rating(case_id=told.id, unit_id=unit_id, upheld=step["upheld"], reason=reason, by=by, at=at)


WHISTLE: Mapping[str, Act] = {
    "propose_whistle": speaking(propose_whistle, "text"),
    "decline_whistle": speaking(decline_whistle, "reason"),
    "whistle": _whistle,
    "arrive": speaking(arrive, "text"),
    "conclude_whistle": speaking(conclude_whistle, "text"),
    "rate": _rate,
    "object_to_rating": speaking(object_to_rating, "text"),
    "decide_rating": _decide_rating,
    "call_help": _call_help,
    "finish_part": speaking(finish_part, "text"),
    "refuse_part": speaking(refuse_part, "reason"),
    "supervise": speaking(supervise, "text"),
    "reply_to_supervision": speaking(reply_to_supervision, "text"),
    "end_supervision": speaking(end_supervision, "text"),
}
