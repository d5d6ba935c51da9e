"""How fast a point finds its grid, against the bare index of the geometry library over the same polygons."""

import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import shapely
from shapely.geometry import shape

from gongzhi.organization.actions.import_file import import_files
from gongzhi.organization.queries.grid_index import locate, locate_many
from gongzhi.people.facts import SYSTEM

_SIDE = 224  # 224 x 224 = 50,176 grids, edge to edge
_STEP = 0.002
_WEST, _SOUTH = 119.0, 27.0
_COUNTY = "339999"
_AT = datetime(2026, 11, 22, tzinfo=UTC)
_ROUNDS = 5


def bench_lookup(*, singles: int = 10_000, bulk: int = 200_000) -> dict[str, float]:
    """Import 50,176 grids into the present database and time look-ups; the database should be a throw-away one.

    Returns look-ups per second in bulk, microseconds of one look-up and of the bare index (the better of
    several rounds, taken in turns), their ratio, seconds of the import and of the first look-up.
    """
    features = _features()
    files = {
        "divisions": _divisions(),
        "grids": json.dumps({"type": "FeatureCollection", "features": features}).encode(),
    }
    importing = _seconds(lambda: import_files(files=files, by=SYSTEM, at=_AT))
    first = _seconds(lambda: locate(_WEST, _SOUTH))
    chance = random.Random(20261122)  # noqa: S311 - points to measure with
    extent = _SIDE * _STEP
    points = [(_WEST + chance.random() * extent, _SOUTH + chance.random() * extent) for _ in range(bulk)]
    bare = shapely.STRtree([shape(feature["geometry"]) for feature in features])
    shapely.prepare(bare.geometries)
    ours, floor, many = [], [], []
    for _ in range(_ROUNDS):
        floor.append(_seconds(lambda: _ask_bare(bare, points[:singles])))
        ours.append(_seconds(lambda: _ask(points[:singles])))
        many.append(_seconds(lambda: locate_many(points)))
    assert all(locate_many(points[:singles])), "every point lies in a grid"
    return {
        "grids": float(len(features)),
        "bulk_per_second": bulk / min(many),
        "single_microseconds": min(ours) / singles * 1e6,
        "bare_microseconds": min(floor) / singles * 1e6,
        "ratio": min(ours) / min(floor),
        "import_seconds": importing,
        "first_lookup_seconds": first,
    }


def _ask(points: Sequence[tuple[float, float]]) -> None:
    for lon, lat in points:
        locate(lon, lat)


def _ask_bare(tree: shapely.STRtree, points: Sequence[tuple[float, float]]) -> None:
    for lon, lat in points:
        tree.query(shapely.Point(lon, lat), predicate="intersects")


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _divisions() -> bytes:
    rows = ["code,code_set,name,level,valid_from", f"{_COUNTY}000000,BENCH,County,county,2026-01-01"]
    rows += [f"{_COUNTY}{100 + town}000,BENCH,Town,town,2026-01-01" for town in range(_SIDE // 56)]
    rows += [
        f"{_COUNTY}{100 + column // 56}{1 + column % 56:03},BENCH,Community,community,2026-01-01"
        for column in range(_SIDE)
    ]
    return "\n".join(rows).encode()


def _features() -> list[dict[str, Any]]:
    """Quadrangles whose corners are shifted at random and shared: edge to edge like real grids, 8 corners each."""
    chance = random.Random(7)  # noqa: S311 - shapes to measure with
    corners = {
        (x, y): (
            round(_WEST + (x / 2 + chance.uniform(-0.1, 0.1) * _inner(x)) * _STEP, 7),
            round(_SOUTH + (y / 2 + chance.uniform(-0.1, 0.1) * _inner(y)) * _STEP, 7),
        )
        for x in range(2 * _SIDE + 1)
        for y in range(2 * _SIDE + 1)
    }
    around = ((0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1), (0, 0))
    return [
        {
            "type": "Feature",
            "properties": {
                "code": f"{_COUNTY}{100 + column // 56}{1 + column % 56:03}{1 + row:03}",
                "kind": "BASIC",
                "division": f"{_COUNTY}{100 + column // 56}{1 + column % 56:03}",
                "name": "Grid",
                "valid_from": "2026-01-01",
            },
            "geometry": {
                "type": "Polygon",
                "coordinates": [[list(corners[2 * column + x, 2 * row + y]) for x, y in around]],
            },
        }
        for column in range(_SIDE)
        for row in range(_SIDE)
    ]


def _inner(index: int) -> int:
    """Corners on the outer edge stay, so that the whole is a rectangle."""
    return 0 if index in (0, 2 * _SIDE) else 1
