"""Pages that go on from a row and not from a number: the hundredth costs what the first does.

A list has an order that no two rows share a place in: an instant, then the id. The address of a page names the
place of the last row before it, so rows that come or go meanwhile make none appear twice or not at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.kernel.instants import from_text, to_text
from gongzhi.loops.models import Loop

PAGE = 50


@dataclass(frozen=True)
class Order:
    """By an instant, then by id: both rising, or both falling."""

    column: str
    falling: bool = False

    def turned(self) -> "Order":
        return Order(self.column, not self.falling)

    def columns(self) -> tuple[str, str]:
        sign = "-" if self.falling else ""
        return f"{sign}{self.column}", f"{sign}id"

    def beyond(self, place: "Place") -> Q:
        """Return the condition: what comes after a place. Said so that an index is entered there."""
        near, far = ("lte", "lt") if self.falling else ("gte", "gt")
        at = Q(**{f"{self.column}__{far}": place.at}) | Q(**{f"id__{far}": place.id})
        return Q(**{f"{self.column}__{near}": place.at}) & at


@dataclass(frozen=True)
class Place:
    """Where a row stands in an order."""

    at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{to_text(self.at)}_{self.id}"


@dataclass(frozen=True)
class Page:
    """Rows with the places to go on from: back to those before, on to those after; None where there are none."""

    rows: Sequence[Loop]
    before: Place | None
    after: Place | None


def place_named(text: str) -> Place | None:
    """Return the place an address names, or None for anything else."""
    at, _, row = text.partition("_")
    try:
        return Place(from_text(at), UUID(row))
    except ValueError:
        return None


def ordered(rows: QuerySet[Loop], order: Order, place: Place | None = None) -> QuerySet[Loop]:
    """Return rows in an order, from a place on."""
    if place:
        rows = rows.filter(order.beyond(place))
    return rows.order_by(*order.columns())


def place_of(row: Loop, order: Order) -> Place:
    return Place(getattr(row, order.column), row.id)
