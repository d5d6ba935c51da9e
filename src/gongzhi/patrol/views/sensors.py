"""How the sensors stand, for whoever manages the organization: silent ones and those beyond their limit first."""

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.organization.public import unit_by_code
from gongzhi.patrol.readings import value_text
from gongzhi.patrol.sensors import SensorView, sensor_kinds, sensors
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english, name_of
from gongzhi.ui.words import refusal_sentence

PAGE_ROWS = 100


@never_cache
@needs("organization.manage")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """List the sensors in use in the own tree."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = sensors(at=now(), scope=actor.division)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    units = {code: unit_by_code(code) for code in {view.unit for view in page.object_list}}
    names = {code: name_of(unit) if unit else code for code, unit in units.items()}
    context = {
        "page": page,
        "rows": [_row(view, names[view.unit], actor) for view in page.object_list],
        "columns": [
            {"label": _("Sensor")},
            {"label": _("State")},
            {"label": _("Newest reading"), "num": True},
            {"label": _("Measured at"), "num": True},
            {"label": _("Event"), "num": True},
            {"label": _("Kept by")},
        ],
        "refused": [
            {"site": view.site, "why": refusal_sentence(view.refused)}
            for view in {each.site: each for each in found if each.refused}.values()
            if view.refused
        ],
    }
    return render(request, "patrol/sensors.html", context)


def _row(view: SensorView, unit: str, actor: Actor) -> list[dict[str, Any]]:
    kind = sensor_kinds()[view.kind]
    measure = kind.unit_en if in_english() else kind.unit
    value = "" if view.value is None else f"{value_text(view.value)} {measure}"
    url = reverse("loop", args=[view.event_id]) if view.event_id and actor.may("patrol.read") else ""
    return [
        {"text": view.name},
        {"text": _state(view)},
        {"text": value, "num": True},
        {"text": _moment(view.newest_at), "num": True},
        {"text": view.event, "url": url, "num": True},
        {"text": unit},
    ]


def _moment(at: datetime | None) -> str:
    # Translators: a date format of Django: day, month and time.
    return date_format(timezone.localtime(at), _("j F, H:i")) if at else ""


def _state(view: SensorView) -> str:
    if view.silent:
        return _("silent, and beyond its limit before") if view.raised else _("silent")
    return _("beyond its limit") if view.raised else _("within its limit")
