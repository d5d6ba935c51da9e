"""Boundaries of grids: GeoJSON (RFC 7946) in WGS84 degrees."""

import math
import re
from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from gongzhi.kernel.refusals import Refusal

_REASON = re.compile(r"(?P<what>[^\[]+)(?:\[(?P<where>[^\]]*)\])?")
_CROSSING = {"Self-intersection", "Ring Self-intersection"}


def read_boundary(geometry: Any) -> BaseGeometry | Refusal:
    """Return the shape of a GeoJSON Polygon or MultiPolygon, or why it is none.

    Refusals: ``organization.boundary_type``, ``boundary_malformed``, ``boundary_not_degrees``,
    ``boundary_crosses_itself`` (with the point), ``boundary_invalid`` (with the finding of the geometry
    library), ``boundary_empty``.
    """
    if not isinstance(geometry, Mapping) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return Refusal("organization.boundary_type")
    nested = geometry.get("coordinates")
    polygons = [nested] if geometry["type"] == "Polygon" else nested
    if refusal := _rings_refusal(polygons):
        return refusal
    boundary = shape({"type": geometry["type"], "coordinates": nested})
    if boundary.convex_hull.area == 0.0:
        return Refusal("organization.boundary_empty")
    if not boundary.is_valid:
        return _invalid(shapely.is_valid_reason(boundary))
    return boundary


def _rings_refusal(polygons: Any) -> Refusal | None:
    malformed = Refusal("organization.boundary_malformed")
    if not isinstance(polygons, list) or not polygons:
        return malformed
    for polygon in polygons:
        if not isinstance(polygon, list) or not polygon:
            return malformed
        for ring in polygon:
            # RFC 7946, 3.1.6: four or more positions, the last equals the first.
            if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
                return malformed
            if not all(_is_position(position) for position in ring):
                return malformed
            if not all(abs(lon) <= 180 and abs(lat) <= 90 for lon, lat, *_ in ring):
                return Refusal("organization.boundary_not_degrees")
    return None


def _is_position(value: Any) -> bool:
    return isinstance(value, list) and len(value) >= 2 and all(_is_number(part) for part in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _invalid(reason: str) -> Refusal:
    match = _REASON.match(reason)
    what, where = (match["what"], match["where"] or "") if match else (reason, "")
    if what in _CROSSING:
        return Refusal("organization.boundary_crosses_itself", {"where": where.replace(" ", ", ")})
    return Refusal("organization.boundary_invalid", {"finding": what, "where": where.replace(" ", ", ")})


def overlap_share(first: BaseGeometry, second: BaseGeometry) -> float:
    """Return which share of the smaller shape lies in the other, 0 to 1 (in square degrees: ratios only)."""
    return float(first.intersection(second).area / min(first.area, second.area))
