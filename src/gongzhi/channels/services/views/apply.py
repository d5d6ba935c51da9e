"""Apply: what the item asks, the materials, who; then it is filed."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gongzhi.applications.facts import Channel, Filer
from gongzhi.applications.public import HOWS, Form, Person, answers_of, file_application
from gongzhi.catalogue.facts import ChannelKind, Item, Situation
from gongzhi.catalogue.public import item_in_force
from gongzhi.channels.portal.queries import towns
from gongzhi.channels.portal.rules import request_key
from gongzhi.channels.portal.session import enter_application, give_receipt
from gongzhi.channels.portal.told import wish_of
from gongzhi.channels.services import draft as drafts
from gongzhi.channels.services.draft import Draft, all_names, answer_names, paper_names
from gongzhi.channels.services.facts import PERSON
from gongzhi.channels.services.forms import AnswersForm, ApplicantForm, PapersForm, given_of
from gongzhi.channels.services.queries import answers_in_words, human_side
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import RESIDENT
from gongzhi.ui.names import name_of
from gongzhi.ui.photo_drafts import kept_photo
from gongzhi.ui.pictures import private_jpeg
from gongzhi.ui.words import refusal_sentence

_FIELD_OF = {"applications.phone_missing": "phone", "applications.helper_missing": "helper_name"}

_page = cache_control(private=True, no_cache=True)
_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@sensitive_post_parameters()
@_page
@_get_or_post
def answers(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """First page: the fields of the item."""
    at = now()
    item, situation = _wanted(code, key, at)
    own = answer_names(situation)
    draft = drafts.draft_of(request, f"{code}/{key}", situation, own)
    choice = towns(at=at)
    if request.method != "POST":
        form = AnswersForm(initial=draft, situation=situation, towns=choice)
        return _show(request, "answers", item, situation, form, draft, own, at)
    form = AnswersForm({name: draft[name] for name in own}, situation=situation, towns=choice)
    drafts.keep(request, draft)
    if not form.is_valid():
        return _show(request, "answers", item, situation, form, draft, own, at)
    return redirect("apply-papers" if situation.needs else "apply-person", code, key)


@sensitive_post_parameters()
@_page
@_get_or_post
def papers(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Second page: the materials. What is not there keeps nobody from applying."""
    at = now()
    item, situation = _wanted(code, key, at)
    own = paper_names(situation)
    draft = drafts.draft_of(request, f"{code}/{key}", situation, own)
    if not _answered(draft, situation, at):
        return redirect("apply", code, key)
    if request.method != "POST":
        form = PapersForm(initial=draft, needs=situation.needs)
        return _show(request, "papers", item, situation, form, draft, own, at)
    form = PapersForm(request.POST, request.FILES, needs=situation.needs)
    valid = form.is_valid()
    draft |= form.keep_photos(at=at)
    drafts.keep(request, draft)
    if not valid:
        form.data = {**request.POST.dict(), **{name: draft[name] for name in own}}
        return _show(request, "papers", item, situation, form, draft, own, at)
    return redirect("apply-person", code, key)


@sensitive_post_parameters()
@_page
@_get_or_post
def person(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Third page: who applies. Then everything is looked over and sent."""
    at = now()
    item, situation = _wanted(code, key, at)
    draft = drafts.draft_of(request, f"{code}/{key}", situation, PERSON)
    where = _answered(draft, situation, at)
    if not where:
        return redirect("apply", code, key)
    if situation.needs and not draft.get(f"how-{situation.needs[0].key}"):
        return redirect("apply-papers", code, key)
    summary = _summary(draft, where, situation, at)
    if request.method != "POST":
        form = ApplicantForm(initial={"filer": Filer.SELF.value, **draft})
        return _show(request, "person", item, situation, form, draft, PERSON, at, summary=summary)
    drafts.keep(request, draft)
    form = ApplicantForm({name: draft.get(name, "") for name in PERSON})
    refusal = None
    if form.is_valid():
        try:
            return _file(request, item, situation, draft, where, form.cleaned_data, at)
        except Refused as refused:
            refusal = refused.refusal
            if field := _FIELD_OF.get(refusal.code):
                form.add_error(field, refusal_sentence(refusal))
                refusal = None
    more = {"summary": summary, "refusal": refusal}
    return _show(request, "person", item, situation, form, draft, PERSON, at, **more)


@require_safe
def photo(request: HttpRequest, code: str, key: str, need: str) -> HttpResponse:
    """Show the photo of a paper of this session's draft."""
    _item, situation = _wanted(code, key, now())
    draft = drafts.draft_of(request, f"{code}/{key}", situation)
    content = kept_photo(draft.get(f"file-{need}", ""))
    if content is None:
        raise Http404
    return private_jpeg(content)


@require_POST
def clear(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    drafts.drop(request)
    return redirect("service", code)


def _wanted(code: str, key: str, at: datetime) -> tuple[Item, Situation]:
    version = item_in_force(code, at=at)
    situation = version.item.situation(key) if version else None
    if version is None or situation is None:
        raise Http404
    if not any(channel.kind is ChannelKind.WEB for channel in version.item.channels):
        raise Http404
    return version.item, situation


def _answered(draft: Draft, situation: Situation, at: datetime) -> dict[str, Any]:
    """Return the cleaned answers of the first page, empty while something there is missing."""
    data = {name: draft.get(name, "") for name in answer_names(situation)}
    form = AnswersForm(data, situation=situation, towns=towns(at=at))
    return form.cleaned_data if form.is_valid() else {}


def _summary(
    draft: Draft, where: dict[str, Any], situation: Situation, at: datetime
) -> dict[str, list[dict[str, str]]]:
    """Return what will be sent, in words: answers with the place, and where each paper is."""
    place = {"label": _("Place"), "value": towns(at=at).names().get(where["division"], "")}
    papers = [
        {"label": name_of(need.said), "value": str(HOWS.get(draft.get(f"how-{need.key}", ""), ""))}
        for need in situation.needs
    ]
    return {
        "answers": [*answers_in_words(situation, answers_of(where, situation)), place],
        "papers": papers,
    }


def _file(
    request: HttpRequest,
    item: Item,
    situation: Situation,
    draft: Draft,
    where: dict[str, Any],
    who: dict[str, Any],
    at: datetime,
) -> HttpResponse:
    helped = who["filer"] == Filer.HELPER
    filed = file_application(
        form=Form(
            item=item.code,
            situation=situation.key,
            division=where["division"],
            answers=answers_of(where, situation),
            materials=given_of(draft, situation.needs),
        ),
        person=Person(
            filer=Filer(who["filer"]),
            name=who["name"],
            phone=who["phone"],
            helper_name=who["helper_name"] if helped else "",
            helper_phone=who["helper_phone"] if helped else "",
            email=who.get("email", ""),
            address=who["postal"],
            told=wish_of(who),
        ),
        channel=Channel.PORTAL,
        by=RESIDENT,
        at=at,
        once=request_key(draft["once"], *(draft.get(name, "") for name in all_names(situation))),
    )
    drafts.drop(request)
    enter_application(request, filed.loop_id)
    give_receipt(request, filed.number, filed.code or "")
    return redirect("application-receipt")


def _show(
    request: HttpRequest,
    step: str,
    item: Item,
    situation: Situation,
    form: Any,
    draft: Draft,
    own: tuple[str, ...],
    at: datetime,
    **more: Any,
) -> HttpResponse:
    context = {
        "form": form,
        "kept": drafts.hidden(draft, situation, own),
        "item": item,
        "name": name_of(item.said),
        "situation": situation,
        "total": 3 if situation.needs else 2,
        "told_open": any(draft.get(name) for name in ("email", "postal", "daily")),
        **human_side(item, at=at),
        **more,
    }
    return render(request, f"services/apply_{step}.html", context)
