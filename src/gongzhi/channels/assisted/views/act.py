"""Staff act for somebody: find the matter, say how the person asked, type what they want."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from gongzhi.cases.public import drop_photos
from gongzhi.channels.assisted.acting import act_for, object_for
from gongzhi.channels.assisted.facts import Matter
from gongzhi.channels.assisted.forms import CodeForm, HelpForm, MandateForm, NumberForm
from gongzhi.channels.assisted.queries import (
    Mine,
    held_by,
    held_for,
    matter_by_code,
    matter_in_sight,
    matter_of,
    mine,
    typed_for,
)
from gongzhi.channels.portal.tries import count_wrong, too_many
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import Actor, DisputedVia
from gongzhi.people.public import give_mandate, join_matters, mandates_held, matters_joined, revoke_mandate
from gongzhi.ui.guards import needs
from gongzhi.ui.words import refusal_sentence

_POWERS = ("case.intake", "application.intake")
_KEY = "assisted.matter"
# The matters whose codes were shown for this person: one in sight of the post alone is joined to nothing, and what
# else the person has joined is not for whoever was shown one code.
_SHOWN = "assisted.codes"
_FIELDS = {"assisted.words_missing": "text", "people.witness_missing": "note"}

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@never_cache
@needs(*_POWERS)
@_get_or_post
def find(request: HttpRequest) -> HttpResponse:
    """Take number and code; what opens stays open in this session until another is opened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = NumberForm(request.POST or None)
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        number, code = form.cleaned_data["number"], form.cleaned_data["code"]
        if too_many(request):
            refusal, status = Refusal("portal.too_many_tries"), 429
        else:
            found = matter_by_code(number, code) if code else matter_in_sight(actor, number, at=now())
            if found:
                request.session[_KEY] = str(found)
                request.session[_SHOWN] = [str(found)] if code else []
                return redirect("help-matter")
            count_wrong(request)
            refusal = Refusal("assisted.no_matter")
    return render(request, "assisted/find.html", {"form": form, "refusal": refusal}, status=status)


@sensitive_post_parameters()
@never_cache
@needs(*_POWERS)
@_get_or_post
def matter(request: HttpRequest) -> HttpResponse:
    """Show what can be done for the person, and do one thing."""
    at = now()
    found = _matter(request, at)
    if found is None:
        return redirect("help")
    if request.method != "POST":
        return _page(request, found, HelpForm(verbs=found.verbs, kind=found.kind), at=at)
    form = HelpForm(request.POST, request.FILES, verbs=found.verbs, kind=found.kind)
    form.full_clean()
    if form.received(at=at) or form.errors:
        return _page(request, found, form, at=at, status=422 if form.errors else 200)
    verb, satisfied = form.said()
    try:
        act_for(
            found,
            verb,
            text=form.cleaned_data["text"].replace("\r\n", "\n"),
            satisfied=satisfied,
            wish=form.wish(),
            by=request.actor,  # type: ignore[attr-defined]
            at=at,
            once=form.cleaned_data["once"],
        )
    except Refused as refused:
        return _page(request, found, form, refused.refusal, at=at, status=409)
    drop_photos(form.kept)
    messages.success(request, _("It is on record, and that you typed it. The person is told."))
    return redirect("help-matter")


@never_cache
@needs(*_POWERS)
@require_POST
def objected(request: HttpRequest) -> HttpResponse:
    """Note that the person, on the telephone or at the counter, did not want what was typed for them."""
    at = now()
    found = _matter(request, at)
    acted, once = _uuid(request.POST.get("acted")), _uuid(request.POST.get("once"))
    if found is None or acted is None or once is None:
        return redirect("help")
    try:
        undone = object_for(
            found,
            acted,
            via=DisputedVia.PHONE,
            by=request.actor,  # type: ignore[attr-defined]
            at=at,
            once=once,
        )
    except Refused as refused:
        messages.error(request, refusal_sentence(refused.refusal))
    else:
        messages.success(request, said_of(undone=undone))
    return redirect("help-matter")


def said_of(*, undone: bool) -> str:
    """Say what became of an objection."""
    if undone:
        return _("The objection is on record, and what was done was taken back.")
    return _("The objection is on record. The dispatch desk looks at it.")


@sensitive_post_parameters()
@never_cache
@needs(*_POWERS)
@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Note that another matter, whose code the person reads out as well, is theirs too."""
    at = now()
    found = _matter(request, at)
    if found is None or not _is_shown(request, found):
        return redirect("help-matter" if found else "help")
    form, refusal, status = CodeForm(request.POST), None, 422
    if form.is_valid():
        other = None
        if too_many(request):
            refusal, status = Refusal("portal.too_many_tries"), 429
        elif other := matter_by_code(form.cleaned_data["number"], form.cleaned_data["code"]):
            try:
                join_matters(one=found.id, other=other, by=request.actor, at=at)  # type: ignore[attr-defined]
            except Refused as refused:
                refusal, status = refused.refusal, 409
            else:
                request.session[_SHOWN] = [*request.session[_SHOWN], str(other)]
                messages.success(request, _("Both stand in the person's list now. Neither changes."))
                return redirect("help-matter")
        else:
            count_wrong(request)
            refusal = Refusal("portal.wrong_code")
    shown = HelpForm(verbs=found.verbs, kind=found.kind)
    return _page(request, found, shown, refusal, at=at, status=status, join_form=form)


def _is_shown(request: HttpRequest, found: Matter) -> bool:
    return str(found.id) in request.session.get(_SHOWN, [])


def _joined(request: HttpRequest, found: Matter) -> list[Mine]:
    shown = request.session.get(_SHOWN, []) if _is_shown(request, found) else []
    return mine([each for each in matters_joined(found.id) if str(each) in shown]) if shown else []


@sensitive_post_parameters()
@never_cache
@needs(*_POWERS)
@_get_or_post
def mandates(request: HttpRequest) -> HttpResponse:
    """Show the mandates for several matters the account holds, and take down a new one."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    if request.method != "POST":
        return _mandates(request, MandateForm(), at=at)
    form = MandateForm(request.POST, request.FILES)
    form.full_clean()
    if form.received(at=at) or form.errors:
        return _mandates(request, form, at=at, status=422 if form.errors else 200)
    data = form.cleaned_data
    through = bool(data["helper_name"] or data["helper_phone"])
    try:
        give_mandate(
            wish=form.wish(through_resident=through),
            acts=data["acts"],
            kinds=data["kinds"],
            days=data["days"],
            **{name: data[name] for name in ("name", "phone", "helper_name", "helper_phone")},
            by=actor,
            at=at,
            once=data["once"],
        )
    except Refused as refused:
        return _mandates(request, form, refused.refusal, at=at, status=409)
    drop_photos(form.kept)
    messages.success(request, _("The mandate is on record."))
    return redirect("mandates")


@never_cache
@needs(*_POWERS)
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Note that the person took a mandate back: one the account holds, or one of the matter that is open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, wanted = now(), _uuid(request.POST.get("mandate"))
    open_ = _matter(request, at)
    known = {each.id for each in mandates_held(actor, at=at)}
    of_matter = {each.id for each in held_for(open_.id, at=at)} if open_ else set()
    if wanted in known | of_matter and wanted:
        try:
            revoke_mandate(mandate_id=wanted, by=actor, at=at)
        except Refused as refused:
            messages.error(request, refusal_sentence(refused.refusal))
        else:
            messages.success(request, _("The mandate was taken back."))
    return redirect("help-matter" if wanted in of_matter else "mandates")


def _matter(request: HttpRequest, at: datetime) -> Matter | None:
    found = _uuid(request.session.get(_KEY))
    return matter_of(found, at=at) if found else None


def _uuid(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _page(
    request: HttpRequest,
    found: Matter,
    form: HelpForm,
    refusal: Refusal | None = None,
    *,
    at: datetime,
    status: int = 200,
    join_form: CodeForm | None = None,
) -> HttpResponse:
    if refusal is not None and refusal.code in _FIELDS:
        form.add_error(_FIELDS[refusal.code], refusal_sentence(refusal))
        refusal = None
    context = {
        "matter": found,
        "form": form,
        "refusal": refusal,
        "typed": typed_for(found.id, at=at),
        "held": held_for(found.id, at=at),
        "once": new_id(),
        "shown": _is_shown(request, found),
        "join_form": join_form or CodeForm(),
        "joining": join_form is not None,
        "joined": _joined(request, found),
    }
    return render(request, "assisted/matter.html", context, status=status)


def _mandates(
    request: HttpRequest,
    form: MandateForm,
    refusal: Refusal | None = None,
    *,
    at: datetime,
    status: int = 200,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    context = {"form": form, "refusal": refusal, "held": held_by(actor, at=at)}
    return render(request, "assisted/mandates.html", context, status=status)
