"""In which grid does a point lie? An index in memory, per process, that follows changes of the grids.

A tree of rectangles over prepared polygons answers in microseconds; a database would need milliseconds. It is
built again when `Register.grids` changes, which is looked up at most every two seconds (default of this
project): so a changed grid counts everywhere two seconds later, and at once in the process that imported it.
"""

import threading
import time
from collections.abc import Sequence
from datetime import date, datetime
from math import isfinite
from uuid import UUID

import numpy
import shapely
from django.db.models import TextField
from django.db.models.functions import Cast
from numpy.typing import NDArray

from gongzhi.organization.facts import CoordinateSystem, GridKind, GridPlace
from gongzhi.organization.models import Grid, Register
from gongzhi.organization.queries.dates import day_of
from gongzhi.organization.rules.coordinates import to_wgs84

LOOK_EVERY_SECONDS = 2.0
# Dedicated grids are cut out of basic ones, so they win; professional and micro-grids lie across others.
_RANKS = {GridKind.DEDICATED: 0, GridKind.BASIC: 1}
_OPEN = date.max.toordinal()


class GridIndex:
    """The grids of one version of the table, best match first: the lowest hit is the answer."""

    def __init__(self, rows: Sequence[tuple[UUID, str, str, str, date, date | None, str]]) -> None:
        ranked = sorted(rows, key=lambda row: (_RANKS[GridKind(row[3])], row[1]))
        self.places: list[GridPlace | None] = [
            GridPlace(grid_id=row[0], grid_code=row[1], division=row[2]) for row in ranked
        ]
        self.starts = numpy.array([row[4].toordinal() for row in ranked], dtype=numpy.int64)
        self.ends = numpy.array(
            [row[5].toordinal() if row[5] else _OPEN for row in ranked], dtype=numpy.int64
        )
        self._periods = list(zip(self.starts.tolist(), self.ends.tolist(), strict=True))
        boundaries = shapely.from_geojson(numpy.array([row[6] for row in ranked], dtype=object))
        shapely.prepare(boundaries)
        self.tree = shapely.STRtree(boundaries)
        self.span = tuple(shapely.total_bounds(boundaries).tolist()) if ranked else ()

    def is_far(self, lon: float, lat: float, degrees: float) -> bool:
        """Tell whether a point lies so far from the rectangle around all grids; never where there are none."""
        if not self.span:
            return False
        west, south, east, north = self.span
        return not (west - degrees <= lon <= east + degrees and south - degrees <= lat <= north + degrees)

    def find(self, lon: float, lat: float, day: int) -> GridPlace | None:
        """Return the place of one WGS84 point on the day (ordinal)."""
        best = None
        for hit in self.tree.query(shapely.Point(lon, lat), predicate="intersects").tolist():
            start, end = self._periods[hit]
            if start <= day < end and (best is None or hit < best):
                best = hit
        return None if best is None else self.places[best]

    def find_many(
        self, lon: NDArray[numpy.float64], lat: NDArray[numpy.float64], day: int
    ) -> list[GridPlace | None]:
        """Return the places of many WGS84 points on the day (ordinal)."""
        asked, hits = self.tree.query(shapely.points(lon, lat), predicate="intersects")
        valid = (self.starts[hits] <= day) & (day < self.ends[hits])
        nowhere = len(self.places)
        best = numpy.full(len(lon), nowhere, dtype=numpy.int64)
        numpy.minimum.at(best, asked[valid], hits[valid])
        places = [*self.places, None]
        return [places[hit] for hit in best.tolist()]


class _Current:
    """The index of this process. A reader never waits for a rebuild while there is an older index."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index = GridIndex([])
        self._version: UUID | None = None
        self._look_at = 0.0

    def index(self) -> GridIndex:
        if time.monotonic() >= self._look_at:
            self._refresh()
        return self._index

    def expire(self) -> None:
        self._look_at = 0.0

    def _refresh(self) -> None:
        if not self._lock.acquire(blocking=self._version is None):
            return
        try:
            version = Register.objects.values_list("grids", flat=True).first()
            if version != self._version:
                self._index = GridIndex(_rows())
                self._version = version
            self._look_at = time.monotonic() + LOOK_EVERY_SECONDS
        finally:
            self._lock.release()


_current = _Current()


def expire() -> None:
    """Make this process look for changed grids at the next look-up."""
    _current.expire()


def locate(
    lon: float,
    lat: float,
    system: CoordinateSystem | str = CoordinateSystem.WGS84,
    *,
    at: datetime | None = None,
) -> GridPlace | None:
    """Return the grid of a point in degrees, or None when it lies in none.

    `at` asks for the grids that held then; without it, for those that have no end. A point on a shared
    edge belongs to the grid with the lowest code. ValueError when the system is unknown.
    """
    if not (isfinite(lon) and isfinite(lat)):
        return None
    if system is not CoordinateSystem.WGS84:
        lon, lat = to_wgs84(float(lon), float(lat), CoordinateSystem(system))
    return _current.index().find(lon, lat, _ordinal(at))


def is_far_away(lon: float, lat: float, *, degrees: float) -> bool:
    """Tell whether a point in WGS84 lies so many degrees and more from everything that has grids."""
    return _current.index().is_far(lon, lat, degrees)


def locate_many(
    points: Sequence[tuple[float, float]] | NDArray[numpy.float64],
    system: CoordinateSystem | str = CoordinateSystem.WGS84,
    *,
    at: datetime | None = None,
) -> list[GridPlace | None]:
    """Return the grids of many points (lon, lat); one by one the same as `locate`."""
    array = numpy.asarray(points, dtype=numpy.float64).reshape(-1, 2)
    lon, lat = to_wgs84(array[:, 0], array[:, 1], CoordinateSystem(system))
    return _current.index().find_many(lon, lat, _ordinal(at))


def _ordinal(at: datetime | None) -> int:
    return _OPEN - 1 if at is None else day_of(at).toordinal()


def _rows() -> list[tuple[UUID, str, str, str, date, date | None, str]]:
    rows = Grid.objects.filter(kind__in=[str(kind) for kind in _RANKS])
    return list(
        rows.annotate(geojson=Cast("boundary", TextField())).values_list(
            "id", "code", "division_id", "kind", "valid_from", "valid_to", "geojson"
        )
    )
