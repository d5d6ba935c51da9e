"""The bends of a story that keep it fair: parked with a date, left out of scores by two, looked at again later."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from gongzhi.cases.facts import ExclusionGround, ParkReason
from gongzhi.cases.public import (
    decide_exclusion,
    decide_exclusion_objection,
    object_to_exclusion,
    park,
    propose_exclusion,
    record_effect,
)
from gongzhi.people.facts import Actor
from gongzhi.web.demo.story_acts import Act, Step, Told, speaking


def _park(told: Told, step: Step, by: Actor, at: datetime) -> None:
    """Park it so many days, or until a day counted from that of the end of the play."""
    review_on = (at + timedelta(days=step.get("review", 0))).date()
    if "review_day" in step:
        review_on = (told.stage.end + timedelta(days=step["review_day"])).date()
    park(
        case_id=told.id,
        reason_code=ParkReason(step["reason"]),
        words=step["text"],
        solvable=step["solvable"],
        review_on=review_on,
        by=by,
        at=at,
    )


def _propose_exclusion(told: Told, step: Step, by: Actor, at: datetime) -> None:
    ground = ExclusionGround(step["ground"])
    propose_exclusion(case_id=told.id, ground=ground, evidence=step["text"], by=by, at=at)


def _decide_exclusion(told: Told, step: Step, by: Actor, at: datetime) -> None:
    decide_exclusion(case_id=told.id, agreed=step["agreed"], reason=step["text"], by=by, at=at)


def _decide_objection(told: Told, step: Step, by: Actor, at: datetime) -> None:
    decide_exclusion_objection(case_id=told.id, upheld=step["upheld"], reason=step["text"], by=by, at=at)


def _record_effect(told: Told, step: Step, by: Actor, at: datetime) -> None:
    told.look_later, lasts = False, step["do"] == "effect_lasts"
    record_effect(case_id=told.id, lasts=lasts, note=step["text"], by=by, at=at)


FAIRNESS: Mapping[str, Act] = {
    "park": _park,
    "propose_exclusion": _propose_exclusion,
    "decide_exclusion": _decide_exclusion,
    "object_to_exclusion": speaking(object_to_exclusion, "text"),
    "decide_exclusion_objection": _decide_objection,
    **dict.fromkeys(("effect_lasts", "effect_broken"), _record_effect),
}
