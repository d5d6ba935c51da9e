"""What every move of a directive has in common: the post's power, then the loop's own rules."""

from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.rules import power_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import LoopRow, move
from gongzhi.people.facts import Actor


def step(event: str, *, directive_id: UUID, by: Actor, at: datetime, **more: Any) -> LoopRow:
    """Carry out one event of the definition inside the caller's transaction; `more` as `loops.move` takes it."""
    ensure(power_refusal(event, by) or elsewhere_refusal(by))
    return move(loop_id=directive_id, event=event, by=by, at=at, **more)
