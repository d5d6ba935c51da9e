"""Erase what an event holds in words, where exactly it lay and its photo, when its time is over."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction

from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import erase_openings, record
from gongzhi.loops.public import ERASED_TITLE, find_by, hold, retitle
from gongzhi.notices.public import retitle as retitle_notices
from gongzhi.patrol.models import PatrolEvent
from gongzhi.people.facts import Actor, ActorKind, TextsErased
from gongzhi.people.public import AGAIN, WORDS, note_erasure


def erase_words(*, loop_id: UUID, because: str, by: Actor, at: datetime) -> bool:
    """Erase the words of an event or a round that has ended, by the clock only; False when they were gone.

    Raises Refused ``loops.not_entitled``, ``loops.not_now``.
    """
    if by.kind is not ActorKind.SYSTEM:
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        ended_at = hold(loop_id).ended_at
        if ended_at is None and because != AGAIN:
            raise Refused(Refusal("loops.not_now"))
        if not note_erasure(subject=loop_id, what=WORDS, because=because, by=by, at=at, ended_at=ended_at):
            return False
        erase_openings(subject=loop_id)
        record(TextsErased(what=WORDS, because=because), subject=loop_id, by=by.name(), at=at)
        event = PatrolEvent.objects.filter(loop=loop_id).first()
        if event is None:
            return True  # a round is called after its plan, which tells of nobody
        retitle(loop_id=loop_id, title=ERASED_TITLE)
        retitle_notices(subject=loop_id, title=ERASED_TITLE)
        find_by(loop_id=loop_id, text="")
        if event.photo:
            with suppress(FileNotFoundError):
                default_storage.delete(event.photo)
        event.text = event.photo = ""
        event.longitude_e6 = event.latitude_e6 = None
        event.save(update_fields=["text", "photo", "longitude_e6", "latitude_e6"])
        return True
