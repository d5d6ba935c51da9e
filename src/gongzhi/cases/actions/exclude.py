"""Leave a result out of scores 剔除, never out of statistics: proposed, decided by two people, open to objection."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.facts import (
    ExclusionDecided,
    ExclusionGround,
    ExclusionObjected,
    ExclusionObjectionDecided,
    ExclusionProposed,
    ExclusionState,
)
from gongzhi.cases.models import Case, Exclusion
from gongzhi.cases.rules import reason_refusal, text_refusal
from gongzhi.cases.scores import WINDOW, current, decision_refusal, objection_refusal, proposal_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    Receipt,
    already_done,
    hold,
    keep_receipt,
    open_duty,
    settle_duty,
    window_ends,
)
from gongzhi.people.facts import Actor

DUTY = "exclusion"


def propose_exclusion(
    *,
    case_id: UUID,
    ground: ExclusionGround,
    evidence: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Let the unit that answered propose it, on a ground of the closed list and with its evidence.

    Raises Refused: ``cases.not_yours``, ``cases.own_proposal``, ``cases.not_judged_yet``,
    ``cases.exclusion_asked_before``, ``loops.duty_unknown`` and those of a text.
    """
    ensure(text_refusal(evidence))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        case = Case.objects.select_related("loop").get(loop=case_id)
        ensure(proposal_refusal(case, by))
        assert by.unit_id is not None
        open_duty(loop_id=case_id, what=DUTY, by=by, at=at)
        row = Exclusion(
            loop_id=case_id,
            ground=ground,
            evidence=evidence,
            proposed_by_id=by.unit_id,
            proposed_at=at,
            state=ExclusionState.PROPOSED,
        )
        row.save(force_insert=True)
        fact = ExclusionProposed(
            exclusion_id=row.id, unit_id=by.unit_id, ground=ground, evidence=Private(evidence)
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        _done(once, case_id, "propose_exclusion")


def decide_exclusion(
    *, case_id: UUID, agreed: bool, reason: str, by: Actor, at: datetime, once: UUID | None = None
) -> ExclusionState:
    """Let one of two people decide; it is in force when both agree, and denied as soon as one does not.

    Raises Refused: ``cases.no_exclusion``, ``cases.not_yours``, ``cases.own_proposal``,
    ``cases.decided_it_yourself``, ``cases.reason_missing``.
    """
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        hold(case_id)
        row = current(case_id)
        if once and already_done(once):
            return ExclusionState(row.state) if row else ExclusionState.DENIED
        if row is None or row.state != ExclusionState.PROPOSED:
            raise Refused(Refusal("cases.no_exclusion"))
        ensure(decision_refusal(row, by))
        if row.first_by is None:
            row.first_by = by.account_id
        else:
            row.second_by = by.account_id
        over = not agreed or row.second_by is not None
        if over:
            row.state = ExclusionState.IN_FORCE if agreed else ExclusionState.DENIED
            row.decided_at = at
            settle_duty(loop_id=case_id, what=DUTY, by=by, at=at)
        row.save(update_fields=["first_by", "second_by", "state", "decided_at"])
        in_force = over and agreed
        fact = ExclusionDecided(
            exclusion_id=row.id,
            ground=ExclusionGround(row.ground),
            agreed=agreed,
            state=ExclusionState(row.state),
            ends_at=window_ends(case_id, WINDOW, since=at) if in_force else None,
            reason=Private(reason),
        )
        record(fact, subject=case_id, by=by.name(), at=at)
        _done(once, case_id, "decide_exclusion")
        return ExclusionState(row.state)


def object_to_exclusion(
    *, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Let the resident object to being left out; somebody who has not decided before decides on it."""
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        row = current(case_id)
        if row is None:
            raise Refused(Refusal("cases.no_exclusion"))
        ensure(objection_refusal(row, by, at=at))
        open_duty(loop_id=case_id, what=DUTY, by=by, at=at)
        row.objection, row.objected_at = text, at
        row.save(update_fields=["objection", "objected_at"])
        fact = ExclusionObjected(exclusion_id=row.id, text=Private(text))
        record(fact, subject=case_id, by=by.name(), at=at)
        _done(once, case_id, "object_exclusion")


def decide_exclusion_objection(
    *, case_id: UUID, upheld: bool, reason: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Let a third person decide on the objection; upheld, the result counts in scores again."""
    ensure(reason_refusal(reason))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        row = current(case_id)
        if row is None or row.objected_at is None or row.objection_upheld is not None:
            raise Refused(Refusal("cases.no_exclusion"))
        ensure(decision_refusal(row, by))
        settle_duty(loop_id=case_id, what=DUTY, by=by, at=at)
        row.objection_upheld = upheld
        if upheld:
            row.state = ExclusionState.DENIED
        row.save(update_fields=["objection_upheld", "state"])
        fact = ExclusionObjectionDecided(exclusion_id=row.id, upheld=upheld, reason=Private(reason))
        record(fact, subject=case_id, by=by.name(), at=at)
        _done(once, case_id, "decide_exclusion_objection")


def _done(once: UUID | None, case_id: UUID, event: str) -> None:
    if once:
        keep_receipt(Receipt(key=once, loop_id=case_id, event=event))
