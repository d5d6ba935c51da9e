"""Assess a directive: the addressees, the residents concerned, and an independent look."""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.directives.facts import (
    AssessedByAddressee,
    AssessedByResident,
    Assessor,
    LookDrawn,
    PlaceLookedAt,
    Verdict,
)
from gongzhi.directives.hosting import elsewhere_refusal
from gongzhi.directives.models import Assessment, Directive
from gongzhi.directives.queries import directive, drawn_places, places_worked_on, residents_question
from gongzhi.directives.rules import look_size
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt
from gongzhi.people.facts import Actor, ActorKind


def assess_as_addressee(
    *,
    directive_id: UUID,
    clear: bool,
    feasible: bool,
    hours: int | None,
    text: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Record the addressee's own view of its node, once; nobody has to.

    Raises Refused ``loops.not_owner``, ``directives.assessed_already``.
    """
    with transaction.atomic(durable=True):
        hold(directive_id)
        if once and already_done(once):
            return
        row = Directive.objects.get(loop=directive_id)
        ensure(elsewhere_refusal(by))
        if by.unit_id != row.lead_id or not by.may("directive.answer"):
            raise Refused(Refusal("loops.not_owner"))
        if Assessment.objects.filter(directive=row, assessor=Assessor.ADDRESSEE).exists():
            raise Refused(Refusal("directives.assessed_already"))
        Assessment.objects.create(
            directive=row,
            assessor=Assessor.ADDRESSEE,
            good=clear,
            feasible=feasible,
            hours=hours,
            text=text,
            at=at,
        )
        said = AssessedByAddressee(
            clear=clear, feasible=feasible, hours=hours, text=Private(text) if text else None
        )
        record(said, subject=directive_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="own_view"))


def answer_residents_question(*, case_id: UUID, verdict: Verdict, by: Actor, at: datetime) -> None:
    """Record what a resident concerned says of the result: once for a case, and nothing else of the person.

    Raises Refused ``directives.not_asked``, ``directives.assessed_already``, ``loops.not_entitled``.
    """
    if by.kind is not ActorKind.RESIDENT:
        raise Refused(Refusal("loops.not_entitled"))
    found = residents_question(case_id=case_id, at=at)
    if found is None:
        raise Refused(Refusal("directives.not_asked"))
    try:
        with transaction.atomic(durable=True):
            Assessment.objects.create(
                directive_id=found, assessor=Assessor.RESIDENT, case_id=case_id, verdict=verdict, at=at
            )
            record(AssessedByResident(verdict=verdict), subject=found, by=by.name(), at=at)
    except IntegrityError as error:
        raise Refused(Refusal("directives.assessed_already")) from error


def draw_look(*, directive_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> int:
    """Draw by lot the places somebody independent goes to, among those reported done; return how many.

    Drawing again changes nothing, with or without `once`; after a rework another lot decides. Raises Refused
    ``loops.not_owner``, ``loops.not_now``, ``directives.no_places``.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        _may_look(directive_id, loop.state, by)
        if drawn := drawn_places(directive_id, current=True):
            return len(drawn)
        view = directive(directive_id)
        assert view is not None
        places = places_worked_on(view)
        if not places:
            raise Refused(Refusal("directives.no_places"))
        chosen = sorted(secrets.SystemRandom().sample(places, look_size(len(places))))
        _to_look_at(directive_id, chosen, at=at)
        record(LookDrawn(grids=tuple(chosen), of=len(places)), subject=directive_id, by=by.name(), at=at)
        return len(chosen)


def _to_look_at(directive_id: UUID, chosen: Collection[str], *, at: datetime) -> None:
    """Keep a row for each place; one that was looked at before is open again."""
    before = Assessment.objects.filter(directive=directive_id, assessor=Assessor.LOOK, grid__in=chosen)
    known = set(before.values_list("grid", flat=True))
    before.update(good=None, text="", at=at)
    Assessment.objects.bulk_create(
        Assessment(directive_id=directive_id, assessor=Assessor.LOOK, grid=grid, at=at)
        for grid in chosen
        if grid not in known
    )


def look_at(
    *,
    directive_id: UUID,
    grid: str,
    as_asked: bool,
    text: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Record what was found at a place that was drawn; a second look replaces the first, both are on record.

    Raises Refused ``directives.not_drawn_place``, ``loops.not_owner``, ``loops.not_now``.
    """
    with transaction.atomic(durable=True):
        loop = hold(directive_id)
        if once and already_done(once):
            return
        _may_look(directive_id, loop.state, by)
        if grid not in dict(drawn_places(directive_id, current=True)):
            raise Refused(Refusal("directives.not_drawn_place"))
        row = Assessment.objects.get(directive=directive_id, assessor=Assessor.LOOK, grid=grid)
        row.good, row.text, row.at = as_asked, text, at
        row.save(update_fields=["good", "text", "at"])
        found = PlaceLookedAt(grid=grid, as_asked=as_asked, text=Private(text) if text else None)
        record(found, subject=directive_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=directive_id, event="place"))


def _may_look(directive_id: UUID, state: str, by: Actor) -> None:
    ensure(elsewhere_refusal(by))
    view = directive(directive_id)
    if view is None or by.unit_id not in view.holders.get("reviewer", ()) or not by.may("directive.review"):
        raise Refused(Refusal("loops.not_owner"))
    if state != "assessing":
        raise Refused(Refusal("loops.not_now"))
