"""The page about platforms above: how each link stands, what waits, what differs, and what to do about it."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.channels.upper.actions.deliver import MAY, send_again, set_aside
from gongzhi.channels.upper.facts import How
from gongzhi.channels.upper.forms import LookedForm
from gongzhi.channels.upper.models import UpperDifference, UpperMessage
from gongzhi.channels.upper.queries import (
    PlatformView,
    open_differences,
    standing,
    stuck_messages,
    unknown_codes,
)
from gongzhi.channels.upper.settling import settle_by
from gongzhi.channels.upper.views.showing import value_words
from gongzhi.channels.upper.words import CODES, KINDS, WHAT, trouble
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

BOM = "\ufeff"  # by which spreadsheets know that a file is UTF-8
_HOW = {"ask": How.ASKED, "resend": How.RESENT, "note": How.NOTED}


@never_cache
@needs(*MAY)
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how the links to platforms above stand."""
    return _page(request)


@never_cache
@needs(*MAY)
@require_safe
def differences_csv(request: HttpRequest) -> HttpResponse:
    """Send the open differences as a file."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    heading = (
        _("Platform"),
        _("Number above"),
        _("Number here"),
        _("In what"),
        _("Here"),
        _("Above"),
        _("Found"),
    )
    writer.writerow(heading)
    for each in open_differences(limit=5_000):
        number = each.order.loop.number if each.order else ""
        row = (each.platform_id, each.number, number, WHAT[each.what], *_sides(each), _exact(each.found_at))
        writer.writerow([_plain(str(cell)) for cell in row])
    response = HttpResponse(BOM + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="differences.csv"'
    return response


@never_cache
@needs(*MAY)
@require_POST
def settle(request: HttpRequest, difference_id: UUID) -> HttpResponse:
    """Settle a difference: ask for the order again, send our word again, or note why both stand."""
    how = next((_HOW[key] for key in _HOW if key in request.POST), How.NOTED)
    return _act(
        request,
        difference_id,
        lambda actor, reason: settle_by(
            difference_id=difference_id, how=how, reason=reason, by=actor, clock=now
        ),
        _("Done. The next comparison tells whether both sides agree."),
    )


@never_cache
@needs(*MAY)
@require_POST
def letter(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Send a message the platform above did not take again, or set it aside."""

    def step(actor: Actor, reason: str) -> None:
        if "aside" in request.POST:
            set_aside(message_id=message_id, reason=reason, by=actor, at=now())
        else:
            send_again(message_id=message_id, by=actor, at=now())

    return _act(request, message_id, step, _("Done. What is to be sent goes out within seconds."))


def _act(request: HttpRequest, which: UUID, step: Callable[[Actor, str], None], done: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = LookedForm(request.POST, auto_id=f"{which}_%s")
    if not form.is_valid():
        return _page(request, which, form, status=422)
    try:
        step(actor, form.cleaned_data["reason"])
    except Refused as refused:
        return _page(request, which, form, refusal=refused.refusal, status=409)
    messages.success(request, done)
    return redirect("upper")


def _page(
    request: HttpRequest,
    which: UUID | None = None,
    form: LookedForm | None = None,
    *,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    def own(id_: UUID) -> LookedForm:
        return form if form is not None and id_ == which else LookedForm(auto_id=f"{id_}_%s")

    found = standing(timezone.localdate())
    context = {
        "platforms": [_platform(each) for each in found],
        "letters": [_letter(each, own(each.id)) for each in stuck_messages()],
        "differences": [_difference(each, own(each.id)) for each in open_differences()],
        "form": form,
        "refusal": refusal,
    }
    return render(request, "upper/overview.html", context, status=status)


def _platform(view: PlatformView) -> dict[str, Any]:
    silent = bool(view.trouble)
    label, meaning = (_("no answer"), "amber") if silent else (_("up to date"), "ontime")
    if view.asked_at is None:
        label, meaning = _("not asked yet"), "quiet"
    return {
        "view": view,
        "state": label,
        "meaning": meaning,
        "why": trouble(view.trouble) if silent else "",
        "codes": [
            {"what": CODES[what], "value": value, "since": at}
            for what, value, at in unknown_codes(view.meaning)
        ],
    }


def _letter(row: UpperMessage, form: LookedForm) -> dict[str, Any]:
    return {
        "id": row.id,
        "number": row.order.number,
        "title": row.order.loop.title,
        "url": reverse("loop", args=[row.order.loop_id]),
        "kind": KINDS[row.kind],
        "code": trouble(row.code) if row.code.startswith("upper.") else row.code,
        "made_at": row.made_at,
        "form": form,
    }


def _difference(row: UpperDifference, form: LookedForm) -> dict[str, Any]:
    ours, theirs = _sides(row)
    return {
        "id": row.id,
        "number": row.number,
        "title": row.order.loop.title if row.order else "",
        "url": reverse("loop", args=[row.order.loop_id]) if row.order else "",
        "what": WHAT[row.what],
        "ours": ours,
        "theirs": theirs,
        "found_at": row.found_at,
        "form": form,
    }


def _sides(row: UpperDifference) -> tuple[str, str]:
    return value_words(row.ours), value_words(row.theirs)


def _exact(instant: Any) -> str:
    return f"{timezone.localtime(instant):%Y-%m-%d %H:%M}"


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t") else cell
