"""Say afterwards whether a look in an emergency was needed."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor, RevealReviewed
from gongzhi.people.models import Reveal
from gongzhi.people.queries import RevealView, reveal_view
from gongzhi.people.rules import review_refusal


def review_reveal(*, reveal_id: UUID, needed: bool, reason: str, by: Actor, at: datetime) -> RevealView:
    """Put on record whether a look was needed, inside the caller's transaction. It may be late: late is told as late.

    The caller has checked that the actor may be the second person of the matter. Raises Refused:
    ``people.no_review_owed``, ``people.reviewer_is_another``, ``people.reviewed_already``,
    ``people.review_reason_missing``, ``people.reason_too_long``.
    """
    assert connection.in_atomic_block
    row = Reveal.objects.select_for_update().get(id=reveal_id)
    owed, done = row.review_until is not None, row.reviewed_at is not None
    ensure(review_refusal(by, asker=row.account, agreed=row.decided_by, owed=owed, done=done, reason=reason))
    row.needed, row.reviewed_by, row.reviewed_at = needed, by.account_id, at
    row.save(update_fields=["needed", "reviewed_by", "reviewed_at"])
    fact = RevealReviewed(reveal_id=row.id, needed=needed, reason=Private(reason))
    record(fact, subject=row.subject, by=by.name(), at=at)
    return reveal_view(row)
