"""What a person at the desk says of a warning that life may be in danger: it is, or it is not."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.facts import Danger, DangerSaid, Urgency
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def say_danger(*, subject: UUID, danger: bool, by: Actor, at: datetime) -> bool:
    """Put a person's word on record, in the caller's transaction; False where nothing warned, or it was said before.

    It is told to what had warned. Said otherwise later, the last word counts.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject, urgency=Urgency.LIFE).first()
    said = Danger.CONFIRMED if danger else Danger.TAKEN_BACK
    if row is None or row.danger == said:
        return False
    row.danger = said
    row.save(update_fields=["danger"])
    record(DangerSaid(danger=danger), subject=subject, by=by.name(), at=at)
    value = Urgency.LIFE if danger else Urgency.PLAIN
    for use in row.uses:
        if use["part"] == "urgency":
            algorithms.judge(use=UUID(use["use"]), value=value.value, by=by, at=at)
    return True
