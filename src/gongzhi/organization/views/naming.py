"""Words of the organization's codes, and cells of its tables."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongzhi.organization.facts import DutyRole, GridKind, Level, LimitClass, Office
from gongzhi.organization.rules.catalogues import post_types
from gongzhi.ui.names import in_english, name_of

Cell = dict[str, Any]


def level_name(level: Level | str) -> str:
    """Return the name of a level in the reader's language."""
    return {
        Level.PROVINCE: _("Province"),
        Level.CITY: _("City"),
        Level.COUNTY: _("County"),
        Level.TOWN: _("Town or street"),
        Level.COMMUNITY: _("Community or village"),
    }[Level(level)]


def role_name(role: DutyRole | str) -> str:
    """Return what a unit has to do with a matter."""
    return {
        DutyRole.LEAD: _("leads"),
        DutyRole.COOPERATE: _("cooperates"),
        DutyRole.TAKEN_BACK: _("taken back"),
    }[DutyRole(role)]


def limit_name(limit: LimitClass | str) -> str:
    """Return the name of a class of time limits."""
    return {
        LimitClass.CONSULT: _("Consultation"),
        LimitClass.GENERAL: _("General"),
        LimitClass.COMPLEX: _("Complex"),
        LimitClass.LIFE_SAFETY: _("Life safety"),
    }[LimitClass(limit)]


def grid_kind_name(kind: GridKind | str) -> str:
    """Return the name of a kind of grid."""
    return {
        GridKind.BASIC: _("Basic grid"),
        GridKind.DEDICATED: _("Dedicated grid"),
        GridKind.PROFESSIONAL: _("Professional grid"),
        GridKind.MICRO: _("Micro-grid"),
    }[GridKind(kind)]


def office_name(office: Office | str) -> str:
    """Return the name of a desk."""
    return {
        Office.DISPATCH: _("Dispatch desk"),
        Office.ARBITRATION: _("Arbitration"),
        Office.CALLBACK: _("Callback desk"),
        Office.RECHECK: _("Recheck"),
        Office.HOTLINE: _("Hotline"),
        Office.SERVICE_HALL: _("Service hall"),
        Office.GRID_DESK: _("Grid desk"),
        Office.PETITION: _("Petition office"),
        Office.COURT: _("Court"),
        Office.REVIEW: _("Administrative reconsideration body"),
        Office.DISCIPLINE: _("Discipline inspection"),
        Office.DISCLOSURE: _("Disclosure of government information"),
        Office.ETHICS: _("Ethics board"),
    }[Office(office)]


def post_name(row: Any) -> str:
    """Return the title of a post."""
    return str((row.title_en if in_english() else "") or row.title)


def type_name(code: str) -> str:
    """Return the name of a type of post; its code where the program no longer knows it."""
    kind = post_types().get(code)
    return name_of(kind) if kind else code


def citation_of(row: Any) -> str:
    """Return where a duty is laid down."""
    return str((row.citation_en if in_english() else "") or row.citation)


def days_of(row: Any) -> str:
    """Return from when until when a row holds."""
    if row.valid_to is None:
        return _("from %(first)s on") % {"first": row.valid_from.isoformat()}
    dates = {"first": row.valid_from.isoformat(), "end": row.valid_to.isoformat()}
    return _("from %(first)s until before %(end)s") % dates


def standing(row: Any, on: date) -> str:
    """Return whether a row has ended or has not begun; "" while it holds."""
    if row.valid_from > on:
        return pgettext("a period", "not begun")
    return pgettext("a period", "ended") if row.valid_to is not None and row.valid_to <= on else ""


def link(table: str, key: object, text: str) -> Cell:
    """Return a cell that opens one row."""
    return {"text": text, "url": reverse("organization-one", args=[table, key])}


def days_cell(row: Any, on: date) -> Cell:
    """Return a cell with the days of a row, and whether they are over or still to come."""
    state = standing(row, on)
    return {"text": f"{days_of(row)} · {state}" if state else days_of(row)}
