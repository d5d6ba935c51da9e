"""The map of grids: drawn on request, on a page of its own or in its place on the board, with a table twin."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops import atlas
from gongzhi.loops.figures import below
from gongzhi.loops.views.board import Scene, scene_of, unless_same
from gongzhi.organization.facts import DivisionView, GridKind
from gongzhi.organization.public import divisions_under, grids_geojson, prefix_of
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of


@needs("board.read")
@require_safe
def board_map(request: HttpRequest) -> HttpResponse:
    """Show how much is open in each grid of one's tree, or of one area of it."""
    scene = scene_of(request, now())
    digits = below(scene.actor.division)
    views = divisions_under(scene.actor.division, at=scene.at)
    areas = [v for v in views if not v.code[digits:].strip("0") and v.code != scene.actor.division]
    area = next((view for view in areas if view.code == request.GET.get("place")), None)
    context = {
        "kind": scene.chosen,
        "area": area,
        "areas": [_area(scene, view, area) for view in (None, *areas)],
        "board": reverse("board") + _query(scene),
        **_drawn(scene, views, area.code if area else scene.actor.division),
    }
    inside = request.headers.get("HX-Request")
    template = "loops/_board_map.html" if inside else "loops/board_map.html"
    response = unless_same(request, render(request, template, context))
    patch_vary_headers(response, ["HX-Request"])
    return response


def by_grid(scene: Scene) -> Mapping[str, int]:
    """Count what is open in each grid, over the kinds of a scene."""
    counted: dict[str, int] = defaultdict(int)
    for kind in scene.among:
        for grid, number in kind.by_grid(scene.actor.division, scene.at).items():
            counted[grid] += number
    return counted


def _drawn(scene: Scene, views: list[DivisionView], place: str) -> dict[str, Any]:
    """Return the drawing of one place, its key, and its table in the order of the codes: a map ranks nothing."""
    features = grids_geojson(place, at=scene.at)["features"]
    inside = by_grid(scene)
    counted = {code: n for code, n in inside.items() if code.startswith(prefix_of(place))}
    # A grid of its own kind may lie inside a basic one: it is drawn above it.
    layers = sorted(features, key=lambda feature: feature["properties"]["kind"] != GridKind.BASIC.value)
    drawing = atlas.draw(layers, counted)
    names = {view.code: name_of(view) for view in views}
    rows = []
    urls: dict[str, str] = {}
    titles: dict[str, str] = {}
    for feature in features:
        told = feature["properties"]
        number = counted.get(told["code"], 0)
        name = f"{names.get(told['division'], '')} {name_of(_Named(told))}".strip()
        urls[told["code"]] = scene.list_url(grid=told["code"]) if number else ""
        titles[told["code"]] = f"{name} · {number}"
        if number:
            rows.append([{"text": name}, {"text": number, "num": True, "url": urls[told["code"]]}])
    return {
        "atlas": drawing,
        "shapes": [
            {"path": shape.path, "level": shape.level, "url": urls[shape.code], "title": titles[shape.code]}
            for shape in drawing.shapes
        ],
        "steps": [
            {"level": level, "text": str(least) if least == most else f"{least}–{most}"}
            for level, least, most in atlas.steps(max(counted.values(), default=0))
        ],
        "rows": rows,
        "columns": [{"label": _("open"), "num": True}],
        "quiet": len(features) - len(rows),
    }


class _Named:
    """A row of GeoJSON properties with its two names."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self.name, self.name_en = properties["name"], properties["name_en"]


def _area(scene: Scene, view: DivisionView | None, chosen: DivisionView | None) -> dict[str, Any]:
    return {
        "label": name_of(view) if view else _("Whole area"),
        "url": reverse("board-map") + _query(scene, place=view.code if view else ""),
        "active": view is chosen,
    }


def _query(scene: Scene, **more: str) -> str:
    given = {"kind": scene.chosen.code if scene.chosen else "", **more}
    kept = {name: value for name, value in given.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
