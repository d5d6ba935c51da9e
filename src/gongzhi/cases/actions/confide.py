"""Handle a case confidentially 保密, and say what the resident needs to be talked with."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.discretion import confidentiality_refusal, found_by, listed_title, needs_refusal
from gongzhi.cases.facts import ConfidentialitySet, Need, NeedsSaid
from gongzhi.cases.models import Case
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, find_by, hold, holders_of, keep_receipt, retitle
from gongzhi.notices.public import retitle as retitle_notices
from gongzhi.people.facts import Actor
from gongzhi.people.public import close_unapproved


def set_confidential(
    *, case_id: UUID, confidential: bool, by: Actor, at: datetime, once: UUID | None = None
) -> None:
    """Let a case be handled confidentially from now on, or lift that: lists, notices and searches follow.

    Who sees at this moment who reported it, without a second person, sees it no longer. Raises Refused:
    ``loops.not_entitled``, ``cases.not_yours``, ``cases.resident_lifts_it``.
    """
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        ensure(confidentiality_refusal(by, confidential=confidential, holders=holders_of(case_id)))
        case = Case.objects.get(loop=case_id)
        if case.confidential != confidential:
            case.confidential = confidential
            case.save(update_fields=["confidential"])
            title = listed_title(case.text, confidential=confidential)
            retitle(loop_id=case_id, title=title)
            retitle_notices(subject=case_id, title=title)
            find_by(loop_id=case_id, text=found_by(case.text, confidential=confidential))
            if confidential:
                close_unapproved(subject=case_id, by=by, at=at)
            record(ConfidentialitySet(confidential=confidential), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="confidential"))


def say_needs(
    *,
    case_id: UUID,
    needs: Collection[Need],
    note: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Say what the resident needs so that an office can talk with them, in the place of what was said before.

    Nothing at all takes it back. Raises Refused: ``cases.needs_too_long``, ``cases.not_yours``, ``loops.not_entitled``.
    """
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        ensure(needs_refusal(by, note=note, holders=holders_of(case_id)))
        case = Case.objects.get(loop=case_id)
        if keep_needs(case, needs, note):
            case.save(update_fields=["needs", "needs_note"])
            record_needs(case, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="needs"))


def keep_needs(case: Case, needs: Collection[Need], note: str) -> bool:
    """Write needs into a case not saved yet; return whether they differ from before."""
    said = ",".join(each.value for each in Need if each in needs), note.strip()
    changed = (case.needs, case.needs_note) != said
    case.needs, case.needs_note = said
    return changed


def record_needs(case: Case, *, by: Actor, at: datetime) -> None:
    """Put on record that needs were said, and not which: they are sensitive."""
    assert connection.in_atomic_block
    record(
        NeedsSaid(needs=Private(f"{case.needs}\n{case.needs_note}")),
        subject=case.loop_id,
        by=by.name(),
        at=at,
    )
