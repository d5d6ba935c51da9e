"""Decide: whoever examines may grant; a denial is decided by a second office. Both with reasons and a document."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.actions.keep_file import keep_file, kept_files
from gongzhi.applications.actions.step import step
from gongzhi.applications.document import render
from gongzhi.applications.facts import Decided, MaterialJudged, MaterialState, Outcome
from gongzhi.applications.models import ApplicationMaterial, Decision
from gongzhi.applications.paper import paper_of
from gongzhi.applications.queries import ApplicationView, resident_application
from gongzhi.applications.rules import ENTITLED, grant_refusal, words_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_code, new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, hold
from gongzhi.people.facts import Actor

VERIFICATION = 12  # signs of the number by which a document is checked


def grant(*, application_id: UUID, reasons: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Grant what was applied for; who does vouches for the materials. `reasons` say what is granted and why.

    Raises Refused: ``applications.reason_missing``, ``applications.material_open``, and those of the loop.
    """
    ensure(ENTITLED.refusal("grant", by))
    ensure(words_refusal(reasons=reasons))
    with kept_files() as names, transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        view = _view(application_id)
        ensure(grant_refusal(view.situation, view.states))
        _check_all(view, by=by, at=at)
        words = Words(text=reasons)
        step("grant", application_id=application_id, by=by, at=at, words=words, once=once)
        _decide(view, Outcome.GRANTED, reasons, names, by=by, at=at)


def deny(*, application_id: UUID, reasons: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Deny what was applied for, as the office above the one that examined. The document says how to challenge it.

    Raises Refused: ``applications.reason_missing``, and those of the loop.
    """
    ensure(ENTITLED.refusal("conclude", by))
    ensure(words_refusal(reasons=reasons))
    with kept_files() as names, transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        view = _view(application_id)
        if by.unit_id == view.lead:
            raise Refused(Refusal("applications.second_office"))
        words = Words(reason=reasons)
        step("conclude", application_id=application_id, by=by, at=at, words=words, once=once)
        _decide(view, Outcome.DENIED, reasons, names, by=by, at=at)


def _view(application_id: UUID) -> ApplicationView:
    view = resident_application(application_id)
    assert view is not None
    return view


def _check_all(view: ApplicationView, *, by: Actor, at: datetime) -> None:
    given = [each.id for each in view.materials.values() if each.state is MaterialState.GIVEN]
    ApplicationMaterial.objects.filter(id__in=given).update(state=MaterialState.CHECKED)
    for material_id in given:
        fact = MaterialJudged(material_id=material_id, state=MaterialState.CHECKED, reason=None)
        record(fact, subject=view.loop.id, by=by.name(), at=at)


def _decide(
    view: ApplicationView, outcome: Outcome, reasons: str, names: list[str], *, by: Actor, at: datetime
) -> None:
    """Write the decision and its document, inside the caller's transaction."""
    if by.unit_id is None:
        raise Refused(Refusal("loops.not_entitled"))
    verification = new_code(VERIFICATION)
    paper = paper_of(view, outcome, reasons, unit_id=by.unit_id, verification=verification, at=at)
    content = render(paper)
    row = Decision(
        id=new_id(),
        application_id=view.loop.id,
        outcome=outcome,
        reasons=reasons,
        unit_id=by.unit_id,
        decided_by=by.account_id,
        decided_at=at,
        verification=verification,
        stored=keep_file(content, folder="documents", ending="pdf", names=names),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
    row.save(force_insert=True)
    fact = Decided(
        decision_id=row.id,
        outcome=outcome,
        unit_id=by.unit_id,
        verification=verification,
        sha256=row.sha256,
        reasons=Private(reasons),
    )
    record(fact, subject=view.loop.id, by=by.name(), at=at)
