"""What is no longer true of a case that goes back to work: an answer's finding, a judgement, a look later on."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.cases.facts import EffectChecked, EffectState, ExclusionLapsed, ExclusionState
from gongzhi.cases.models import Case, EffectCheck, Exclusion
from gongzhi.ledger.public import record
from gongzhi.loops.facts import ObligationStatus
from gongzhi.loops.public import settle_duty
from gongzhi.people.facts import SYSTEM

REOPEN = "reopen"


def begin_again(*, case_id: UUID, event: str, at: datetime) -> None:
    """Take back what stood with the answer, inside the caller's transaction; the story keeps it.

    With a reopening the resident's judgement goes as well, out of the figures, what was decided or proposed
    about leaving it out of scores, and a look that was to come.
    """
    assert connection.in_atomic_block
    if event != REOPEN:
        Case.objects.filter(loop=case_id).exclude(finding="").update(finding="")
        return
    Case.objects.filter(loop=case_id).update(
        finding="", solved=None, satisfied="", judged_via="", call_wanted=None
    )
    _let_exclusion_lapse(case_id, at)
    check = EffectCheck.objects.filter(
        loop=case_id, state__in=[EffectState.WAITING, EffectState.OPEN]
    ).first()
    if check is None:
        return
    if check.state == EffectState.OPEN:
        settle_duty(loop_id=case_id, what="effect_check", by=SYSTEM, at=at, status=ObligationStatus.WAIVED)
    check.state, check.done_at = EffectState.DROPPED, at
    check.save(update_fields=["state", "done_at"])
    record(
        EffectChecked(check_id=check.id, state=EffectState.DROPPED),
        subject=case_id,
        by=SYSTEM.name(),
        at=at,
    )


def _let_exclusion_lapse(case_id: UUID, at: datetime) -> None:
    row = Exclusion.objects.filter(
        loop=case_id, state__in=[ExclusionState.PROPOSED, ExclusionState.IN_FORCE]
    ).first()
    if row is None:
        return
    if row.state == ExclusionState.PROPOSED or (row.objected_at and row.objection_upheld is None):
        settle_duty(loop_id=case_id, what="exclusion", by=SYSTEM, at=at, status=ObligationStatus.WAIVED)
    row.state = ExclusionState.LAPSED
    row.save(update_fields=["state"])
    record(ExclusionLapsed(exclusion_id=row.id), subject=case_id, by=SYSTEM.name(), at=at)
