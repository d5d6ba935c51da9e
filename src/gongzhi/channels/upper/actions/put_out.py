"""Put out for the platform above what happened to its orders here, in order, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.channels.upper.actions.note_difference import note_difference
from gongzhi.channels.upper.facts import Kind, What
from gongzhi.channels.upper.models import UpperMessage, UpperOrder
from gongzhi.channels.upper.rules.sending import told_as
from gongzhi.ledger.facts import Recorded
from gongzhi.people.facts import Actor

MOVED, JUDGED = "loops.moved", "cases.judged"


def put_out(*, facts: Sequence[Recorded], by: Actor, at: datetime) -> None:
    """Make messages of the next facts; runs in the transaction of its reader's cursor.

    A message belongs to one fact, so reading it again makes no second one; its words stay in the fact. `by` and
    `at` say who follows: a message in waiting is a state of delivery, which the fact it is made of tells of.
    """
    assert connection.in_atomic_block
    wanted = [fact for fact in facts if fact.subject and fact.kind in (MOVED, JUDGED)]
    if not wanted:
        return
    rows = UpperOrder.objects.filter(loop__in={fact.subject for fact in wanted})
    orders = {row.loop_id: row for row in rows}
    for fact in wanted:
        order = orders.get(fact.subject) if fact.subject else None
        if order is None:
            continue
        if fact.kind == MOVED:
            _follow_end(order, fact)
        elif order.solved is not None and fact.data["via"] != "ABOVE" and fact.data["solved"] != order.solved:
            _differ(order, bool(fact.data["solved"]), by, at)
        if (kind := message_kind(fact)) is not None:
            _put(order, kind, fact, at)


def message_kind(fact: Recorded) -> Kind | None:
    """Return as what a fact is told above, or None."""
    if fact.kind == JUDGED:
        return None if fact.data["via"] == "ABOVE" else Kind.JUDGEMENT
    if fact.kind != MOVED:
        return None
    return told_as(fact.data["event"], party=fact.data["party"], ended=bool(fact.data["ended"]))


def _differ(order: UpperOrder, solved: bool, by: Actor, at: datetime) -> None:
    """The resident said something else here than there, later on: both stand, and are listed."""
    note_difference(
        platform=order.platform_id,
        number=order.number,
        order_id=order.id,
        what=What.OPINION,
        ours="SOLVED" if solved else "NOT_SOLVED",
        theirs="SOLVED" if order.solved else "NOT_SOLVED",
        by=by,
        at=at,
    )


def _follow_end(order: UpperOrder, fact: Recorded) -> None:
    """Keep when the case ended; a warning about their limit is due no more then."""
    over = fact.at if fact.data["ended"] else None
    if order.over_at != over:
        order.over_at = over
        order.save(update_fields=["over_at"])


def _put(order: UpperOrder, kind: Kind, fact: Recorded, at: datetime) -> None:
    if kind == Kind.SIGN and _signed(order.id, fact.id):
        return
    UpperMessage.objects.get_or_create(order=order, fact_id=fact.id, kind=kind, defaults={"made_at": at})


def _signed(order_id: UUID, fact_id: UUID) -> bool:
    """An order is signed for once, whoever works on it later."""
    return UpperMessage.objects.filter(order=order_id, kind=Kind.SIGN).exclude(fact_id=fact_id).exists()
