from math import cos, hypot, radians

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel.refusals import Refusal
from gongzhi.organization.facts import CoordinateSystem
from gongzhi.organization.rules.boundaries import read_boundary
from gongzhi.organization.rules.coordinates import from_wgs84, to_wgs84

# -- coordinates ---------------------------------------------------------------------------------------

# WGS84 -> GCJ-02 as printed in the tests of several public implementations (lon, lat).
PUBLISHED_GCJ = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
]


@pytest.mark.parametrize(("wgs", "gcj"), PUBLISHED_GCJ)
def test_gcj_agrees_with_published_points(wgs: tuple[float, float], gcj: tuple[float, float]) -> None:
    assert from_wgs84(*wgs, CoordinateSystem.GCJ02) == pytest.approx(gcj, abs=1e-9)


def test_bd_agrees_with_published_points() -> None:
    # GCJ-02 (116.404, 39.915) is BD-09 (116.41036949371029, 39.92133699351021).
    wgs = to_wgs84(116.404, 39.915, CoordinateSystem.GCJ02)
    assert from_wgs84(*wgs, CoordinateSystem.BD09) == pytest.approx(
        (116.41036949371029, 39.92133699351021), abs=1e-9
    )


def test_outside_china_nothing_is_shifted() -> None:
    assert from_wgs84(2.35, 48.85, CoordinateSystem.GCJ02) == (2.35, 48.85)


def _metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return hypot((a[0] - b[0]) * cos(radians(a[1])), a[1] - b[1]) * 111_320


in_china = st.tuples(st.floats(74.0, 134.5), st.floats(18.5, 53.0))


@given(in_china, st.sampled_from(list(CoordinateSystem)))
def test_there_and_back_is_within_a_millimetre(point: tuple[float, float], system: CoordinateSystem) -> None:
    assert _metres(to_wgs84(*from_wgs84(*point, system), system), point) < 0.001


@given(st.lists(in_china, min_size=1, max_size=20), st.sampled_from(list(CoordinateSystem)))
def test_many_at_once_is_one_by_one(points: list[tuple[float, float]], system: CoordinateSystem) -> None:
    array = numpy.array(points)
    lon, lat = to_wgs84(array[:, 0], array[:, 1], system)
    for index, point in enumerate(points):
        assert _metres((lon[index], lat[index]), to_wgs84(*point, system)) < 0.001


# -- boundaries ----------------------------------------------------------------------------------------


def _polygon(*ring: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(position) for position in ring]]}


SQUARE = _polygon((119, 27), (119.01, 27), (119.01, 27.01), (119, 27.01), (119, 27))


def test_polygons_and_multipolygons_are_boundaries() -> None:
    assert isinstance(read_boundary(SQUARE), BaseGeometry)
    assert isinstance(
        read_boundary({"type": "MultiPolygon", "coordinates": [SQUARE["coordinates"]]}), BaseGeometry
    )


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "boundary_type"),
        ({"type": "Point", "coordinates": [119, 27]}, "boundary_type"),
        ({"type": "Polygon"}, "boundary_malformed"),
        ({"type": "Polygon", "coordinates": []}, "boundary_malformed"),
        ({"type": "Polygon", "coordinates": [[]]}, "boundary_malformed"),
        ({"type": "MultiPolygon", "coordinates": [[[119, 27]]]}, "boundary_malformed"),
        (_polygon((119, 27), (119.01, 27), (119, 27)), "boundary_malformed"),
        (_polygon((119, 27), (119.01, 27), (119.01, 27.01), (119, 27.01)), "boundary_malformed"),
        (_polygon((119, 27), (119.01, 27), (119, float("nan")), (119, 27)), "boundary_malformed"),
        (_polygon((27, 119), (27, 119.01), (27.01, 119.01), (27, 119)), "boundary_not_degrees"),
        (_polygon((5e5, 3e6), (6e5, 3e6), (6e5, 4e6), (5e5, 3e6)), "boundary_not_degrees"),
        (
            _polygon((119, 27), (119.01, 27.01), (119.01, 27), (119, 27.01), (119, 27)),
            "boundary_crosses_itself",
        ),
        (_polygon((119, 27), (119.01, 27), (119.02, 27), (119, 27)), "boundary_empty"),
        (
            {
                "type": "Polygon",
                "coordinates": [SQUARE["coordinates"][0], [[1, 1], [1, 2], [2, 2], [1, 1]]],
            },
            "boundary_invalid",
        ),
    ],
)
def test_what_is_no_boundary(geometry: object, code: str) -> None:
    refusal = read_boundary(geometry)
    assert isinstance(refusal, Refusal)
    assert refusal.code == f"organization.{code}"


def test_a_crossing_says_where() -> None:
    bow = _polygon((119, 27), (119.01, 27.01), (119.01, 27), (119, 27.01), (119, 27))
    refusal = read_boundary(bow)
    assert isinstance(refusal, Refusal)
    lon, lat = map(float, str(refusal.details["where"]).split(", "))
    assert (lon, lat) == pytest.approx((119.005, 27.005))
