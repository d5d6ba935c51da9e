"""Pages of what is expected: a forecast with its back-test, the weeks of the year, and what came beyond chance."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.algorithms.public import in_force
from gongzhi.insight.card_facts import CardPlace
from gongzhi.insight.card_queries import card_ids
from gongzhi.insight.card_rules import READ, WRITE
from gongzhi.insight.evidence import alarm_key, forecast_key
from gongzhi.insight.forecast_facts import BURSTS, FORECAST, Alarm, BackTest, ForecastView
from gongzhi.insight.forecast_queries import (
    bursts_now,
    calendar_of,
    forecast_for,
    forecasts_under,
    repeats_now,
)
from gongzhi.insight.forecast_words import RUNGS
from gongzhi.insight.showing import division_pairs, matter_names, matter_pairs, place_names
from gongzhi.insight.views.cards import reader
from gongzhi.kernel.instants import now
from gongzhi.organization.public import parent_code
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

MULTIPLES = 12  # small curves of the places below, at most


@never_cache
@needs(READ)
@require_safe
def forecasts(request: HttpRequest) -> HttpResponse:
    """Show what is expected of one kind of matter in one place, how good that was so far, and the places below."""
    actor, at = reader(request), now()
    there = forecasts_under(actor.division, at)
    chosen = _chosen(request, actor, there, at)
    view = forecast_for(chosen["matter"], chosen["division"], at)
    below = _below(chosen, there, at) if view else []
    context = {
        **chosen,
        "view": view,
        "rows": _rows(view) if view else [],
        "rungs": _rungs(view) if view else [],
        "test": _test(view.backtest) if view and view.backtest else None,
        "below": below,
        "key": forecast_key(view) if view and view.matter else "",
        "may_write": actor.may(WRITE),
        "runs": in_force(FORECAST, at=at),
    }
    return render(request, "insight/forecasts.html", context)


@never_cache
@needs(READ)
@require_safe
def season(request: HttpRequest) -> HttpResponse:
    """Show which weeks of the year brought more of a kind of matter than others."""
    actor, at = reader(request), now()
    chosen = _chosen(request, actor, (), at)
    found = calendar_of(chosen["matter"], chosen["division"], at)
    weeks = [
        {"week": each.week, "per_cent": each.per_cent, "years": _(", ").join(map(str, each.years))}
        for each in found.weeks
    ]
    context = {**chosen, "weeks": weeks, "years": _(", ").join(map(str, found.years))}
    return render(request, "insight/season.html", context)


@never_cache
@needs(READ)
@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """Show what came beyond chance in the last week, and the card of each where there is one."""
    actor, at = reader(request), now()
    bursts, repeats = bursts_now(actor.division, at), repeats_now(actor.division, at)
    known = card_ids([alarm_key(each.id) for each in (*bursts, *repeats)])
    context = {
        "bursts": _alarm_rows(bursts, known, at),
        "repeats": _alarm_rows(repeats, known, at),
        "may_write": actor.may(WRITE),
        "runs": in_force(BURSTS, at=at),
    }
    return render(request, "insight/alarms.html", context)


def _chosen(
    request: HttpRequest, actor: Actor, there: tuple[tuple[str, str], ...], at: datetime
) -> dict[str, Any]:
    """Return what is chosen and what can be: kinds of matters and places, those with a forecast where one stands."""
    matters = [("", _("all matters")), *matter_pairs(at=at)]
    divisions = division_pairs(actor, at=at)
    if there:
        with_one = {matter for matter, _division in there}, {division for _matter, division in there}
        matters = [pair for pair in matters if pair[0] in with_one[0]]
        divisions = [pair for pair in divisions if pair[0] in with_one[1]]
    matter, division = request.GET.get("matter", ""), request.GET.get("place", "")
    return {
        "matters": matters,
        "divisions": divisions,
        "matter": matter if matter in dict(matters) else "",
        "division": division if division in dict(divisions) else actor.division,
        "matter_name": dict(matters).get(matter, _("all matters")),
        "division_name": dict(divisions).get(division, dict(divisions).get(actor.division, "")),
    }


def _rows(view: ForecastView) -> list[dict[str, Any]]:
    """Return the table of a forecast: what was counted, then what is expected with its two ranges."""
    past = [{"on": each.on, "counted": each.count} for each in view.past]
    days = [
        {
            "on": each.on,
            "counted": each.counted,
            "mean": f"{each.mean_e2 / 100:.1f}",
            "ends": (each.low_95, each.low_80, each.high_80, each.high_95),
        }
        for each in view.days
    ]
    return past + days


def _rungs(view: ForecastView) -> list[dict[str, Any]]:
    return [
        {"name": RUNGS.get(code, code), "per_cent": per_cent}
        for code, per_cent in sorted(view.carried.items(), key=lambda each: -each[1])
        if per_cent
    ]


def _test(found: BackTest) -> dict[str, Any]:
    """Return the back-test as shares in per cent; where a plain way was better it says so."""

    def share(value: int | None) -> str:
        return "–" if value is None else f"{value / 100:.1f}"

    rows, worse = [], []
    for each in found.figures:
        plain = [value for value in (each.naive, each.mean_28) if value is not None]
        if each.wape is not None and plain and each.wape > min(plain):
            worse.append(each.ahead)
        rows.append(
            {
                "ahead": each.ahead,
                "wape": share(each.wape),
                "naive": share(each.naive),
                "mean_28": share(each.mean_28),
                "mase": "–" if each.mase is None else f"{each.mase / 10_000:.2f}",
                "inside_80": share(each.inside_80),
                "inside_95": share(each.inside_95),
            }
        )
    return {
        "rows": rows,
        "worse": _(", ").join(map(str, worse)),
        "series": found.series,
        "judged": found.judged,
        "made_at": found.made_at,
    }


def _below(chosen: dict[str, Any], there: tuple[tuple[str, str], ...], at: datetime) -> list[dict[str, Any]]:
    """Return the forecasts of the places directly below the chosen one, for small curves on one scale."""
    names = dict(chosen["divisions"])
    places = [
        division
        for matter, division in there
        if matter == chosen["matter"] and parent_code(division) == chosen["division"]
    ]
    found = [(place, forecast_for(chosen["matter"], place, at)) for place in places[:MULTIPLES]]
    return [
        {"code": place, "name": names.get(place, place), "rows": _rows(view)[-56:]}
        for place, view in found
        if view
    ]


def _alarm_rows(found: tuple[Alarm, ...], known: dict[str, Any], at: datetime) -> list[dict[str, Any]]:
    places = {each.id: CardPlace("", each.division, each.grid) for each in found}
    names, matters = place_names(places.values()), matter_names(at=at)
    return [
        {
            "alarm": each,
            "matter": matters.get(each.matter, each.matter) or _("all matters"),
            "place": names[places[each.id]],
            "first": each.on - timedelta(days=each.days - 1),
            "usual": f"{each.expected_e2 / 100:.1f}",
            "key": alarm_key(each.id) if each.matter else "",
            "card": known.get(alarm_key(each.id)),
        }
        for each in found
    ]
