"""Check that the tables of directives say what the facts say; loops check their own tables."""

from collections.abc import Collection, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongzhi.directives.facts import Assessor
from gongzhi.directives.models import Assessment, Directive, DirectiveWork
from gongzhi.directives.replay import Row, replay
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Difference, hold


def check_replay(*, batch: int = 500) -> Iterator[Difference]:
    """Fold the facts of every node and yield each value in which the tables differ from them.

    Works beside others: a node that seems to differ is looked at again under the lock of its loop.
    """
    ids = iter(Directive.objects.order_by("loop").values_list("loop", flat=True).iterator())
    while some := list(islice(ids, batch)):
        for node in sorted({each.loop_id for each in _compare(some)}):
            with transaction.atomic(durable=True):
                hold(node)
                yield from _compare([node])


def _compare(ids: Collection[UUID]) -> list[Difference]:
    said = replay(facts_about(ids))
    found = []
    for node in Directive.objects.filter(loop__in=ids):
        row, rebuilt = _row(node), said.get(str(node.loop_id), {})
        for column in sorted(row):
            if rebuilt.get(column) != row[column]:
                what = f"directives/{node.loop_id}/{column}"
                found.append(Difference(node.loop_id, what, rebuilt.get(column), row[column]))
    return found


def _row(node: Directive) -> Row:
    works = DirectiveWork.objects.filter(directive=node).order_by("id").values_list("loop_id", "grid")
    said = Assessment.objects.filter(directive=node)
    looks = said.filter(assessor=Assessor.LOOK).values_list("grid", "good")
    return {
        "parent": _text(node.parent_id),
        "root": _text(node.root_id),
        "version": node.version,
        "previous": _text(node.previous_id),
        "legal_basis": node.legal_basis,
        "citation": node.citation,
        "overruled": node.overruled,
        "scope": node.scope,
        "grid": node.grid,
        "due_on": node.due_on.isoformat(),
        "measure": node.measure,
        "baseline": node.baseline,
        "target_from": node.target_from,
        "target_to": node.target_to,
        "issuer": _text(node.issuer_id),
        "lead": _text(node.lead_id),
        "concluded": bool(node.conclusions),
        "works": [f"{loop}@{grid}" for loop, grid in works],
        "assessments": said.exclude(assessor=Assessor.LOOK).count(),
        "looks": dict(looks),
    }


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
