"""What every move of an event or a round has in common: the post's power, then the loop's own rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import LoopRow, move
from gongzhi.patrol.rules import EVENTS_ENTITLED, ROUNDS_ENTITLED
from gongzhi.people.facts import Actor


def step_event(event: str, *, loop_id: UUID, by: Actor, at: datetime, **more: Any) -> LoopRow:
    """Carry out one event of an event's definition inside the caller's transaction; `more` as `loops.move`."""
    ensure(EVENTS_ENTITLED.refusal(event, by))
    return move(loop_id=loop_id, event=event, by=by, at=at, **more)


def step_round(event: str, *, loop_id: UUID, by: Actor, at: datetime, **more: Any) -> LoopRow:
    """The same for a round."""
    ensure(ROUNDS_ENTITLED.refusal(event, by))
    return move(loop_id=loop_id, event=event, by=by, at=at, **more)
