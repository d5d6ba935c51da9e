"""What an algorithm proposes about a case, at filing and after a return, and what people make of it.

A proposal carries no power: whoever follows it does so by the same step, with the same checks, as without one.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.classify import classify_held
from gongzhi.cases.actions.danger import ask_to_look
from gongzhi.cases.actions.dispatch import DISPATCHING, name_lead
from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.models import Case
from gongzhi.cases.rules import classify_refusal, title_of
from gongzhi.cases.verified import matter_of, went_well
from gongzhi.diagnosis.facts import Message
from gongzhi.diagnosis.public import (
    AgainView,
    ProposalView,
    note_dispatched,
    proposal_of,
    propose_again,
    propose_matter,
    right_as_far,
    verify_matter,
)
from gongzhi.kernel.refusals import Refusal, ensure
from gongzhi.ledger.public import story_of
from gongzhi.loops.public import LoopRow, Words, already_done, hold, holders_of, loop_row
from gongzhi.people.facts import SYSTEM, Actor

AT_INTAKE = "registered"


def propose_about(*, case_id: UUID, at: datetime, by: Actor = SYSTEM) -> None:
    """Have it proposed what a case that was filed is about, in the caller's transaction; no algorithm, no effect.

    Where nothing stands against it the case is dispatched at once, and a person can undo it.
    """
    assert connection.in_atomic_block
    loop = hold(case_id)
    case = Case.objects.filter(loop=case_id).first()
    # By the time the worker comes round a person may have decided already: then there is nothing to propose.
    if case is None or loop.state != AT_INTAKE or not case.text:
        return
    found = propose_matter(
        subject=case_id,
        message=message_of(case, loop),
        matter=loop.matter,
        confidential=case.confidential,
        by=by,
        at=at,
    )
    if found is not None and found.life:
        ask_to_look(case_id=case_id, by=by, at=at)
    if found is None or found.why_not or found.unit_id is None:
        return
    classify_held(loop=loop, matter=found.matter, by=by, at=at)
    set_loop, case = hold(case_id), Case.objects.get(loop=case_id)
    name_lead(set_loop, case, found.unit_id, event="dispatch", by=by, at=at, words=Words(), by_itself=True)
    note_dispatched(subject=case_id, unit_id=found.unit_id, division=loop.division, by=by, at=at)


def propose_after_return(*, case_id: UUID, at: datetime, by: Actor = SYSTEM) -> None:
    """Have it proposed anew who gets a case a unit has returned, in the caller's transaction: never who returned it.

    The reasons of those who returned it are read with the resident's words.
    """
    assert connection.in_atomic_block
    loop = hold(case_id)
    case = Case.objects.filter(loop=case_id).first()
    if case is None or loop.state != "return_review" or not case.text:
        return
    lead, units, reasons = "", list[str](), list[str]()
    for fact in story_of(case_id):
        if fact.kind == "cases.lead_named":
            lead = fact.data["unit_id"]
        elif fact.kind == "loops.moved" and fact.data["event"] == "return" and lead:
            units.append(lead)
            reasons.append((fact.texts or {}).get("reason", ""))
    propose_again(
        subject=case_id,
        message=message_of(case, loop),
        reason="\n".join(filter(None, reasons)),
        returned=loop.matter,
        without=frozenset(map(UUID, units)),
        by=by,
        at=at,
    )


def message_of(case: Case, loop: LoopRow) -> Message:
    """Return a case as an algorithm reads it: nothing of who wrote it."""
    return Message(
        title=title_of(case.text),
        text=case.text,
        place=case.address,
        division=loop.division,
        channel=case.channel,
        at=loop.opened_at,
    )


def fits(matter: str, set_: str) -> bool:
    """Return whether a proposed matter may be taken up where a person has set one: none yet, the same, or one below."""
    return not set_ or right_as_far(set_, matter)


def accept(
    *,
    case_id: UUID,
    event: str,
    matter: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    looked_ms: int | None = None,
    once: UUID | None = None,
) -> None:
    """Set the matter and dispatch in one step, as the desk does in two: with the same powers and the same duty table.

    A matter a person has set is made finer at most, never another one: for that the desk sets it by hand, unless the
    case came back with it and this was proposed anew. Raises Refused for that, and as `classify` and `dispatch` do.
    """
    assert event in DISPATCHING
    with transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        ensure(classify_refusal(by, intake=holders_of(case_id).get("intake", ())))
        free = fits(matter, loop.matter) or matter in _after_return(loop)
        ensure(None if free else Refusal("cases.matter_was_set"))
        classify_held(loop=loop, matter=matter, by=by, at=at)
        loop, case = hold(case_id), Case.objects.get(loop=case_id)
        name_lead(
            loop, case, unit_id, event=event, by=by, at=at, words=Words(), looked_ms=looked_ms, once=once
        )


def again_of(found: ProposalView | None, loop: LoopRow) -> AgainView | None:
    """Return what was proposed anew, as long as the case waits with the matter it came back with."""
    again = found.again if found and loop.state == "return_review" else None
    return again if again and again.returned == loop.matter else None


def _after_return(loop: LoopRow) -> tuple[str, ...]:
    again = again_of(proposal_of(loop.id), loop)
    return again.matters if again else ()


def verify_about(*, case_id: UUID, at: datetime, by: Actor = SYSTEM) -> None:
    """Keep what a case that ended was about, in the caller's transaction; nothing where nothing was proposed."""
    assert connection.in_atomic_block
    loop = loop_row(case_id)
    if loop is None or loop.subject_kind != SUBJECT_KIND or loop.ended_at is None:
        return
    verify_matter(subject=case_id, matter=matter_of(case_id), well=went_well(case_id), by=by, at=at)
