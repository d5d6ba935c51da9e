"""Pass parts of a node on 分解任务: whoever works on it stays responsible for the whole."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.directives.actions.issue import Overrule, check_powers
from gongzhi.directives.actions.nodes import Node, open_nodes
from gongzhi.directives.facts import PartSpec, Terms
from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.models import Directive
from gongzhi.directives.rules import decompose_refusal, parts_refusal, text_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor


def decompose(
    *,
    directive_id: UUID,
    parts: Sequence[PartSpec],
    text: str,
    by: Actor,
    at: datetime,
    overrule: Overrule | None = None,
    once: UUID | None = None,
) -> int:
    """Give parts of a node to others, with the issuer's words for them; return how many.

    They fall due when the node does. Raises Refused: ``loops.not_owner``, ``loops.not_now``, and what
    `issue` refuses about addressees.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and already_done(once):
            return len(parts)
        row = Directive.objects.get(loop=directive_id)
        ensure(
            elsewhere_refusal(by)
            or decompose_refusal(by, lead=row.lead_id, state=loop.state)
            or text_refusal(text)
        )
        under = {part.scope for part in parts if within(row.scope, part.scope)}
        open_ = Directive.objects.filter(parent=row, loop__ended_at=None)
        given = set(open_.values_list("lead", "scope", "grid"))
        ensure(parts_refusal(by.unit_id, None, parts, scope=row.scope, under=under, given=given))
        if parts:
            citations, against = check_powers(loop.matter, None, parts, by=by, at=at, overrule=overrule)
            terms = Terms(
                title=loop.title,
                text=text,
                legal_basis=row.legal_basis,
                matter=loop.matter,
                scope=row.scope,
                due_on=row.due_on,
            )
            reason = overrule.reason if overrule else ""
            nodes = [Node(each, citations[each.unit_id], each.unit_id in against, reason) for each in parts]
            open_nodes(nodes, terms=terms, parent=row, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="decompose"))
        return len(parts)
