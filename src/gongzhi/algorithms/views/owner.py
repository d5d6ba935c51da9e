"""Pages of who answers for algorithms: put one into the register, write its sections, begin the next version."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.algorithms.actions.register import begin_version, register
from gongzhi.algorithms.actions.write import write_section
from gongzhi.algorithms.facts import Tier, VersionView
from gongzhi.algorithms.forms import RegisterForm, VersionForm
from gongzhi.algorithms.queries import entries, entry, version_by_id
from gongzhi.algorithms.rules.entry import SECTIONS
from gongzhi.algorithms.rules.passing import MANAGE, write_refusal
from gongzhi.algorithms.screen_words import SECTIONS as SECTION_WORDS
from gongzhi.algorithms.section_form import SectionForm, as_written
from gongzhi.algorithms.shipped import shipped
from gongzhi.algorithms.showing import lacking
from gongzhi.algorithms.views.version_sheet import version_for
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english
from gongzhi.ui.words import refusal_sentence


@never_cache
@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Put an algorithm into the register. It may do nothing until its gates are passed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = {each.code for each in entries()}
    offered = {code: each for code, each in shipped().items() if code not in known}
    choices = [(code, _name(each.document)) for code, each in offered.items()]
    form = RegisterForm(request.POST if request.method == "POST" else None, shipped=choices)
    if request.method != "POST":
        return render(request, "algorithms/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "algorithms/new.html", {"form": form}, status=422)
    told, draft = form.cleaned_data, offered.get(form.cleaned_data["shipped"])
    try:
        begun = register(
            code=told["code"] or (draft.code if draft else ""),
            title=told["title"] or (_name(draft.document) if draft else ""),
            tier=Tier(told["tier"]) if told["tier"] or draft is None else draft.tier,
            digest=told["digest"],
            by=actor,
            at=now(),
            once=told["once"],
        )
    except Refused as refused:
        return render(request, "algorithms/new.html", {"form": form, "refusal": refused.refusal}, status=409)
    messages.success(
        request, _("It stands in the register. Write its sections, then hand it on to be tested.")
    )
    return redirect("loop", begun.loop_id)


def _name(document: Any) -> str:
    identity = document["identity"]
    return str(identity["name_en"] if in_english() else identity["name"])


@never_cache
@needs(MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version: it takes over the text, and is tested and reviewed anew."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    view = entry(code)
    if view is None or view.unit_id != actor.unit_id:
        raise Http404
    form = VersionForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "code": code, "n": view.newest.n + 1}
    if request.method != "POST":
        return render(request, "algorithms/version.html", context)
    if not form.is_valid():
        return render(request, "algorithms/version.html", context, status=422)
    told = form.cleaned_data
    try:
        begun = begin_version(
            code=code,
            title=told["title"],
            digest=told["digest"],
            tier=Tier(told["tier"]) if told["tier"] else None,
            by=actor,
            at=now(),
            once=told["once"],
        )
    except Refused as refused:
        return render(request, "algorithms/version.html", {**context, "refusal": refused.refusal}, status=409)
    return redirect("loop", begun.loop_id)


@never_cache
@needs(MANAGE, "algorithms.read")
@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, version_id: UUID, name: str) -> HttpResponse:
    """Read a section; whose turn it is writes it here. What is refused comes back with what was typed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    told = version_by_id(version_id)
    seen = version_for(actor, told.loop_id) if told else None
    if told is None or seen is None or name not in SECTIONS:
        raise Http404
    turn = write_refusal(
        name, stage=told.stage, owner=seen.holds(actor, "owner"), tester=seen.holds(actor, "tester")
    )
    if not actor.may(MANAGE):
        turn = Refusal("loops.not_entitled")
    if request.method != "POST":
        form = SectionForm(initial=_initial(told, name), section=name)
        return _section_page(request, told, name, form, turn)
    form = SectionForm(request.POST, section=name)
    if not form.is_valid():
        return _section_page(request, told, name, form, turn, status=422)
    try:
        write_section(version_id=told.id, section=name, values=form.values(), by=actor, at=now())
    except Refused as refused:
        return _refused(request, told, name, form, refused.refusal)
    messages.success(request, _("The section is written."))
    return redirect("loop", told.loop_id)


def _lack(found: Mapping[str, str]) -> str:
    return _("%(language)s: %(fields)s") % found


def _initial(told: VersionView, name: str) -> dict[str, Any]:
    """Return what was written, or what ships for this code to begin with."""
    draft = shipped().get(told.code)
    begin = draft.document.get(name, {}) if draft else {}
    return as_written(name, told.document.get(name) or begin)


def _refused(
    request: HttpRequest, told: VersionView, name: str, form: SectionForm, refusal: Refusal
) -> HttpResponse:
    field = str(refusal.details.get("field", ""))
    if field in form.fields:
        form.add_error(field, refusal_sentence(refusal))
        return _section_page(request, told, name, form, None, status=409)
    return _section_page(request, told, name, form, None, refusal, status=409)


def _section_page(
    request: HttpRequest,
    told: VersionView,
    name: str,
    form: SectionForm,
    turn: Refusal | None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "version": told,
        "title": SECTION_WORDS[name],
        "turn": turn,
        "refusal": refusal,
        "lacks": [{"text": _lack(each)} for each in lacking(name, told)],
        "shipped": told.code in shipped() and not told.document.get(name),
    }
    return render(request, "algorithms/section.html", context, status=status)
