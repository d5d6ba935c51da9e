"""WGS84, GCJ-02 and BD-09.

Maps published in China show GCJ-02 (offset from WGS84 by 300 to 500 m); BD-09 shifts that once more. The
formulae are the publicly known ones (Krasovsky 1940 ellipsoid, a = 6,378,245 m); the agencies publish no
specification. Inverses are found by iteration until the step is under 1e-10 degrees (0.01 mm).
"""

import math
from types import ModuleType
from typing import Any, TypeVar

import numpy
from numpy.typing import NDArray

from gongzhi.organization.facts import CoordinateSystem

Degrees = TypeVar("Degrees", float, NDArray[numpy.float64])

_AXIS = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323
_BD_TURN = math.pi * 3000.0 / 180.0
_STEP = 1e-10
_ROUNDS = 12
# The public formulae leave points outside this rectangle alone.
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271


def to_wgs84(lon: Degrees, lat: Degrees, system: CoordinateSystem) -> tuple[Degrees, Degrees]:
    """Convert degrees (one point, or arrays of them) from `system` to WGS84."""
    if system is CoordinateSystem.BD09:
        lon, lat = _inverse(_gcj_to_bd, lon, lat)
    if system is not CoordinateSystem.WGS84:
        lon, lat = _inverse(_wgs_to_gcj, lon, lat)
    return lon, lat


def from_wgs84(lon: Degrees, lat: Degrees, system: CoordinateSystem) -> tuple[Degrees, Degrees]:
    """Convert degrees (one point, or arrays of them) from WGS84 to `system`."""
    if system is not CoordinateSystem.WGS84:
        lon, lat = _wgs_to_gcj(lon, lat)
    if system is CoordinateSystem.BD09:
        lon, lat = _gcj_to_bd(lon, lat)
    return lon, lat


def _library(value: Any) -> ModuleType:
    """`math` is ten times as fast on one number, `numpy` on many."""
    return math if isinstance(value, float | int) else numpy


def _wgs_to_gcj(lon: Any, lat: Any) -> tuple[Any, Any]:
    m = _library(lon)
    inside = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    x, y = lon - 105.0, lat - 35.0
    root, product, pi = m.sqrt(abs(x)), x * y, m.pi
    ripple = (20.0 * m.sin(6.0 * x * pi) + 20.0 * m.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * product + 0.2 * root + ripple
    north += (20.0 * m.sin(y * pi) + 40.0 * m.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * m.sin(y / 12.0 * pi) + 320.0 * m.sin(y * pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * product + 0.1 * root + ripple
    east += (20.0 * m.sin(x * pi) + 40.0 * m.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * m.sin(x / 12.0 * pi) + 300.0 * m.sin(x / 30.0 * pi)) * 2.0 / 3.0
    angle = lat / 180.0 * pi
    magic = 1.0 - _ECCENTRICITY_SQUARED * m.sin(angle) ** 2
    radius = _AXIS * (1.0 - _ECCENTRICITY_SQUARED) / (magic * m.sqrt(magic))
    north = north * 180.0 / (radius * pi)
    east = east * 180.0 / (_AXIS / m.sqrt(magic) * m.cos(angle) * pi)
    return lon + east * inside, lat + north * inside


def _gcj_to_bd(lon: Any, lat: Any) -> tuple[Any, Any]:
    m = _library(lon)
    distance = m.sqrt(lon * lon + lat * lat) + 0.00002 * m.sin(lat * _BD_TURN)
    arctan2 = m.atan2 if m is math else m.arctan2
    angle = arctan2(lat, lon) + 0.000003 * m.cos(lon * _BD_TURN)
    return distance * m.cos(angle) + 0.0065, distance * m.sin(angle) + 0.006


def _inverse(forward: Any, lon: Any, lat: Any) -> tuple[Any, Any]:
    """Solve forward(x) = (lon, lat): the shifts change slowly, so subtracting the error converges."""
    guess_lon, guess_lat = lon, lat
    for _ in range(_ROUNDS):
        reached_lon, reached_lat = forward(guess_lon, guess_lat)
        off_lon, off_lat = lon - reached_lon, lat - reached_lat
        guess_lon, guess_lat = guess_lon + off_lon, guess_lat + off_lat
        if _largest(off_lon) < _STEP and _largest(off_lat) < _STEP:
            break
    return guess_lon, guess_lat


def _largest(value: Any) -> float:
    if isinstance(value, float | int):
        return abs(value)
    return float(numpy.abs(value).max(initial=0.0))
