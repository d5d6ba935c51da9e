"""Erase what a directive says in words, when its time is over or the node it came from has erased it."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.directives.models import Assessment, Directive
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import erase_openings, record
from gongzhi.loops.public import ERASED, ERASED_TITLE, find_by, hold, retitle
from gongzhi.notices.public import retitle as retitle_notices
from gongzhi.people.facts import Actor, ActorKind, TextsErased
from gongzhi.people.public import AGAIN, DECISIONS, TOLD, note_erasure


def erase_words(*, directive_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Erase the words of a directive or part that has ended; False when they were gone.

    By the clock, or by whoever runs the installation. Raises Refused ``loops.not_entitled``, ``loops.not_now``.
    """
    with transaction.atomic(durable=True):
        return erase_told(directive_id=directive_id, because=because, by=by, at=at)


def erase_told(*, directive_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Do the same inside the caller's transaction; what another node tells (`TOLD`) is done at any time."""
    assert connection.in_atomic_block
    if by.kind is not ActorKind.SYSTEM:
        raise Refused(Refusal("loops.not_entitled"))
    ended_at = hold(directive_id).ended_at
    if ended_at is None and because not in (AGAIN, TOLD):
        raise Refused(Refusal("loops.not_now"))
    if not note_erasure(
        subject=directive_id, what=DECISIONS, because=because, by=by, at=at, ended_at=ended_at
    ):
        return False
    erase_openings(subject=directive_id)
    record(TextsErased(what=DECISIONS, because=because), subject=directive_id, by=by.name(), at=at)
    retitle(loop_id=directive_id, title=ERASED_TITLE)
    retitle_notices(subject=directive_id, title=ERASED_TITLE)
    find_by(loop_id=directive_id, text="")
    row = Directive.objects.get(loop=directive_id)
    row.text, row.conclusions = ERASED, ERASED if row.conclusions else ""
    row.save(update_fields=["text", "conclusions"])
    for said in Assessment.objects.filter(directive=row).exclude(text=""):
        said.text = ERASED
        said.save(update_fields=["text"])
    return True
