"""Say who carries a node out: when a draft is sent, and when the superior office decides."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.directives.actions.step import step
from gongzhi.directives.facts import LeadGiven, SentOut, Terms
from gongzhi.directives.models import Directive
from gongzhi.directives.queries import figure, goal_of, held_by
from gongzhi.directives.rules import asked_twice_refusal, has_part_in, overrule_refusal, text_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, Words, already_done, hold
from gongzhi.organization.facts import DutyGround
from gongzhi.organization.public import check_duty
from gongzhi.people.facts import Actor

GIVING = ("send", "decide")


def give(
    *,
    directive_id: UUID,
    event: str,
    unit_id: UUID,
    by: Actor,
    at: datetime,
    text: str = "",
    reason: str = "",
    overrule: bool = False,
    once: UUID | None = None,
) -> None:
    """Name the addressee of a node that waits at its issuer, or before the superior office.

    `text` replaces what is asked, where it is given. Raises Refused ``directives.own_addressee``, the
    refusals of the duty table, ``directives.overrule_not_entitled`` and those of the loop.
    """
    assert event in GIVING
    if text:
        ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and already_done(once):
            return
        row = Directive.objects.get(loop=directive_id)
        if unit_id == row.issuer_id:
            raise Refused(Refusal("directives.own_addressee"))
        ground = check_duty(unit_id, loop.matter, at=at)
        against = isinstance(ground, Refusal) and (row.parent_id is None or not has_part_in(ground))
        if isinstance(ground, Refusal) and against:
            if not overrule:
                raise Refused(ground)
            ensure(overrule_refusal(by, reason=reason))
        citation = "" if against else _citation(ground)
        if event == "send":
            _send_out(row, loop, by=by, at=at)
        words = Words(reason=reason, text=text, citation=citation)
        step(event, directive_id=directive_id, by=by, at=at, words=words, names=unit_id, once=once)
        row.lead_id, row.citation = unit_id, citation
        row.overruled = row.overruled or against
        row.text = text or row.text
        row.save(update_fields=["lead", "citation", "overruled", "text", "baseline", "due_on"])
        fact = LeadGiven(unit_id=unit_id, citation=citation, overruled=against)
        record(fact, subject=directive_id, by=by.name(), at=at)


def _citation(ground: DutyGround | Refusal) -> str:
    if isinstance(ground, Refusal):
        return str(ground.details.get("citation", ""))
    return ground.citation


def _send_out(row: Directive, loop: LoopRow, *, by: Actor, at: datetime) -> None:
    """Freeze the goal's figure of the day a draft goes out, and count its days from there."""
    goal = goal_of(row)
    days = row.due_on - timezone.localdate(loop.opened_at)
    terms = Terms(
        title=loop.title,
        text=row.text,
        legal_basis=row.legal_basis,
        matter=loop.matter,
        scope=row.scope,
        due_on=timezone.localdate(at) + days,
        goal=goal,
    )
    ensure(asked_twice_refusal(terms, computed={}, open_=held_by(row.issuer_id)))
    if goal:
        since = at - timedelta(days=goal.period_days)
        row.baseline = figure(goal, matter=loop.matter, scope=row.scope, since=since, until=at)
    row.due_on = terms.due_on
    fact = SentOut(baseline=row.baseline, due_on=row.due_on.isoformat())
    record(fact, subject=row.loop_id, by=by.name(), at=at)
