"""Learn from a directive: conclusions, and the next version drafted from them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.directives.actions.nodes import Node, open_nodes
from gongzhi.directives.facts import NEXT, Concluded, PartSpec, Terms
from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.models import Directive
from gongzhi.directives.queries import goal_of, version_after
from gongzhi.directives.rules import next_refusal, text_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt, link_loops
from gongzhi.people.facts import Actor


def conclude(*, directive_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Write what the issuer learned, once the whole directive has ended; writing again replaces it.

    Raises Refused ``loops.not_owner``, ``directives.not_ended``, ``directives.text_missing``.
    """
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and already_done(once):
            return
        row = _own(directive_id, by)
        if loop.ended_at is None:
            raise Refused(Refusal("directives.not_ended"))
        row.conclusions = text
        row.save(update_fields=["conclusions"])
        record(Concluded(text=Private(text)), subject=directive_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="conclude"))


def draft_next(*, directive_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> UUID:
    """Draft the next version from the last one and its conclusions; it waits with the issuer to be sent.

    It has as many days as the last one had, and the same goal with today's figure to be frozen when it is
    sent. Raises Refused ``loops.not_owner``, ``directives.not_ended``, ``directives.next_exists``.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and (receipt := already_done(once)):
            return receipt.loop_id
        row = _own(directive_id, by)
        after = version_after(directive_id)
        ensure(next_refusal(ended=loop.ended_at is not None, number=after.number if after else ""))
        days = max(1, (row.due_on - timezone.localdate(loop.opened_at)).days)
        text = row.text
        if row.conclusions:
            text = _("%(text)s\n\nWhat version %(version)s taught us: %(conclusions)s") % {
                "text": row.text,
                "version": row.version,
                "conclusions": row.conclusions,
            }
        terms = Terms(
            title=loop.title,
            text=text,
            legal_basis=row.legal_basis,
            matter=loop.matter,
            scope=row.scope,
            due_on=timezone.localdate(at) + timedelta(days=days),
            goal=goal_of(row),
        )
        assert by.unit_id is not None
        node = Node(PartSpec(row.lead_id or by.unit_id, row.scope), row.citation)
        (new,) = open_nodes([node], terms=terms, previous=row, send=False, by=by, at=at)
        link_loops(from_id=directive_id, to_id=new.loop_id, role=NEXT, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=new.loop_id, event="next"))
        return new.loop_id


def _own(directive_id: UUID, by: Actor) -> Directive:
    ensure(elsewhere_refusal(by))
    row = Directive.objects.get(loop=directive_id)
    if row.parent_id is not None or by.unit_id != row.issuer_id or not by.may("directive.reply"):
        raise Refused(Refusal("loops.not_owner"))
    return row
