"""Reads of the links: what goes out next, and how each link stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.cache import cache

from gongzhi.federation.items import MOST_ITEMS, Feed, Item, units_named
from gongzhi.federation.models import HostedUnit, Mirror, Neighbour, Outgoing, Shared
from gongzhi.ledger.public import facts_about, read_entry, sealed
from gongzhi.organization.public import units


@dataclass(frozen=True)
class NeighbourView:
    """How a link stands. `behind` is how many items of the other node are not here yet.

    `trouble` is the code of why the last request had no right answer, "" after one that had.
    """

    node: str
    address: str
    sent: int
    received: int
    behind: int
    stopped: str
    asked_at: datetime | None
    answered_at: datetime | None
    trouble: str


def trouble_key(node: str) -> str:
    """Return where the cache keeps why a neighbour gave no right answer."""
    return f"federation:trouble:{node}"


def neighbours() -> list[NeighbourView]:
    """Return all links, by name of the other node."""
    return [_view(row) for row in Neighbour.objects.order_by("node")]


def neighbour(node: str) -> NeighbourView | None:
    """Return one link, or None."""
    row = Neighbour.objects.filter(node=node).first()
    return _view(row) if row else None


def feed_for(node: str, *, after: int, limit: int = MOST_ITEMS) -> Feed:
    """Return the next items for a neighbour after the one it has, as its feed."""
    sent = Neighbour.objects.values_list("sent", flat=True).get(node=node)
    rows = list(
        Outgoing.objects.filter(neighbour=node, seq__gt=after).order_by("seq")[: min(limit, MOST_ITEMS)]
    )
    kept = sealed([row.fact_id for row in rows])
    facts = {fact_id: read_entry(each.entry) for fact_id, each in kept.items()}
    named = {unit for fact in facts.values() for unit in units_named(fact)}
    codes = {unit_id: view.code for unit_id, view in units(named).items()}
    items = tuple(
        Item(
            row.seq,
            kept[row.fact_id],
            {unit: codes[unit] for unit in units_named(facts[row.fact_id]) if unit in codes},
        )
        for row in rows
    )
    return Feed(settings.GONGZHI_NODE, sent, items)


def hosts() -> dict[UUID, str]:
    """Return on which other node each unit works that does not work here."""
    return dict(HostedUnit.objects.values_list("unit_id", "neighbour_id"))


def host_of(unit_id: UUID | None) -> str:
    """Return the node on which a unit works, "" for this one."""
    if unit_id is None:
        return ""
    return HostedUnit.objects.filter(unit=unit_id).values_list("neighbour_id", flat=True).first() or ""


def shared_with(loop_id: UUID) -> list[str]:
    """Return the nodes a loop is shared with, or the one it stands for."""
    found = list(Shared.objects.filter(loop=loop_id).values_list("neighbour_id", flat=True))
    return found + list(Mirror.objects.filter(loop=loop_id).values_list("neighbour_id", flat=True))


def mirror_of(node: str, remote_id: UUID) -> UUID | None:
    """Return the loop here that stands for one of another node, or None."""
    rows = Mirror.objects.filter(neighbour=node, remote_id=remote_id)
    return rows.values_list("loop_id", flat=True).first()


def hosted_on(node: str) -> list[UUID]:
    """Return the units that work on another node."""
    return list(HostedUnit.objects.filter(neighbour=node).values_list("unit_id", flat=True))


def unanswered_erasures(node: str) -> set[UUID]:
    """Return the loops shared with a node whose words were erased here, and of which it has not said the same.

    It reads of all that was ever shared: for the page of links, and not for each request of a neighbour.
    """
    shared = set(Shared.objects.filter(neighbour=node).values_list("loop_id", flat=True))
    erased, answered = set(), set()
    for fact in facts_about(shared, only=("people.texts_erased", "federation.erased_there")):
        if fact.kind == "people.texts_erased":
            erased.add(fact.subject)
        elif fact.data["node"] == node:
            answered.add(fact.subject)
    return {subject for subject in erased - answered if subject}


def _view(row: Neighbour) -> NeighbourView:
    silent = row.asked_at is not None and (row.answered_at is None or row.answered_at < row.asked_at)
    return NeighbourView(
        node=row.node,
        address=row.address,
        sent=row.sent,
        received=row.received,
        behind=max(0, row.head - row.received),
        stopped=row.stopped,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        trouble=cache.get(trouble_key(row.node), "") if silent else "",
    )
