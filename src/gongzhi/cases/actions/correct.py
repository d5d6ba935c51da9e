"""Put right what a case was filed with from a paper: two people typed it, and which of them is right was settled."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.cases.actions.classify import classify_held
from gongzhi.cases.actions.proposing import propose
from gongzhi.cases.discretion import found_by, listed_title
from gongzhi.cases.facts import CaseClassified, FilingCorrected, PlaceKind
from gongzhi.cases.models import Case
from gongzhi.cases.rules import text_refusal
from gongzhi.diagnosis.public import forget_places
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import find_by, hold, relocate_loop, retitle
from gongzhi.notices.public import retitle as retitle_notices
from gongzhi.people.facts import Actor


def correct_filing(
    *,
    case_id: UUID,
    by: Actor,
    at: datetime,
    text: str | None = None,
    address: str | None = None,
    division: str | None = None,
    matter: str | None = None,
) -> tuple[str, ...]:
    """Put right what a case was filed with, in the caller's transaction, which has asked whether this actor may.

    None leaves a thing as it is. Words and address are put right at any time, unless they were erased: nothing of them
    comes back. Division and matter decide who gets it and by when: past intake they stay, and their names are returned,
    so that a person is told. Raises Refused: ``cases.text_missing``, ``cases.text_too_long``.
    """
    assert connection.in_atomic_block
    hold(case_id)
    case = Case.objects.get(loop=case_id)
    if not case.text:
        text = address = None
    right = _words(case, text, address, by, at)
    left = []
    if division is not None and not _relocated(case_id, division, by, at):
        left.append("division")
    if matter is not None and not _classified(case_id, matter, by, at):
        left.append("matter")
    if right or len(left) < sum(said is not None for said in (division, matter)):
        fact = FilingCorrected(
            fields=right,
            place_kind=PlaceKind(case.place_kind),
            text=Private(case.text) if "text" in right else None,
            address=Private(case.address) if "address" in right and case.address else None,
        )
        record(fact, subject=case_id, by=by.name(), at=at)
    return tuple(left)


def _words(case: Case, text: str | None, address: str | None, by: Actor, at: datetime) -> tuple[str, ...]:
    """Put words and address right; return which of both."""
    case_id = case.loop_id
    if text is not None:
        ensure(text_refusal(text))
        case.text = text
        title = listed_title(text, confidential=case.confidential)
        retitle(loop_id=case_id, title=title)
        retitle_notices(subject=case_id, title=title)
        find_by(loop_id=case_id, text=found_by(text, confidential=case.confidential))
        forget_places(subject=case_id, by=by, at=at)  # of reasons, in words that were wrong
    if address is not None:
        case.address = address
        if case.place_kind != PlaceKind.POINT:
            case.place_kind = PlaceKind.ADDRESS if address else PlaceKind.NONE
    right = tuple(name for name, said in (("text", text), ("address", address)) if said is not None)
    if right:
        case.save(update_fields=["text", "address", "place_kind"])
    return right


def _relocated(case_id: UUID, division: str, by: Actor, at: datetime) -> bool:
    """Put it into a division, and propose anew which unit has the power there; False past intake."""
    try:
        relocate_loop(loop_id=case_id, division=division, by=by, at=at)
    except Refused:
        return False
    loop = hold(case_id)
    if loop.matter:
        made = propose(matter=loop.matter, division=division, at=at)
        Case.objects.filter(loop=case_id).update(proposed_unit=made.unit_id, citation=made.citation)
        fact = CaseClassified(
            matter=loop.matter, before=loop.matter, proposed_unit=made.unit_id, citation=made.citation
        )
        record(fact, subject=case_id, by=by.name(), at=at)
    return True


def _classified(case_id: UUID, matter: str, by: Actor, at: datetime) -> bool:
    """Set the matter; False past intake, or where the second entry left it open."""
    if not matter:
        return False
    try:
        classify_held(loop=hold(case_id), matter=matter, by=by, at=at)
    except Refused:
        return False
    return True
