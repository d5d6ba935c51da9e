"""Get in touch with the applicant; calls that reached nobody."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.actions.ask import record_ask
from gongzhi.applications.facts import AskKind
from gongzhi.applications.queries import resident_application
from gongzhi.applications.rules import CALLBACK, HANDLE
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import Receipt, already_done, attempt_call, hold, keep_receipt, meet
from gongzhi.people.facts import Actor

FIRST_CONTACT = "first_contact"


def make_contact(
    *,
    application_id: UUID,
    note: str,
    by: Actor,
    at: datetime,
    trip: bool = False,
    once: UUID | None = None,
) -> None:
    """Record that the office reached the applicant 首次联系. `trip`: the applicant was asked to come.

    A trip is counted beside what the item declares, so it needs its reason in `note`. Raises Refused:
    ``applications.reason_missing``, and those of the loop.
    """
    if not by.may(HANDLE):
        raise Refused(Refusal("loops.not_entitled"))
    if trip and not note.strip():
        raise Refused(Refusal("applications.reason_missing"))
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        meet(loop_id=application_id, what=FIRST_CONTACT, text=note, by=by, at=at)
        if trip:
            view = resident_application(application_id)
            assert view is not None
            declared = view.situation.trips > sum(each.kind == AskKind.TRIP for each in view.asks)
            record_ask(application_id, AskKind.TRIP, "", note, in_version=declared, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="contact"))


def not_reached(*, application_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> int:
    """Record a call that reached nobody; return which attempt it was, 0 for a request carried out before.

    Raises Refused: ``loops.not_entitled``, ``loops.no_callback``, ``loops.called_today``.
    """
    if not by.may(CALLBACK):
        raise Refused(Refusal("loops.not_entitled"))
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return 0
        attempt = attempt_call(loop_id=application_id, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="not_reached"))
        return attempt
