"""The dispatch desk: who waits on the left, one case on the right, with proposal, citation and ways out."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.cases.actions.danger import LOOK, SEND
from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.forms import MatterForm
from gongzhi.cases.photos import photos_for
from gongzhi.cases.queries import CaseView, case_for, story_for
from gongzhi.cases.similar import alike, corrections, joined_counts
from gongzhi.cases.views.acts import ACTS, OVERRULE
from gongzhi.cases.views.looks import look_context
from gongzhi.cases.views.opened import note_opened
from gongzhi.cases.views.panel import SEVERAL, allowed, form_for, matter_choices
from gongzhi.cases.views.show import facts
from gongzhi.cases.views.together_panel import beside, form_of, is_asked
from gongzhi.cases.views.triage_desk import (
    ACCEPT,
    DANGER,
    NO_DANGER,
    TRIAGE_ACTS,
    UNDO,
    first_of_life,
    may_take_back,
    undo_of,
)
from gongzhi.cases.views.triage_panel import looked_ms, triage_of
from gongzhi.cases.words import OWED
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import (
    Act,
    ActForm,
    Bound,
    Do,
    clocks_context,
    clocks_of,
    due_rows,
    lines_outside,
    matter_path,
    owed_count,
    remaining_of,
)
from gongzhi.organization.facts import DutyCandidate
from gongzhi.organization.public import division, duty_for, unit, units
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english, name_of

QUEUE = 30  # cases beside the desk; the rest comes up as these go
PARTY = frozenset({"intake"})
STEPS = ("dispatch", "redispatch", "deny_return", "refuse", "transfer", "classify", "note", "join")
KEYS = {"refuse": "r", "deny_return": "r", "transfer": "x"}
BESIDE = ("together", "recur", "apart")  # beside the case, where something like it is found
STAYS = ("classify", "note", "apart", DANGER, NO_DANGER)  # after these one goes on with the same case
SENDS = ("dispatch", "redispatch", ACCEPT, UNDO)  # and after these one may want it back


@never_cache
@needs("case.dispatch")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Open the case that is due first; on a phone the queue stands first."""
    return _page(request, None)


@never_cache
@needs("case.dispatch")
@require_safe
def matters(request: HttpRequest) -> HttpResponse:
    """Return the options of the matter select that fit what is typed."""
    found = matter_choices(at=now(), words=request.GET.get("q", ""))
    return render(request, "cases/_matters.html", {"matters": found})


@never_cache
@needs("case.dispatch")
@require_http_methods(["GET", "HEAD", "POST"])
def desk_case(request: HttpRequest, case_id: UUID, key: str = "") -> HttpResponse:
    """Show one case at the desk, or take a step with it and go on to the next."""
    if request.method != "POST":
        return _page(request, case_id)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    case = find(actor, case_id, at)
    act, form = _asked(key, actor, case, at, request.POST)
    if not form.is_valid():
        return _page(request, case_id, Bound(key, form), status=422)
    data = form.cleaned_data | {"looked_ms": looked_ms(request.POST.get("shown", ""), at)}
    try:
        act.run(Do(case_id, data, actor, at))
    except Refused as refused:
        return _page(request, case_id, Bound(key, form), refused.refusal, status=409)
    messages.success(request, f"{case.loop.number} · {act.done}")
    stays = key in STAYS or form.cleaned_data.get("parent") == case_id
    if stays:
        return redirect("desk-case", case_id)
    return redirect(reverse("desk") + (f"?sent={case_id}" if key in SENDS else ""))


def _asked(key: str, actor: Actor, case: CaseView, at: datetime, data: Any) -> tuple[Act, ActForm]:
    if key.startswith("overrule-") and key.removeprefix("overrule-") in OVERRULE:
        act = OVERRULE[key.removeprefix("overrule-")]
        return act, act.form(data)
    if key in TRIAGE_ACTS:
        form = undo_of(case, at=at, data=data) if key == UNDO else TRIAGE_ACTS[key].form(data)
        return TRIAGE_ACTS[key], form
    if key not in STEPS + BESIDE:
        raise Http404
    return ACTS[key], form_for(key, actor, case, at=at, data=data)


def find(actor: Actor, case_id: UUID, at: datetime) -> CaseView:
    """Return a case, or answer 404 as for one that does not exist."""
    case = case_for(actor, case_id, at=at)
    if case is None:
        raise Http404
    return case


def _page(
    request: HttpRequest,
    case_id: UUID | None,
    bound: Bound | None = None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    due = [line.loop for line in due_rows(actor, 0, QUEUE, kind=SUBJECT_KIND, parties=PARTY)]
    life, loops = first_of_life(actor, due)
    ids = [loop.id for loop in loops]
    chosen = case_id or (ids[0] if ids else None)
    clocks, along, outside = clocks_of(ids, at=at), joined_counts(ids), lines_outside(ids)
    queue = [
        {
            "url": reverse("desk-case", args=[loop.id]),
            "id": loop.id,
            "number": loop.number,
            "title": loop.title,
            "owe": OWED[loop.state],
            "returned": loop.state == "return_review",
            "life": loop.id in life,
            "remaining": remaining_of(clocks[loop.id][0]) if clocks.get(loop.id) else None,
            "current": loop.id == chosen,
            "along": along.get(loop.id, 0),
            "outside": outside.get(loop.id, ""),
        }
        for loop in loops
    ]
    total = owed_count(actor, kind=SUBJECT_KIND, parties=PARTY)
    context: dict[str, Any] = {
        "sent": _sent(request, actor, at),
        "queue": queue,
        "total": total,
        "more": max(0, total - len(queue)),
        "opened": case_id is not None,
        "refusal": refusal,
    }
    if chosen:
        context |= _case(request, actor, find(actor, chosen, at), at, bound, refusal)
    return render(request, "cases/desk.html", context, status=status)


def _sent(request: HttpRequest, actor: Actor, at: datetime) -> dict[str, str] | None:
    """Return the case that was sent on right before, as long as it can be taken back."""
    try:
        case_id = UUID(request.GET.get("sent", ""))
    except ValueError:
        return None
    case = case_for(actor, case_id, at=at)
    if case is None or not may_take_back(actor, case):
        return None
    lead = unit(case.lead) if case.lead else None
    return {
        "number": case.loop.number,
        "unit": name_of(lead) if lead else "",
        "url": reverse("desk-case", args=[case_id]),
    }


def _case(
    request: HttpRequest,
    actor: Actor,
    case: CaseView,
    at: datetime,
    bound: Bound | None,
    refusal: Refusal | None,
) -> dict[str, Any]:
    note_opened(actor, case, at=at)
    steps = allowed(actor, case, at=at)
    giving = next((key for key in ("dispatch", "redispatch") if key in steps), "")
    fitting = duty_for(case.loop.matter, case.loop.division, at=at) if case.loop.matter else []
    forms = {key: _form(key, actor, case, at, bound) for key in steps if key in STEPS and key not in SEVERAL}
    near = _beside(actor, case, steps, forms, bound, at)
    words = request.GET.get("q", "")
    photos = () if case.masked else photos_for(case)
    if words and isinstance(forms.get("classify"), MatterForm):
        forms["classify"] = MatterForm(matters=matter_choices(at=at, words=words))
    return {
        "case": case,
        "photos": photos,
        "look": look_context(actor, case, photos, back="desk-case"),
        "loop": case.loop,
        "matter": matter_path(case.loop.matter, at=at),
        "facts": facts(case, at=at),
        "steps": {
            key: {"form": form, "refusal": steps[key], "act": ACTS[key], "key": KEYS.get(key, "")}
            for key, form in forms.items()
        },
        "giving": giving,
        "proposal": _proposal(case, fitting, at),
        "returned": _returned(case) if case.loop.state == "return_review" else None,
        "ways_out": _ways_out(actor, bound, refusal, fitting, giving),
        "bound_form": bound.form if bound and bound.form.errors else None,
        "bound_key": bound.key if bound else "",
        "words": words,
        **_triage(actor, case, bound, at),
        **near,
        **clocks_context(case.loop, at=at),
    }


def _triage(actor: Actor, case: CaseView, bound: Bound | None, at: datetime) -> dict[str, Any]:
    """Return what was proposed about the case, and the way back as long as nobody has signed for it."""
    found = triage_of(actor, case, at=at)
    if not may_take_back(actor, case):
        return {"triage": found, **(_danger(case, at) if found and found["life"] else {})}
    form = bound.form if bound is not None and bound.key == UNDO else undo_of(case, at=at)
    return {"triage": found, "undo": form}


def _danger(case: CaseView, at: datetime) -> dict[str, Any]:
    """Return what the desk owes of a danger to life, and by when."""
    running = clocks_of([case.loop.id], at=at).get(case.loop.id, ())
    clock = next((each for each in running if each.what in (LOOK, SEND)), None)
    return {"danger_owed": OWED[clock.what], "danger_left": remaining_of(clock)} if clock else {}


def _beside(
    actor: Actor,
    case: CaseView,
    steps: Collection[str],
    forms: dict[str, ActForm],
    bound: Bound | None,
    at: datetime,
) -> dict[str, Any]:
    """Return what lies beside the case: the same problem, and what was decided about the case it went along with."""
    if not is_asked(actor, case):
        return {}
    found = alike(case, unit_id=actor.unit_id, at=at)
    near = beside(actor, case, found, at=at)
    decided = near["decided"]
    if decided and decided["event"] in forms and not forms[decided["event"]].is_bound:
        forms[decided["event"]].initial = {**forms[decided["event"]].initial, **decided["initial"]}
    several = {
        key: bound.form
        if bound is not None and bound.key == key
        else form_of(ACTS[key].form, actor, case, at=at, found=found)
        for key in ("join", "together")
    }
    if "join" in steps:
        forms["join"] = cast("ActForm", several["join"])
    return {**near, "together": several["together"], "once": new_id()}


def _form(key: str, actor: Actor, case: CaseView, at: datetime, bound: Bound | None) -> ActForm:
    if bound is not None and bound.key == key and isinstance(bound.form, ActForm):
        return bound.form
    return form_for(key, actor, case, at=at)


def _cite(candidate: DutyCandidate) -> str:
    return (candidate.ground.citation_en if in_english() else "") or candidate.ground.citation


def _proposal(case: CaseView, fitting: list[DutyCandidate], at: datetime) -> dict[str, Any] | None:
    """Return the proposed unit and why: its power, the place it serves, and whom others chose lately instead.

    It is the first that has the power, as the case was filed or set.
    """
    first = next((each for each in fitting if each.unit.id == case.proposed_unit), None) or next(
        iter(fitting), None
    )
    if first is None:
        return None
    turned = corrections(case, first.unit.id, at=at)
    named = units([unit_id for unit_id, _number in turned])
    place = division(first.unit.division)
    return {
        "unit": name_of(first.unit),
        "id": first.unit.id,
        "cite": _cite(first),
        "serves": name_of(place) if place else "",
        "corrections": [{"unit": name_of(named[each]), "number": number} for each, number in turned],
        "once": new_id(),
    }


def _returned(case: CaseView) -> dict[str, str] | None:
    """Return who sent the case back, why, and on what ground."""
    story = story_for(case)
    last = next((fact for fact in reversed(story) if fact.data.get("event") == "return"), None)
    if last is None:
        return None
    lead = unit(case.lead) if case.lead else None
    return {
        "unit": name_of(lead) if lead else "",
        "reason": (last.texts or {}).get("reason", ""),
        "cite": str(last.data.get("citation") or ""),
    }


def _ways_out(
    actor: Actor,
    bound: Bound | None,
    refusal: Refusal | None,
    fitting: list[DutyCandidate],
    giving: str,
) -> dict[str, Any] | None:
    """After the duty table has refused: the right unit by one click, and overruling for whoever may."""
    if bound is None or refusal is None or not giving:
        return None
    wanted = (bound.form.cleaned_data or {}).get("unit_id")
    if wanted is None or not refusal.code.startswith("organization."):
        return None
    overrule = None
    if actor.may("case.overrule"):
        overrule = OVERRULE[giving].form(initial={"unit_id": wanted})
    named = units([wanted]).get(wanted)
    return {
        "right": [
            {"id": each.unit.id, "unit": name_of(each.unit), "cite": _cite(each), "once": new_id()}
            for each in fitting[:3]
        ],
        "overrule": overrule,
        "wanted": name_of(named) if named else "",
    }
