"""Issue a directive: the whole to whoever leads it, a part to each addressee, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.directives.actions.nodes import Node, open_nodes
from gongzhi.directives.facts import Goal, PartSpec, Terms
from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.models import Directive
from gongzhi.directives.queries import figure, held_by
from gongzhi.directives.rules import (
    asked_twice_refusal,
    has_part_in,
    issue_refusal,
    overrule_refusal,
    parts_refusal,
)
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import MEASURES, Receipt, already_done, keep_receipt, loop_row
from gongzhi.organization.facts import DutyGround
from gongzhi.organization.public import check_duty, matter, unit, within
from gongzhi.people.facts import Actor


@dataclass(frozen=True)
class Issued:
    """The whole directive: its loop, its number, and how many parts went out."""

    loop_id: UUID
    number: str
    parts: int


@dataclass(frozen=True)
class Overrule:
    """A superior's word against the duty table 指定管辖."""

    reason: str


def issue(
    *,
    terms: Terms,
    lead: UUID,
    parts: Sequence[PartSpec] = (),
    by: Actor,
    at: datetime,
    overrule: Overrule | None = None,
    once: UUID | None = None,
) -> Issued:
    """Issue and send a directive with all its parts, in one transaction.

    Power before work: `lead` must lead the matter by the duty table, every addressee at least cooperate in
    it. Raises Refused: those of `rules.issue_refusal` and `rules.parts_refusal`, ``directives.no_power``,
    ``directives.figures_held``, ``directives.asked_already``, ``directives.unknown_matter``,
    ``directives.no_desk``, ``directives.elsewhere``. With `overrule` a named superior goes against the duty
    table; it is counted.
    """
    with transaction.atomic(durable=True):
        if once and (receipt := already_done(once)):
            return _issued_before(receipt.loop_id)
        today = timezone.localdate(at)
        in_scope = within(by.division, terms.scope)
        ensure(elsewhere_refusal(by) or issue_refusal(by, terms, today=today, in_scope=in_scope))
        under = {part.scope for part in parts if within(terms.scope, part.scope)}
        ensure(parts_refusal(by.unit_id, lead, parts, scope=terms.scope, under=under))
        assert by.unit_id is not None
        ensure(asked_twice_refusal(terms, computed=computed_figures(), open_=held_by(by.unit_id)))
        citations, overruled = check_powers(terms.matter, lead, parts, by=by, at=at, overrule=overrule)
        reason = overrule.reason if overrule else ""
        root = Node(PartSpec(lead, terms.scope), citations[lead], lead in overruled, reason)
        (whole,) = open_nodes([root], terms=_with_baseline(terms, at), by=by, at=at)
        nodes = [Node(each, citations[each.unit_id], each.unit_id in overruled, reason) for each in parts]
        open_nodes(nodes, terms=terms, parent=whole, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=whole.loop_id, event="issue"))
        number = loop_row(whole.loop_id)
        assert number is not None
        return Issued(whole.loop_id, number.number, len(nodes))


def computed_figures() -> dict[str, str]:
    """Return the figures the platform computes, each with where it is shown."""
    return {code: str(each.where) for code, each in MEASURES.items()}


def check_powers(
    matter_code: str,
    lead: UUID | None,
    parts: Sequence[PartSpec],
    *,
    by: Actor,
    at: datetime,
    overrule: Overrule | None,
) -> tuple[Mapping[UUID, str], frozenset[UUID]]:
    """Return the citation for each addressee, and who was named against the duty table.

    `lead` must lead the matter, the others at least cooperate in it; it is None where parts are passed on.
    """
    if matter(matter_code, at=at) is None:
        raise Refused(Refusal("directives.unknown_matter"))
    citations: dict[UUID, str] = {}
    against: dict[UUID, Refusal] = {}
    for unit_id in dict.fromkeys((*([lead] if lead else []), *(part.unit_id for part in parts))):
        ground = check_duty(unit_id, matter_code, at=at)
        if isinstance(ground, DutyGround):
            citations[unit_id] = ground.citation
            continue
        citations[unit_id] = str(ground.details.get("citation", ""))
        if unit_id == lead or not has_part_in(ground):
            against[unit_id] = ground
    if against and overrule is None:
        unit_id, ground = next(iter(against.items()))
        view = unit(unit_id)
        details = {"unit": view.name if view else "", "citation": citations[unit_id]}
        raise Refused(Refusal("directives.no_power", details | dict(ground.details)))
    if against:
        assert overrule is not None
        ensure(overrule_refusal(by, reason=overrule.reason))
    return citations, frozenset(against)


def _with_baseline(terms: Terms, at: datetime) -> Terms:
    """Freeze what the goal's measure says today: against it the result is judged."""
    if terms.goal is None:
        return terms
    if terms.goal.measure not in MEASURES:
        raise Refused(Refusal("directives.unknown_measure"))
    since = at - timedelta(days=terms.goal.period_days)
    now = figure(terms.goal, matter=terms.matter, scope=terms.scope, since=since, until=at)
    goal: Goal = replace(terms.goal, baseline=now)
    return replace(terms, goal=goal)


def _issued_before(loop_id: UUID) -> Issued:
    row = loop_row(loop_id)
    assert row is not None
    return Issued(loop_id, row.number, Directive.objects.filter(parent=loop_id).count())
