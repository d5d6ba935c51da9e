"""Read something of a matter without the person being told of it for a time."""

from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gongzhi.kernel.refusals import ensure
from gongzhi.people.actions.note_opening import hold_uses
from gongzhi.people.actions.note_use import Seal, note_use
from gongzhi.people.facts import Actor
from gongzhi.people.use_rules import SEALED_LOOK, running_seal, seal_refusal
from gongzhi.people.uses import lately_noted


def seal_look(*, subject: UUID, basis: str, until: date, by: Actor, at: datetime) -> datetime:
    """Begin a look under seal at `subject`, put it on record, and return when the look ends.

    What `by` opens of it until then is sealed with it; a seal opens nothing that the post could not open anyway.
    The person reads of it after the day `until`. The same sent again while the look lasts changes nothing.
    The caller has checked that the actor may see the matter. Raises Refused: ``people.may_not_seal``,
    ``people.seal_basis_missing``, ``people.seal_basis_too_long``, ``people.seal_end_past`` or
    ``people.seal_end_too_far``.
    """
    today = timezone.localtime(at).date()
    ensure(seal_refusal(by, basis=basis, until=until, today=today, longest=settings.GONGZHI_SEAL_DAYS))
    assert by.account_id
    end = timezone.make_aware(datetime.combine(until, time.max.replace(microsecond=0)))
    with transaction.atomic(durable=True):
        hold_uses(subject)
        running = running_seal(lately_noted(subject, by.account_id, at=at), at=at)
        if running and running.until:
            return running.until
        note_use(
            subject=subject,
            what="SHEET",
            purpose="SUPERVISE",
            basis="LAW",
            by=by,
            at=at,
            until=at + SEALED_LOOK,
            seal=Seal(end, basis.strip()),
        )
    return at + SEALED_LOOK
