"""Check that the tables of platforms above say what the facts say."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from gongzhi.channels.upper.actions.put_out import message_kind
from gongzhi.channels.upper.facts import Kind
from gongzhi.channels.upper.models import UpperMessage, UpperOrder
from gongzhi.kernel.instants import to_text
from gongzhi.ledger.public import facts_about
from gongzhi.loops.public import Difference

COLUMNS = ("due_at", "category", "status", "solved", "seen")


@dataclass(frozen=True)
class _Told:
    kind: str
    fact: UUID


def check_orders(*, batch: int = 300) -> Iterator[Difference]:
    """Fold the facts of every order and yield each value in which a table differs from them.

    How messages are delivered is no matter of facts; that there is one for each fact to be told is. One the reader
    has not come to yet is no difference.
    """
    ids = iter(UpperOrder.objects.order_by("id").values_list("id", flat=True).iterator())
    while some := list(islice(ids, batch)):
        yield from _orders(some)
        yield from _messages(some)


def _orders(ids: Collection[UUID]) -> Iterator[Difference]:
    said: dict[UUID, dict[str, Any]] = {}
    for fact in facts_about(ids):
        row = said.setdefault(fact.subject or UUID(int=0), {"seen": 0, "solved": None})
        if fact.kind == "upper.order_taken":
            row |= {name: fact.data[name] for name in ("due_at", "category", "status")}
        elif fact.kind == "upper.event_followed":
            row |= {name: fact.data[name] for name in ("due_at", "category", "status", "solved", "seq")}
            row["seen"] = row.pop("seq")
    for order in UpperOrder.objects.filter(id__in=ids):
        rebuilt = said.get(order.id, {})
        for column in COLUMNS:
            kept = getattr(order, column)
            value = to_text(kept) if column == "due_at" and kept else kept
            if rebuilt.get(column) != value:
                what = f"upper/{order.id}/{column}"
                yield Difference(order.loop_id, what, rebuilt.get(column), value)


def _messages(ids: Collection[UUID]) -> Iterator[Difference]:
    orders = dict(UpperOrder.objects.filter(id__in=ids).values_list("loop", "id"))
    wanted: dict[UUID, set[_Told]] = {each: set() for each in ids}
    for fact in facts_about(list(orders)):
        kind = message_kind(fact)
        if kind is not None and fact.subject is not None:
            wanted[orders[fact.subject]].add(_Told(kind, fact.id))
    loops = {order: loop for loop, order in orders.items()}
    for row in UpperMessage.objects.filter(order__in=ids):
        if _Told(row.kind, row.fact_id) not in wanted[row.order_id]:
            what = f"upper/{row.order_id}/messages/{row.kind}"
            yield Difference(loops[row.order_id], what, None, str(row.fact_id))
    signed = UpperMessage.objects.filter(order__in=ids, kind=Kind.SIGN).values_list("order", flat=True)
    for order_id in {each for each in signed if list(signed).count(each) > 1}:
        yield Difference(loops[order_id], f"upper/{order_id}/messages/SIGN", "once", "more")
