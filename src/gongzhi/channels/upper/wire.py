"""The messages of the HTTP link, as they stand on the wire. `docs/how-to/upper-platform.md` shows each of them."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from gongzhi.channels.upper.facts import Event, Kind, Message, Move, Order, OrderState, Page

Number = Annotated[str, Meta(min_length=1, max_length=64)]
Code = Annotated[str, Meta(max_length=64)]
Instant = Annotated[datetime, Meta(tz=True)]


class WireEvent(Struct, kw_only=True):
    """A step of the platform above with an order; `seq` counts from 1 per order."""

    seq: Annotated[int, Meta(ge=1, le=1_000_000)]
    move: Move
    at: Instant
    words: Annotated[str, Meta(max_length=100_000)] = ""
    solved: bool | None = None
    satisfied: Code = ""
    due_at: Instant | None = None
    category: Code = ""


class WireOrder(Struct, kw_only=True):
    """An order with all its events so far."""

    number: Number
    given_at: Instant
    text: Annotated[str, Meta(max_length=1_000_000)]
    due_at: Instant | None = None
    category: Code = ""
    unit: Code = ""
    deadline_class: Code = ""
    status: Code = ""
    name: str = ""
    phone: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    confidential: bool = False
    photos: Annotated[list[str], Meta(max_length=20)] = []
    events: Annotated[list[WireEvent], Meta(max_length=1_000)] = []


class Orders(Struct, kw_only=True):
    """The answer to ``GET /orders``: what is new after a cursor."""

    orders: Annotated[list[WireOrder], Meta(max_length=200)]
    cursor: Annotated[str, Meta(max_length=200)]
    more: bool = False


class WireState(Struct, kw_only=True):
    """How an order stands above."""

    number: Number
    status: Code
    due_at: Instant | None = None
    category: Code = ""


class States(Struct, kw_only=True):
    """The answer to ``GET /states``: what is open, or was closed that day."""

    orders: Annotated[list[WireState], Meta(max_length=1_000)]
    cursor: Annotated[str, Meta(max_length=200)] = ""
    more: bool = False


class WireMessage(Struct, kw_only=True):
    """What we tell: the body of ``POST /orders/{number}/messages``; the header Idempotency-Key names it."""

    kind: Kind
    at: Instant
    text: str = ""
    reason: str = ""
    code: str = ""
    solved: bool | None = None
    satisfied: str = ""


class Problem(Struct, kw_only=True):
    """Why a message is not accepted, with status 409 or 422."""

    code: Annotated[str, Meta(max_length=80)]
    message: str = ""


def page_of(found: Orders) -> Page:
    """Return what a pull brought in our own words."""
    orders, events = [], []
    for each in found.orders:
        orders.append(order_of(each))
        events += [_event(each.number, event) for event in each.events]
    return Page(tuple(orders), tuple(events), found.cursor, found.more)


def order_of(wire: WireOrder) -> Order:
    """Return an order in our own words."""
    values = {
        name: getattr(wire, name) for name in wire.__struct_fields__ if name not in ("events", "photos")
    }
    return Order(**values, photos=tuple(wire.photos))


def _event(number: str, wire: WireEvent) -> Event:
    return Event(number=number, **{name: getattr(wire, name) for name in wire.__struct_fields__})


def state_of(wire: WireState) -> OrderState:
    """Return a line of the list of a day."""
    return OrderState(wire.number, wire.status, wire.due_at, wire.category)


def body_of(message: Message) -> bytes:
    """Return a message as it is sent."""
    values = {name: getattr(message, name) for name in WireMessage.__struct_fields__}
    return msgspec.json.encode(WireMessage(**values))


def schema() -> dict[str, Any]:
    """Return the JSON schema of all messages; the shipped file is this, and a test compares them."""
    types = (Orders, WireOrder, States, WireMessage, Problem)
    _refs, components = msgspec.json.schema_components(types, ref_template="#/$defs/{name}")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": components}
