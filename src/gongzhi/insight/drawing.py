"""A map of grids with counts, and its table: drawn by the server, so that it stands without script."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from gongzhi.insight.card_facts import CardPlace
from gongzhi.insight.showing import place_names
from gongzhi.loops.public import draw, steps
from gongzhi.organization.facts import GridKind
from gongzhi.organization.public import grids_geojson


def map_of(counts: Mapping[tuple[str, str], int], scope: str, *, at: datetime) -> dict[str, Any]:
    """Return the drawing of the grids of a place, its key, and the table; `counts` by division and grid."""
    features = grids_geojson(scope, at=at)["features"]
    by_grid: dict[str, int] = {}
    for (_division, grid), number in counts.items():
        by_grid[grid] = by_grid.get(grid, 0) + number
    # A grid of its own kind may lie inside a basic one: it is drawn above it.
    layers = sorted(features, key=lambda feature: feature["properties"]["kind"] != GridKind.BASIC.value)
    drawing = draw(layers, by_grid)
    there = {CardPlace("", division, grid): number for (division, grid), number in counts.items()}
    names = place_names(there)
    titles = {place.grid: names[place] for place in there}
    return {
        "atlas": drawing,
        "shapes": [
            {
                "path": shape.path,
                "level": shape.level,
                "title": f"{titles[shape.code]} · {by_grid[shape.code]}" if shape.code in titles else "",
            }
            for shape in drawing.shapes
        ],
        "steps": [
            {"level": level, "text": str(least) if least == most else f"{least}–{most}"}
            for level, least, most in steps(max(by_grid.values(), default=0))
        ],
        "places": [
            [{"text": names[place]}, {"text": number, "num": True}]
            for place, number in sorted(there.items(), key=lambda each: (-each[1], names[each[0]]))
        ],
    }
