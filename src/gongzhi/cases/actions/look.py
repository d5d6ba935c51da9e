"""See what is hidden in the texts and photos of a case, for a reason on record and a while."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from gongzhi.cases.discretion import look_refusal
from gongzhi.cases.facts import LookGround, PhotosOpened, TextUnmasked
from gongzhi.cases.looks import PHOTO, TEXT
from gongzhi.cases.models import Case
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import ensure_checkpointed, record
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt
from gongzhi.people.facts import Actor
from gongzhi.people.public import note_use


def unmask_text(
    *,
    case_id: UUID,
    ground: LookGround,
    reason: str,
    hidden: tuple[str, ...],
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Let `by` read the texts of a case without masks for a while. `hidden` are the kinds of data that were masked.

    It counts as a use of the resident's data. Raises Refused: ``cases.not_yours``, ``cases.look_confidential``,
    ``cases.look_reason_missing``, ``cases.look_reason_long``, ``people.third_party``, ``ledger.evidence_late``.
    """
    with transaction.atomic(durable=True):
        until = _allowed(case_id, ground, reason, by, at, once)
        if until is None:
            return
        fact = TextUnmasked(hidden=hidden, ground=ground, until=until, reason=_said(reason))
        record(fact, subject=case_id, by=by.name(), at=at)
        _use(TEXT, case_id, by, at, until, once)


def open_photos(
    *,
    case_id: UUID,
    ground: LookGround,
    reason: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Let `by` see the photos residents sent with a case without covers for a while. Raises as `unmask_text`."""
    with transaction.atomic(durable=True):
        until = _allowed(case_id, ground, reason, by, at, once)
        if until is None:
            return
        fact = PhotosOpened(ground=ground, until=until, reason=_said(reason))
        record(fact, subject=case_id, by=by.name(), at=at)
        _use(PHOTO, case_id, by, at, until, once)


def _allowed(
    case_id: UUID, ground: LookGround, reason: str, by: Actor, at: datetime, once: UUID | None
) -> datetime | None:
    """Return until when; None where the same request was answered before."""
    hold(case_id)
    if once and already_done(once):
        return None
    confidential = Case.objects.values_list("confidential", flat=True).get(loop=case_id)
    missing = ground is LookGround.OTHER and not reason.strip()
    ensure(
        look_refusal(
            by,
            holders=holders_of(case_id),
            confidential=confidential,
            reason_missing=missing,
            reason=reason,
        )
    )
    ensure_checkpointed(at)
    return at + timedelta(minutes=settings.GONGZHI_LOOK_MINUTES)


def _said(reason: str) -> Private | None:
    return Private(reason.strip()) if reason.strip() else None


def _use(what: str, case_id: UUID, by: Actor, at: datetime, until: datetime, once: UUID | None) -> None:
    note_use(subject=case_id, what=what, purpose="HANDLE", basis="DUTY", by=by, at=at, until=until)
    if once:
        keep_receipt(Receipt(key=once, loop_id=case_id, event=f"look_{what.lower()}"))
