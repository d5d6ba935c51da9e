"""The resident's judgement: solved or not, and, asked separately, satisfied or not."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.effect import draw_effect_check
from gongzhi.cases.actions.helped import note_helped
from gongzhi.cases.actions.signals import note_signals
from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import Judged, JudgedVia, Satisfaction
from gongzhi.cases.models import Case
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, Words, already_done, hold
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor, ActorKind, HelpedAct


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
    by_sms: bool = False,
    once: UUID | None = None,
) -> None:
    """Take the judgement, from the resident, from a helper for them, or through the callback desk.

    "Solved" closes, except for the random share that is rechecked by somebody outside the handling
    unit; "not solved" goes back to work, the second time to arbitration. `pressed`: what the resident said
    when the callback desk asked whether somebody pressed for a good answer. `drawn` and `drawn_later`: the
    numbers of the two lots, where they were drawn already. Raises Refused as the loop does.
    """
    via = _heard(by, by_sms=by_sms)
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.JUDGE, case_id=case_id, by=by, at=at)
        judgement = Judgement(solved=solved, satisfied=satisfied, via=via, words=words)
        case = take_judgement(
            loop=loop, judgement=judgement, by=by, at=at, drawn=drawn, drawn_later=drawn_later, once=once
        )
        if via is JudgedVia.CALLBACK:
            note_signals(case_id=case_id, lead=case.lead_id, words=words, pressed=pressed, by=by, at=at)


def _heard(by: Actor, *, by_sms: bool) -> JudgedVia:
    if by.kind is not ActorKind.RESIDENT:
        return JudgedVia.CALLBACK
    if by.mandate is not None:
        return JudgedVia.HELPER
    return JudgedVia.SMS if by_sms else JudgedVia.RESIDENT


@dataclass(frozen=True)
class Judgement:
    """What was said about the result, and through whom it was heard."""

    solved: bool
    satisfied: Satisfaction | None
    via: JudgedVia
    words: str = ""


def take_judgement(
    *,
    loop: LoopRow,
    judgement: Judgement,
    by: Actor,
    at: datetime,
    drawn: int | None = None,
    drawn_later: int | None = None,
    once: UUID | None = None,
    offices: frozenset[str] = frozenset(),
) -> Case:
    """Move a held case by a judgement and keep it; part of the caller's transaction."""
    assert connection.in_atomic_block
    case = Case.objects.get(loop=loop.id)
    said = judgement
    row = step(
        "solved" if said.solved else "not_solved",
        case_id=loop.id,
        by=by,
        at=at,
        words=Words(text=said.words),
        holders={"verifier": _verifier(loop.division, case.lead_id, at)} if said.solved else None,
        drawn=drawn,
        once=once,
        offices=offices,
    )
    case.solved, case.satisfied, case.judged_via = said.solved, said.satisfied or "", said.via
    case.call_wanted = None  # another silence is drawn anew
    case.save(update_fields=["solved", "satisfied", "judged_via", "call_wanted"])
    fact = Judged(solved=said.solved, satisfied=said.satisfied, via=said.via)
    record(fact, subject=loop.id, by=by.name(), at=at)
    draw_effect_check(loop=row, at=at, drawn=drawn_later)
    return case


def _verifier(division: str, lead: UUID | None, at: datetime) -> UUID:
    """Return the desk that rechecks, which must not be the unit that did the work."""
    unit_id = desk(Office.RECHECK, division, at=at)
    if unit_id is None or unit_id == lead:
        raise Refused(Refusal("cases.no_desk", {"office": Office.RECHECK.value}))
    return unit_id
