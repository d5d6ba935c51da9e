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
from gongzhi.cases.rules import (
    exclude_refusal,
    exclusion_objection_refusal,
    exclusion_refusal,
    reason_refusal,
    text_refusal,
)
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    Receipt,
    already_done,
    hold,
    holders_of,
    keep_receipt,
    open_duty,
    settle_duty,
    window_ends,
)
from gongzhi.people.facts import Actor

DUTY = "exclusion"
WINDOW = "exclusion_objection"  # how long the resident may object, in the time profile


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


def proposal_refusal(case: Case, by: Actor) -> Refusal | None:
    """Say why this unit may not propose it now, or None: for the action and for the button."""
    counts = case.loop.counts
    return exclusion_refusal(
        by,
        lead=case.lead_id,
        arbiter=holders_of(case.loop_id).get("arbiter", ()),
        judged=case.solved is not None or any(counts.get(each) for each in ("recheck_ok", "recheck_bad")),
        before=Exclusion.objects.filter(loop=case.loop_id).exists(),
    )


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


def current(case_id: UUID) -> Exclusion | None:
    """Return what was proposed about a case, decided or not."""
    return Exclusion.objects.filter(loop=case_id).order_by("-proposed_at").first()


def decision_refusal(row: Exclusion, by: Actor) -> Refusal | None:
    """Say why this person may not decide about it, or None: for the action and for the button."""
    return exclude_refusal(
        by,
        arbiter=holders_of(row.loop_id).get("arbiter", ()),
        proposed_by=row.proposed_by_id,
        decided=[each for each in (row.first_by, row.second_by) if each],
    )


def objection_refusal(row: Exclusion, by: Actor, *, at: datetime) -> Refusal | None:
    """Say why the resident may not object now, or None: for the action and for the button."""
    until = window_ends(row.loop_id, WINDOW, since=row.decided_at) if row.decided_at else None
    return exclusion_objection_refusal(
        by, state=row.state, objected=row.objected_at is not None, until=until, at=at
    )


def _done(once: UUID | None, case_id: UUID, event: str) -> None:
    if once:
        keep_receipt(Receipt(key=once, loop_id=case_id, event=event))
