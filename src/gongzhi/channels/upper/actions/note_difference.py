"""Put a difference between the two sides on the list, once while it is open."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.channels.upper.facts import Event, How, What
from gongzhi.channels.upper.models import UpperDifference, UpperOrder
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.people.facts import Actor


def note_difference(
    *,
    platform: str,
    number: str,
    order_id: UUID | None,
    what: What,
    ours: str,
    theirs: str,
    by: Actor,
    at: datetime,
) -> bool:
    """Note in what the two sides differ, inside the caller's transaction; False where it was noted as it is.

    The list is what a comparison found: the fact of the step, or of the comparison, tells of it. One somebody
    looked at and let stand does not come back unless it changes. `by`: who compared.
    """
    assert connection.in_atomic_block
    same = UpperDifference.objects.filter(platform=platform, number=number, what=what)
    if same.filter(how=How.NOTED, ours=ours, theirs=theirs).exists():
        return False
    row, made = same.get_or_create(
        settled_at=None,
        defaults={
            "platform_id": platform,
            "number": number,
            "what": what,
            "order_id": order_id,
            "ours": ours,
            "theirs": theirs,
            "found_at": at,
        },
    )
    if not made and (row.ours, row.theirs) != (ours, theirs):
        row.ours, row.theirs = ours, theirs
        row.save(update_fields=["ours", "theirs"])
    return made


def note_gap(*, meaning: Meaning, event: Event, expected: int, by: Actor, at: datetime) -> None:
    """Note that a step of theirs came without those before it, or without its order, and they cannot be asked for."""
    with transaction.atomic(durable=True):
        rows = UpperOrder.objects.filter(platform=meaning.platform, number=event.number)
        order_id = rows.values_list("id", flat=True).first()
        note_difference(
            platform=meaning.platform,
            number=event.number,
            order_id=order_id,
            what=What.NOT_FOLLOWED if order_id else What.MISSING_HERE,
            ours=str(expected) if order_id else "",
            theirs=f"{event.seq} {event.move}",
            by=by,
            at=at,
        )
