"""One row of the organization: what is known of it, its days, and what hangs on it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.organization.queries.dates import day_of
from gongzhi.organization.queries.register import holdings_of, rows_of
from gongzhi.organization.rules.catalogues import post_types
from gongzhi.organization.rules.codes import within
from gongzhi.organization.views.lists import LISTS, role_words
from gongzhi.organization.views.managing import managed
from gongzhi.organization.views.naming import (
    Cell,
    days_cell,
    days_of,
    grid_kind_name,
    level_name,
    limit_name,
    link,
    post_name,
    standing,
    type_name,
)
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

MOST = 200  # rows below one; the list has all

Fact = dict[str, Any]
Below = list[dict[str, Any]]


@never_cache
@require_safe
@managed
def one(request: HttpRequest, actor: Actor, table: str, key: str) -> HttpResponse:
    """Show one row of one's tree. What lies outside it is not found."""
    tell = _TOLD.get(table)
    row = rows_of(table, actor.division).filter(code=key).first() if tell else None
    if tell is None or row is None:
        raise Http404
    on = day_of(now())
    facts, below = tell(row, actor, on)
    days = {"label": _("Validity"), "value": days_cell(row, on)["text"]}
    context = {
        "tab": table,
        "list_title": LISTS[table].title,
        "title": post_name(row) if table == "posts" else name_of(row),
        "state": standing(row, on),
        "facts": [{"label": _("Register code"), "value": row.code}, *facts, days],
        "below": [each for each in below if each["rows"]],
    }
    return render(request, "organization/one.html", context)


def _fact(label: str, value: Any) -> list[Fact]:
    return [{"label": label, "value": value}] if value not in ("", None) else []


def _linked(label: str, cell: Cell | None) -> list[Fact]:
    return [{"label": label, "value": cell["text"], "url": cell["url"]}] if cell else []


def _table(table: str, rows: Any, on: date) -> dict[str, Any]:
    """Return rows below the one shown, in the form of their own list."""
    shown = LISTS[table]
    return {
        "caption": shown.title,
        "columns": [{"label": label} for label in shown.columns()],
        "rows": shown.cells(list(rows[:MOST]), on),
    }


def _division(row: Any, actor: Actor, on: date) -> tuple[list[Fact], Below]:
    def inside(table: str) -> Any:
        return rows_of(table, actor.division).filter(division=row.code)

    up = row.parent if row.parent and within(actor.division, row.parent.code) else None
    facts = [
        *_fact(_("Level"), level_name(row.level)),
        *_linked(_("Part of"), link("divisions", up.code, name_of(up)) if up else None),
        *_fact(_("Edition of the codes"), row.code_set),
    ]
    below = rows_of("divisions", actor.division).filter(parent=row.code)
    return facts, [
        _table("divisions", below, on),
        _table("units", inside("units"), on),
        _table("grids", inside("grids"), on),
        _table("desks", inside("desks"), on),
    ]


def _grid(row: Any, actor: Actor, on: date) -> tuple[list[Fact], Below]:
    facts = [
        *_fact(_("Kind"), grid_kind_name(row.kind)),
        *_linked(_("Division"), link("divisions", row.division_id, name_of(row.division))),
        *_fact(_("Households"), row.households),
    ]
    micro = rows_of("grids", actor.division).filter(parent=row)
    posts = rows_of("posts", actor.division).filter(grid=row)
    return facts, [_table("posts", posts, on), _table("grids", micro, on)]


def _unit(row: Any, actor: Actor, on: date) -> tuple[list[Fact], Below]:
    facts = [
        *_fact(_("Kind"), name_of(row.kind)),
        *_linked(_("Division"), link("divisions", row.division_id, name_of(row.division))),
        *_linked(_("Part of"), link("units", row.parent.code, name_of(row.parent)) if row.parent else None),
        *_fact(_("By phone"), row.public_phone),
        *_fact(_("At the counter"), row.counter),
        *_fact(_("Its head approves answers"), _("yes") if row.approves_answers else _("no")),
    ]

    def own(table: str, **which: Any) -> dict[str, Any]:
        return _table(table, rows_of(table, actor.division).filter(**which), on)

    return facts, [
        own("posts", unit=row),
        own("units", parent=row),
        own("desks", unit=row),
        own("duties", unit_kind=row.kind_id, level=row.division.level),
    ]


def _post(row: Any, actor: Actor, on: date) -> tuple[list[Fact], Below]:
    kind = post_types().get(row.type)
    facts = [
        *_linked(_("Unit"), link("units", row.unit.code, name_of(row.unit))),
        *_fact(_("Type"), type_name(row.type)),
        *_fact(_("Powers"), ", ".join(sorted(kind.powers)) if kind else ""),
        *_linked(_("Grid"), link("grids", row.grid.code, name_of(row.grid)) if row.grid else None),
    ]
    held = [
        [
            {"text": each.account.name},
            {"text": each.account.login},
            {"text": _("acting") if each.acting else _("in full")},
            days_cell(each, on),
        ]
        for each in holdings_of([row]).get(row.pk, [])
    ]
    columns = [{"label": label} for label in (_("Name"), _("Sign-in name"), _("How"), _("Validity"))]
    return facts, [{"caption": _("Who held it, holds it and will hold it"), "columns": columns, "rows": held}]


def _matter(row: Any, actor: Actor, on: date) -> tuple[list[Fact], Below]:
    facts = [
        *_linked(_("Part of"), link("matters", row.parent_id, name_of(row.parent)) if row.parent else None),
        *_fact(_("Time limit"), limit_name(row.limit_class)),
    ]
    below = rows_of("matters", actor.division).filter(parent=row)
    duties = rows_of("duties", actor.division).filter(matter=row)
    columns = [
        {"label": label} for label in (_("Kind of unit"), _("Level"), _("Role"), _("Citation"), _("Validity"))
    ]
    told = [
        [
            {"text": name_of(each.unit_kind)},
            {"text": level_name(each.level)},
            {"text": role_words(each)},
            {"text": each.citation},
            {"text": days_of(each)},
        ]
        for each in duties
    ]
    table = {"caption": _("Whose it is by the duty table"), "columns": columns, "rows": told}
    return facts, [table, _table("matters", below, on)]


_TOLD: Mapping[str, Callable[[Any, Actor, date], tuple[list[Fact], Below]]] = {
    "divisions": _division,
    "grids": _grid,
    "units": _unit,
    "posts": _post,
    "matters": _matter,
}
