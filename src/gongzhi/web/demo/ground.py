"""The ground of the demo county: grids that tile it edge to edge, with a river along their borders.

Grids are the Voronoi cells of jittered seeds; every shared edge is roughened once and used by both
neighbours, so that no gap and no overlap can arise. Lengths are kilometres east and north of a corner in
an uninhabited desert; what leaves this module is in WGS84 degrees.
"""

import heapq
import itertools
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.ops import unary_union

Spot = tuple[float, float]

CORNER = (83.2, 38.6)  # degrees east and north
KM_PER_DEGREE = 111.32
_LON_SCALE = KM_PER_DEGREE * math.cos(math.radians(CORNER[1]))
CENTRE, HALF_AXES = (12.0, 9.8), (11.4, 8.4)
ROUGHNESS = 0.13  # sideways shift of an edge's middle, as a share of its length
DIGITS = 7  # of a degree: about a centimetre


@dataclass(frozen=True)
class Settlement:
    """A community before it has borders: where its middle is and how many grids it has."""

    code: str
    at: Spot
    grids: int


def degrees(spot: Spot) -> Spot:
    """Turn kilometres from the corner into WGS84 degrees (longitude, latitude)."""
    return (
        round(CORNER[0] + spot[0] / _LON_SCALE, DIGITS),
        round(CORNER[1] + spot[1] / KM_PER_DEGREE, DIGITS),
    )


def lay_out(settlements: Sequence[Settlement], *, seed: int) -> tuple[dict[str, list[Polygon]], LineString]:
    """Return the grids of each community, numbered west to east and north to south, and the river.

    Polygons and the line are in WGS84 degrees. Layouts in which a community falls apart or an edge
    crosses another are thrown away; the same seed always gives the same layout.
    """
    for attempt in range(50):
        draw = random.Random(f"{seed}/{attempt}")  # noqa: S311 - repeatable, not secret
        cells = _cells(settlements, draw)
        grids = {code: [_rough(cell, seed) for cell in row] for code, row in cells.items()}
        if _sound(grids):
            return grids, _river(cells, seed)
    raise RuntimeError("no sound layout found in 50 attempts")


def _cells(settlements: Sequence[Settlement], draw: random.Random) -> dict[str, list[Polygon]]:
    seeds = {place.code: _seeds(place, settlements, draw) for place in settlements}
    inner = [(code, spot) for code, spots in seeds.items() for spot in spots]
    points = MultiPoint([spot for _, spot in inner] + _ring(draw))
    diagram = list(shapely.voronoi_polygons(points).geoms)
    tree = shapely.STRtree(diagram)
    cells: dict[str, list[Polygon]] = {place.code: [] for place in settlements}
    for code, spot in inner:
        cells[code].append(diagram[tree.query(Point(spot), predicate="within")[0]])
    return {code: _numbered(row) for code, row in cells.items()}


def _seeds(place: Settlement, others: Sequence[Settlement], draw: random.Random) -> list[Spot]:
    """Spread a community's seeds evenly over the ground nearer to it than to any other (Lloyd's method)."""
    reach = 6.0
    ground: list[Spot] = []
    while len(ground) < 60 * place.grids:
        spot = (place.at[0] + draw.uniform(-reach, reach), place.at[1] + draw.uniform(-reach, reach))
        if _inside(spot) and min(others, key=lambda other: math.dist(other.at, spot)) is place:
            ground.append(spot)
        elif reach > 1.5:
            reach *= 0.999
    seeds = draw.sample(ground, place.grids)
    for _ in range(6):
        mine: list[list[Spot]] = [[] for _ in seeds]
        for spot in ground:
            mine[min(range(len(seeds)), key=lambda index: math.dist(seeds[index], spot))].append(spot)
        seeds = [_mean(spots) if spots else seeds[index] for index, spots in enumerate(mine)]
    return seeds


def _mean(spots: Sequence[Spot]) -> Spot:
    return (sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots))


def _inside(spot: Spot, factor: float = 1.0) -> bool:
    east = (spot[0] - CENTRE[0]) / (HALF_AXES[0] * factor)
    north = (spot[1] - CENTRE[1]) / (HALF_AXES[1] * factor)
    return east * east + north * north <= 1


def _ring(draw: random.Random) -> list[Spot]:
    """Seeds outside the county; the cells of the outermost grids end between them and the county."""
    ring = []
    for index in range(44):
        angle = 2 * math.pi * index / 44
        far = draw.uniform(1.08, 1.18)
        ring.append(
            (
                CENTRE[0] + HALF_AXES[0] * far * math.cos(angle),
                CENTRE[1] + HALF_AXES[1] * far * math.sin(angle),
            )
        )
    corners = [(-60.0, -60.0), (-60.0, 80.0), (84.0, -60.0), (84.0, 80.0)]
    return ring + corners


def _numbered(cells: Iterable[Polygon]) -> list[Polygon]:
    rows = sorted(cells, key=lambda cell: -cell.centroid.y)
    width = max(1, round(math.sqrt(len(rows))))
    ordered: list[Polygon] = []
    for start in range(0, len(rows), width):
        ordered += sorted(rows[start : start + width], key=lambda cell: cell.centroid.x)
    return ordered


def _corner(spot: Sequence[float]) -> Spot:
    """Name a corner of a cell, so that both neighbours mean the same."""
    return (round(spot[0], 6), round(spot[1], 6))


def _edge(start: Spot, end: Spot, seed: int) -> list[Spot]:
    """Return the spots of an edge from start to end, the end left out; the same line either way."""
    first, last = min(start, end), max(start, end)
    draw = random.Random(f"{seed}:{first}:{last}")  # noqa: S311 - repeatable, not secret
    line = [first, last]
    while math.dist(line[0], line[1]) > 0.35 or len(line) == 2:
        line = _roughened(line, draw)
    if start != first:
        line.reverse()
    return line[:-1]


def _roughened(line: Sequence[Spot], draw: random.Random) -> list[Spot]:
    rough = [line[0]]
    for here, there in itertools.pairwise(line):
        shift = draw.uniform(-ROUGHNESS, ROUGHNESS)
        middle = (
            (here[0] + there[0]) / 2 - shift * (there[1] - here[1]),
            (here[1] + there[1]) / 2 + shift * (there[0] - here[0]),
        )
        rough += [middle, there]
    return rough


def _rough(cell: Polygon, seed: int) -> Polygon:
    corners = [_corner(spot) for spot in cell.exterior.coords]
    spots: list[Spot] = []
    for here, there in itertools.pairwise(corners):
        if here != there:
            spots += _edge(here, there, seed)
    return Polygon([degrees(spot) for spot in spots])


def _sound(grids: dict[str, list[Polygon]]) -> bool:
    every = [grid for row in grids.values() for grid in row]
    if not all(grid.is_valid for grid in every):
        return False
    whole = unary_union(every)
    return (
        isinstance(whole, Polygon)
        and not whole.interiors
        and math.isclose(sum(grid.area for grid in every), whole.area, rel_tol=1e-9)
        and all(isinstance(unary_union(row), Polygon) for row in grids.values())
    )


def _river(cells: dict[str, list[Polygon]], seed: int) -> LineString:
    """Let the river follow borders of grids from the western to the eastern end of the county."""
    ways: dict[Spot, dict[Spot, float]] = {}
    for cell in (cell for row in cells.values() for cell in row):
        corners = [_corner(spot) for spot in cell.exterior.coords]
        for here, there in itertools.pairwise(corners):
            if here != there:
                ways.setdefault(here, {})[there] = math.dist(here, there)
                ways.setdefault(there, {})[here] = math.dist(here, there)
    source = min(ways, key=lambda spot: spot[0] + abs(spot[1] - 11.5))
    mouth = max(ways, key=lambda spot: spot[0] - abs(spot[1] - 9.0))
    corners = _shortest(ways, source, mouth)
    spots = [spot for here, there in itertools.pairwise(corners) for spot in _edge(here, there, seed)]
    return LineString([degrees(spot) for spot in [*spots, mouth]])


def _shortest(ways: dict[Spot, dict[Spot, float]], source: Spot, mouth: Spot) -> list[Spot]:
    queue: list[tuple[float, Spot, tuple[Spot, ...]]] = [(0.0, source, (source,))]
    seen: set[Spot] = set()
    while queue:
        length, here, path = heapq.heappop(queue)
        if here == mouth:
            return list(path)
        if here in seen:
            continue
        seen.add(here)
        for there, step in ways[here].items():
            if there not in seen:
                heapq.heappush(queue, (length + step, there, (*path, there)))
    raise RuntimeError("the county is not connected")


def inner_polygon(grid: Polygon, share: float = 0.3) -> Polygon:
    """Return an eight-sided plot inside a grid, for a market or a school. `share`: of the inner radius."""
    middle = grid.representative_point()
    radius = middle.distance(grid.exterior) * (0.4 + share)
    plot = [
        (
            round(middle.x + radius * math.cos(math.pi * k / 4), DIGITS),
            round(middle.y + radius * math.sin(math.pi * k / 4), DIGITS),
        )
        for k in range(8)
    ]
    return Polygon(plot)


def quarters(grid: Polygon) -> list[Polygon]:
    """Divide a grid into its north-western, north-eastern, south-western and south-eastern part."""
    west, south, east, north = grid.bounds
    middle = grid.centroid
    boxes = [
        shapely.box(west, middle.y, middle.x, north),
        shapely.box(middle.x, middle.y, east, north),
        shapely.box(west, south, middle.x, middle.y),
        shapely.box(middle.x, south, east, middle.y),
    ]
    parts = [grid.intersection(box) for box in boxes]
    return [part for part in parts if isinstance(part, Polygon)]


def any_point(grid: Polygon, draw: random.Random) -> Spot:
    """Return a point within the grid, in WGS84 degrees."""
    west, south, east, north = grid.bounds
    shapely.prepare(grid)
    while True:
        spot = (round(draw.uniform(west, east), 6), round(draw.uniform(south, north), 6))
        if grid.contains(Point(spot)):
            return spot
