"""What staff type for an applicant, under a mandate; and what becomes of it when the applicant did not want it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.applications.actions.step import step
from gongzhi.applications.facts import SUBJECT_KIND, Channel, Filer
from gongzhi.applications.models import Application
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt, offers
from gongzhi.people.facts import (
    RESIDENT,
    Actor,
    ActorKind,
    DisputedVia,
    HelpedAct,
    MandateProof,
    MandateWish,
)
from gongzhi.people.public import acted_for, disputable, dispute_act, make_mandate, may_help, use_mandate
from gongzhi.ui.photo_store import photo_name, removed_unless_done

_BACK = {HelpedAct.FILE: "withdraw", HelpedAct.JUDGE: "reopen", HelpedAct.WITHDRAW: "reopen"}
_WORKS = ("lead", "co")


@dataclass(frozen=True)
class FiledFor:
    """For whom an application was filed, how it came in, and the mandate: a standing one, or a new one."""

    filer: Filer
    channel: Channel
    under: UUID | None
    wish: MandateWish | None


def note_helped(act: HelpedAct, *, application_id: UUID, by: Actor, at: datetime) -> None:
    """Record, inside the caller's transaction, that staff typed this for the applicant; nothing where nobody helps."""
    assert connection.in_atomic_block
    if by.mandate is None:
        return
    holders = holders_of(application_id)
    handled_by = [unit for party in _WORKS for unit in holders.get(party, ())]
    contact_id = Application.objects.values_list("contact", flat=True).get(loop=application_id)
    use_mandate(
        subject=application_id,
        kind=SUBJECT_KIND,
        act=act,
        contact_id=contact_id,
        by=by,
        at=at,
        handled_by=handled_by,
    )


@contextmanager
def paper_of(wish: MandateWish | None) -> Iterator[str]:
    """Give the photo of a paper the name of its file, "" without one; the file goes when what happens inside fails."""
    stored = photo_name() if wish and wish.photo else ""
    with removed_unless_done(*filter(None, [stored])):
        yield stored


def file_for(application_id: UUID, *, filed: FiledFor, stored: str, by: Actor, at: datetime) -> None:
    """Record, inside the transaction of a filing, under which mandate staff filed for somebody; without one given
    before it is made here: how the application came in says where the person is."""
    assert connection.in_atomic_block
    if by.kind is not ActorKind.STAFF:
        return
    mandate_id = filed.under
    contact_id = Application.objects.values_list("contact", flat=True).get(loop=application_id)
    if mandate_id is None:
        phoned = filed.channel is Channel.PHONE
        wish = filed.wish or MandateWish(MandateProof.PHONE if phoned else MandateProof.PRESENT)
        mandate_id = make_mandate(
            wish=replace(wish, through_resident=filed.filer is Filer.HELPER),
            acts=(HelpedAct.FILE,),
            kinds=(SUBJECT_KIND,),
            subject=application_id,
            contact_id=contact_id,
            stored=stored,
            by=by,
            at=at,
        ).id
    use_mandate(
        subject=application_id,
        kind=SUBJECT_KIND,
        act=HelpedAct.FILE,
        mandate_id=mandate_id,
        contact_id=contact_id,
        by=by,
        at=at,
    )


def object_to_help(
    *,
    application_id: UUID,
    acted_id: UUID,
    via: DisputedVia,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> bool:
    """Let the applicant, or staff who hear it from them, say that an act was not wanted; return whether it is undone.

    Raises Refused: ``people.no_such_act``, ``people.disputed_already``, ``people.dispute_over``,
    ``people.may_not_help``.
    """
    if by.kind is not ActorKind.RESIDENT and not may_help(by):
        raise Refused(Refusal("people.may_not_help"))
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return any(each.undone for each in acted_for(application_id) if each.id == acted_id)
        act = disputable(acted_id=acted_id, subject=application_id, by=by, at=at)
        undone = _undo(act, application_id, at)
        dispute_act(acted_id=acted_id, subject=application_id, via=via, undone=undone, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="object_to_help"))
        return undone


def _undo(act: HelpedAct, application_id: UUID, at: datetime) -> bool:
    event = _BACK.get(act, "")
    offered = {
        each.event: each.refusal for each in offers(application_id, unit_id=None, resident=True, at=at)
    }
    if offered.get(event, Refusal("loops.not_now")) is not None:
        return False
    try:
        step(event, application_id=application_id, by=RESIDENT, at=at)
    except Refused:  # said by a rule before anything was written
        return False
    return True
