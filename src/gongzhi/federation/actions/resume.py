"""Let a link that stands still go on, after somebody has looked."""

from datetime import datetime

from django.db import transaction

from gongzhi.federation.facts import ItemSetAside, LinkResumed
from gongzhi.federation.models import Neighbour
from gongzhi.federation.rules.stops import resume_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor


def resume(*, node: str, seq: int, set_aside: bool, reason: str, by: Actor, at: datetime) -> None:
    """Ask for number `seq` once more, or go on without it; both are on record with the reason.

    `seq` is the number somebody looked at: doing it again changes nothing, and nobody sets aside what they
    have not seen. Raises Refused ``loops.not_entitled``, ``loops.reason_missing``, ``federation.unknown_node``,
    ``federation.not_stopped``, ``federation.not_this_number``, ``federation.never_aside``.
    """
    with transaction.atomic(durable=True):
        row = Neighbour.objects.select_for_update().filter(node=node).first()
        if row is None:
            raise Refused(Refusal("federation.unknown_node", {"node": node}))
        if set_aside and seq == row.received and by.may("organization.manage"):
            return  # done before
        ensure(
            resume_refusal(
                by,
                stopped=row.stopped,
                seq=seq,
                received=row.received,
                set_aside=set_aside,
                reason=reason,
            )
        )
        if set_aside:
            aside = ItemSetAside(node=node, seq=seq, code=row.stopped, reason=Private(reason))
            record(aside, subject=None, by=by.name(), at=at)
            row.received = seq
        record(LinkResumed(node=node), subject=None, by=by.name(), at=at)
        row.stopped = ""
        row.save(update_fields=["received", "stopped"])
