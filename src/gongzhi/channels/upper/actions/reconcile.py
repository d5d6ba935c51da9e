"""Compare the orders of a day on both sides 对账, and settle what differs."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongzhi.channels.upper.actions.deliver import MAY
from gongzhi.channels.upper.actions.note_difference import note_difference
from gongzhi.channels.upper.facts import DifferenceSettled, How, OrderState, Reconciled, What
from gongzhi.channels.upper.models import UpperDifference, UpperOrder, UpperRun
from gongzhi.channels.upper.queries import our_sides
from gongzhi.channels.upper.rules.comparing import Side, compare
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

COMPARED = (What.MISSING_HERE, What.MISSING_ABOVE, What.STATUS, What.DEADLINE, What.CATEGORY)


def reconcile(*, meaning: Meaning, day: date, states: Iterable[OrderState], by: Actor, at: datetime) -> int:
    """Compare what is open, or was closed that day, on both sides; return how many differences there are.

    What agrees by now is settled by itself. The same day again replaces its run.
    """
    above = {each.number: Side(meaning.status(each.status), each.due_at, each.category) for each in states}
    with transaction.atomic(durable=True):
        ours = our_sides(meaning.platform, day=day, also=above.keys())
        found = {(number, what): (here, there) for number, what, here, there in compare(ours, above)}
        _settle_equal(meaning.platform, ours.keys() | above.keys(), set(found), by, at)
        rows = UpperOrder.objects.filter(
            platform=meaning.platform, number__in={number for number, _ in found}
        )
        orders = dict(rows.values_list("number", "id"))
        for (number, what), (here, there) in found.items():
            note_difference(
                platform=meaning.platform,
                number=number,
                order_id=orders.get(number),
                what=what,
                ours=here,
                theirs=there,
                by=by,
                at=at,
            )
        compared = len(ours.keys() | above.keys())
        UpperRun.objects.update_or_create(
            platform_id=meaning.platform,
            day=day,
            defaults={"at": at, "compared": compared, "found": len(found)},
        )
        fact = Reconciled(platform=meaning.platform, day=day.isoformat(), compared=compared, found=len(found))
        record(fact, subject=None, by=by.name(), at=at)
    return len(found)


def _settle_equal(
    platform: str, compared: Iterable[str], found: set[tuple[str, What]], by: Actor, at: datetime
) -> None:
    rows = UpperDifference.objects.filter(
        platform=platform, settled_at=None, what__in=COMPARED, number__in=list(compared)
    )
    for row in rows:
        if (row.number, row.what) not in found:
            _settle(row, How.AGREES, "", by, at)


def settle_difference(*, difference_id: UUID, how: How, reason: str, by: Actor, at: datetime) -> None:
    """Settle a difference: it was asked for again, our word was sent again, or both stand, with a reason.

    Raises Refused ``loops.not_entitled``, ``loops.reason_missing``, ``upper.no_difference``.
    """
    if not any(map(by.may, MAY)):
        raise Refused(Refusal("loops.not_entitled"))
    if how is How.NOTED and not reason.strip():
        raise Refused(Refusal("loops.reason_missing"))
    with transaction.atomic(durable=True):
        row = UpperDifference.objects.select_for_update().filter(id=difference_id).first()
        if row is None:
            raise Refused(Refusal("upper.no_difference"))
        if row.settled_at is None:
            _settle(row, how, reason, by, at)


def _settle(row: UpperDifference, how: How, reason: str, by: Actor, at: datetime) -> None:
    row.settled_at, row.how = at, how
    row.save(update_fields=["settled_at", "how"])
    fact = DifferenceSettled(
        difference_id=row.id, how=how, reason=Private(reason) if reason.strip() else None
    )
    record(fact, subject=row.order_id, by=by.name(), at=at)
