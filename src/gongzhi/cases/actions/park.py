"""Park 挂账 what is real but cannot be solved now: with an owner, a reason, a date, and what would help."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import Parked, ParkReason, ReviewCameRound
from gongzhi.cases.models import Case
from gongzhi.cases.row import case_now
from gongzhi.cases.rules import park_refusal, text_refusal
from gongzhi.cases.together import JOINED
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold, office_closes, window_ends
from gongzhi.people.facts import Actor

PARKED = "parked"


def park(
    *,
    case_id: UUID,
    reason_code: ParkReason,
    words: str,
    solvable: str,
    review_on: date,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Park a case until a day, or park it again when that day has come.

    `words`: why it cannot be solved now; `solvable`: what would make it so; the resident reads both, and
    whoever goes along with the case the reason and the date. The date falls due when the office closes.
    Raises Refused: ``cases.parked_too_often`` (then the arbiter decides), ``cases.reason_missing``,
    ``cases.solvable_missing``, ``cases.review_past``, ``cases.review_too_late``, and those of the loop.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        times, review_at = times_parked(case_id), office_closes(case_id, review_on)
        _may(case_id, words=words, solvable=solvable, review_at=review_at, at=at, times=times)
        if loop.state == PARKED:
            step("take_up_again", case_id=case_id, by=by, at=at)
        step(
            "park",
            case_id=case_id,
            by=by,
            at=at,
            words=Words(reason=words),
            review_at=review_at,
            once=once,
        )
        assert by.unit_id is not None
        fact = Parked(
            unit_id=by.unit_id,
            reason_code=reason_code,
            review_at=review_at,
            times=times + 1,
            words=Private(words),
            solvable=Private(solvable),
        )
        record(fact, subject=case_id, by=by.name(), at=at)


def _may(case_id: UUID, *, words: str, solvable: str, review_at: datetime, at: datetime, times: int) -> None:
    latest = window_ends(case_id, "review", since=at)
    said = {"words": words, "solvable": solvable}
    ensure(park_refusal(**said, review_at=review_at, at=at, latest=latest, times=times))
    for text in said.values():
        ensure(text_refusal(text))


def review_came_round(*, case_id: UUID, by: Actor, at: datetime) -> None:
    """Tell whoever waits for a parked case that its day has come: the resident, and those who go along with it.

    Inside the caller's transaction, once for each date that passes.
    """
    assert connection.in_atomic_block
    lead = Case.objects.filter(loop=case_id).values_list("lead").first()
    if lead is None:  # a loop of another kind
        return
    along = Case.objects.filter(parent=case_id, loop__state=JOINED).order_by("loop")
    for each in (case_id, *along.values_list("loop", flat=True)):
        record(ReviewCameRound(unit_id=lead[0]), subject=each, by=by.name(), at=at)


def times_parked(case_id: UUID) -> int:
    """Return how often a case was parked so far."""
    row = case_now(case_id)
    assert row is not None
    return int(row.loop.counts.get("park", 0))
