"""The operator's screen: one page for one call, everything by keyboard, and the same without a script."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.cases.facts import Channel, Filer, Finding
from gongzhi.cases.public import Filed, Person, Place, age_of, answer_at_once, file_case, note
from gongzhi.channels.hotline.draft import (
    Draft,
    as_data,
    belongs_to,
    draft_of,
    drop,
    extension_of,
    is_new,
    note_found,
    note_said,
    said_before,
    sit_at,
)
from gongzhi.channels.hotline.facts import CallView
from gongzhi.channels.hotline.forms import CallerForm, HotlineForm
from gongzhi.channels.hotline.known import (
    caller_of,
    division_pairs,
    expert_pairs,
    find_caller,
    is_published,
    known,
    matter_of,
    matter_pairs,
)
from gongzhi.channels.hotline.queries import call_by_id, call_of, number_of
from gongzhi.channels.hotline.rules import TAKE, is_over
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.knowledge.facts import Helped, VersionView
from gongzhi.knowledge.public import count_help, version_by_id
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk as desk_of
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of
from gongzhi.ui.words import refusal_sentence

# Refusals that speak of one field stand beside it.
FIELDS = {
    "cases.text_missing": "text",
    "cases.text_too_long": "text",
    "cases.phone_missing": "phone",
    "cases.helper_missing": "helper_name",
    "cases.place_impossible": "address",
}


@never_cache
@needs(TAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def hotline(request: HttpRequest) -> HttpResponse:
    """Take a call down: look what is known, find the caller's cases, answer by an article, file. One form does all."""
    at, draft = now(), draft_of(request)
    if request.method != "POST":
        return _page(request, draft, at)
    verb, _colon, which = request.POST.get("do", "").partition(":")
    call = _call(request, at)
    own = _call_of(request, draft, call)
    if verb == "file":
        return _file(request, draft, own, at)
    if verb in ("yes", "no", "further"):
        return _article(request, draft, own, verb, which, at)
    if verb == "sit":
        sit_at(request, request.POST.get("extension", ""))
    elif verb == "clear":
        drop(request, filed=draft["once"])
    elif verb in ("find", "find_call"):
        note_found(request, draft, *_find(request, call, verb, at))
    # A page that came by POST would send its old words again when it is reloaded.
    return redirect("hotline")


@never_cache
@needs(TAKE)
@require_POST
def aside(request: HttpRequest) -> HttpResponse:
    """Keep the draft and return what is known about it, as a piece of the page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at, draft = now(), draft_of(request)
    if "call" not in draft:
        _call_of(request, draft, _call(request, at))
    return render(request, "hotline/_known.html", known(draft, actor, at=at))


@never_cache
@needs(TAKE)
@require_safe
def line(request: HttpRequest) -> HttpResponse:
    """Return the call on the line, as a piece of the page."""
    at = now()
    return render(request, "hotline/_line.html", _line(request, _call(request, at), at))


def _call(request: HttpRequest, at: datetime) -> CallView | None:
    return call_of([request.user.login, extension_of(request)], at=at)  # type: ignore[union-attr]


def _call_of(request: HttpRequest, draft: Draft, current: CallView | None) -> CallView | None:
    """Return the call a draft was begun in, which may be over while the next one rings; the one now where none was."""
    if current is not None:
        belongs_to(request, draft, current.id)
    began = draft.get("call")
    if began is None or (current is not None and str(current.id) == began):
        return current
    return call_by_id(UUID(began))


def _line(request: HttpRequest, call: CallView | None, at: datetime) -> dict[str, Any]:
    return {
        "call": call,
        "over": bool(call and is_over(call.times, at=at)),
        "extension": extension_of(request),
    }


def _find(request: HttpRequest, call: CallView | None, verb: str, at: datetime) -> tuple[list[UUID], str]:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if verb == "find_call":
        return find_caller(actor, at=at, phone=number_of(call) if call else "")
    form = CallerForm(request.POST)
    form.is_valid()
    names = {"number": "case_number", "code": "case_code", "phone": "caller_phone"}
    asked = {name: form.cleaned_data.get(field, "") for name, field in names.items()}
    return find_caller(actor, at=at, **asked)


def _form(actor: Actor, at: datetime, draft: Draft, about: dict[str, Any]) -> HotlineForm:
    data = as_data(draft)
    data["division"] = about["place"]
    data.setdefault("filer", Filer.NAMED.value)
    if "number_of_call" not in draft:
        data["number_of_call"] = "on"  # whoever calls can be reached by it, unless they say otherwise
    return HotlineForm(
        data,
        divisions=division_pairs(actor, at=at),
        matters=matter_pairs(at=at),
        experts=expert_pairs(actor, [each["unit_id"] for each in about["articles"]], at=at),
    )


def _page(
    request: HttpRequest,
    draft: Draft,
    at: datetime,
    *,
    refusal: Refusal | None = None,
    checked: bool = False,
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    call = _call(request, at)
    about = known(draft, actor, at=at)
    form = _form(actor, at, draft, about)
    if not checked:
        form.errors.clear()  # nothing was sent yet: nothing is wrong
    if refusal is not None and (field := FIELDS.get(refusal.code)):
        form.add_error(field, refusal_sentence(refusal))
        refusal = None
    context = {
        **about,
        **_line(request, call, at),
        "form": form,
        "caller_form": CallerForm(),
        "caller": caller_of(draft, actor),
        "refusal": refusal,
    }
    status = 422 if refusal or (checked and form.errors) else 200
    return render(request, "hotline/hotline.html", context, status=status)


def _file(request: HttpRequest, draft: Draft, call: CallView | None, at: datetime) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = _form(actor, at, draft, known(draft, actor, at=at))
    if not form.is_valid():
        return _page(request, draft, at, checked=True)
    try:
        filed = _keep(form.cleaned_data, call, actor, at)
        expert = _ask_expert(filed, form.cleaned_data, actor, at)
    except Refused as refused:
        return _page(request, draft, at, refusal=refused.refusal, checked=True)
    drop(request, filed=draft["once"])
    return render(request, "hotline/filed.html", {"filed": filed, "expert": expert})


def _keep(
    data: dict[str, Any],
    call: CallView | None,
    actor: Actor,
    at: datetime,
    *,
    matter: str = "",
    bare: bool = False,
) -> Filed:
    """File what was taken down. The number of the call goes into the vault without having been on a page.

    `bare`: a question that was answered needs nobody to be reached; without a number it is filed without a person.
    """
    filer = Filer(data["filer"])
    phone = data["phone"] or (number_of(call) if call and data.get("number_of_call") else "")
    if bare and filer is Filer.NAMED and not phone:
        filer = Filer.ANONYMOUS
    named, helped = filer is not Filer.ANONYMOUS, filer is Filer.HELPER
    return file_case(
        text=data["text"],
        place=Place(
            division=data["division"],
            longitude=data["lon"],
            latitude=data["lat"],
            address=data["address"],
        ),
        channel=Channel.HOTLINE,
        matter=data["matter"] or matter,
        person=Person(
            filer=filer,
            name=data["name"] if named else "",
            phone=phone if named and not (helped and not data["phone"]) else "",
            helper_name=data["helper_name"] if helped else "",
            helper_phone=(data["helper_phone"] or phone) if helped else "",
            needs=data["needs"],
            needs_note=data["needs_note"],
            age=age_of(data["age"]),
        ),
        confidential=data["confidential"],
        once=data["once"],
        by=actor,
        at=at,
    )


def _ask_expert(filed: Filed, data: dict[str, Any], actor: Actor, at: datetime) -> str:
    """Leave word for the dispatch desk that an expert is wanted, and of which unit; return its name."""
    wanted = unit(UUID(data["expert"])) if data["expert"] else None
    if wanted is None:
        return ""
    said = _("Asked for on the telephone: an expert of %(unit)s.") % {"unit": name_of(wanted)}
    note(case_id=filed.loop_id, text=said, by=actor, at=at, once=uuid5(data["once"], "expert"))
    return name_of(wanted)


def _article(
    request: HttpRequest, draft: Draft, call: CallView | None, verb: str, which: str, at: datetime
) -> HttpResponse:
    """Say whether an article answered on the spot; where it did, the case is filed and answered at once."""
    version = version_by_id(int(which)) if which.isascii() and which.isdigit() and len(which) < 18 else None
    if version is None or not is_published(version.article_id, version.id, at=at):
        return _page(request, draft, at, refusal=Refusal("hotline.article_gone"))
    if verb == "yes":
        return _answer(request, draft, call, version, at)
    _count(request, draft, version, Helped(verb.upper()), at)
    return redirect("hotline")


def _answer(
    request: HttpRequest, draft: Draft, call: CallView | None, version: VersionView, at: datetime
) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = _form(actor, at, draft, known(draft, actor, at=at))
    if not form.is_valid():
        return _page(request, draft, at, checked=True)
    data = form.cleaned_data
    if desk_of(Office.HOTLINE, data["division"], at=at) != actor.unit_id:
        return _page(request, draft, at, refusal=Refusal("hotline.not_at_desk"))
    try:
        filed = _keep(data, call, actor, at, matter=matter_of(version.text.matters, at=at), bare=True)
        answer_at_once(
            case_id=filed.loop_id,
            text=_words(version),
            finding=Finding.EXPLAINED,
            by=actor,
            at=at,
            once=uuid5(data["once"], "answer"),
        )
    except Refused as refused:
        return _page(request, draft, at, refusal=refused.refusal, checked=True)
    if is_new(draft, version.id):
        _count(request, draft, version, Helped.YES, at)
    drop(request, filed=draft["once"])
    return render(request, "hotline/filed.html", {"filed": filed, "answered": True})


def _words(version: VersionView) -> str:
    """Return what the case says it was answered with: the article as it stood, and which version."""
    head = _("Answered on the telephone by the article “%(title)s”, version %(n)s.") % {
        "title": version.text.title,
        "n": version.n,
    }
    return f"{head}\n\n{version.text.body}"


def _count(request: HttpRequest, draft: Draft, version: VersionView, said: Helped, at: datetime) -> None:
    """Count what was said about an article in this call, once however often it is pressed."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    before = said_before(draft, version.id)
    count_help(version_id=version.id, said=said, before=Helped(before) if before else None, by=actor, at=at)
    note_said(request, draft, version.id, said.value)
