"""Reads of sensors: their kinds, their limits, how each stands, and whom a key belongs to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.public import prefix_of
from gongzhi.patrol.models import Sensor, SensorKey
from gongzhi.patrol.readings import Limits, SensorKind, is_silent, kind_of


@dataclass(frozen=True)
class KeyView:
    """A key for readings: which sensors may be read in with it."""

    id: UUID
    name: str
    unit_id: UUID
    made_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class SensorView:
    """How a sensor stands. `event` is the number of the open event of its site and kind, "" for none.

    `refused` says why one could not be opened.
    """

    code: str
    kind: str
    site: str
    name: str
    unit: str
    newest_at: datetime | None
    value: int | None
    raised: bool
    silent: bool
    event: str
    event_id: UUID | None
    refused: Refusal | None


@lru_cache(maxsize=1)
def sensor_kinds() -> Mapping[str, SensorKind]:
    """Return the shipped kinds of sensors by their code."""
    text = (Path(__file__).parent / "data" / "sensor_kinds.yaml").read_text(encoding="utf-8")
    lines: dict[str, Any] = yaml.safe_load(text)
    return {code: kind_of(code, line) for code, line in lines.items()}


def limits_of(kind: SensorKind, *, raise_at: int | None, clear_at: int | None, in_row: int | None) -> Limits:
    """Return the limits of a sensor: its own where it has some, else those of its kind."""
    return Limits(
        direction=kind.limits.direction,
        raise_at=kind.limits.raise_at if raise_at is None else raise_at,
        clear_at=kind.limits.clear_at if clear_at is None else clear_at,
        in_row=in_row or kind.limits.in_row,
    )


def digest_of(key: str) -> str:
    """Return what is kept of a key. It has 256 random bits, so a plain digest cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_in_force(key: str) -> KeyView | None:
    """Return whom a key belongs to; None for a wrong or a revoked one."""
    row = SensorKey.objects.filter(digest=digest_of(key), revoked_at=None).first()
    return _key(row) if row else None


def sensor_keys() -> list[KeyView]:
    """Return all keys, revoked ones too, by name."""
    return [_key(row) for row in SensorKey.objects.order_by("name")]


def _key(row: SensorKey) -> KeyView:
    return KeyView(row.id, row.name, row.unit_id, row.made_at, row.revoked_at)


def sensors(*, at: datetime, scope: str = "") -> list[SensorView]:
    """Return how each sensor in use in the tree of a division stands: what needs looking at first, then by code."""
    rows = Sensor.objects.filter(in_use=True, grid__startswith=prefix_of(scope) if scope else "")
    rows = rows.select_related("site__loop", "state", "unit").order_by("code")
    views = [_sensor(row, at) for row in rows]
    return sorted(views, key=lambda view: (not view.refused, not view.silent, not view.raised))


def _sensor(row: Sensor, at: datetime) -> SensorView:
    kind, state, loop = sensor_kinds()[row.site.kind], row.state, row.site.loop
    event = loop if loop and loop.ended_at is None else None
    return SensorView(
        code=row.code,
        kind=row.site.kind,
        site=row.site.code,
        name=row.name,
        unit=row.unit.code,
        newest_at=state.newest_at,
        value=state.value,
        raised=state.raised,
        silent=is_silent(
            state.newest_at, row.registered_at, silent_after=row.silent_after or kind.silent_after, at=at
        ),
        event=event.number if event else "",
        event_id=event.id if event else None,
        refused=Refusal(row.site.refused, row.site.refused_details) if row.site.refused else None,
    )
