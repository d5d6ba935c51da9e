"""Erase what an application holds of people: contact, answers and papers, and at last decisions, each in its time."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from gongzhi.applications.models import (
    Application,
    ApplicationAnswer,
    ApplicationAsk,
    ApplicationMaterial,
    Decision,
    Rating,
)
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import erase_openings, record
from gongzhi.loops.public import ERASED, hold
from gongzhi.notices.public import forget_told
from gongzhi.people.facts import Actor, ActorKind, TextsErased
from gongzhi.people.public import (
    AGAIN,
    CONTACT,
    DECISIONS,
    WORDS,
    forget_identity,
    forget_papers,
    note_erasure,
)

# What was decided and what was missing is kept with the decisions.
_OF_DECISIONS = ("applications.decided", "applications.resident_asked", "applications.material_judged")
_OF_STAFF = ("people.data_used",)


def erase_contact(*, application_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Destroy who is behind an application that has ended; False when it was gone.

    The applicant may ask for it, and the clock does it in time; nobody else. Raises Refused
    ``applications.erase_not_ended``, ``applications.erase_not_entitled``.
    """
    with transaction.atomic(durable=True):
        ended_at = _ensure(application_id, because, by)
        application = Application.objects.get(loop=application_id)
        return _contact(application, because, ended_at, by=by, at=at)


def erase_words(*, application_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Erase answers, papers and the words of a rating, after the contact; False when they were gone."""
    with transaction.atomic(durable=True):
        ended_at = _ensure(application_id, because, by)
        application = Application.objects.get(loop=application_id)
        _contact(application, because, ended_at, by=by, at=at)
        if not note_erasure(
            subject=application_id, what=WORDS, because=because, by=by, at=at, ended_at=ended_at
        ):
            return False
        ApplicationAnswer.objects.filter(application=application).update(value="")
        Rating.objects.filter(application=application).update(text="")
        erase_openings(subject=application_id, without=(*_OF_DECISIONS, *_OF_STAFF))
        record(TextsErased(what=WORDS, because=because), subject=application_id, by=by.name(), at=at)
        for row in ApplicationMaterial.objects.filter(application=application).exclude(stored=""):
            row.stored = _dropped(row.stored, row.id)
            row.save(update_fields=["stored"])
        return True


def erase_decisions(*, application_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Erase decisions with their documents, and what was found missing, and what words are left; False when gone."""
    with transaction.atomic(durable=True):
        ended_at = _ensure(application_id, because, by)
        if not note_erasure(
            subject=application_id, what=DECISIONS, because=because, by=by, at=at, ended_at=ended_at
        ):
            return False
        ApplicationAsk.objects.filter(application=application_id).update(reason=ERASED)
        ApplicationMaterial.objects.filter(application=application_id).exclude(reason="").update(
            reason=ERASED
        )
        erase_openings(subject=application_id, without=_OF_STAFF)
        record(TextsErased(what=DECISIONS, because=because), subject=application_id, by=by.name(), at=at)
        for row in Decision.objects.filter(application=application_id):
            row.reasons, row.stored = ERASED, _dropped(row.stored, row.id)
            row.save(update_fields=["reasons", "stored"])
        return True


def _ensure(application_id: UUID, because: str, by: Actor) -> datetime | None:
    if by.kind not in (ActorKind.RESIDENT, ActorKind.SYSTEM):
        raise Refused(Refusal("applications.erase_not_entitled"))
    ended_at = hold(application_id).ended_at
    if ended_at is None and because != AGAIN:
        raise Refused(Refusal("applications.erase_not_ended"))
    return ended_at


def _contact(
    application: Application, because: str, ended_at: datetime | None, *, by: Actor, at: datetime
) -> bool:
    if not note_erasure(
        subject=application.loop_id, what=CONTACT, because=because, by=by, at=at, ended_at=ended_at
    ):
        return False
    if application.contact_id is not None:
        forget_identity(
            contact_id=application.contact_id, subject=application.loop_id, because=because, by=by, at=at
        )
    forget_told(subject=application.loop_id, because=because, by=by, at=at)
    forget_papers(subject=application.loop_id, by=by, at=at)
    return True


def _dropped(stored: str, row_id: UUID) -> str:
    """Remove a file before the commit: killed in between, it is done again. Return what stands in its place."""
    if not stored.startswith("erased/"):
        with suppress(FileNotFoundError):
            default_storage.delete(stored)
    return f"erased/{row_id}"
