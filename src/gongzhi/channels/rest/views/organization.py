"""The organization of the key's tree: divisions, units, matters, grids, and posts without whoever holds them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.rest import shapes
from gongzhi.channels.rest.answers import encoded, one, page
from gongzhi.channels.rest.cursors import CodeCursor, Limit
from gongzhi.channels.rest.facts import Caller
from gongzhi.channels.rest.fields import Code, DivisionCode
from gongzhi.channels.rest.tags import state_of
from gongzhi.channels.rest.views.operations import reads
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.facts import DivisionView, GridView, MatterView, UnitView
from gongzhi.organization.public import (
    PlainPost,
    division,
    divisions_under,
    grid_by_code,
    grids_under,
    matter,
    matter_tree,
    posts_under,
    unit,
    units_under,
    within,
)

router = Router(tags=["organization"])
_READ = Scope.ORGANIZATION_READ
View = TypeVar("View")


@reads(router, "/divisions", _READ, shapes.DivisionPage, "listDivisions")
def list_divisions(request: HttpRequest, cursor: CodeCursor | None = None, limit: Limit = 50) -> HttpResponse:
    """List the divisions of your tree, by code."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return _page(divisions_under(caller.key.division, at=caller.at), cursor, limit, _division)


@reads(router, "/divisions/{code}", _READ, shapes.Division, "readDivision")
def read_division(request: HttpRequest, code: DivisionCode) -> HttpResponse:
    """Read a division of your tree."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    found = division(code) if within(caller.key.division, code) else None
    return _one(request, found, _division)


@reads(router, "/units", _READ, shapes.UnitPage, "listUnits")
def list_units(request: HttpRequest, cursor: CodeCursor | None = None, limit: Limit = 50) -> HttpResponse:
    """List the units of your tree, by code."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return _page(units_under(caller.key.division, at=caller.at), cursor, limit, _unit)


@reads(router, "/units/{uuid:unit_id}", _READ, shapes.Unit, "readUnit")
def read_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Read a unit of your tree."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    found = unit(unit_id)
    return _one(request, found if found and within(caller.key.division, found.division) else None, _unit)


@reads(router, "/matters", _READ, shapes.MatterPage, "listMatters")
def list_matters(request: HttpRequest, cursor: CodeCursor | None = None, limit: Limit = 50) -> HttpResponse:
    """List the matters a case can be about, by code."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return _page(matter_tree(at=caller.at), cursor, limit, _matter)


@reads(router, "/matters/{code}", _READ, shapes.Matter, "readMatter")
def read_matter(request: HttpRequest, code: Code) -> HttpResponse:
    """Read a matter."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return _one(request, matter(code, at=caller.at), _matter)


@reads(router, "/grids", _READ, shapes.GridPage, "listGrids")
def list_grids(request: HttpRequest, cursor: CodeCursor | None = None, limit: Limit = 50) -> HttpResponse:
    """List the grids of your tree, by code."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    return _page(grids_under(caller.key.division, at=caller.at), cursor, limit, _grid)


@reads(router, "/grids/{code}", _READ, shapes.Grid, "readGrid")
def read_grid(request: HttpRequest, code: Code) -> HttpResponse:
    """Read a grid of your tree."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    found = grid_by_code(code)
    return _one(request, found if found and within(caller.key.division, found.division) else None, _grid)


@reads(router, "/posts", _READ, shapes.PostPage, "listPosts")
def list_posts(request: HttpRequest, cursor: CodeCursor | None = None, limit: Limit = 50) -> HttpResponse:
    """List the posts of your tree, by code, without whoever holds them."""
    caller: Caller = request.auth  # type: ignore[attr-defined]
    found = posts_under(caller.key.division, at=caller.at, after=cursor or "", limit=limit + 1)
    return _cut(found, limit, _post)


def _page(
    views: Sequence[Any], cursor: str | None, limit: int, told: Callable[[Any], dict[str, Any]]
) -> HttpResponse:
    """Cut a page out of what is held in memory anyway, in the order of codes."""
    found = sorted((view for view in views if view.code > (cursor or "")), key=lambda view: view.code)
    return _cut(found[: limit + 1], limit, told)


def _cut(found: Sequence[Any], limit: int, told: Callable[[Any], dict[str, Any]]) -> HttpResponse:
    shown = found[:limit]
    return page([told(view) for view in shown], shown[-1].code if len(found) > limit else None)


def _one(request: HttpRequest, view: View | None, told: Callable[[View], dict[str, Any]]) -> HttpResponse:
    if view is None:
        raise Refused(Refusal("channels.no_such_thing"))
    body = told(view)
    return one(request, body, state_of(encoded(body)))


def _division(view: DivisionView) -> dict[str, Any]:
    return {
        "code": view.code,
        "name": view.name,
        "name_en": view.name_en,
        "level": view.level,
        "parent": view.parent,
        "longitude": view.lon,
        "latitude": view.lat,
    }


def _unit(view: UnitView) -> dict[str, Any]:
    return {
        "id": view.id,
        "code": view.code,
        "kind": view.kind,
        "division": view.division,
        "parent": view.parent_id,
        "name": view.name,
        "name_en": view.name_en,
        "public_phone": view.public_phone,
        "counter": view.counter,
    }


def _matter(view: MatterView) -> dict[str, Any]:
    return {
        "code": view.code,
        "parent": view.parent,
        "name": view.name,
        "name_en": view.name_en,
        "limit_class": view.limit_class,
        "leaf": view.leaf,
    }


def _grid(view: GridView) -> dict[str, Any]:
    return {
        "id": view.id,
        "code": view.code,
        "kind": view.kind,
        "division": view.division,
        "name": view.name,
        "name_en": view.name_en,
    }


def _post(view: PlainPost) -> dict[str, Any]:
    return {
        "id": view.id,
        "code": view.code,
        "unit": view.unit_id,
        "type": view.type,
        "title": view.title,
        "title_en": view.title_en,
    }
