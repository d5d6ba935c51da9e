"""The board: counts of a tree of divisions and the last weeks, each number a link to its list."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops import figures, weeks
from gongzhi.loops.facts import EndKind
from gongzhi.loops.figures import Line, below
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.loops.vocabulary import ENDS
from gongzhi.organization.facts import MatterView
from gongzhi.organization.public import divisions_under, matter_tree
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

Cell = dict[str, Any]


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
    return unless_same(request, render(request, "loops/board.html", _shown(request)))


@needs("board.read")
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Answer the refresh of the numbers: 304 while nothing has changed."""
    response = unless_same(request, render(request, "loops/_board.html", _shown(request)))
    response.headers["Counted-At"] = date_format(timezone.localtime(now()), "H:i")
    return response


def list_url(actor: Actor, among: tuple[Kind, ...], **filters: str) -> str:
    """Return the address of the list of some kinds, one or all readable; "" where the actor may not read it."""
    if not among or not all(actor.may(kind.read) for kind in among):
        return ""
    one = {"kind": among[0].code} if len(among) == 1 else {}
    return f"{reverse('list')}?{urlencode({**one, **filters})}"


def unless_same(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 when the browser has this page already. Shared computers must not keep it."""
    if request.headers.get("HX-Request"):
        etag = f'"{sha256(response.content).hexdigest()[:32]}"'
        response.headers["ETag"] = etag
        response = get_conditional_response(request, etag=etag, response=response) or response
    patch_cache_control(response, private=True, no_cache=True)
    return response


def scene_of(request: HttpRequest, at: datetime) -> Scene:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    chosen = next((kind for kind in kinds() if kind.code == request.GET.get("kind")), None)
    readable = tuple(kind for kind in kinds() if actor.may(kind.read))
    return Scene(actor, (chosen,) if chosen else readable or kinds(), chosen, at)


def _shown(request: HttpRequest) -> dict[str, Any]:
    scene = scene_of(request, now())
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
        "across": _across(scene, found.by_both, tree),
        "trend": _trend(scene),
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
    """Return a row for each area."""
    return [
        [{"text": name}, *_cells(scene, lines.get(division, Line()), place=place)]
        for division, place, name in _areas(scene, set(lines))
    ]


def _areas(scene: Scene, counted: Container[str]) -> list[tuple[str, str, str]]:
    """Return each division one level below the actor's, also without loops, and what has no place below.

    Each as its division, the place by which a list knows it, and its name.
    """
    scope = scene.actor.division
    digits = below(scope)
    own: list[tuple[str, str, str]] = []
    rest: list[tuple[str, str, str]] = []
    for view in divisions_under(scope, at=scene.at):
        if view.code != scope and not view.code[digits:].strip("0"):
            own.append((view.code, view.code, name_of(view)))
        elif view.code in counted:
            rest.append((view.code, "none", _("without a place below")))
    return own + rest


def _matters(scene: Scene, lines: Mapping[str, Line], tree: Mapping[str, MatterView]) -> list[list[Cell]]:
    tops: dict[str, Line] = defaultdict(Line)
    for code, line in lines.items():
        tops[_top(code, tree)].add(line)
    return [
        [{"text": _top_name(code, tree)}, *_cells(scene, tops[code], matter=code or "none")]
        for code in _in_order(tops, tree)
    ]


def _top(code: str, tree: Mapping[str, MatterView]) -> str:
    """Return the matter of the first level above a matter; "" for none, or one that no longer holds."""
    return tree[code].path[0] if code in tree else ""


def _top_name(code: str, tree: Mapping[str, MatterView]) -> str:
    return name_of(tree[code]) if code else _("no matter yet")


def _in_order(tops: Iterable[str], tree: Mapping[str, MatterView]) -> list[str]:
    """Return matters of the first level as their tree has them, "" last: a board ranks nothing."""
    known = set(tops)
    return [code for code in tree if code in known] + ([""] if "" in known else [])


def _across(scene: Scene, lines: Mapping[tuple[str, str], Line], tree: Mapping[str, MatterView]) -> Cell:
    """Return what is open and overdue by area and matter: a row for each area, a column for each matter."""
    both: dict[tuple[str, str], Line] = defaultdict(Line)
    for (division, code), line in lines.items():
        both[division, _top(code, tree)].add(line)
    tops = _in_order({top for (_area, top), line in both.items() if line.open}, tree)
    rows = [
        {"name": name, "cells": [_pair(scene, both[division, top], place, top) for top in tops]}
        for division, place, name in _areas(scene, {division for division, _top in both})
    ]
    return {"matters": [_top_name(top, tree) for top in tops], "rows": rows if tops else []}


def _pair(scene: Scene, line: Line, place: str, top: str) -> Cell:
    def url(number: int, state: str) -> str:
        return scene.list_url(state=state, place=place, matter=top or "none") if number else ""

    return {
        "open": line.open,
        "open_url": url(line.open, "open"),
        "overdue": line.overdue,
        "overdue_url": url(line.overdue, "overdue"),
    }


def _trend(scene: Scene) -> Cell:
    """Return the last weeks as small multiples on one scale, and the same numbers as a table."""
    spans = weeks.last_weeks(scene.at)
    counted = weeks.trend(scene.actor.division, scene.among, at=scene.at)
    labels = {
        weeks.OPENED: _("came in"),
        weeks.ENDED: _("ended"),
        weeks.LATE: _("ran over a deadline"),
    }
    days = [date_format(span.day, _("j F")) for span in spans]

    def url(state: str, span: weeks.Span, number: int) -> str:
        return scene.list_url(state=state, week=span.day.isoformat()) if number else ""

    series = [
        {
            "label": labels[state],
            "url": url(state, spans[-1], numbers[-1]),
            "total": numbers[-1],
            "points": [
                {"label": day, "value": n, "meaning": "overdue" if state == weeks.LATE else "accent"}
                for day, n in zip(days, numbers, strict=True)
            ],
        }
        for state, numbers in counted.items()
    ]
    rows = [
        [
            {"text": day},
            *(
                {"text": numbers[index], "num": True, "url": url(state, span, numbers[index])}
                for state, numbers in counted.items()
            ),
        ]
        for index, (day, span) in enumerate(zip(days, spans, strict=True))
    ]
    return {
        "series": series,
        "rows": rows,
        "columns": [{"label": each["label"]} for each in series],
        "any": any(map(any, counted.values())),
    }
