"""Say who carries a node out: when a draft is sent, and when the superior office decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.directives.actions.step import step
from gongzhi.directives.facts import LeadGiven
from gongzhi.directives.models import Directive
from gongzhi.directives.rules import overrule_refusal, text_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold
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
        if isinstance(ground, Refusal):
            if not overrule:
                raise Refused(ground)
            ensure(overrule_refusal(by, reason=reason))
        citation = ground.citation if isinstance(ground, DutyGround) else ""
        words = Words(reason=reason, text=text, citation=citation)
        step(event, directive_id=directive_id, by=by, at=at, words=words, names=unit_id, once=once)
        row.lead_id, row.citation = unit_id, citation
        row.overruled = row.overruled or not citation
        row.text = text or row.text
        row.save(update_fields=["lead", "citation", "overruled", "text"])
        fact = LeadGiven(unit_id=unit_id, citation=citation, overruled=not citation)
        record(fact, subject=directive_id, by=by.name(), at=at)
