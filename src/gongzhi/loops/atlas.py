"""Draws grids as shapes of an SVG: no tiles, no script, and small enough to be sent with a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

LEVELS = 5  # of one hue: none, and four quarters of the most
WIDTH = 1000  # of the drawing, in its own units; a screen scales it
MARGIN = 8

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True)
class Shape:
    """One grid of the drawing: its outline, and how dark it is."""

    code: str
    path: str
    level: int


@dataclass(frozen=True)
class Atlas:
    """A drawing of grids."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def level_of(number: int, most: int) -> int:
    """Return how dark a grid is: 0 for nothing, 4 for the quarter below the most."""
    return min(LEVELS - 1, -(-number * (LEVELS - 1) // most)) if most else 0


def steps(most: int) -> list[tuple[int, int, int]]:
    """Return what each level stands for: level, the least and the most of it. Levels nothing fits are left out."""
    found: dict[int, list[int]] = {}
    for number in range(most + 1) if most < 1000 else _far_apart(most):
        found.setdefault(level_of(number, most), []).append(number)
    return [(level, numbers[0], numbers[-1]) for level, numbers in sorted(found.items())]


def _far_apart(most: int) -> list[int]:
    """Return only the numbers at the edges of the levels."""
    edges = [level * most // (LEVELS - 1) for level in range(LEVELS)]
    return sorted({number for edge in edges for number in (edge, edge + 1) if number <= most})


def draw(features: Iterable[Mapping[str, Any]], counted: Mapping[str, int]) -> Atlas:
    """Draw the features of a GeoJSON collection, each as dark as its number among the numbers."""
    found = [
        (feature["properties"]["code"], _rings(feature["geometry"]))
        for feature in features
        if feature["geometry"]
    ]
    points = [point for _code, rings in found for ring in rings for point in ring]
    if not points:
        return Atlas(WIDTH, 0, ())
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    # A degree of longitude is shorter the further one is from the equator.
    narrow = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / max((east - west) * narrow, (north - south) * 0.75, 1e-9)
    most = max((counted.get(code, 0) for code, _rings in found), default=0)

    def place(point: Sequence[float]) -> tuple[int, int]:
        x, y = (point[0] - west) * narrow * scale, (north - point[1]) * scale
        return round(x) + MARGIN, round(y) + MARGIN

    shapes = tuple(
        Shape(
            code,
            "".join(_outline(list(map(place, ring))) for ring in rings),
            level_of(counted.get(code, 0), most),
        )
        for code, rings in found
    )
    width = round((east - west) * narrow * scale) + 2 * MARGIN
    return Atlas(width, round((north - south) * scale) + 2 * MARGIN, shapes)


def _rings(geometry: Mapping[str, Any]) -> list[Ring]:
    coordinates = geometry["coordinates"]
    return (
        [ring for part in coordinates for ring in part] if geometry["type"] == "MultiPolygon" else coordinates
    )


def _outline(points: list[tuple[int, int]]) -> str:
    """Return a ring as a path. Points that fall together on this scale are said once."""
    kept = [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "z"
