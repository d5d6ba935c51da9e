"""The plain steps: accept, answer otherwise, reply, report, judge, look. What names a unit has its own verb."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.directives.actions.step import step
from gongzhi.directives.facts import OBJECTIONS, TermsAmended
from gongzhi.directives.models import Directive
from gongzhi.directives.queries import directive, standing_refusal
from gongzhi.directives.rules import power_refusal, text_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.people.facts import Actor

PLAIN = frozenset(
    {
        "accept",
        *OBJECTIONS,
        "insist",
        "release",
        "agree_done",
        "call_back",
        "extend",
        "park",
        "take_up_again",
        "ask_up",
        "report",
        "confirm",
        "look",
        "not_enough",
        "assess_ok",
        "assess_bad",
        "stop",
        "reopen",
    }
)


def handle(
    *,
    directive_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    text: str = "",
    citation: str = "",
    drawn: int | None = None,
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`.

    Raises Refused: ``loops.not_entitled``, ``directives.parts_open`` (report), ``directives.look_needed``
    (a whole directive ends only after an independent look), ``directives.look_not_drawn`` and
    ``directives.look_first`` (there are places to look at), and those of the loop.
    """
    assert event in PLAIN
    with transaction.atomic(durable=True):
        hold(directive_id)
        if once and already_done(once):
            return
        view = directive(directive_id)
        assert view is not None
        ensure(power_refusal(event, by) or standing_refusal(view, event))
        words = Words(reason=reason, text=text, citation=citation)
        step(event, directive_id=directive_id, by=by, at=at, words=words, drawn=drawn, once=once)


def amend(*, directive_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Change what is asked, in reply to an objection, and send it again to the same addressee.

    Raises Refused ``directives.text_missing`` and those of the loop.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(directive_id)
        if once and already_done(once):
            return
        row = Directive.objects.get(loop=directive_id)
        names, words = row.lead_id, Words(text=text)
        step("amend", directive_id=directive_id, by=by, at=at, words=words, names=names, once=once)
        row.text = text
        row.save(update_fields=["text"])
        record(TermsAmended(text=Private(text)), subject=directive_id, by=by.name(), at=at)
