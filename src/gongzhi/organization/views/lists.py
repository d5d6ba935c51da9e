"""Lists of divisions, units, matters and duties."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.organization.facts import DutyRole, Level, LimitClass
from gongzhi.organization.queries.matters import duty_table, matter_tree
from gongzhi.organization.queries.places import divisions_under
from gongzhi.organization.queries.units import unit_kinds, units_under
from gongzhi.organization.views.managing import managed
from gongzhi.people.facts import Actor

PAGE_ROWS = 100


def level_name(level: Level) -> str:
    """Return the name of a level in the reader's language."""
    return {
        Level.PROVINCE: _("Province"),
        Level.CITY: _("City"),
        Level.COUNTY: _("County"),
        Level.TOWN: _("Town or street"),
        Level.COMMUNITY: _("Community or village"),
    }[level]


def _role_name(role: DutyRole) -> str:
    return {
        DutyRole.LEAD: _("leads"),
        DutyRole.COOPERATE: _("cooperates"),
        DutyRole.TAKEN_BACK: _("taken back"),
    }[role]


def _limit_name(limit: LimitClass) -> str:
    return {
        LimitClass.CONSULT: _("Consultation"),
        LimitClass.GENERAL: _("General"),
        LimitClass.COMPLEX: _("Complex"),
        LimitClass.LIFE_SAFETY: _("Life safety"),
    }[limit]


def _named(row: Any) -> str:
    english = not (get_language() or "").startswith("zh")
    return str((row.name_en if english else "") or row.name)


@require_safe
@managed
def divisions(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the divisions of one's tree."""
    rows = [
        [{"text": view.code}, {"text": _named(view)}, {"text": level_name(view.level)}]
        for view in divisions_under(actor.division, at=now())
    ]
    return _page(request, "divisions", _("Divisions"), [_("Register code"), _("Name"), _("Level")], rows)


@require_safe
@managed
def units(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the units of one's tree."""
    kinds = unit_kinds()
    rows = [
        [
            {"text": view.code},
            {"text": _named(view)},
            {"text": _named(kinds[view.kind])},
            {"text": level_name(view.level)},
            {"text": view.division},
        ]
        for view in units_under(actor.division, at=now())
    ]
    columns = [_("Register code"), _("Name"), _("Kind"), _("Level"), _("Division")]
    return _page(request, "units", _("Units"), columns, rows)


@require_safe
@managed
def matters(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the tree of matters, each with its path of names."""
    tree = matter_tree(at=now())
    names = {view.code: _named(view) for view in tree}
    rows = [
        [
            {"text": view.code},
            {"text": " › ".join(names[code] for code in view.path)},
            {"text": _limit_name(view.limit_class)},
        ]
        for view in tree
    ]
    return _page(request, "matters", _("Matters"), [_("Register code"), _("Matter"), _("Time limit")], rows)


@require_safe
@managed
def duties(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the duty table as it holds in one's tree, with the citations."""
    at = now()
    kinds = unit_kinds()
    names = {view.code: _named(view) for view in matter_tree(at=at)}
    english = not (get_language() or "").startswith("zh")
    rows = []
    for entry in duty_table(actor.division, at=at):
        role = _role_name(entry.role)
        if entry.taken_by:
            role = f"{role}: {_named(kinds[entry.taken_by])}"
        rows.append(
            [
                {"text": names.get(entry.matter, entry.matter)},
                {"text": _named(kinds[entry.unit_kind])},
                {"text": level_name(entry.level)},
                {"text": role},
                {"text": (entry.citation_en if english else "") or entry.citation},
            ]
        )
    columns = [_("Matter"), _("Kind of unit"), _("Level"), _("Role"), _("Citation")]
    return _page(request, "duties", _("Duty table"), columns, rows)


def _page(
    request: HttpRequest, tab: str, caption: str, columns: list[str], rows: list[list[dict[str, str]]]
) -> HttpResponse:
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "caption": caption,
        "columns": [{"label": label} for label in columns],
        "page": page,
    }
    return render(request, "organization/list.html", context)
