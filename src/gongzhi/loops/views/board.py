"""The board: counts of a tree of divisions, each a link to its list, and a map of grids with a table twin."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops import figures
from gongzhi.loops.facts import EndKind
from gongzhi.loops.figures import Line, below
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.loops.vocabulary import ENDS
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import divisions_under, grids_geojson, grids_under, matter_tree
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

Cell = dict[str, Any]
BUSIEST = 12  # grids in the table beside the map; the map has all
LEVELS = 5


@dataclass(frozen=True)
class Scene:
    """What one board is about: who looks at which kinds. `chosen` is the one kind it shows, if it is one.

    Whoever may see the board sees the counts of every kind; a number leads to its list where the post may
    read that kind. The totals add up what the actor may read, or everything where that is nothing at all.
    """

    actor: Actor
    among: tuple[Kind, ...]
    chosen: Kind | None
    at: datetime

    def list_url(self, **filters: str) -> str:
        """Return the address of a list, or "" where the actor may not read it."""
        return list_url(self.actor, self.among, **filters)


@needs("board.read")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the whole page; the numbers refresh themselves."""
    return _unless_same(request, render(request, "loops/board.html", _shown(request)))


@needs("board.read")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Answer the refresh of the numbers: 304 while nothing has changed."""
    return _unless_same(request, render(request, "loops/_board.html", _shown(request)))


@needs("board.read")
@require_safe
def grids(request: HttpRequest) -> HttpResponse:
    """Return the grids of the actor's tree with their open loops, for the map."""
    scene = _scene(request, now())
    counted = _by_grid(scene)
    most = max(counted.values(), default=0)
    shapes = grids_geojson(scene.actor.division, at=scene.at)
    for shape in shapes["features"]:
        properties = shape["properties"]
        number = counted.get(properties["code"], 0)
        shape["properties"] = {
            "name": name_of(_Named(properties)),
            "value": number,
            "level": min(LEVELS - 1, -(-number * (LEVELS - 1) // most)) if most else 0,
            "url": scene.list_url(grid=properties["code"]) if number else "",
        }
    return _unless_same(request, JsonResponse(shapes))


class _Named:
    """A row of GeoJSON properties with its two names."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self.name, self.name_en = properties["name"], properties["name_en"]


def list_url(actor: Actor, among: tuple[Kind, ...], **filters: str) -> str:
    """Return the address of the list of some kinds, one or all readable; "" where the actor may not read it."""
    if not among or not all(actor.may(kind.read) for kind in among):
        return ""
    one = {"kind": among[0].code} if len(among) == 1 else {}
    return f"{reverse('list')}?{urlencode({**one, **filters})}"


def _unless_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 when the browser has this page already. Shared computers must not keep it."""
    if request.headers.get("HX-Request") or isinstance(response, JsonResponse):
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        response = get_conditional_response(request, etag=etag, response=response) or response
    patch_cache_control(response, private=True, no_cache=True)
    return response


def _scene(request: HttpRequest, at: datetime) -> Scene:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = next((kind for kind in kinds() if kind.code == request.GET.get("kind")), None)
    readable = tuple(kind for kind in kinds() if actor.may(kind.read))
    return Scene(actor, (chosen,) if chosen else readable or kinds(), chosen, at)


def _shown(request: HttpRequest) -> dict[str, Any]:
    scene = _scene(request, now())
    counted = figures.tally(scene.actor.division, kinds(), at=scene.at)
    lines = figures.by_kind(counted)
    if not scene.chosen and len(lines) == 1 and (only := [k for k in scene.among if k.code in lines]):
        scene = Scene(scene.actor, tuple(only), only[0], scene.at)
    found = figures.board(counted, scene.among)
    flags = (
        figures.flags_of(scene.actor.division, scene.chosen, at=scene.at)
        if scene.chosen
        else dict[str, int]()
    )
    tree = {matter.code: matter for matter in matter_tree(at=scene.at)}
    ended = found.total.ended
    return {
        "kind": scene.chosen,
        "tabs": _tabs(scene, lines),
        "tiles": _tiles(scene, found.total),
        "ends": _ends(scene, found.total),
        "flags": _flags(scene, flags),
        "columns": _columns(),
        "by_kind": [] if scene.chosen else _kinds(scene, lines),
        "towns": _towns(scene, found.by_division),
        "matters": _matters(scene, found.by_matter, tree),
        "grids": _grids(scene),
        "share": round(100 * found.total.unconfirmed / ended) if ended else None,
        "query": f"?{urlencode({'kind': scene.chosen.code})}" if scene.chosen else "",
    }


def _tabs(scene: Scene, lines: Mapping[str, Line]) -> list[Cell]:
    """Return a tab for everything and one for each kind that has anything; none where there is one kind."""
    busy = [kind for kind in kinds() if kind.code in lines]
    if len(busy) < 2:
        return []
    every = {"label": _("Everything"), "url": reverse("board"), "active": scene.chosen is None}
    return [
        every,
        *(
            {
                "label": capfirst(str(kind.label_plural)),
                "url": _board_url(kind),
                "active": kind is scene.chosen,
                "count": lines[kind.code].open,
            }
            for kind in busy
        ),
    ]


def _board_url(kind: Kind) -> str:
    return f"{reverse('board')}?{urlencode({'kind': kind.code})}"


def _tiles(scene: Scene, total: Line) -> list[Cell]:
    def tile(label: str, value: int, state: str, meaning: str = "") -> Cell:
        return {"label": label, "value": value, "url": scene.list_url(state=state), "meaning": meaning}

    found = [
        tile(_("open now"), total.open, "open"),
        tile(_("overdue now"), total.overdue, "overdue", "overdue"),
        tile(_("soon due"), total.amber, "amber", "amber"),
        tile(_("ended in 30 days"), total.ended, "ended"),
    ]
    # Some kinds cannot end unconfirmed: nobody's silence ends them.
    if any(EndKind.UNCONFIRMED in kind.ends for kind in scene.among):
        found.append(tile(_("of them unconfirmed"), total.unconfirmed, "unconfirmed", "person"))
    return found


def _ends(scene: Scene, total: Line) -> list[Cell]:
    """Return how what ended lately ended: in the words of the one kind, or in those that fit all."""
    words = scene.chosen.ends if scene.chosen else ENDS
    return [
        {
            "label": str(words.get(end.value, ENDS[end.value])),
            "value": total.ends[end.value],
            "url": scene.list_url(state=end.value),
        }
        for end in EndKind
        if total.ends.get(end.value)
    ]


def _flags(scene: Scene, found: Mapping[str, int]) -> list[Cell]:
    return [
        {
            "label": str(scene.chosen.flags[code].label),
            "value": number,
            "url": scene.list_url(state="recent", flag=code),
            "meaning": "person" if number else "",
        }
        for code, number in found.items()
        if scene.chosen
    ]


def _columns() -> list[Cell]:
    return [
        {"label": _("open"), "num": True},
        {"label": _("overdue"), "num": True},
        {"label": _("soon due"), "num": True},
        {"label": _("ended in 30 days"), "num": True},
        {"label": _("unconfirmed"), "num": True},
    ]


def _cells(scene: Scene, line: Line, **where: str) -> list[Cell]:
    def cell(value: int, state: str) -> Cell:
        url = scene.list_url(state=state, **where) if value else ""
        return {"text": value, "num": True, "url": url}

    return [
        cell(line.open, "open"),
        cell(line.overdue, "overdue"),
        cell(line.amber, "amber"),
        cell(line.ended, "ended"),
        cell(line.unconfirmed, "unconfirmed"),
    ]


def _kinds(scene: Scene, lines: Mapping[str, Line]) -> list[list[Cell]]:
    """Return a row for each kind that has anything, those without a link to lists included."""
    return [
        [
            {"text": capfirst(str(kind.label_plural)), "url": _board_url(kind)},
            *_cells(Scene(scene.actor, (kind,), kind, scene.at), lines[kind.code]),
        ]
        for kind in kinds()
        if kind.code in lines
    ]


def _towns(scene: Scene, lines: Mapping[str, Line]) -> list[list[Cell]]:
    """Return a row for each division one level below the actor's, also without loops, and one for the rest."""
    scope = scene.actor.division
    digits = below(scope)
    rows: list[list[Cell]] = []
    rest: list[list[Cell]] = []
    for view in divisions_under(scope, at=scene.at):
        own = view.code[digits:].strip("0") == "" and view.code != scope
        if own or view.code in lines:
            line = lines.get(view.code, Line())
            name = name_of(view) if own else _("without a place below")
            cells = _cells(scene, line, place=view.code if own else "none")
            (rows if own else rest).append([{"text": name}, *cells])
    return rows + rest


def _matters(scene: Scene, lines: Mapping[str, Line], tree: Mapping[str, MatterView]) -> list[list[Cell]]:
    tops: dict[str, Line] = defaultdict(Line)
    for code, line in lines.items():
        tops[tree[code].path[0] if code in tree else ""].add(line)
    named = sorted(tops.items(), key=lambda item: -item[1].open)
    return [
        [
            {"text": name_of(tree[code]) if code else _("no matter yet")},
            *_cells(scene, line, matter=code or "none"),
        ]
        for code, line in named
    ]


def _by_grid(scene: Scene) -> Mapping[str, int]:
    counted: dict[str, int] = defaultdict(int)
    for kind in scene.among:
        for grid, number in kind.by_grid(scene.actor.division, scene.at).items():
            counted[grid] += number
    return counted


def _grids(scene: Scene) -> list[list[Cell]]:
    scope, at = scene.actor.division, scene.at
    names = {view.code: view for view in grids_under(scope, at=at)}
    busiest = sorted(_by_grid(scene).items(), key=lambda item: (-item[1], item[0]))[:BUSIEST]
    places = {view.code: name_of(view) for view in divisions_under(scope, at=at)}
    return [
        [
            {"text": f"{places.get(names[code].division, '')} {name_of(names[code])}"},
            {"text": number, "num": True, "url": scene.list_url(grid=code)},
        ]
        for code, number in busiest
        if code in names
    ]
