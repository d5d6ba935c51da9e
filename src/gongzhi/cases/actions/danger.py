"""Danger to life in a report: a person at the desk looks at it by a clock of its own, and says whether it is so."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.proposing import propose
from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.rules import danger_refusal
from gongzhi.diagnosis.public import proposal_of, say_danger
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.public import (
    LoopRow,
    Receipt,
    already_done,
    classify_loop,
    definition_of_loop,
    duties_of,
    hold,
    holders_of,
    keep_receipt,
    loop_row,
    open_duty,
    settle_duty,
)
from gongzhi.organization.facts import LimitClass
from gongzhi.people.facts import SYSTEM, Actor

# Duties of the dispatch desk beside the state; their limits stand in the time profile of the place.
LOOK, SEND = "danger_look", "danger_dispatch"
AT_DESK = frozenset({"registered", "return_review"})


def ask_to_look(*, case_id: UUID, at: datetime, by: Actor = SYSTEM) -> None:
    """Let the desk owe a look at a case words of which warn of danger, in the caller's transaction."""
    assert connection.in_atomic_block
    _owe(case_id, LOOK, by=by, at=at)


def look_at_danger(*, case_id: UUID, danger: bool, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Say whether life is in danger where words of a report warn of it: confirm it, or take it back.

    Confirmed, the limits of danger to life hold whatever the matter, and the desk owes a dispatch by them; taken back,
    those of the matter do. Said otherwise while it waits at the desk, the last word counts. Raises Refused
    ``loops.not_entitled``, ``cases.not_yours``, ``cases.no_danger``, ``loops.not_now``.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        found = proposal_of(case_id)
        ensure(
            danger_refusal(
                by,
                intake=holders_of(case_id).get("intake", ()),
                warned=found is not None and found.urgency == "LIFE",
                waits=loop.state in AT_DESK,
            )
        )
        _settle(case_id, LOOK, ObligationStatus.DONE, by=by, at=at)
        if say_danger(subject=case_id, danger=danger, by=by, at=at):
            _limit(loop, danger=danger, by=by, at=at)
        if danger:
            _owe(case_id, SEND, by=by, at=at)
        else:
            _settle(case_id, SEND, ObligationStatus.WAIVED, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="look_at_danger"))


def danger_is_over(*, case_id: UUID, sent: bool, at: datetime, by: Actor = SYSTEM) -> None:
    """Settle what the desk owed of it when the case has left the desk, in the caller's transaction.

    `sent`: it left by a dispatch, whatever became of it since.
    """
    assert connection.in_atomic_block
    loop = loop_row(case_id)
    if loop is None or loop.subject_kind != SUBJECT_KIND or loop.state in AT_DESK:
        return
    status = ObligationStatus.DONE if sent else ObligationStatus.WAIVED
    for what in (LOOK, SEND):
        _settle(case_id, what, status, by=by, at=at)


def _limit(loop: LoopRow, *, danger: bool, by: Actor, at: datetime) -> None:
    wanted = LimitClass.LIFE_SAFETY.value
    if not danger:
        wanted = propose(matter=loop.matter, division=loop.division, at=at).limit_class
    if loop.limit_class != wanted:
        classify_loop(loop_id=loop.id, matter=loop.matter, limit_class=wanted, by=by, at=at)


def _owe(case_id: UUID, what: str, *, by: Actor, at: datetime) -> None:
    """Open a duty that is not owed yet. A case that began by an older procedure has none of it."""
    if what in definition_of_loop(case_id).beside and not duties_of(case_id, what):
        open_duty(loop_id=case_id, what=what, by=by, at=at)


def _settle(case_id: UUID, what: str, status: ObligationStatus, *, by: Actor, at: datetime) -> None:
    if duties_of(case_id, what):
        settle_duty(loop_id=case_id, what=what, by=by, at=at, status=status)
