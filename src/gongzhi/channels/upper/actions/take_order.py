"""Take in an order of the platform above 上级工单: it becomes exactly one case, whatever is wrong with it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.facts import AboveWord, Channel, Filer
from gongzhi.cases.public import Person, Place, Source, file_case, say_above
from gongzhi.channels.upper.actions.put_out import put_out
from gongzhi.channels.upper.facts import Code, Order, OrderTaken, Status
from gongzhi.channels.upper.models import UpperCode, UpperOrder
from gongzhi.channels.upper.rules.comparing import amber_at
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.ledger.public import facts_about, record
from gongzhi.organization.facts import CoordinateSystem
from gongzhi.organization.public import matter, unit_by_code
from gongzhi.people.facts import Actor

TEXT_LIMIT = 20_000  # what a case holds; a test holds the two together
ADDRESS_LIMIT, NAME_LIMIT, PHONE_LIMIT = 200, 60, 32


def take_order(*, meaning: Meaning, order: Order, photos: Sequence[bytes], by: Actor, at: datetime) -> bool:
    """File an order as a case with its number, clock and codes; False when it was taken before.

    Filing and the row beside it are two transactions: taken in again after a crash between them, the source finds
    the case, and the row is written. An unknown code leaves the matter to the desk. What does not fit into the
    text of a case stands in its story. Raises Refused ``cases.no_desk`` where nobody takes cases at all.
    """
    if UpperOrder.objects.filter(platform=meaning.platform, number=order.number).exists():
        return False
    text, rest = _text(order, meaning)
    code = meaning.categories.get(order.category, "")
    filed = file_case(
        text=text,
        place=_place(order, meaning),
        channel=Channel.ABOVE,
        matter=code if code and matter(code, at=at) else "",
        person=_person(order),
        source=Source(reference=f"{meaning.platform}:{order.number}", at=order.given_at),
        photos=photos,
        confidential=order.confidential,
        by=by,
        at=at,
    )
    with transaction.atomic(durable=True):
        return _keep(meaning, order, filed.loop_id, rest, by, at)


def _keep(meaning: Meaning, order: Order, loop_id: UUID, rest: str, by: Actor, at: datetime) -> bool:
    unknown = meaning.unknown(order)
    row, made = UpperOrder.objects.get_or_create(
        platform_id=meaning.platform,
        number=order.number,
        defaults={
            "loop_id": loop_id,
            "given_at": order.given_at,
            "due_at": order.due_at,
            "category": order.category,
            "deadline_class": order.deadline_class,
            "status": meaning.status(order.status) or Status.OPEN,
            "warn_at": _first_warning(order, meaning),
        },
    )
    if not made:
        return False
    for what, value in unknown:
        note_code(platform=meaning.platform, what=what, value=value, by=by, at=at)
    fact = OrderTaken(
        platform=meaning.platform,
        loop_id=loop_id,
        given_at=order.given_at,
        due_at=order.due_at,
        category=order.category,
        deadline_class=order.deadline_class,
        status=row.status,
        known=not unknown,
    )
    record(fact, subject=row.id, by=by.name(), at=at)
    _say(meaning, order, loop_id, rest, by, at)
    # What happened here before this row stood is told above like everything after it.
    put_out(facts=facts_about([loop_id]), by=by, at=at)
    return True


def _say(meaning: Meaning, order: Order, loop_id: UUID, rest: str, by: Actor, at: datetime) -> None:
    common = {"case_id": loop_id, "by": by, "at": at}
    say_above(what=AboveWord.ORDER, text=f"{meaning.name} {order.number}", **common)  # type: ignore[arg-type]
    if order.due_at:
        say_above(what=AboveWord.DEADLINE, until=order.due_at, **common)  # type: ignore[arg-type]
    if order.unit:
        named = unit_by_code(meaning.units.get(order.unit, ""))
        say_above(what=AboveWord.REMARK, text=named.name if named else order.unit, **common)  # type: ignore[arg-type]
    if rest:
        say_above(what=AboveWord.MORE, text=rest, **common)  # type: ignore[arg-type]


def note_code(*, platform: str, what: Code, value: str, by: Actor, at: datetime) -> None:
    """Keep a code nobody has mapped yet, once; part of the caller's transaction. `by` and `at`: whose it is."""
    UpperCode.objects.get_or_create(
        platform_id=platform, what=what, value=value[:64], defaults={"first_at": at}
    )


def _text(order: Order, meaning: Meaning) -> tuple[str, str]:
    """Return the text of the case and what did not fit; an order without words is named by its number."""
    whole = order.text.replace("\0", "").strip() or f"{meaning.name} {order.number}"
    address = order.address[ADDRESS_LIMIT:]
    return whole[:TEXT_LIMIT], "\n".join(filter(None, (whole[TEXT_LIMIT:], address)))


def _place(order: Order, meaning: Meaning) -> Place:
    longitude, latitude = order.longitude, order.latitude
    if longitude is None or latitude is None or not (abs(longitude) <= 180 and abs(latitude) <= 90):
        longitude = latitude = None
    return Place(
        division=meaning.division,
        longitude=longitude,
        latitude=latitude,
        system=CoordinateSystem(meaning.connection.get("coordinates", CoordinateSystem.WGS84)),
        address=order.address.replace("\0", "")[:ADDRESS_LIMIT],
    )


def _person(order: Order) -> Person:
    name, phone = order.name.strip()[:NAME_LIMIT], order.phone.strip()[:PHONE_LIMIT]
    return Person(filer=Filer.NAMED if name or phone else Filer.ANONYMOUS, name=name, phone=phone)


def _first_warning(order: Order, meaning: Meaning) -> datetime | None:
    return amber_at(order.given_at, order.due_at, amber=meaning.amber) if order.due_at else None
