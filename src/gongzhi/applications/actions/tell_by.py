"""Change how the applicant is told: the ways, a new e-mail address, at once or once a day."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.models import Application
from gongzhi.loops.public import Receipt, already_done, hold, keep_receipt
from gongzhi.notices.facts import Way
from gongzhi.notices.public import choose_again
from gongzhi.people.facts import Actor


def tell_by(
    *,
    application_id: UUID,
    ways: Collection[Way],
    email: str,
    at_once: bool,
    language: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Let the applicant be told by these ways from now on.

    Raises Refused: ``notices.not_yours``, ``notices.email_malformed``, ``notices.way_needs_address``.
    """
    with transaction.atomic(durable=True):
        hold(application_id)
        if once and already_done(once):
            return
        choose_again(
            subject=application_id,
            contact_id=Application.objects.get(loop=application_id).contact_id,
            ways=ways,
            email=email,
            language=language,
            at_once=at_once,
            by=by,
            at=at,
        )
        if once:
            keep_receipt(Receipt(key=once, loop_id=application_id, event="told"))
