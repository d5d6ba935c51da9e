"""What is left out of scores: what waits for two people, and how much it is, unit by unit in the order of names."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.cases.fairness_words import EXCLUSION_GROUNDS
from gongzhi.cases.scores import ALARM, shares, undecided
from gongzhi.kernel.instants import now
from gongzhi.loops.public import profile_of
from gongzhi.organization.public import units
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

DAYS = 30  # of what ended lately, as on the board: a default of this project


@never_cache
@needs("case.exclude", "supervise.read")
@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """Show both. Nobody is ranked: a share is a question, not an answer."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    waits = undecided(actor.division)
    found = shares(actor.division, at=at, days=DAYS)
    known = units({each.unit_id for each in waits} | {each.unit_id for each in found})
    profile = profile_of(actor.division, at.date())
    context = {
        "waits": [
            {
                "url": reverse("loop", args=[each.case_id]),
                "number": each.number,
                "title": each.title,
                "unit": name_of(known[each.unit_id]),
                "ground": EXCLUSION_GROUNDS[each.ground],
                "objection": each.objection,
                "decided": each.decided,
            }
            for each in waits
        ],
        "shares": sorted(
            (
                {
                    "unit": name_of(known[each.unit_id]),
                    "judged": each.judged,
                    "left_out": each.left_out,
                    "percent": round(each.percent, 1),
                    "alarm": each.alarm,
                }
                for each in found
            ),
            key=lambda row: str(row["unit"]),
        ),
        "alarm": profile.share(ALARM) if profile.has_share(ALARM) else None,
        "days": DAYS,
        "caption": _("Left out of scores"),
        "list_url": f"{reverse('list')}?kind=case&state=recent&flag=excluded",
        "lists": actor.may("case.read"),
    }
    return render(request, "cases/scores.html", context)
