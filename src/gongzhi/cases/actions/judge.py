"""The resident's judgement: solved or not, and, asked separately, satisfied or not."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.effect import draw_effect_check
from gongzhi.cases.actions.signals import note_signals
from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import Judged, JudgedVia, Satisfaction
from gongzhi.cases.models import Case
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor, ActorKind


def judge(
    *,
    case_id: UUID,
    solved: bool,
    satisfied: Satisfaction | None,
    by: Actor,
    at: datetime,
    words: str = "",
    pressed: bool | None = None,
    drawn: int | None = None,
    drawn_later: int | None = None,
    once: UUID | None = None,
) -> None:
    """Take the judgement, from the resident or through the callback desk.

    "Solved" closes, except for the random share that is rechecked by somebody outside the handling
    unit; "not solved" goes back to work, the second time to arbitration. `pressed`: what the resident said
    when the callback desk asked whether somebody pressed for a good answer. `drawn` and `drawn_later`: the
    numbers of the two lots, where they were drawn already. Raises Refused as the loop does.
    """
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        case = Case.objects.get(loop=case_id)
        event = "solved" if solved else "not_solved"
        holders = {"verifier": _verifier(loop.division, case.lead_id, at)} if solved else None
        row = step(
            event,
            case_id=case_id,
            by=by,
            at=at,
            words=Words(text=words),
            holders=holders,
            drawn=drawn,
            once=once,
        )
        via = JudgedVia.RESIDENT if by.kind is ActorKind.RESIDENT else JudgedVia.CALLBACK
        case.solved, case.satisfied, case.judged_via = solved, satisfied or "", via
        case.call_wanted = None  # another silence is drawn anew
        case.save(update_fields=["solved", "satisfied", "judged_via", "call_wanted"])
        record(Judged(solved=solved, satisfied=satisfied, via=via), subject=case_id, by=by.name(), at=at)
        if via is JudgedVia.CALLBACK:
            note_signals(case_id=case_id, lead=case.lead_id, words=words, pressed=pressed, by=by, at=at)
        draw_effect_check(loop=row, at=at, drawn=drawn_later)


def _verifier(division: str, lead: UUID | None, at: datetime) -> UUID:
    """Return the desk that rechecks, which must not be the unit that did the work."""
    unit_id = desk(Office.RECHECK, division, at=at)
    if unit_id is None or unit_id == lead:
        raise Refused(Refusal("cases.no_desk", {"office": Office.RECHECK.value}))
    return unit_id
