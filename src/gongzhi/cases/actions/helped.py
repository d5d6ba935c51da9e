"""What staff type for the person concerned, under a mandate; and what becomes of it when the person did not want it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import SUBJECT_KIND, Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.kernel.refusals import Refusal, Refused, ensure
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
from gongzhi.people.public import disputable, dispute_act, make_mandate, may_help, use_mandate
from gongzhi.ui.photo_store import photo_name, removed_unless_done

# What takes an act back where the loop allows it; an addition cannot be unsaid, and a wish to withdraw is asked about
# anyway.
_BACK = {HelpedAct.FILE: "withdraw", HelpedAct.JUDGE: "reopen", HelpedAct.WITHDRAW: "reopen"}
_WORKS = ("lead", "co")
_PERSON_IS = {Channel.HOTLINE: MandateProof.PHONE, Channel.PAPER: MandateProof.PAPER}


@dataclass(frozen=True)
class FiledFor:
    """For whom a case was filed, how it came in, and the mandate: a standing one, or what is said of a new one."""

    filer: Filer
    channel: Channel
    under: UUID | None
    wish: MandateWish | None


def note_helped(act: HelpedAct, *, case_id: UUID, by: Actor, at: datetime) -> None:
    """Record, inside the caller's transaction, that staff typed this for the person; nothing where nobody helps."""
    assert connection.in_atomic_block
    if by.mandate is None:
        return
    holders = holders_of(case_id)
    handled_by = [unit for party in _WORKS for unit in holders.get(party, ())]
    use_mandate(subject=case_id, kind=SUBJECT_KIND, act=act, by=by, at=at, handled_by=handled_by)


@contextmanager
def paper_of(wish: MandateWish | None) -> Iterator[str]:
    """Give the photo of a paper the name of its file, "" without one; the file goes when what happens inside fails."""
    stored = photo_name() if wish and wish.photo else ""
    with removed_unless_done(*filter(None, [stored])):
        yield stored


def file_for(case_id: UUID, *, filed: FiledFor, stored: str, by: Actor, at: datetime) -> None:
    """Record, inside the transaction of a filing, under which mandate staff filed for somebody.

    Without one that was given before it is made here: how the case came in says where the person is.
    """
    assert connection.in_atomic_block
    if by.kind is not ActorKind.STAFF or filed.filer is Filer.ANONYMOUS:
        return
    mandate_id = filed.under
    if mandate_id is None:
        wish = filed.wish or MandateWish(_PERSON_IS.get(filed.channel, MandateProof.PRESENT))
        mandate_id = make_mandate(
            wish=replace(wish, through_resident=filed.filer is Filer.HELPER),
            acts=(HelpedAct.FILE,),
            kinds=(SUBJECT_KIND,),
            subject=case_id,
            contact_id=Case.objects.values_list("contact", flat=True).get(loop=case_id),
            stored=stored,
            by=by,
            at=at,
        ).id
    use_mandate(subject=case_id, kind=SUBJECT_KIND, act=HelpedAct.FILE, mandate_id=mandate_id, by=by, at=at)


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
            return True
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
