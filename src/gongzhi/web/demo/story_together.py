"""What a story's dispatch desk does when several people call about one problem, or about one that came back."""

from collections.abc import Mapping
from datetime import datetime

from gongzhi.cases.public import join, recur, separate
from gongzhi.people.facts import Actor
from gongzhi.web.demo.story_acts import Act, Step, Told, speaking


def _join(told: Told, _step: Step, by: Actor, at: datetime) -> None:
    """Let everybody who has called about it by now go along with the first."""
    join(case_ids=told.waiting, parent_id=told.id, by=by, at=at)
    told.waiting.clear()


def _recur(told: Told, _step: Step, by: Actor, at: datetime) -> None:
    """Open the first case again for the one who called last."""
    recur(case_id=told.waiting.pop(), first_id=told.id, by=by, at=at)


TOGETHER: Mapping[str, Act] = {"join": _join, "recur": _recur, "separate": speaking(separate, "reason")}
