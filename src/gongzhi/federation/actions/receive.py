"""Take in what another node sent: each item once, in order, in one transaction with its effect."""

import logging
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction

from gongzhi.federation.actions.deliver import Parcel, deliver
from gongzhi.federation.facts import FactReceived, LinkResumed, LinkStopped
from gongzhi.federation.items import Feed, Item, head_refusal, opened, order_refusal
from gongzhi.federation.models import Neighbour
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import unit_by_code
from gongzhi.people.facts import SYSTEM

logger = logging.getLogger(__name__)
_NOT_UNDERSTOOD = (KeyError, ValueError, TypeError, IntegrityError, ObjectDoesNotExist)


def receive(*, node: str, feed: Feed, at: datetime) -> int:
    """Take in the items of a feed that are new; return how many.

    An item that cannot be right stops the link: nothing after it is taken in, and the reason is on record
    until the next right item comes. So does one that cannot be understood here, such as the same fact under
    a second number, or one a newer version writes in another shape. Raises Refused with the reason.
    """
    try:
        _check_head(node, feed, at)
        taken = 0
        for item in feed.items:
            taken += _receive_one(node, item, at)
    except Refused as refused:
        _stop(node, refused.refusal.code, at)
        raise
    except _NOT_UNDERSTOOD as error:
        logger.exception("federation.not_understood", extra={"node": node})
        _stop(node, "federation.malformed", at)
        raise Refused(Refusal("federation.malformed")) from error
    return taken


def _check_head(node: str, feed: Feed, at: datetime) -> None:
    with transaction.atomic(durable=True):
        row = Neighbour.objects.select_for_update().get(node=node)
        row.head, row.answered_at = feed.head, at
        row.save(update_fields=["head", "answered_at"])
        received = row.received
    ensure(head_refusal(feed.head, received=received))


def _receive_one(node: str, item: Item, at: datetime) -> bool:
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


def _stop(node: str, code: str, at: datetime) -> None:
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
