"""The register as staff see it: how each entry stands today, what the daily look found, versions, objections."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.algorithms.appeals import appeals_of, waiting_by_entry
from gongzhi.algorithms.facts import EntryView
from gongzhi.algorithms.figures import kept_live_of, live_of
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.queries import entries, entry, off_by_board, versions_of
from gongzhi.algorithms.record import gathered, name_of_entry, spoken_of
from gongzhi.algorithms.rules.passing import MANAGE, REVIEW, SWITCH
from gongzhi.algorithms.rules.switching import on_refusal
from gongzhi.algorithms.screen_words import STAGES, TIERS
from gongzhi.algorithms.showing import day, notes_of, status_of
from gongzhi.algorithms.stops import stops_of
from gongzhi.kernel.instants import now
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english, name_of

READERS = (MANAGE, REVIEW, SWITCH, "algorithms.read", "algorithms.arbitrate")


@never_cache
@needs(*READERS)
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """List every entry with its light of today; what is beyond its limits stands first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    rows: list[dict[str, Any]] = []
    waiting = waiting_by_entry()
    for each in gathered(entries(), reviewed=False):
        live = kept_live_of(each.version, at=at)
        rows.append(
            {
                "name": name_of_entry(each, english=in_english()),
                "url": reverse("register-entry", args=[each.view.code]),
                "code": each.view.code,
                "unit": name_of(each.unit) if each.unit else "",
                "tier": f"{each.version.tier.value} · {TIERS[each.version.tier]}",
                "status": status_of(each.view, each.version),
                "light": live.light() if live else None,
                "uses": live.uses if live else None,
                "waiting": waiting.get(each.view.code, 0),
            }
        )
    rows.sort(key=lambda row: row["status"]["meaning"] != "overdue")
    return render(
        request,
        "algorithms/desk.html",
        {"rows": rows, "days": limits().window_days, "may_add": actor.may(MANAGE)},
    )


@never_cache
@needs(*READERS)
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show one entry: its figures with their limits, its versions, its switch, the objections to it."""
    return entry_page(request, code)


def entry_page(request: HttpRequest, code: str, *, status: int = 200, **more: Any) -> HttpResponse:
    """Render the page of an entry; `more` is a form that came back, or a refusal."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = entry(code)
    if view is None:
        raise Http404
    (found,) = gathered([view], reviewed=False)
    at = now()
    live = live_of(found.version, at=at)
    context = {
        "view": view,
        "name": name_of_entry(found, english=in_english()),
        "unit": name_of(found.unit) if found.unit else "",
        "status": status_of(view, found.version),
        "notes": notes_of(view, found.version, today=timezone.localdate(at)),
        "live": live.shown() if live else None,
        "stops": [each.shown() for each in stops_of(view)],
        "appeals": appeals_of(code),
        "versions": [_version(each, view) for each in versions_of(code)],
        "may_switch": _may_switch(actor, view),
        "may_lift": view.suspended and actor.may(REVIEW) and within(actor.division, view.division),
        "may_begin": actor.may(MANAGE) and actor.unit_id == view.unit_id,
        **more,
    }
    return render(request, "algorithms/desk_entry.html", context, status=status)


def _may_switch(actor: Actor, view: EntryView) -> bool:
    """Tell whether the switch is shown; what the board switched off, the board switches on."""
    here = within(actor.division, view.division)
    by_board = view.switched_off and off_by_board(view.id)
    return on_refusal(actor, here=here, by_board=by_board, reason="…") is None


def _version(each: Any, view: EntryView) -> dict[str, Any]:
    used = spoken_of(view).id == each.id
    return {
        "n": each.n,
        "url": reverse("loop", args=[each.loop_id]),
        "stage": STAGES[each.stage],
        "since": each.entered_at,
        "good_until": day(each.expires_on),
        "spoken_of": _("the register speaks of this one") if used else "",
    }
