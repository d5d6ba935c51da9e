"""Erase what a case holds of people: the contact a year after the end, the words after three, or when asked for."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from gongzhi.cases.models import Case, CaseAge, Exclusion, Photo, Whistle, WhistleCall
from gongzhi.diagnosis.public import forget_proposal
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import erase_openings, record
from gongzhi.loops.public import ERASED, ERASED_TITLE, find_by, hold, retitle
from gongzhi.notices.public import forget_told
from gongzhi.notices.public import retitle as retitle_notices
from gongzhi.people.facts import Actor, ActorKind, TextsErased
from gongzhi.people.public import AGAIN, CONTACT, WORDS, forget_identity, forget_papers, note_erasure

_NEEDS = ("cases.needs_said",)
# On what basis a line is sealed is no word of a person, and kept as long as the line.
_OF_STAFF = ("people.data_used",)


def erase_contact(*, case_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Destroy who is behind a case that has ended, and what was said to be needed to talk; False when all was gone.

    The resident may ask for it, and the clock does it in time; nobody else. Raises Refused
    ``cases.erase_not_ended``, ``cases.erase_not_entitled``.
    """
    with transaction.atomic(durable=True):
        ended_at = _ensure(case_id, because, by)
        return _contact(Case.objects.get(loop=case_id), because, ended_at, by=by, at=at)


def erase_words(*, case_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Erase what was written in a case, where exactly it lies and its photos, after its contact; False when gone.

    Codes, instants, grid, units and what was judged stay, and so does every fact: its texts were openings. Raises as
    `erase_contact` does.
    """
    with transaction.atomic(durable=True):
        ended_at = _ensure(case_id, because, by)
        case = Case.objects.get(loop=case_id)
        _contact(case, because, ended_at, by=by, at=at)
        if not note_erasure(subject=case_id, what=WORDS, because=because, by=by, at=at, ended_at=ended_at):
            return False
        _blank(case)
        forget_proposal(subject=case_id, words=True, by=by, at=at)
        retitle(loop_id=case_id, title=ERASED_TITLE)
        retitle_notices(subject=case_id, title=ERASED_TITLE)
        find_by(loop_id=case_id, text="")
        erase_openings(subject=case_id, without=_OF_STAFF)
        record(TextsErased(what=WORDS, because=because), subject=case_id, by=by.name(), at=at)
        _drop_photos(case_id)
        return True


def _ensure(case_id: UUID, because: str, by: Actor) -> datetime | None:
    """Return when a case ended. What goes on is needed; only after a restore one that had ended may seem to go on."""
    if by.kind not in (ActorKind.RESIDENT, ActorKind.SYSTEM):
        raise Refused(Refusal("cases.erase_not_entitled"))
    ended_at = hold(case_id).ended_at
    if ended_at is None and because != AGAIN:
        raise Refused(Refusal("cases.erase_not_ended"))
    return ended_at


def _contact(case: Case, because: str, ended_at: datetime | None, *, by: Actor, at: datetime) -> bool:
    if not note_erasure(subject=case.loop_id, what=CONTACT, because=because, by=by, at=at, ended_at=ended_at):
        return False
    forget_proposal(subject=case.loop_id, words=False, by=by, at=at)
    gone = case.contact_id is not None and forget_identity(
        contact_id=case.contact_id, subject=case.loop_id, because=because, by=by, at=at
    )
    forget_told(subject=case.loop_id, because=because, by=by, at=at)
    if case.needs or case.needs_note:
        case.needs = case.needs_note = ""
        case.save(update_fields=["needs", "needs_note"])
        if not gone:
            record(TextsErased(what=CONTACT, because=because), subject=case.loop_id, by=by.name(), at=at)
    CaseAge.objects.filter(loop=case.loop_id).delete()
    erase_openings(subject=case.loop_id, only=_NEEDS)
    forget_papers(subject=case.loop_id, by=by, at=at)
    return True


def _blank(case: Case) -> None:
    """Blank every personal field; where the table wants to know that something was said, a dash says so."""
    case.text = case.address = case.needs = case.needs_note = ""
    case.longitude_e6 = case.latitude_e6 = None
    case.draft, case.draft_reason = _dash(case.draft), _dash(case.draft_reason)
    said = ["text", "address", "needs", "needs_note", "longitude_e6", "latitude_e6", "draft", "draft_reason"]
    case.save(update_fields=said)
    for exclusion in Exclusion.objects.filter(loop=case.loop_id):
        exclusion.evidence, exclusion.objection = _dash(exclusion.evidence), _dash(exclusion.objection)
        exclusion.save(update_fields=["evidence", "objection"])
    for whistle in Whistle.objects.filter(loop=case.loop_id):
        whistle.text, whistle.conclusion = _dash(whistle.text), _dash(whistle.conclusion)
        whistle.save(update_fields=["text", "conclusion"])
    for call in WhistleCall.objects.filter(whistle__loop=case.loop_id):
        call.task, call.rating_words = _dash(call.task), _dash(call.rating_words)
        call.objection = _dash(call.objection)
        call.save(update_fields=["task", "rating_words", "objection"])


def _dash(text: str) -> str:
    return ERASED if text else ""


def _drop_photos(case_id: UUID) -> None:
    """Remove the files, last of all and before the commit: killed in between, it is done again, and nothing is left."""
    for photo in Photo.objects.filter(loop=case_id).exclude(stored__startswith="erased/"):
        with suppress(FileNotFoundError):
            default_storage.delete(photo.stored)
        photo.stored = f"erased/{photo.id}"
        photo.save(update_fields=["stored"])
