"""Lists of divisions, grids, units, posts, matters, duties and desks: each with a search, and one row to open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.organization.queries.dates import day_of
from gongzhi.organization.queries.matters import matter_tree
from gongzhi.organization.queries.register import holdings_of, rows_of
from gongzhi.organization.views.managing import managed
from gongzhi.organization.views.naming import (
    Cell,
    citation_of,
    days_cell,
    grid_kind_name,
    level_name,
    limit_name,
    link,
    office_name,
    post_name,
    role_name,
    type_name,
)
from gongzhi.people.facts import Actor
from gongzhi.ui.names import name_of

PAGE_ROWS = 100
LONGEST = 64  # of what is looked for


@dataclass(frozen=True)
class List:
    """A list: its title, the heads of its columns, and the cells of each of its rows on a day."""

    title: Any
    columns: Callable[[], list[str]]
    cells: Callable[[list[Any], date], list[list[Cell]]]


def _divisions(rows: list[Any], on: date) -> list[list[Cell]]:
    return [
        [
            link("divisions", row.code, name_of(row)),
            {"text": level_name(row.level)},
            {"text": row.code},
            days_cell(row, on),
        ]
        for row in rows
    ]


def _grids(rows: list[Any], on: date) -> list[list[Cell]]:
    return [
        [
            link("grids", row.code, name_of(row)),
            {"text": name_of(row.division)},
            {"text": grid_kind_name(row.kind)},
            {"text": "" if row.households is None else row.households, "num": True},
            {"text": row.code},
            days_cell(row, on),
        ]
        for row in rows
    ]


def _units(rows: list[Any], on: date) -> list[list[Cell]]:
    return [
        [
            link("units", row.code, name_of(row)),
            {"text": name_of(row.kind)},
            {"text": name_of(row.division)},
            {"text": row.code},
            days_cell(row, on),
        ]
        for row in rows
    ]


def holders(rows: list[Any], on: date) -> dict[Any, str]:
    """Return who holds posts on a day, in words; a post nobody holds says so."""
    held = holdings_of(rows)
    found = {}
    for row in rows:
        today = [
            each for each in held.get(row.pk, []) if each.valid_from <= on and not _over(each.valid_to, on)
        ]
        names = [
            _("%(name)s (acting)") % {"name": each.account.name} if each.acting else each.account.name
            for each in sorted(today, key=lambda each: each.acting)
        ]
        found[row.pk] = ", ".join(names) or _("nobody")
    return found


def _over(end: date | None, on: date) -> bool:
    return end is not None and end <= on


def _posts(rows: list[Any], on: date) -> list[list[Cell]]:
    held = holders(rows, on)
    return [
        [
            link("posts", row.code, post_name(row)),
            {"text": name_of(row.unit)},
            {"text": type_name(row.type)},
            {"text": held[row.pk]},
            {"text": row.code},
            days_cell(row, on),
        ]
        for row in rows
    ]


def _matters(rows: list[Any], on: date) -> list[list[Cell]]:
    tree = {view.code: view for view in matter_tree(at=now())}
    names = {code: name_of(view) for code, view in tree.items()}
    return [
        [
            link(
                "matters",
                row.code,
                " › ".join(names[code] for code in tree[row.code].path) if row.code in tree else name_of(row),
            ),
            {"text": limit_name(row.limit_class)},
            {"text": row.code},
            days_cell(row, on),
        ]
        for row in rows
    ]


def role_words(row: Any) -> str:
    """Return what a duty gives or takes, and who has it instead."""
    role = role_name(row.role)
    return f"{role}: {name_of(row.taken_by)}" if row.taken_by else role


def _duties(rows: list[Any], on: date) -> list[list[Cell]]:
    return [
        [
            link("matters", row.matter_id, name_of(row.matter)),
            {"text": name_of(row.unit_kind)},
            {"text": level_name(row.level)},
            {"text": role_words(row)},
            {"text": name_of(row.division) if row.division else _("everywhere")},
            {"text": citation_of(row)},
            days_cell(row, on),
        ]
        for row in rows
    ]


def _desks(rows: list[Any], on: date) -> list[list[Cell]]:
    return [
        [
            {"text": office_name(row.office)},
            link("divisions", row.division_id, name_of(row.division)),
            link("units", row.unit.code, name_of(row.unit)),
            days_cell(row, on),
        ]
        for row in rows
    ]


LISTS: Mapping[str, List] = {
    "divisions": List(
        gettext_lazy("Divisions"),
        lambda: [pgettext("not of a person", "Name"), _("Level"), _("Register code"), _("Validity")],
        _divisions,
    ),
    "grids": List(
        gettext_lazy("Grids"),
        lambda: [
            pgettext("not of a person", "Name"),
            _("Division"),
            _("Kind"),
            _("Households"),
            _("Register code"),
            _("Validity"),
        ],
        _grids,
    ),
    "units": List(
        gettext_lazy("Units"),
        lambda: [
            pgettext("not of a person", "Name"),
            _("Kind"),
            _("Division"),
            _("Register code"),
            _("Validity"),
        ],
        _units,
    ),
    "posts": List(
        gettext_lazy("Posts"),
        lambda: [
            pgettext("of a post", "Title"),
            _("Unit"),
            _("Type"),
            _("Held by"),
            _("Register code"),
            _("Validity"),
        ],
        _posts,
    ),
    "matters": List(
        gettext_lazy("Matters"),
        lambda: [_("Matter"), _("Time limit"), _("Register code"), _("Validity")],
        _matters,
    ),
    "duties": List(
        gettext_lazy("Duty table"),
        lambda: [
            _("Matter"),
            _("Kind of unit"),
            _("Level"),
            _("Role"),
            _("Where it holds"),
            _("Citation"),
            _("Validity"),
        ],
        _duties,
    ),
    "desks": List(
        gettext_lazy("Desks"), lambda: [_("Desk"), _("Division"), _("Unit"), _("Validity")], _desks
    ),
}


@never_cache
@require_safe
@managed
def listing(request: HttpRequest, actor: Actor, table: str = "divisions") -> HttpResponse:
    """Show a list of one's tree: what holds today, or also what has ended or not begun, narrowed by words."""
    if table not in LISTS:
        raise Http404
    shown, on = LISTS[table], day_of(now())
    words, every = request.GET.get("q", "")[:LONGEST], bool(request.GET.get("all"))
    rows = rows_of(table, actor.division, on=None if every else on, words=words)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "tab": table,
        "caption": shown.title,
        "columns": [{"label": label} for label in shown.columns()],
        "page": page,
        "rows": shown.cells(list(page.object_list), on),
        "words": words,
        "every": every,
    }
    return render(request, "organization/list.html", context)
