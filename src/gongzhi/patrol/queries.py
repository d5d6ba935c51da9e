"""Reads of events and rounds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db.models import Count

from gongzhi.loops.public import LoopRow, Offer, holders_of, offers, row_of
from gongzhi.organization.facts import LimitClass
from gongzhi.organization.public import matter, prefix_of, within
from gongzhi.patrol.models import PatrolEvent, Round
from gongzhi.patrol.rules import EVENTS_ENTITLED, ROUNDS_ENTITLED, Category, category_of
from gongzhi.people.facts import Actor
from gongzhi.ui.photo_store import kept

Holders = dict[str, tuple[UUID | None, ...]]


@dataclass(frozen=True)
class EventView:
    """An event with its loop."""

    loop: LoopRow
    source: str
    grade: int
    grid: str
    longitude_e6: int | None
    latitude_e6: int | None
    text: str
    has_photo: bool
    lead: UUID | None
    citation: str
    overruled: bool
    holders: Holders


@dataclass(frozen=True)
class RoundView:
    """A round with its loop."""

    loop: LoopRow
    grid: str
    result: str
    events: int
    holders: Holders


@lru_cache(maxsize=1)
def categories() -> dict[str, dict[str, Any]]:
    """Return the shipped lines on how matters are reported, by matter."""
    text = (Path(__file__).parent / "data" / "categories.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return found


def category(matter_code: str, *, at: datetime) -> Category | None:
    """Return how a matter is reported; None for an unknown one."""
    found = matter(matter_code, at=at)
    if found is None:
        return None
    return category_of(found.path, categories(), life_safety=found.limit_class is LimitClass.LIFE_SAFETY)


def event_for(actor: Actor, loop_id: UUID) -> EventView | None:
    """Return an event to staff who play a part in it or read its tree; None for everybody else."""
    row = PatrolEvent.objects.select_related("loop").filter(loop=loop_id).first()
    if row is None:
        return None
    holders = holders_of(loop_id)
    scope = within(actor.division, row.loop.division)
    if not EVENTS_ENTITLED.may_see(actor, in_scope=scope, holders=_units(holders)):
        return None
    return EventView(
        loop=row_of(row.loop),
        source=row.source,
        grade=row.grade,
        grid=row.grid,
        longitude_e6=row.longitude_e6,
        latitude_e6=row.latitude_e6,
        text=row.text,
        has_photo=bool(row.photo),
        lead=row.lead_id,
        citation=row.citation,
        overruled=row.overruled,
        holders=holders,
    )


def round_for(actor: Actor, loop_id: UUID) -> RoundView | None:
    """Return a round to staff who play a part in it or read its tree; None for everybody else."""
    row = Round.objects.select_related("loop").filter(loop=loop_id).first()
    if row is None:
        return None
    holders = holders_of(loop_id)
    scope = within(actor.division, row.loop.division)
    if not ROUNDS_ENTITLED.may_see(actor, in_scope=scope, holders=_units(holders)):
        return None
    return RoundView(row_of(row.loop), row.grid, row.result, row.events, holders)


def _units(holders: Holders) -> frozenset[UUID]:
    return frozenset(unit for each in holders.values() for unit in each if unit)


def photo_of(actor: Actor, loop_id: UUID) -> bytes | None:
    """Return the photo of an event, as JPEG, to whoever may see the event."""
    if event_for(actor, loop_id) is None:
        return None
    return kept(PatrolEvent.objects.values_list("photo", flat=True).get(loop=loop_id))


def event_offers(actor: Actor, view: EventView, *, at: datetime) -> tuple[Offer, ...]:
    """Return the events of the definition the actor's post covers, the impossible ones with the reason."""
    found = offers(view.loop.id, unit_id=actor.unit_id, resident=False, at=at)
    return tuple(each for each in found if EVENTS_ENTITLED.refusal(each.event, actor) is None)


def round_offers(actor: Actor, view: RoundView, *, at: datetime) -> tuple[Offer, ...]:
    """Return the same for a round."""
    found = offers(view.loop.id, unit_id=actor.unit_id, resident=False, at=at)
    return tuple(each for each in found if ROUNDS_ENTITLED.refusal(each.event, actor) is None)


def open_events_by_grid(scope: str, matters: Collection[str]) -> dict[str, int]:
    """Return how many events of some matters are open in each grid of a tree of divisions."""
    rows = PatrolEvent.objects.filter(
        loop__ended_at=None, loop__division__startswith=prefix_of(scope), loop__matter__in=list(matters)
    )
    return dict(rows.values_list("grid").annotate(number=Count("pk")).order_by())


def open_by_grid(scope: str) -> dict[str, int]:
    """Return how many events are open in each grid of a tree of divisions."""
    rows = PatrolEvent.objects.filter(loop__ended_at=None, loop__division__startswith=prefix_of(scope))
    return dict(rows.values_list("grid").annotate(number=Count("pk")).order_by())


def open_rounds_by_grid(scope: str) -> dict[str, int]:
    """Return how many rounds are open in each grid of a tree of divisions."""
    rows = Round.objects.filter(loop__ended_at=None, loop__division__startswith=prefix_of(scope))
    return dict(rows.values_list("grid").annotate(number=Count("pk")).order_by())


def grids_of(loop_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the grid of each of some events and rounds."""
    found: dict[UUID, str] = {}
    for table in (PatrolEvent, Round):
        found |= dict(table.objects.filter(loop__in=loop_ids).values_list("loop_id", "grid"))
    return found
