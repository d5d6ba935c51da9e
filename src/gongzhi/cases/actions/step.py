"""What every move of a case has in common: the post's power, the loop's own rules, and who goes along with it."""

from datetime import datetime
from uuid import UUID

from gongzhi.cases.actions.again import begin_again
from gongzhi.cases.actions.family import answer_joined, hold_family, leave, release_joined
from gongzhi.cases.helping import conclusion_missing
from gongzhi.cases.rules import power_refusal
from gongzhi.cases.together import ALONE, ANSWERS, RELEASES
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import LoopRow, Words, already_done, hold, move
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
    offices: frozenset[str] = frozenset(),
) -> LoopRow:
    """Carry out one event of the case definition inside the caller's transaction.

    An answer answers all that go along with the case; where it carries nobody any more they go back to the
    desk. What goes back to work goes on by itself, and what stood with the answer is taken back. `offices` are
    parties whose place the actor takes, which the caller has checked.
    """
    ensure(power_refusal(event, by))
    if event == "answer":
        ensure(conclusion_missing(case_id))
    for_all = event in ANSWERS | RELEASES
    if for_all or event in ALONE:
        held = hold_family(case_id) if for_all else hold(case_id)
        if once and already_done(once):
            return held
    row = move(
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
        offices=offices,
    )
    if event in ANSWERS:
        answer_joined(parent_id=case_id, event=event, words=words, by=by, at=at)
    elif event in RELEASES:
        release_joined(parent_id=case_id, why=event, at=at)
    elif event in ALONE:
        begin_again(case_id=case_id, event=event, at=at)
        leave(case_id=case_id, why=event, by=by, at=at)
    return row
