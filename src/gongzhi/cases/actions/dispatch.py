"""Give a case to the unit that has the power for it 派单."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.add_photo import drop_draft_photos
from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import LeadNamed
from gongzhi.cases.models import Case
from gongzhi.cases.objections import DECISIONS, objection_refusal
from gongzhi.cases.rules import overrule_refusal
from gongzhi.diagnosis.facts import Decider
from gongzhi.diagnosis.public import decide_matter
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, Words, already_done, hold, move
from gongzhi.organization.facts import DutyGround, LimitClass
from gongzhi.organization.public import check_duty, within
from gongzhi.people.facts import Actor

# The three ways a lead is named: first dispatch, after a return, by arbitration.
DISPATCHING = ("dispatch", "redispatch", "decide")
SUPERIOR_MAY = ("dispatch", "redispatch")
DESK = frozenset({"intake"})


def dispatch(
    *,
    case_id: UUID,
    event: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    note: str = "",
    reason: str = "",
    overrule: bool = False,
    looked_ms: int | None = None,
    once: UUID | None = None,
) -> None:
    """Name the lead by one of `DISPATCHING`.

    Power before work: a unit without the duty for the matter is refused with the citation, unless a
    named superior overrules with a reason 指定管辖, which is recorded and counted. Raises Refused:
    ``cases.matter_missing``, the refusals of the duty table, ``cases.overrule_not_entitled``,
    ``cases.reason_missing``, ``cases.decided_it_yourself`` (an objection to the own decision), and those of the loop.
    `looked_ms`: how long what an algorithm proposed was in view before.
    """
    assert event in DISPATCHING
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        case = Case.objects.get(loop=case_id)
        if once and already_done(once):
            return
        if event in DECISIONS:
            ensure(objection_refusal(case_id, by))
        if overrule:
            scope = within(by.division, loop.division)
            ensure(overrule_refusal(by, reason=reason, in_scope=scope))
        name_lead(
            loop,
            case,
            unit_id,
            event=event,
            by=by,
            at=at,
            words=Words(reason=reason, text=note),
            overrule=overrule,
            looked_ms=looked_ms,
            once=once,
        )


def name_lead(
    loop: LoopRow,
    case: Case,
    unit_id: UUID,
    *,
    event: str,
    by: Actor,
    at: datetime,
    words: Words,
    overrule: bool = False,
    by_itself: bool = False,
    looked_ms: int | None = None,
    once: UUID | None = None,
) -> None:
    """Name the lead of a case that is held in the caller's transaction; the duty table is asked here.

    `by_itself`: a program does, in the place of the desk; the caller has checked that the register lets it.
    """
    assert connection.in_atomic_block
    citation, overruled = _ground(loop.matter, unit_id, at=at, overrule=overrule)
    said = replace(words, citation=citation)
    if by_itself or (overrule and event in SUPERIOR_MAY):
        # 指定管辖: by rank, in the place of the dispatch desk.
        move(
            loop_id=loop.id,
            event=event,
            by=by,
            at=at,
            words=said,
            names=unit_id,
            offices=DESK,
            once=once,
        )
    else:
        step(event, case_id=loop.id, by=by, at=at, words=said, names=unit_id, once=once)
    _name(case, unit_id, overruled=overruled)
    fact = _fact(case, unit_id, citation, overruled=overruled, reason=words.reason)
    record(fact, subject=loop.id, by=by.name(), at=at)
    decide_matter(
        subject=loop.id,
        matter=loop.matter,
        urgent=loop.limit_class == LimitClass.LIFE_SAFETY,
        decider=Decider.RULES if by_itself else Decider.ARBITER if event == "decide" else Decider.DESK,
        by=by,
        at=at,
        looked_ms=looked_ms,
    )


def _name(case: Case, unit_id: UUID, *, overruled: bool) -> None:
    """Keep who leads. What the former lead drafted is no answer of the next one: neither its words nor its photos."""
    if case.lead_id != unit_id:
        drop_draft_photos(case_id=case.loop_id)
        case.draft, case.drafted_by, case.draft_finding, case.draft_reason = "", None, "", ""
    case.lead_id, case.overruled = unit_id, case.overruled or overruled
    case.save(update_fields=["lead", "overruled", "draft", "drafted_by", "draft_finding", "draft_reason"])


def _fact(case: Case, unit_id: UUID, citation: str, *, overruled: bool, reason: str) -> LeadNamed:
    return LeadNamed(
        unit_id=unit_id,
        citation=citation,
        overruled=overruled,
        as_proposed=unit_id == case.proposed_unit_id,
        reason=Private(reason) if reason else None,
    )


def _ground(matter: str, unit_id: UUID, *, at: datetime, overrule: bool) -> tuple[str, bool]:
    """Return the citation that gives the unit the lead, and whether the duty table was overruled."""
    if not matter:
        raise Refused(Refusal("cases.matter_missing"))
    ground = check_duty(unit_id, matter, at=at)
    if isinstance(ground, DutyGround):
        return ground.citation, False
    if not overrule:
        raise Refused(ground)
    return str(ground.details.get("citation", "")), True
