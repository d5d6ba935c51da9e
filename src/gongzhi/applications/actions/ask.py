"""Ask for what is missing, once and all at once 一次性告知补正; and take what is supplied."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.actions.give_materials import Given, give_materials
from gongzhi.applications.actions.helped import note_helped
from gongzhi.applications.actions.keep_file import kept_files
from gongzhi.applications.actions.step import step
from gongzhi.applications.facts import AskKind, MaterialJudged, MaterialState, ResidentAsked
from gongzhi.applications.models import ApplicationAsk, ApplicationMaterial
from gongzhi.applications.queries import resident_application
from gongzhi.applications.rules import TEXT_LIMIT, ask_refusal, materials_refusal, supply_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, Words, already_done, hold, keep_receipt, reply_to_question
from gongzhi.people.facts import Actor, HelpedAct


def ask(
    *,
    application_id: UUID,
    missing: Mapping[str, str],
    by: Actor,
    at: datetime,
    extra: str = "",
    once: UUID | None = None,
) -> None:
    """Ask for everything that is missing in one list; the office's clock stands still until it comes.

    `missing` are reasons by the key of the material, `extra` names what the item does not list. Raises Refused:
    ``applications.asked_already`` (there is no second time), ``applications.nothing_asked``,
    ``applications.material_unknown``, ``applications.reason_missing``, and those of the loop.
    """
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        view = resident_application(application_id)
        assert view is not None
        before = any(each.kind == AskKind.MATERIAL for each in view.asks)
        ensure(ask_refusal(view.situation, missing=missing, extra=extra, asked_before=before))
        step("ask", application_id=application_id, by=by, at=at, words=Words(text=extra), once=once)
        for key, reason in missing.items():
            _judge(application_id, key, reason, by=by, at=at)
            record_ask(application_id, AskKind.MATERIAL, key, reason, in_version=True, by=by, at=at)
        if extra.strip():
            record_ask(application_id, AskKind.MATERIAL, "", extra, in_version=False, by=by, at=at)


def _judge(application_id: UUID, key: str, reason: str, *, by: Actor, at: datetime) -> None:
    """Mark the last material of this key as missing: what was given does not do."""
    row = ApplicationMaterial.objects.filter(application=application_id, key=key).order_by("-id").first()
    if row is None:
        return
    row.state, row.reason = MaterialState.MISSING, reason
    row.save(update_fields=["state", "reason"])
    fact = MaterialJudged(material_id=row.id, state=MaterialState.MISSING, reason=Private(reason))
    record(fact, subject=application_id, by=by.name(), at=at)


def record_ask(
    application_id: UUID, kind: AskKind, key: str, reason: str, *, in_version: bool, by: Actor, at: datetime
) -> None:
    """Keep what a resident was really asked for, inside the caller's transaction: the observed burden."""
    row = ApplicationAsk(
        application_id=application_id,
        kind=kind,
        key=key,
        in_version=in_version,
        reason=reason,
        asked_at=at,
        asked_by=by.account_id,
    )
    row.save(force_insert=True)
    fact = ResidentAsked(ask_id=row.id, what=kind, key=key, in_version=in_version, reason=Private(reason))
    record(fact, subject=application_id, by=by.name(), at=at)


def supply(
    *,
    application_id: UUID,
    materials: Mapping[str, Given],
    by: Actor,
    at: datetime,
    text: str = "",
    once: UUID | None = None,
) -> None:
    """Take what the applicant supplies, online or at the window; the clock runs again when it stood still.

    Raises Refused: ``applications.not_yours``, ``applications.decided_already``,
    ``applications.material_unknown``, ``applications.nothing_supplied``, ``applications.text_too_long``.
    """
    with kept_files() as names, transaction.atomic(durable=True):
        loop = hold(application_id)
        if once and already_done(once):
            return
        view = resident_application(application_id)
        assert view is not None
        counter = view.holders.get("counter", ())
        ensure(supply_refusal(by, counter=counter, ended=loop.ended_at is not None, decided=view.settled))
        ensure(materials_refusal(view.situation, materials))
        ensure(_empty_refusal(materials, text))
        note_helped(HelpedAct.ADD, application_id=application_id, by=by, at=at)
        give_materials(application_id=application_id, given=materials, names=names, by=by, at=at)
        if loop.paused_until is not None:
            reply_to_question(loop_id=application_id, text=text, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="supply"))


def _empty_refusal(materials: Mapping[str, Given], text: str) -> Refusal | None:
    if not materials and not text.strip():
        return Refusal("applications.nothing_supplied")
    if len(text) > TEXT_LIMIT:
        return Refusal("applications.text_too_long", {"limit": TEXT_LIMIT, "length": len(text)})
    return None
