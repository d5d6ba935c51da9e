"""Note what is out of order or planned, until when it is expected to last, and that it is over."""

from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.knowledge.facts import OutageChanged, OutageEnded, OutageNoted, OutageTold
from gongzhi.knowledge.models import Outage
from gongzhi.knowledge.rules import outage_refusal, writer_refusal
from gongzhi.ledger.public import record
from gongzhi.organization.public import division as division_by_code
from gongzhi.organization.public import matter as matter_by_code
from gongzhi.people.facts import Actor


def note_outage(*, outage_id: UUID, told: OutageTold, by: Actor, at: datetime) -> None:
    """Note an outage or planned work. The same id again changes nothing.

    Raises Refused: ``knowledge.not_entitled``, ``knowledge.other_unit``, ``knowledge.outage_text``,
    ``knowledge.outage_period``, ``knowledge.matter_unknown``, ``knowledge.place_unknown``.
    """
    ensure(writer_refusal(by, unit_id=told.unit_id))
    ensure(outage_refusal(text=told.text, starts_at=told.starts_at, until_at=told.until_at))
    if matter_by_code(told.matter, at=at) is None:
        raise Refused(Refusal("knowledge.matter_unknown"))
    if division_by_code(told.division) is None:
        raise Refused(Refusal("knowledge.place_unknown"))
    told = replace(told, text=told.text.strip(), text_en=told.text_en.strip(), address=told.address.strip())
    with transaction.atomic(durable=True):
        _row, new = Outage.objects.get_or_create(id=outage_id, defaults=asdict(told) | {"noted_at": at})
        if not new:
            return
        fact = OutageNoted(
            matter=told.matter,
            division=told.division,
            grid=told.grid,
            planned=told.planned,
            starts_at=told.starts_at,
            until_at=told.until_at,
            unit_id=told.unit_id,
            text=Private(told.text),
            address=Private(told.address) if told.address else None,
        )
        record(fact, subject=outage_id, by=by.name(), at=at)


def change_outage(*, outage_id: UUID, until_at: datetime | None, by: Actor, at: datetime) -> None:
    """Say until when an outage is expected to last now; None: nobody knows.

    Raises Refused: ``knowledge.not_entitled``, ``knowledge.other_unit``, ``knowledge.outage_period``,
    ``knowledge.outage_over``.
    """
    with transaction.atomic(durable=True):
        row = _held(outage_id, by)
        ensure(outage_refusal(text=row.text, starts_at=row.starts_at, until_at=until_at))
        if row.ended_at:
            raise Refused(Refusal("knowledge.outage_over"))
        if row.until_at != until_at:
            row.until_at = until_at
            row.save(update_fields=["until_at"])
            record(OutageChanged(until_at=until_at), subject=outage_id, by=by.name(), at=at)


def end_outage(*, outage_id: UUID, by: Actor, at: datetime) -> None:
    """Say that an outage is over; doing so again changes nothing.

    Raises Refused: ``knowledge.not_entitled``, ``knowledge.other_unit``, ``knowledge.outage_over``.
    """
    with transaction.atomic(durable=True):
        row = _held(outage_id, by)
        if row.ended_at is None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            record(OutageEnded(), subject=outage_id, by=by.name(), at=at)


def _held(outage_id: UUID, by: Actor) -> Outage:
    row = Outage.objects.select_for_update().filter(id=outage_id).first()
    if row is None:
        raise Refused(Refusal("knowledge.outage_over"))
    ensure(writer_refusal(by, unit_id=row.unit_id))
    return row
