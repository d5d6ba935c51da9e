"""Register sensors from a file: good rows are applied, each bad row is reported."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.facts import Happening
from gongzhi.ledger.public import record_many
from gongzhi.organization.facts import GridView, Report, RowProblem, UnitView
from gongzhi.organization.public import Row, Sheet, grids, locate_many, matter, read_as, unit_by_code
from gongzhi.patrol.actions.report_event import E6
from gongzhi.patrol.facts import Crossing, SensorCrossed, SensorRegistered, SensorSiteAdded
from gongzhi.patrol.models import Sensor, SensorSite, SensorState
from gongzhi.patrol.readings import limits_refusal
from gongzhi.patrol.sensor_file import SENSORS
from gongzhi.patrol.sensors import limits_of, sensor_kinds
from gongzhi.people.facts import Actor

_COLUMNS = (
    "site",
    "name",
    "unit",
    "grid",
    "longitude_e6",
    "latitude_e6",
    "matter",
    "raise_at",
    "clear_at",
    "in_row",
    "silent_after",
    "in_use",
)


# One import at a time, so that two of them never make the same site twice.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('gongzhi sensors'))"


@dataclass(frozen=True)
class _Known:
    """What the rows of a file name, looked up once; `spots` has the grid of each point, by line."""

    units: Mapping[str, UnitView | None]
    matters: Mapping[str, bool]
    grids: Mapping[str, GridView]
    spots: Mapping[int, str]


@dataclass
class _Wanted:
    """What is to be written, and the facts of it."""

    sites: dict[tuple[str, str], SensorSite]
    new_sites: list[SensorSite] = field(default_factory=list)
    added: list[Sensor] = field(default_factory=list)
    changed: list[Sensor] = field(default_factory=list)
    moved: list[UUID] = field(default_factory=list)
    unchanged: int = 0
    facts: list[tuple[Happening, UUID | None]] = field(default_factory=list)


def register_sensors(*, data: bytes, by: Actor, at: datetime) -> Report:
    """Register the sensors of a CSV file, or change what is registered of them; twice changes nothing.

    A sensor that is moved to another site or kind begins anew: what it said there says nothing here. Raises
    Refused ``loops.not_entitled``, or what keeps the file from being read; then nothing was written.
    """
    if not by.may("organization.manage"):
        raise Refused(Refusal("loops.not_entitled"))
    sheet = read_as(SENSORS, data)
    if isinstance(sheet, Refusal):
        raise Refused(sheet)
    known = _look_up(sheet, at)
    rejected = list(sheet.rejected)
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(_ONE_AT_A_TIME)
        places = _places()
        there = {row.code: row for row in Sensor.objects.select_for_update().order_by("id")}
        wanted = _Wanted({(site.code, site.kind): site for site in SensorSite.objects.all()})
        for row in sheet.rows:
            grid = _judge(row, known, places)
            if isinstance(grid, RowProblem):
                rejected.append(grid)
            else:
                places[row["site"]] = grid.division
                _want(wanted, row, _values(row, grid, known), there.get(row["code"]), at)
        _write(wanted)
        record_many(wanted.facts, by=by.name(), at=at)
    return Report(
        table="sensors",
        added=len(wanted.added),
        changed=len(wanted.changed),
        unchanged=wanted.unchanged,
        rejected=tuple(sorted(rejected, key=lambda problem: problem.line)),
    )


def _look_up(sheet: Sheet, at: datetime) -> _Known:
    kinds = sensor_kinds()
    codes = {row["matter"] or kinds[row["kind"]].matter for row in sheet.rows if row["kind"] in kinds}
    placed = [row for row in sheet.rows if None not in (row["longitude"], row["latitude"])]
    located = locate_many([(row["longitude"], row["latitude"]) for row in placed], at=at)
    spots = {
        row.line: place.grid_code for row, place in zip(placed, located, strict=True) if place is not None
    }
    named = {row["grid"] for row in sheet.rows if row["grid"]}
    return _Known(
        units={code: unit_by_code(code) for code in {row["unit"] for row in sheet.rows}},
        matters={code: matter(code, at=at) is not None for code in codes},
        grids=grids(named | set(spots.values())),
        spots=spots,
    )


def _places() -> dict[str, str]:
    """Return the division each site lies in: sensors of one site stand together."""
    found = dict(Sensor.objects.values_list("site__code", "grid").distinct())
    views = grids(found.values())
    return {site: views[grid].division for site, grid in found.items() if grid in views}


def _judge(row: Row, known: _Known, places: Mapping[str, str]) -> GridView | RowProblem:
    """Return the grid a sensor stands in, that of its point before the one that is named, or what is wrong."""
    kind = sensor_kinds().get(row["kind"])
    if kind is None:
        return row.refused(
            "kind", Refusal("patrol.sensor_kind_unknown", {"known": ", ".join(sensor_kinds())})
        )
    if known.units[row["unit"]] is None:
        return row.problem("unit", "unknown_unit")
    code = row["matter"] or kind.matter
    if not known.matters[code]:
        return row.problem("matter", "unknown_matter", matter=code)
    if row["grid"] and row["grid"] not in known.grids:
        return row.problem("grid", "unknown_grid", grid=row["grid"])
    grid = known.grids.get(known.spots.get(row.line) or row["grid"] or "")
    if grid is None or (row["longitude"] is None) != (row["latitude"] is None):
        return row.refused("grid", Refusal("patrol.sensor_nowhere"))
    if places.get(row["site"], grid.division) != grid.division:
        return row.refused("site", Refusal("patrol.sensor_site_elsewhere", {"site": row["site"]}))
    if (row["raise_at"] is None) != (row["clear_at"] is None):
        return row.refused("clear_at", Refusal("patrol.sensor_limits_half"))
    limits = limits_of(kind, raise_at=row["raise_at"], clear_at=row["clear_at"], in_row=row["in_row"])
    refusal = limits_refusal(limits)
    return row.refused("clear_at", refusal) if refusal else grid


def _values(row: Row, grid: GridView, known: _Known) -> dict[str, Any]:
    unit = known.units[row["unit"]]
    assert unit is not None
    point = {
        f"{name}_e6": None if row[name] is None else round(row[name] * E6)
        for name in ("longitude", "latitude")
    }
    plain = ("name", "matter", "raise_at", "clear_at", "in_row", "silent_after", "in_use")
    return {**{name: row[name] for name in plain}, **point, "unit_id": unit.id, "grid": grid.code}


def _want(wanted: _Wanted, row: Row, values: dict[str, Any], old: Sensor | None, at: datetime) -> None:
    """Put one good row among what is to be written."""
    key = (row["site"], row["kind"])
    site = wanted.sites.get(key)
    if site is None:
        site = wanted.sites[key] = SensorSite(id=new_id(), code=key[0], kind=key[1])
        wanted.new_sites.append(site)
        wanted.facts.append((SensorSiteAdded(code=site.code, sensor_kind=site.kind), site.id))
    values["site_id"] = site.id
    if old is None:
        sensor = Sensor(id=new_id(), code=row["code"], registered_at=at, **values)
        wanted.added.append(sensor)
    elif all(getattr(old, name) == value for name, value in values.items()):
        wanted.unchanged += 1
        return
    else:
        sensor = old
        if sensor.site_id != site.id:
            wanted.moved.append(sensor.id)
        for name, value in values.items():
            setattr(sensor, name, value)
        wanted.changed.append(sensor)
    wanted.facts.append((_registered(sensor), sensor.id))


def _write(wanted: _Wanted) -> None:
    SensorSite.objects.bulk_create(wanted.new_sites)
    Sensor.objects.bulk_create(wanted.added)
    SensorState.objects.bulk_create(SensorState(sensor=sensor) for sensor in wanted.added)
    if wanted.changed:
        Sensor.objects.bulk_update(wanted.changed, _COLUMNS)
    for state in SensorState.objects.select_for_update().filter(sensor__in=wanted.moved).order_by("sensor"):
        if state.raised:
            wanted.facts.append((SensorCrossed(way=Crossing.BEGUN_ANEW, read_at=None), state.sensor_id))
        state.in_row, state.raised, state.crossed_at = 0, False, None
        state.save(update_fields=["in_row", "raised", "crossed_at"])


def _registered(sensor: Sensor) -> SensorRegistered:
    longitude, latitude = sensor.longitude_e6, sensor.latitude_e6
    return SensorRegistered(
        code=sensor.code,
        site_id=sensor.site_id,
        unit_id=sensor.unit_id,
        grid=sensor.grid,
        matter=sensor.matter,
        raise_at=sensor.raise_at,
        clear_at=sensor.clear_at,
        in_row=sensor.in_row,
        silent_after=sensor.silent_after,
        in_use=sensor.in_use,
        name=Private(sensor.name),
        point=None if longitude is None else Private(f"{longitude},{latitude}"),
    )
