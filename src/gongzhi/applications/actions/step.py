"""What every move of an application has in common: the post's power, then the loop's own rules."""

from datetime import datetime
from uuid import UUID

from gongzhi.applications.rules import ENTITLED
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import LoopRow, Words, move
from gongzhi.people.facts import Actor

NO_WORDS = Words()


def step(
    event: str,
    *,
    application_id: UUID,
    by: Actor,
    at: datetime,
    words: Words = NO_WORDS,
    names: UUID | None = None,
    once: UUID | None = None,
) -> LoopRow:
    """Carry out one event of the definition inside the caller's transaction."""
    ensure(ENTITLED.refusal(event, by))
    return move(loop_id=application_id, event=event, by=by, at=at, words=words, names=names, once=once)
