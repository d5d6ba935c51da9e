"""How a matter moves: a page for each kind, for anybody and for staff, made from the definition in force."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.loops.kinds import Kind, kinds
from gongzhi.loops.models import LoopDefinition
from gongzhi.loops.moving import Moving, drawing, duties, ends, holding, home_profile, steps, ways
from gongzhi.loops.queries import definition_by_id, definition_of_loop, newest_definition_id, profile_of_loop
from gongzhi.loops.views.sheet import find
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import staff_only


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Name every kind there is, each with its page."""
    found = [
        {"code": kind.code, "label": capfirst(str(kind.label_plural)), "about": kind.about}
        for kind in kinds()
        if newest_definition_id(kind.code) is not None
    ]
    return render(request, "loops/moves_index.html", {"kinds": found})


@require_safe
def moves(request: HttpRequest, name: str) -> HttpResponse:
    """Tell anybody, in plain words, how a matter of a kind moves; ``step`` marks where one stands."""
    moving = _moving(request, name, to_person=True)
    return render(request, "loops/moves.html", _told(moving) | {"holding": holding(moving)})


@staff_only
@require_safe
def moves_for_staff(request: HttpRequest, name: str) -> HttpResponse:
    """Tell staff every state and every step of a kind."""
    moving = _moving(request, name)
    return render(request, "loops/moves_staff.html", _told(moving) | {"ways": ways(moving)})


@never_cache
@staff_only
@require_safe
def loop_moves(request: HttpRequest, loop_id: UUID) -> HttpResponse:
    """Tell staff how one loop moves: by the version and the limits it began with, its present step marked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind, view = find(actor, loop_id)
    moving = Moving(
        kind,
        definition_of_loop(loop_id),
        profile_of_loop(loop_id),
        limit_class=view.loop.limit_class,
        current=view.loop.state,
    )
    context = _told(moving) | {"ways": ways(moving), "loop": view.loop}
    return render(request, "loops/moves_staff.html", context)


def _told(moving: Moving) -> dict[str, Any]:
    return {
        "kind": moving.kind,
        "definition": moving.definition,
        "steps": steps(moving),
        "duties": duties(moving),
        "ends": ends(moving),
        "for_person": moving.for_person,
        "drawing": mark_safe(drawing(moving)),  # noqa: S308 - every word in it is escaped where it is drawn
        "current": moving.state(moving.current) if moving.current else "",
    }


def _moving(request: HttpRequest, name: str, *, to_person: bool = False) -> Moving:
    """Return what an address asks for: a kind, perhaps a version and a step. What is unknown is 404."""
    kind: Kind | None = next((each for each in kinds() if each.code == name), None)
    version = request.GET.get("version", "")
    if kind is None:
        raise Http404
    if version.isdecimal() and len(version) < 6:
        found = (
            LoopDefinition.objects.filter(name=name, version=int(version))
            .values_list("id", flat=True)
            .first()
        )
    else:
        found = newest_definition_id(name)
    if found is None:
        raise Http404
    definition = definition_by_id(found)
    step = request.GET.get("step", "")
    current = step if step in definition.states else ""
    return Moving(kind, definition, home_profile(at=now()), current=current, to_person=to_person)
