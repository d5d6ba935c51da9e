"""The board: counts of a tree of divisions, each a link to its list, and a map of grids with a table twin."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops.figures import Line, below
from gongzhi.loops.figures import board as figures
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import divisions_under, grids_geojson, grids_under, matter_tree
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

Cell = dict[str, Any]
BUSIEST = 12  # grids in the table beside the map; the map has all
LEVELS = 5


@needs("board.read")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the whole page; the numbers refresh themselves."""
    return _unless_same(request, render(request, "loops/board.html", _sections(request)))


@needs("board.read")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Answer the refresh of the numbers: 304 while nothing has changed."""
    return _unless_same(request, render(request, "loops/_board.html", _sections(request)))


@needs("board.read")
@require_safe
def grids(request: HttpRequest) -> HttpResponse:
    """Return the grids of the actor's tree with their open loops, for the map."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    counted: dict[str, int] = defaultdict(int)
    kind = next(iter(kinds()))
    for grid, number in kind.by_grid(actor.division, at).items():
        counted[grid] += number
    most = max(counted.values(), default=0)
    shapes = grids_geojson(actor.division, at=at)
    for shape in shapes["features"]:
        properties = shape["properties"]
        number = counted.get(properties["code"], 0)
        english = name_of(_Named(properties))
        shape["properties"] = {
            "name": english,
            "value": number,
            "level": min(LEVELS - 1, -(-number * (LEVELS - 1) // most)) if most else 0,
            "url": list_url(actor, kind, grid=properties["code"]) if number else "",
        }
    return _unless_same(request, JsonResponse(shapes))


class _Named:
    """A row of GeoJSON properties with its two names."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self.name, self.name_en = properties["name"], properties["name_en"]


def list_url(actor: Actor, kind: Kind, **filters: str) -> str:
    """Return the address of a list, or "" where the actor may not read it."""
    if not actor.may(kind.read):
        return ""
    return f"{reverse('list')}?{urlencode({'kind': kind.code, **filters})}"


def _unless_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 when the browser has this page already. Shared computers must not keep it."""
    if request.headers.get("HX-Request") or isinstance(response, JsonResponse):
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        response = get_conditional_response(request, etag=etag, response=response) or response
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _sections(request: HttpRequest) -> dict[str, Any]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    return {"sections": [_section(actor, kind, at) for kind in kinds()]}


def _section(actor: Actor, kind: Kind, at: datetime) -> dict[str, Any]:
    found = figures(actor.division, kind, at=at)
    tree = {matter.code: matter for matter in matter_tree(at=at)}
    return {
        "tiles": _tiles(actor, kind, found.total),
        "flags": [
            {
                "label": str(kind.flags[code].label),
                "value": number,
                "url": list_url(actor, kind, state="recent", flag=code),
                "meaning": "person" if number else "",
            }
            for code, number in found.flags.items()
        ],
        "columns": _columns(),
        "towns": _towns(actor, kind, found.by_division, at),
        "matters": _matters(actor, kind, found.by_matter, tree),
        "grids": _grids(actor, kind, at),
        "share": round(100 * found.total.unconfirmed / found.total.ended) if found.total.ended else None,
    }


def _tiles(actor: Actor, kind: Kind, total: Line) -> list[Cell]:
    def tile(label: str, value: int, state: str, meaning: str = "") -> Cell:
        return {"label": label, "value": value, "url": list_url(actor, kind, state=state), "meaning": meaning}

    return [
        tile(_("open now"), total.open, "open"),
        tile(_("overdue now"), total.overdue, "overdue", "overdue"),
        tile(_("soon due"), total.amber, "amber", "amber"),
        tile(_("ended in 30 days"), total.ended, "ended"),
        tile(_("of them unconfirmed"), total.unconfirmed, "unconfirmed", "person"),
    ]


def _columns() -> list[Cell]:
    return [
        {"label": _("open"), "num": True},
        {"label": _("overdue"), "num": True},
        {"label": _("soon due"), "num": True},
        {"label": _("ended in 30 days"), "num": True},
        {"label": _("unconfirmed"), "num": True},
    ]


def _cells(actor: Actor, kind: Kind, line: Line, **where: str) -> list[Cell]:
    def cell(value: int, state: str) -> Cell:
        url = list_url(actor, kind, state=state, **where) if value else ""
        return {"text": value, "num": True, "url": url}

    return [
        cell(line.open, "open"),
        cell(line.overdue, "overdue"),
        cell(line.amber, "amber"),
        cell(line.ended, "ended"),
        cell(line.unconfirmed, "unconfirmed"),
    ]


def _towns(actor: Actor, kind: Kind, lines: Mapping[str, Line], at: datetime) -> list[list[Cell]]:
    """Return a row for each division one level below the actor's, also without loops, and one for the rest."""
    digits = below(actor.division)
    rows: list[list[Cell]] = []
    rest: list[list[Cell]] = []
    for view in divisions_under(actor.division, at=at):
        own = view.code[digits:].strip("0") == "" and view.code != actor.division
        if own or view.code in lines:
            line = lines.get(view.code, Line())
            name = name_of(view) if own else _("without a place below")
            cells = _cells(actor, kind, line, place=view.code if own else "none")
            (rows if own else rest).append([{"text": name}, *cells])
    return rows + rest


def _matters(
    actor: Actor, kind: Kind, lines: Mapping[str, Line], tree: Mapping[str, MatterView]
) -> list[list[Cell]]:
    tops: dict[str, Line] = defaultdict(Line)
    for code, line in lines.items():
        tops[tree[code].path[0] if code in tree else ""].add(line)
    named = sorted(tops.items(), key=lambda item: -item[1].open)
    return [
        [
            {"text": name_of(tree[code]) if code else _("no matter yet")},
            *_cells(actor, kind, line, matter=code or "none"),
        ]
        for code, line in named
    ]


def _grids(actor: Actor, kind: Kind, at: datetime) -> list[list[Cell]]:
    counted = kind.by_grid(actor.division, at)
    names = {view.code: view for view in grids_under(actor.division, at=at)}
    busiest = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:BUSIEST]
    places = {view.code: name_of(view) for view in divisions_under(actor.division, at=at)}
    return [
        [
            {"text": f"{places.get(names[code].division, '')} {name_of(names[code])}"},
            {"text": number, "num": True, "url": list_url(actor, kind, grid=code)},
        ]
        for code, number in busiest
        if code in names
    ]
