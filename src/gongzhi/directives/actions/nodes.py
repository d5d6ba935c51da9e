"""Open nodes of a directive, inside the transaction of the action that issues them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.directives.facts import PART, SUBJECT_KIND, DirectiveIssued, PartSpec, Terms
from gongzhi.directives.models import Directive
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record_many
from gongzhi.loops.public import LoopRow, Opening, definition_of_loop, link_many, open_many
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Node:
    """What is to be opened: the addressee, the ground, and whether the duty table was overruled."""

    part: PartSpec
    citation: str
    overruled: bool = False
    reason: str = ""


def open_nodes(
    nodes: Sequence[Node],
    *,
    terms: Terms,
    by: Actor,
    at: datetime,
    parent: Directive | None = None,
    previous: Directive | None = None,
    send: bool = True,
) -> list[Directive]:
    """Open nodes and send them to their addressees; return them in the same order.

    Without a `parent` each is a whole directive. Raises Refused ``directives.no_desk``.
    """
    assert connection.in_atomic_block
    if not nodes:
        return []
    assert by.unit_id is not None
    scopes = {each.part.scope for each in nodes}
    standing = {scope: standing_parties(scope, at=at) for scope in scopes}
    loops = _open_loops(nodes, terms, standing, by, at, send=send)
    rows = [
        _row(each, loop, terms, by.unit_id, parent, previous, send=send)
        for each, loop in zip(nodes, loops, strict=True)
    ]
    Directive.objects.bulk_create(rows)
    version = definition_of_loop(loops[0].id).version
    facts = [
        (_fact(row, each, terms, standing[each.part.scope], version), row.loop_id)
        for row, each in zip(rows, nodes, strict=True)
    ]
    record_many(facts, by=by.name(), at=at)
    if parent is not None:
        link_many(from_id=parent.loop_id, to_ids=[row.loop_id for row in rows], role=PART, by=by, at=at)
    return rows


def _open_loops(
    nodes: Sequence[Node],
    terms: Terms,
    standing: Mapping[str, Mapping[str, UUID]],
    by: Actor,
    at: datetime,
    *,
    send: bool,
) -> list[LoopRow]:
    days = (terms.due_on - timezone.localdate(at)).days
    return open_many(
        definition=SUBJECT_KIND,
        subject_kind=SUBJECT_KIND,
        openings=[
            Opening(
                title=terms.title,
                division=each.part.scope,
                holders={"issuer": by.unit_id, **standing[each.part.scope]},
                names=each.part.unit_id if send else None,
            )
            for each in nodes
        ],
        matter=terms.matter,
        limit_class=f"{max(days, 1)}d",
        event="send" if send else "",
        by=by,
        at=at,
    )


def standing_parties(scope: str, *, at: datetime) -> dict[str, UUID]:
    """Return the desks above a place that decide and that look independently."""
    found = {}
    for party, office in (("superior", Office.ARBITRATION), ("reviewer", Office.RECHECK)):
        unit_id = desk(office, scope, at=at)
        if unit_id is None:
            raise Refused(Refusal("directives.no_desk", {"office": office.value}))
        found[party] = unit_id
    return found


def _row(
    node: Node,
    loop: LoopRow,
    terms: Terms,
    issuer: UUID,
    parent: Directive | None,
    previous: Directive | None,
    *,
    send: bool,
) -> Directive:
    goal = terms.goal if parent is None else None
    return Directive(
        loop_id=loop.id,
        parent_id=parent.loop_id if parent else None,
        root_id=parent.root_id if parent else loop.id,
        path=f"{parent.path if parent else ''}{loop.id.hex}/",
        version=previous.version + 1 if previous else parent.version if parent else 1,
        previous_id=previous.loop_id if previous else None,
        text=terms.text,
        legal_basis=terms.legal_basis,
        citation=node.citation,
        overruled=node.overruled,
        measure=goal.measure if goal else "",
        measure_kind=goal.kind if goal else "",
        period_days=goal.period_days if goal else 0,
        baseline=goal.baseline if goal else None,
        target_from=goal.target_from if goal else None,
        target_to=goal.target_to if goal else None,
        scope=node.part.scope,
        grid=node.part.grid,
        due_on=terms.due_on,
        issuer_id=issuer,
        lead_id=node.part.unit_id if send else None,
    )


def _fact(
    row: Directive, node: Node, terms: Terms, standing: dict[str, UUID], version: int
) -> DirectiveIssued:
    return DirectiveIssued(
        parent=row.parent_id,
        root=row.root_id,
        version=row.version,
        previous=row.previous_id,
        title=Private(terms.title),
        text=Private(row.text),
        legal_basis=row.legal_basis,
        matter=terms.matter,
        citation=row.citation,
        overruled=row.overruled,
        overrule_reason=Private(node.reason) if node.overruled else None,
        goal=terms.goal if row.measure else None,
        scope=row.scope,
        grid=row.grid,
        due_on=row.due_on.isoformat(),
        issuer_unit_id=row.issuer_id,
        lead_unit_id=row.lead_id,
        superior_unit_id=standing["superior"],
        reviewer_unit_id=standing["reviewer"],
        definition_version=version,
    )
