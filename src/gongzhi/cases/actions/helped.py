"""What staff type for the person concerned, under a mandate; and what becomes of it when the person did not want it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import SUBJECT_KIND, Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt, offers
from gongzhi.notices.facts import Way, Wish
from gongzhi.notices.public import choose_at_filing
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

# What takes an act back where the loop allows it; an addition cannot be unsaid, and a wish to withdraw is asked about
# anyway.
_BACK = {HelpedAct.FILE: "withdraw", HelpedAct.JUDGE: "reopen", HelpedAct.WITHDRAW: "reopen"}
_WORKS = ("lead", "co")
_PERSON_IS = {Channel.HOTLINE: MandateProof.PHONE, Channel.PAPER: MandateProof.PAPER}


class FiledFor(Protocol):
    """What a filing says of the person: a mandate given before (`under`), or how this one was given."""

    @property
    def filer(self) -> Filer: ...
    @property
    def phone(self) -> str: ...
    @property
    def told(self) -> Wish: ...
    @property
    def under(self) -> UUID | None: ...
    @property
    def mandate(self) -> MandateWish | None: ...


def note_helped(act: HelpedAct, *, case_id: UUID, by: Actor, at: datetime) -> None:
    """Record, inside the caller's transaction, that staff typed this for the person; nothing where nobody helps."""
    assert connection.in_atomic_block
    if by.mandate is None:
        return
    holders = holders_of(case_id)
    handled_by = [unit for party in _WORKS for unit in holders.get(party, ())]
    contact_id = Case.objects.values_list("contact", flat=True).get(loop=case_id)
    use_mandate(
        subject=case_id,
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


def file_for(
    case_id: UUID, person: FiledFor, channel: Channel, *, stored: str, by: Actor, at: datetime
) -> None:
    """Record, inside the transaction of a filing, under which mandate staff filed for somebody.

    Without one that was given before it is made here: how the case came in says where the person is. Whoever is
    helped is told by text message, where nothing else was wished and a number was left; they can say stop.
    """
    assert connection.in_atomic_block
    if by.kind is not ActorKind.STAFF or person.filer is Filer.ANONYMOUS:
        return
    contact_id = Case.objects.values_list("contact", flat=True).get(loop=case_id)
    mandate_id = person.under
    if mandate_id is None:
        wish = person.mandate or MandateWish(_PERSON_IS.get(channel, MandateProof.PRESENT))
        mandate_id = make_mandate(
            wish=replace(wish, through_resident=person.filer is Filer.HELPER),
            acts=(HelpedAct.FILE,),
            kinds=(SUBJECT_KIND,),
            subject=case_id,
            contact_id=contact_id,
            stored=stored,
            by=by,
            at=at,
        ).id
    act = HelpedAct.FILE
    use_mandate(
        subject=case_id,
        kind=SUBJECT_KIND,
        act=act,
        mandate_id=mandate_id,
        contact_id=contact_id,
        by=by,
        at=at,
    )
    if person.phone and not person.told.ways:
        wished = Wish((Way.SMS,), person.told.language)
        choose_at_filing(subject=case_id, contact_id=contact_id, wish=wished, by=by, at=at)


def object_to_help(
    *, case_id: UUID, acted_id: UUID, via: DisputedVia, by: Actor, at: datetime, once: UUID | None = None
) -> bool:
    """Let the person, or staff who hear it from them, say that an act was not wanted; return whether it is undone.

    A filing is withdrawn (the callback desk asks once, as always), a judgement or withdrawal is taken back by opening
    the case again. Where the loop does not allow that, the dispatch desk is told by the fact. Raises Refused:
    ``people.no_such_act``, ``people.disputed_already``, ``people.dispute_over``, ``people.may_not_help``.
    """
    ensure(_entitled(by))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return any(each.undone for each in acted_for(case_id) if each.id == acted_id)
        act = disputable(acted_id=acted_id, subject=case_id, by=by, at=at)
        undone = _undo(act, case_id, at)
        dispute_act(acted_id=acted_id, subject=case_id, via=via, undone=undone, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="object_to_help"))
        return undone


def _entitled(by: Actor) -> Refusal | None:
    return None if by.kind is ActorKind.RESIDENT or may_help(by) else Refusal("people.may_not_help")


def _undo(act: HelpedAct, case_id: UUID, at: datetime) -> bool:
    event = _BACK.get(act, "")
    offered = {each.event: each.refusal for each in offers(case_id, unit_id=None, resident=True, at=at)}
    if offered.get(event, Refusal("loops.not_now")) is not None:
        return False
    try:
        step(event, case_id=case_id, by=RESIDENT, at=at)
    except Refused:  # said by a rule before anything was written
        return False
    return True
