"""Say something about a case without moving it: add, note, urge."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.add_photo import add_photos, named
from gongzhi.cases.actions.helped import note_helped
from gongzhi.cases.facts import Added, CameWith, Noted
from gongzhi.cases.published import filed_by
from gongzhi.cases.rules import add_refusal, note_refusal, said_refusal, text_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold, holders_of, keep_receipt
from gongzhi.loops.public import urge as urge_loop
from gongzhi.people.facts import Actor, ActorKind, HelpedAct


def add(
    *,
    case_id: UUID,
    text: str,
    by: Actor,
    at: datetime,
    photos: Sequence[bytes] = (),
    once: UUID | None = None,
) -> None:
    """Let the resident, or the system that filed it for them, add words, photos or both to an open case.

    Raises Refused ``cases.ended``, ``loops.not_entitled``.
    """
    ensure(said_refusal(text, photos=len(photos)))
    with named(photos) as files, transaction.atomic(durable=True):
        loop = hold(case_id)
        if once and already_done(once):
            return
        own = by.kind is ActorKind.CLIENT and filed_by(case_id) == by.name()
        ensure(add_refusal(by, ended=loop.ended_at is not None, own=own))
        note_helped(HelpedAct.ADD, case_id=case_id, by=by, at=at)
        if text.strip():
            record(Added(text=Private(text)), subject=case_id, by=by.name(), at=at)
        add_photos(case_id=case_id, photos=files, came_with=CameWith.ADDED, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="add"))


def note(*, case_id: UUID, text: str, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Leave a note inside the office; the resident never sees it."""
    ensure(text_refusal(text))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        holders = {unit for units in holders_of(case_id).values() for unit in units if unit}
        ensure(note_refusal(by, holders=frozenset(holders)))
        record(Noted(text=Private(text)), subject=case_id, by=by.name(), at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="note"))


def note_held(*, case_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """Leave such a note with what another action does, in its transaction; whether the actor may was its rule."""
    assert connection.in_atomic_block
    ensure(text_refusal(text))
    record(Noted(text=Private(text)), subject=case_id, by=by.name(), at=at)


def urge(*, case_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Let the resident urge the office 催办; whoever owes the next step is told."""
    if by.kind is not ActorKind.RESIDENT:
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        hold(case_id)
        if once and already_done(once):
            return
        note_helped(HelpedAct.ADD, case_id=case_id, by=by, at=at)
        urge_loop(loop_id=case_id, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event="urge"))
