"""What every move of a case has in common: the post's power, then the loop's own rules."""

from datetime import datetime
from uuid import UUID

from gongzhi.cases.rules import power_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import LoopRow, Words, move
from gongzhi.people.facts import Actor

NO_WORDS = Words()


def step(
    event: str,
    *,
    case_id: UUID,
    by: Actor,
    at: datetime,
    words: Words = NO_WORDS,
    names: UUID | None = None,
    holders: dict[str, UUID] | None = None,
    drawn: int | None = None,
    review_at: datetime | None = None,
    once: UUID | None = None,
) -> LoopRow:
    """Carry out one event of the case definition inside the caller's transaction."""
    ensure(power_refusal(event, by))
    return move(
        loop_id=case_id,
        event=event,
        by=by,
        at=at,
        words=words,
        names=names,
        holders=holders,
        drawn=drawn,
        review_at=review_at,
        once=once,
    )
