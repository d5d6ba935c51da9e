"""Reads of platforms above: how each is reached, its orders, what waits, what differs."""

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone

from gongzhi.channels.upper.facts import Code, Kind, Message, State, Status
from gongzhi.channels.upper.models import (
    UpperCode,
    UpperDifference,
    UpperMapping,
    UpperMessage,
    UpperOrder,
    UpperPlatform,
    UpperRun,
)
from gongzhi.channels.upper.rules.comparing import Side
from gongzhi.channels.upper.rules.mapping import Meaning, read_meaning
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import story_of

_REMEMBERED_SECONDS = 5.0
_any: list[tuple[float, bool]] = []
_OVER = (State.SENT, State.ASIDE)


@dataclass(frozen=True)
class PlatformView:
    """A platform above and how the link to it stands. `trouble`: why the last request had no right answer."""

    code: str
    meaning: Meaning
    cursor: str
    asked_at: datetime | None
    answered_at: datetime | None
    trouble: str
    waiting: int = 0
    stuck: int = 0
    differing: int = 0
    compared_on: date | None = None


@dataclass(frozen=True)
class OrderView:
    """An order as readers see it."""

    id: UUID
    platform: str
    number: str
    loop_id: UUID
    given_at: datetime
    due_at: datetime | None
    category: str
    deadline_class: str
    status: str
    solved: bool | None
    seen: int
    over_at: datetime | None


def any_platform() -> bool:
    """Tell whether a platform above is known at all, as of some seconds ago: every list of staff asks."""
    at = time.monotonic()
    if not _any or _any[0][0] < at:
        _any[:] = [(at + _REMEMBERED_SECONDS, UpperPlatform.objects.exists())]
    return _any[0][1]


def forget() -> None:
    """Ask the table again at the next request."""
    _any.clear()


def meaning_of(platform: str, on: date) -> Meaning | None:
    """Return what the codes of a platform mean on a day, or None before its first mapping."""
    rows = UpperMapping.objects.filter(platform=platform, valid_from__lte=on)
    text = rows.order_by("-valid_from", "-id").values_list("text", flat=True).first()
    return read_meaning(text) if text else None


def platforms(on: date) -> list[PlatformView]:
    """Return all platforms above that are in use on a day, by code, without their counts."""
    found = []
    for row in UpperPlatform.objects.order_by("code"):
        meaning = meaning_of(row.code, on)
        if meaning is not None:
            found.append(
                PlatformView(row.code, meaning, row.cursor, row.asked_at, row.answered_at, row.trouble)
            )
    return found


def platform(code: str, on: date) -> PlatformView | None:
    """Return one platform, or None."""
    return next((each for each in platforms(on) if each.code == code), None)


def standing(on: date) -> list[PlatformView]:
    """Return all platforms with what waits, what somebody has to look at, and what differs."""
    found = []
    for each in platforms(on):
        counts = UpperMessage.objects.filter(order__platform=each.code).exclude(state__in=_OVER)
        numbers = dict(counts.values_list("state").annotate(n=Count("pk")).order_by())
        run = (
            UpperRun.objects.filter(platform=each.code).order_by("-day").values_list("day", flat=True).first()
        )
        found.append(
            PlatformView(
                each.code,
                each.meaning,
                each.cursor,
                each.asked_at,
                each.answered_at,
                each.trouble,
                waiting=numbers.get(State.WAITING, 0),
                stuck=numbers.get(State.REFUSED, 0) + numbers.get(State.DEAD, 0),
                differing=UpperDifference.objects.filter(platform=each.code, settled_at=None).count(),
                compared_on=run,
            )
        )
    return found


def order_numbered(platform: str, number: str) -> OrderView | None:
    """Return an order by its number, or None."""
    row = UpperOrder.objects.filter(platform=platform, number=number).first()
    return _view(row) if row else None


def orders_of(loop_ids: Collection[UUID]) -> dict[UUID, OrderView]:
    """Return the orders behind some cases."""
    if not loop_ids or not any_platform():
        return {}
    return {row.loop_id: _view(row) for row in UpperOrder.objects.filter(loop__in=loop_ids)}


def limit_above(column: str) -> Subquery | None:
    """Return the limit above of the loop whose id stands in `column`, while its case goes on; None: no platform."""
    if not any_platform():
        return None
    rows = UpperOrder.objects.filter(loop=OuterRef(column), over_at=None)
    return Subquery(rows.values("due_at")[:1])


def due_messages(platform: str, *, at: datetime, limit: int = 50) -> list[UUID]:
    """Return what may be sent now: of each order its first message that is not over, so that they stay in order."""
    mine = UpperMessage.objects.filter(order__platform=platform).exclude(state__in=_OVER)
    firsts = mine.order_by("order_id", "id").distinct("order_id").values("id")
    rows = UpperMessage.objects.filter(id__in=Subquery(firsts), state=State.WAITING)
    rows = rows.filter(Q(next_at=None) | Q(next_at__lte=at)).order_by("id")
    return list(rows.values_list("id", flat=True)[:limit])


def message_of(message_id: UUID, meaning: Meaning) -> Message:
    """Return a message with its words, read from the fact it is made of; erased words are gone here too."""
    row = UpperMessage.objects.select_related("order").get(id=message_id)
    story = story_of(row.order.loop_id)
    index = next(index for index, fact in enumerate(story) if fact.id == row.fact_id)
    fact, after = story[index], story[index + 1 :]
    texts = fact.texts or {}
    data = fact.data
    return Message(
        key=row.id,
        number=row.order.number,
        kind=Kind(row.kind),
        at=fact.at,
        text=texts.get("text", ""),
        reason=texts.get("reason", ""),
        code=_code(row.kind, fact, after, meaning),
        solved=data.get("solved"),
        satisfied=str(data.get("satisfied") or ""),
    )


def _code(kind: str, fact: Recorded, after: list[Recorded], meaning: Meaning) -> str:
    """Return our finding or reason in their codes; the fact beside the move says which it is."""
    if kind == Kind.REPLY:
        found = next((str(each.data["finding"]) for each in after if each.kind == "cases.answered"), "")
        return meaning.findings.get(found, found)
    if kind == Kind.RETURN:
        found = next((str(each.data["reason_code"]) for each in after if each.kind == "cases.declined"), "")
        return meaning.returns.get(found, found)
    return str(fact.data.get("ended") or "") if kind == Kind.CLOSED else ""


def stuck_messages(limit: int = 100) -> list[UpperMessage]:
    """Return what the platforms above did not take, oldest first."""
    rows = UpperMessage.objects.filter(state__in=[State.REFUSED, State.DEAD]).select_related("order__loop")
    return list(rows.order_by("id")[:limit])


def unknown_codes(meaning: Meaning) -> list[tuple[Code, str, datetime]]:
    """Return the codes that came and mean nothing here yet."""
    rows = UpperCode.objects.filter(platform=meaning.platform).order_by("what", "value")
    return [
        (Code(row.what), row.value, row.first_at)
        for row in rows[:500]
        if not meaning.knows(Code(row.what), row.value)
    ]


def open_differences(limit: int = 200) -> list[UpperDifference]:
    """Return in what the two sides differ, the newest first."""
    rows = UpperDifference.objects.filter(settled_at=None).select_related("order__loop")
    return list(rows.order_by("-found_at", "number")[:limit])


def differences_of(order_id: UUID) -> list[UpperDifference]:
    """Return in what the two sides differ about one order."""
    return list(UpperDifference.objects.filter(order=order_id, settled_at=None).order_by("found_at"))


def day_of(day: date) -> tuple[datetime, datetime]:
    """Return the instants a day begins and ends at."""
    begins = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    return begins, begins + timedelta(days=1)


def our_sides(platform: str, *, day: date, also: Collection[str]) -> Mapping[str, Side]:
    """Return how our orders stand that are open or ended since that day began, and those named.

    It reads an index of those; what ended earlier costs nothing.
    """
    begins, _ends = day_of(day)
    mine = UpperOrder.objects.filter(platform=platform).select_related("loop")
    found = {}
    for rows in (
        mine.filter(over_at=None),
        mine.filter(over_at__gte=begins),
        mine.filter(number__in=list(also)),
    ):
        for row in rows:
            status = Status.OPEN if row.loop.ended_at is None else Status.CLOSED
            found[row.number] = Side(status, row.due_at, row.category)
    return found


def has_run(platform: str, day: date) -> bool:
    """Tell whether the lists of a day were compared."""
    return UpperRun.objects.filter(platform=platform, day=day).exists()


def _view(row: UpperOrder) -> OrderView:
    return OrderView(
        id=row.id,
        platform=row.platform_id,
        number=row.number,
        loop_id=row.loop_id,
        given_at=row.given_at,
        due_at=row.due_at,
        category=row.category,
        deadline_class=row.deadline_class,
        status=row.status,
        solved=row.solved,
        seen=row.seen,
        over_at=row.over_at,
    )
