"""Time limits: the profile of each division with its days, what a new one changes, and the working calendar."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.actions.load_calendar import load_calendar
from gongzhi.loops.actions.publish import publish_profile
from gongzhi.loops.rulebook import (
    calendar_changes,
    profile_changes,
    profile_in_force,
    profiles,
    years,
)
from gongzhi.loops.rules.days import BadCalendar, DayKind
from gongzhi.loops.rules.days import load_calendar as read_calendar
from gongzhi.loops.rules.profile import BadProfile, Profile, parse_profile
from gongzhi.loops.views.rulebook import TextForm, sent_back
from gongzhi.organization.facts import Level
from gongzhi.organization.public import divisions, divisions_under
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

EVERYWHERE = "*"  # how a profile says that it holds in every division
SHOWN_DAYS = 120


class ProfileForm(TextForm):
    """A time profile, where it holds, and from which day on."""

    division = forms.ChoiceField(label=gettext_lazy("Where it holds"), required=False)
    valid_from = forms.DateField(
        label=gettext_lazy("First day"),
        required=False,
        help_text=gettext_lazy("Tomorrow at the earliest. Left empty, the file says it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, actor: Actor, at: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        own = [
            (view.code, name_of(view))
            for view in divisions_under(actor.division, at=at)
            if view.level in (Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN)
        ]
        field: Any = self.fields["division"]
        field.choices = [("", _("as the file says")), *own]


@never_cache
@needs("loops.manage")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the time profiles by division, with their days and which of them holds today."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = profiles(actor.division, on=timezone.localdate(now()))
    names = divisions(row.division for row in rows)
    shown = [{"view": row, "place": _place(row.division, names)} for row in rows]
    return render(request, "loops/rules_profiles.html", {"tab": "profiles", "rows": shown})


@never_cache
@needs("loops.manage")
@require_safe
def profile(request: HttpRequest, number: int) -> HttpResponse:
    """Show one time profile: what it says, and in what it differs from the shipped one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = profiles(actor.division, on=timezone.localdate(now()))
    found = next((row for row in rows if row.id == number), None)
    if found is None:
        raise Http404
    first = profile_in_force("", on=found.valid_from)
    changes = profile_changes(first.text, found.text) if found.division else []
    place = _place(found.division, divisions([found.division]))
    context = {"tab": "profiles", "view": found, "place": place, "changes": changes}
    return render(request, "loops/rules_profile.html", context)


@never_cache
@needs("loops.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_profile(request: HttpRequest) -> HttpResponse:
    """Check a time profile and show what it would change; publish it when that is asked for.

    The same text for the same place and day again changes nothing, so that a retry is safe.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method != "POST":
        return render(
            request, "loops/rules_profile_new.html", {"tab": "profiles", "form": _begun(request, at)}
        )
    form = ProfileForm(request.POST, request.FILES, actor=actor, at=at)
    context: dict[str, Any] = {"tab": "profiles", "form": form}
    if not form.is_valid():
        return render(request, "loops/rules_profile_new.html", context, status=422)
    cleaned = form.cleaned_data
    context["form"] = sent_back(form, ProfileForm, actor=actor, at=at)
    try:
        read = parse_profile(cleaned["text"])
    except BadProfile as error:
        return render(
            request, "loops/rules_profile_new.html", context | {"problems": error.refusals}, status=422
        )
    division = cleaned["division"] or ("" if read.jurisdiction == EVERYWHERE else read.jurisdiction)
    valid_from = cleaned["valid_from"] or read.valid_from
    context |= _compared(cleaned["text"], read, division, valid_from)
    if request.POST.get("do") != "publish":
        return render(request, "loops/rules_profile_new.html", context)
    try:
        publish_profile(
            division=division,
            text=cleaned["text"],
            valid_from=valid_from,
            valid_to=read.valid_to if read.valid_to and read.valid_to > valid_from else None,
            by=actor,
            at=at,
        )
    except Refused as refused:
        refusal = {"refusal": refused.refusal}
        return render(request, "loops/rules_profile_new.html", context | refusal, status=409)
    messages.success(
        request, _("These limits hold for what is filed from %(day)s on.") % {"day": date_format(valid_from)}
    )
    return redirect("rules-profiles")


def _begun(request: HttpRequest, at: datetime) -> ProfileForm:
    """Begin with the profile in force at the actor's own place: most keys stay as they are."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    present = profile_in_force(actor.division, on=timezone.localdate(at))
    initial = {"text": present.text, "division": actor.division}
    return ProfileForm(initial=initial, actor=actor, at=at)


def _compared(text: str, read: Profile, division: str, valid_from: date) -> dict[str, Any]:
    """Return what a profile would change at its place on its first day."""
    present = profile_in_force(division, on=valid_from)
    names = divisions([division, present.division])
    return {
        "checked": True,
        "read": read,
        "place": _place(division, names),
        "first_day": valid_from,
        "present": present,
        "present_place": _place(present.division, names),
        "changes": profile_changes(present.text, text),
    }


def _place(code: str, names: Any) -> str:
    if not code:
        return _("everywhere")
    return name_of(names[code]) if code in names else code


@never_cache
@needs("loops.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """Show what is known of each year; check a file of next year's days off, and load it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = TextForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"tab": "calendar", "form": form, "years": years()}
    if request.method != "POST":
        return render(request, "loops/rules_calendar.html", context)
    if not form.is_valid():
        return render(request, "loops/rules_calendar.html", context, status=422)
    text = form.cleaned_data["text"]
    context["form"] = sent_back(form, TextForm)
    try:
        read = read_calendar(text)
    except BadCalendar as error:
        problems = {"problems": error.refusals}
        return render(request, "loops/rules_calendar.html", context | problems, status=422)
    changes = calendar_changes(read)
    kinds = _day_kinds()
    context |= {
        "checked": True,
        "count": len(changes),
        "changes": [
            {"key": each.key, "before": kinds.get(each.before, ""), "after": kinds[each.after]}
            for each in changes[:SHOWN_DAYS]
        ],
    }
    if request.POST.get("do") != "publish":
        return render(request, "loops/rules_calendar.html", context)
    try:
        loaded = load_calendar(text=text, by=actor, at=now())
    except Refused as refused:
        return render(
            request, "loops/rules_calendar.html", context | {"refusal": refused.refusal}, status=409
        )
    if loaded:
        messages.success(request, _("Loaded. Running deadlines are counted anew within seconds."))
    else:
        messages.info(request, _("This file was loaded before; nothing changed."))
    return redirect("rules-calendar")


def _day_kinds() -> dict[str, str]:
    return {
        DayKind.WORKDAY.value: _("working day"),
        DayKind.WEEKEND.value: _("weekend"),
        DayKind.HOLIDAY.value: _("day off"),
        DayKind.MAKE_UP.value: _("weekend day worked"),
    }
