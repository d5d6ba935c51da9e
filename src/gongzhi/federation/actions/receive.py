"""Take in what another node sent: each item once, in order, in one transaction with its effect."""

from datetime import datetime

from django.db import transaction

from gongzhi.federation.actions.deliver import Parcel, deliver
from gongzhi.federation.facts import FactReceived, LinkResumed, LinkStopped
from gongzhi.federation.items import Item, head_refusal, opened, order_refusal
from gongzhi.federation.models import Neighbour
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import unit_by_code
from gongzhi.people.facts import SYSTEM


def note_head(*, node: str, head: int, after: int | None, at: datetime) -> None:
    """Note that a node answered, and how many items it has for us. Raises Refused ``federation.went_back``.

    `after` is what had been received when it was asked: an answer that a newer one overtook is no lost history.
    """
    with transaction.atomic(durable=True):
        row = Neighbour.objects.select_for_update().get(node=node)
        row.head, row.answered_at = head, at
        row.save(update_fields=["head", "answered_at"])
        received = row.received if after is None else min(after, row.received)
    ensure(head_refusal(head, received=received))


def receive_item(*, node: str, item: Item, at: datetime) -> bool:
    """Let an item take its effect, once and in order; tell whether it was new. Raises Refused where it is not right."""
    with transaction.atomic(durable=True):
        row = Neighbour.objects.select_for_update().get(node=node)
        if item.seq <= row.received:
            return False
        ensure(order_refusal(item.seq, received=row.received))
        fact = opened(item, node=node)
        units = {
            unit_id: view.id
            for unit_id, code in item.units.items()
            if (view := unit_by_code(code)) is not None
        }
        subject = deliver(Parcel(node, fact, units))
        received = FactReceived(
            node=node,
            seq=item.seq,
            fact_id=fact.id,
            fact_kind=fact.kind,
            effect=subject is not None,
            subject=subject,
        )
        record(received, subject=subject, by=f"node:{node}", at=at)
        if row.stopped:
            record(LinkResumed(node=node), subject=None, by=SYSTEM.name(), at=at)
        row.received, row.stopped = item.seq, ""
        row.save(update_fields=["received", "stopped"])
        return True


def stop_link(*, node: str, code: str, at: datetime) -> None:
    """Record that a link stands still, and why; the same reason again changes nothing."""
    with transaction.atomic(durable=True):
        row = Neighbour.objects.select_for_update().get(node=node)
        if row.stopped != code:
            row.stopped = code
            row.save(update_fields=["stopped"])
            fact = LinkStopped(node=node, seq=row.received + 1, code=code)
            record(fact, subject=None, by=SYSTEM.name(), at=at)


def note_asked(*, node: str, at: datetime) -> None:
    """Note when a neighbour was last asked: how a link stands is seen even while nobody answers."""
    with transaction.atomic(durable=True):
        Neighbour.objects.filter(node=node).update(asked_at=at)
