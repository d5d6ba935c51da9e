"""Put on record what an answer makes of the matter: a step of answering, for one case or several together."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.cases.facts import Answered, Finding
from gongzhi.cases.models import Case
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def grade(*, case_id: UUID, finding: Finding, by: Actor, at: datetime) -> None:
    """Keep the office's finding beside the answer, inside the caller's transaction, after the move.

    Those that were answered together with the case get the same finding.
    """
    assert connection.in_atomic_block
    along = Case.objects.filter(parent=case_id, loop__state="answered", loop__entered_at=at, finding="")
    for each in (case_id, *along.order_by("loop").values_list("loop", flat=True)):
        Case.objects.filter(loop=each).update(finding=finding)
        record(Answered(finding=finding), subject=each, by=by.name(), at=at)
