"""The callback desk: who is to be asked on the left, one on the right with the questions in their order."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.cases import calling
from gongzhi.cases.actions.call_back import not_reached
from gongzhi.cases.actions.judge import judge
from gongzhi.cases.actions.reveal import call_resident, reveal
from gongzhi.cases.actions.withdraw import confirm_withdrawal
from gongzhi.cases.fair_forms import CallbackForm, WithdrawalForm
from gongzhi.cases.fairness_words import FINDINGS
from gongzhi.cases.photos import photos_for
from gongzhi.cases.queries import CaseView, case_for
from gongzhi.cases.views.looks import look_context
from gongzhi.cases.views.opened import note_opened
from gongzhi.cases.views.panel import allowed
from gongzhi.cases.views.show import with_care
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import (
    ActForm,
    Bound,
    ConnectForm,
    Do,
    OnceForm,
    Onward,
    RevealForm,
    call_said,
    clocks_context,
    desk_phone,
    onward,
    shown_reveals,
)
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

_NOT_HERE = Refusal("loops.not_now")
_CALLBACK = "CALLBACK"  # the purpose everything at this desk is for
_BEFORE = frozenset({"call_resident", "reveal"})
QUEUE = 50  # calls beside the desk; the rest comes up as these go


def _of(do: Do) -> dict[str, Any]:
    return {"case_id": do.loop_id, **do.common}


def _judged(do: Do) -> None:
    named = ("solved", "satisfied", "pressed")
    judge(words=do.data["text"], **{name: do.data[name] for name in named}, **_of(do))


def _asked(do: Do) -> None:
    confirm_withdrawal(meant=do.data["meant"], pressed=do.data["pressed"], note=do.data["text"], **_of(do))


# By the key in the address: the form, the action, and what is said when it is done.
ACTS: Mapping[str, tuple[type[ActForm], Callable[[Do], Any], Any]] = {
    "call": (CallbackForm, _judged, _("What the resident said is on record.")),
    "withdrawal": (WithdrawalForm, _asked, _("What the resident said is on record.")),
    "not_reached": (
        OnceForm,
        lambda do: not_reached(**_of(do)),
        _("The attempt is on record. Try again on another day."),
    ),
    "call_resident": (
        ConnectForm,
        lambda do: call_resident(purpose=_CALLBACK, desk_phone=do.data["desk_phone"], **_of(do)),
        call_said,
    ),
    "reveal": (
        RevealForm,
        lambda do: onward(reveal(wish=do.data["wish"], **_of(do))),
        "",  # what waits for a second person stands beside the case itself
    ),
}


@never_cache
@needs("case.callback")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Open the call that is due first; on a phone the queue stands first."""
    return _page(request, None)


@sensitive_post_parameters()
@never_cache
@needs("case.callback")
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, case_id: UUID, key: str = "") -> HttpResponse:
    """Show one call, or put down what was said and go on to the next."""
    if request.method != "POST":
        return _page(request, case_id)
    if key not in ACTS:
        raise Http404
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    case = _find(actor, case_id, at)
    kind, run, done = ACTS[key]
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, case_id, Bound(key, form), status=422)
    try:
        result = run(Do(case_id, form.cleaned_data, actor, at))
    except Refused as refused:
        return _page(request, case_id, Bound(key, form), refused.refusal, status=409)
    if isinstance(result, Onward):
        return redirect(result.url)
    if done:
        messages.success(request, f"{case.loop.number} · {done(result) if callable(done) else done}")
    # The talk itself is still to come.
    return redirect("callback-case", case_id) if key in _BEFORE else redirect("callback")


def _find(actor: Actor, case_id: UUID, at: datetime) -> CaseView:
    """Return a case this desk plays a part in, or answer 404 as for one that does not exist."""
    case = case_for(actor, case_id, at=at)
    if case is None or actor.unit_id not in case.holders.get("caller", ()):
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
    lines = calling.calls(actor, at=at, limit=QUEUE)
    today = [line for line in lines if line.not_before is None]
    chosen = case_id or (today[0].due.loop.id if today else None)
    context: dict[str, Any] = {
        "groups": [
            (_("To be called now"), [_row(line, chosen) for line in today]),
            (_("On another day"), [_row(line, chosen) for line in lines if line.not_before]),
        ],
        "total": len(today),
        "empty": not lines and not chosen,
        "opened": case_id is not None,
        "refusal": refusal,
        "bound_form": bound.form if bound and bound.form.errors else None,
    }
    if chosen:
        context |= _case(actor, _find(actor, chosen, at), bound, at, lines)
    return render(request, "cases/callback.html", context, status=status)


def _row(line: calling.Call, chosen: UUID | None) -> dict[str, Any]:
    loop = line.due.loop
    return {
        "url": reverse("callback-case", args=[loop.id]),
        "number": loop.number,
        "title": loop.title,
        "withdrawal": line.withdrawal,
        "attempts": line.attempts,
        "not_before": line.not_before,
        "due_at": line.due.due_at,
        "current": loop.id == chosen,
    }


def _case(
    actor: Actor, case: CaseView, bound: Bound | None, at: datetime, lines: list[calling.Call]
) -> dict[str, Any]:
    """Return what whoever calls must know: what was asked, what was answered, how to talk, and the questions."""
    note_opened(actor, case, at=at, purpose=_CALLBACK)
    open_ = case.loop.state in calling.OPEN
    withdrawal = case.loop.state == calling.WITHDRAWAL
    key = "withdrawal" if withdrawal else "call"
    said = calling.answered(case)
    answerer = unit(said.unit_id) if said and said.unit_id else None
    steps = allowed(actor, case, at=at)
    photos = () if case.masked else photos_for(case)
    line = next((each for each in lines if each.due.loop.id == case.loop.id), None)
    return {
        "case": case,
        "loop": case.loop,
        "photos": photos,
        "look": look_context(actor, case, photos, back="callback-case"),
        "withdrawal": withdrawal,
        "why": calling.why_withdrawn(case) if withdrawal else None,
        "answer": said,
        "answerer": name_of(answerer) if answerer else "",
        "finding": FINDINGS.get(case.finding, ""),
        "needs": with_care(case),
        "attempts": line.attempts if line else 0,
        "attempts_wanted": calling.attempts_wanted(case.loop.id),
        "key": key,
        "form": _form(key, bound) if open_ else None,
        "reveals": shown_reveals(actor, case.loop.id, at=at),
        **(_ways(actor, bound) if steps.get("reveal", _NOT_HERE) is None else {}),
        "no_contact": not case.has_contact,
        "once": OnceForm(),
        **clocks_context(case.loop, at=at),
    }


def _ways(actor: Actor, bound: Bound | None) -> dict[str, Any]:
    """Return the ways to whoever is to be asked, filled in as a callback needs them: one tap each."""
    asked = {"purpose": _CALLBACK, "reason": gettext("To ask whether it is solved.")}
    return {
        "connect": _form("call_resident", bound, purpose=_CALLBACK, desk_phone=desk_phone(actor)),
        "reveal": _form("reveal", bound, **asked),
    }


def _form(key: str, bound: Bound | None, **initial: Any) -> Any:
    return bound.form if bound and bound.key == key else ACTS[key][0](initial=initial)
