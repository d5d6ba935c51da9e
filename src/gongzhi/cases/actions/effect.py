"""Look again at a sample of solved cases after some time: does the result last? 效果抽查"""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import EffectChecked, EffectDrawn, EffectState
from gongzhi.cases.models import Case, EffectCheck
from gongzhi.cases.rules import reason_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    LoopRow,
    Receipt,
    Words,
    already_done,
    definition_of_loop,
    hold,
    keep_receipt,
    open_duty,
    profile_of_loop,
    settle_duty,
    window_ends,
)
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import SYSTEM, Actor

DUTY = "effect_check"  # also the share and the time of it in the time profile
DRAW_OF = 1000
SOLVED = "closed"


def draw_effect_check(*, loop: LoopRow, at: datetime, drawn: int | None = None) -> bool:
    """Draw by lot whether a case that has just ended as solved is looked at again; the number goes on record.

    Inside the caller's transaction. Nothing is drawn where the profile knows no such sample, or the loop runs
    by a definition without the duty.
    """
    assert connection.in_atomic_block
    profile = profile_of_loop(loop.id)
    known = profile.has_share(DUTY) and profile.has(DUTY)
    if loop.state != SOLVED or not known or DUTY not in definition_of_loop(loop.id).beside:
        return False
    drawn = secrets.randbelow(DRAW_OF) if drawn is None else drawn
    wanted = drawn * 100 < profile.share(DUTY) * DRAW_OF
    look_at = window_ends(loop.id, DUTY, since=at) if wanted else None
    check = None
    if look_at is not None:
        check = EffectCheck(loop_id=loop.id, look_at=look_at, state=EffectState.WAITING)
        check.save(force_insert=True)
    fact = EffectDrawn(drawn=drawn, check_id=check.id if check else None, look_at=look_at)
    record(fact, subject=loop.id, by=SYSTEM.name(), at=at)
    return wanted


def open_effect_checks(*, by: Actor, at: datetime, limit: int = 50) -> int:
    """Ask the recheck desk for the looks whose day has come, up to `limit`; return how many were taken up.

    Each is a transaction of its own; several workers share them. It reads an index of those that wait, so the
    cost is that of the looks due, whatever was ever filed.
    """
    done = 0
    while done < limit and _open_one(by, at):
        done += 1
    return done


def _open_one(by: Actor, at: datetime) -> bool:
    with transaction.atomic(durable=True):
        waiting = EffectCheck.objects.filter(state=EffectState.WAITING, look_at__lte=at).order_by("look_at")
        found = waiting.values_list("id", "loop").first()
        if found is None:
            return False
        loop = hold(found[1])
        check = EffectCheck.objects.get(id=found[0])
        if check.state != EffectState.WAITING:
            return True  # another worker had it meanwhile
        case = Case.objects.select_related("loop").get(loop=loop.id)
        verifier = desk(Office.RECHECK, loop.division, at=at)
        independent = verifier and verifier != case.lead_id and str(verifier) not in case.loop.worked_by
        if independent:
            open_duty(loop_id=loop.id, what=DUTY, by=by, at=at, unit_id=verifier)
        # Without a desk that is outside the work nobody can look; that is on record as dropped.
        _now(check, EffectState.OPEN if independent else EffectState.DROPPED, by=by, at=at)
        return True


def record_effect(
    *, case_id: UUID, lasts: bool, note: str, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Let the verifier say whether the result lasts; broken again, the first case is opened again, if it still may.

    Raises Refused: ``loops.not_entitled``, ``cases.no_effect_check``, ``cases.reason_missing`` (when it is
    broken again), ``loops.not_theirs``, and those of a reopening.
    """
    if not by.may("case.recheck"):
        raise Refused(Refusal("loops.not_entitled"))
    if not lasts:
        ensure(reason_refusal(note))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        check = EffectCheck.objects.filter(loop=case_id, state=EffectState.OPEN).first()
        if check is None:
            raise Refused(Refusal("cases.no_effect_check"))
        settle_duty(loop_id=case_id, what=DUTY, by=by, at=at)
        _now(check, EffectState.LASTS if lasts else EffectState.BROKEN, by=by, at=at, note=note)
        if not lasts:
            _open_again(case_id, note, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="record_effect"))


def _open_again(case_id: UUID, note: str, *, by: Actor, at: datetime) -> None:
    try:
        step("reopen", case_id=case_id, by=by, at=at, words=Words(text=note))
    except Refused as refused:
        # A look that came too late still says what was seen; the next report of it is a case of its own.
        if refused.refusal.code != "loops.reopen_over":
            raise


def _now(check: EffectCheck, state: EffectState, *, by: Actor, at: datetime, note: str = "") -> None:
    check.state = state
    check.done_at = None if state is EffectState.OPEN else at
    check.save(update_fields=["state", "done_at"])
    fact = EffectChecked(check_id=check.id, state=state, text=Private(note) if note.strip() else None)
    record(fact, subject=check.loop_id, by=by.name(), at=at)
