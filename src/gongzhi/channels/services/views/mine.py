"""An applicant's own application: how it stands, what may be done now, its files, and the receipt."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from gongzhi.applications import public as applications
from gongzhi.applications.facts import Grade, How
from gongzhi.channels.evidence.proofs import paper_key, proof_or_reason
from gongzhi.channels.portal.rules import code_in_groups, request_key
from gongzhi.channels.portal.session import application_of, receipt_of
from gongzhi.channels.portal.told import reading_language
from gongzhi.channels.services.forms import PapersForm, given_of
from gongzhi.channels.services.offers import VERBS, acts, form_for
from gongzhi.channels.services.queries import MyApplication, my_application
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import broken, has_witnesses
from gongzhi.loops.public import moves_url, untold
from gongzhi.people.facts import RESIDENT
from gongzhi.people.public import ASKED
from gongzhi.ui.pictures import private_jpeg, private_pdf

Said = Mapping[str, Any]
Act = Callable[[UUID, Said, datetime, UUID | None], None]


def _supply(application_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    given = {key: each for key, each in said["given"].items() if each.how is not How.NOTHING}
    text = said["text"] or ("" if given else _("I do not have it."))
    applications.supply(
        application_id=application_id, materials=given, text=text, by=RESIDENT, at=at, once=once
    )


def _confirm(received: bool) -> Act:
    def act(application_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
        applications.confirm(
            application_id=application_id,
            received=received,
            text=said.get("text", ""),
            by=RESIDENT,
            at=at,
            once=once,
        )

    return act


def _rate(application_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    grade = Grade(said["grade"])
    applications.rate(
        application_id=application_id, grade=grade, text=said["text"], by=RESIDENT, at=at, once=once
    )


def _urge(application_id: UUID, _said: Said, at: datetime, once: UUID | None) -> None:
    applications.urge(application_id=application_id, by=RESIDENT, at=at, once=once)


def _reopen(application_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    applications.reopen(application_id=application_id, why=said["text"], by=RESIDENT, at=at, once=once)


def _withdraw(application_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    applications.withdraw(application_id=application_id, why=said["text"], by=RESIDENT, at=at, once=once)


def _ways(application_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    applications.tell_by(
        application_id=application_id,
        ways=said["wanted"],
        email=said.get("email", ""),
        at_once=not said["daily"],
        language=reading_language(),
        by=RESIDENT,
        at=at,
        once=once,
    )


def _forget(application_id: UUID, _said: Said, at: datetime, _once: UUID | None) -> None:
    applications.erase_contact(application_id=application_id, because=ASKED, by=RESIDENT, at=at)


# Each act with what the applicant reads afterwards.
_ACTS: Mapping[str, tuple[Act, Any]] = {
    "supply": (_supply, gettext_lazy("It was sent. The office goes on with it.")),
    "received": (_confirm(True), gettext_lazy("Thank you. It is closed.")),
    "not_right": (_confirm(False), gettext_lazy("The office looks at it again.")),
    "rate": (_rate, gettext_lazy("Thank you. Your rating is on record.")),
    "urge": (_urge, gettext_lazy("The office was told that you are waiting.")),
    "reopen": (_reopen, gettext_lazy("Your application is open again.")),
    "ways": (_ways, gettext_lazy("From now on we tell you so.")),
    "forget": (
        _forget,
        gettext_lazy("Your name and how to reach you were erased. What happened stays on record."),
    ),
    "withdraw": (
        _withdraw,
        gettext_lazy("Your wish to withdraw was noted. We ask you once more before it ends."),
    ),
}
assert set(_ACTS) == set(VERBS)


@never_cache
@require_safe
def application(request: HttpRequest) -> HttpResponse:
    """Show the application of this session."""
    mine = _mine(request)
    if mine is None:
        messages.info(request, _("Enter number and code of your receipt to see your application."))
        return redirect("follow")
    context = {
        "mine": mine,
        "acts": acts(mine),
        "moves_url": moves_url(mine.view.loop),
        "broken": broken(mine.view.loop.id, unread=untold(mine.lines)),
        "witnessed": has_witnesses(),
    }
    return render(request, "services/mine.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Show number and code once more, as long as the session that filed lasts."""
    mine, kept = _mine(request), receipt_of(request)
    if mine is None or kept is None:
        return redirect("follow")
    context = {"mine": mine, "number": kept["number"], "code": code_in_groups(kept["code"])}
    return render(request, "services/receipt.html", {**context, "paper": paper_key(request)})


@never_cache
@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Give out the proof of the application of this session, as a file."""
    mine, at = _mine(request), now()
    if mine is None:
        messages.info(request, _("Enter number and code of your receipt to see your application."))
        return redirect("follow")
    loop = mine.view.loop
    story = applications.resident_story(loop.id)
    sentences, number = applications.SENTENCES, loop.number
    return proof_or_reason(request, loop.id, story, sentences, number=number, at=at, back="my-application")


@require_safe
def document(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Hand out the document of a decision of this session's application."""
    own = application_of(request)
    content = applications.resident_document(own, decision_id) if own else None
    if content is None:
        raise Http404
    return private_pdf(content, name="decision.pdf")


@require_safe
def material(request: HttpRequest, material_id: UUID) -> HttpResponse:
    """Show the picture of a material of this session's application."""
    own = application_of(request)
    content = applications.resident_material_file(own, material_id) if own else None
    if content is None:
        raise Http404
    return private_jpeg(content)


@sensitive_post_parameters()
@never_cache
@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Carry out one act on the application of this session, or show the page again with the reason and the words."""
    mine, at = _mine(request), now()
    if verb not in _ACTS:
        raise Http404
    if mine is None:
        return redirect("my-application")
    do, done = _ACTS[verb]
    form = form_for(verb, mine, request.POST.copy(), request.FILES)
    said, content = _said(form, at)
    refusal = None
    if said is not None:
        try:
            do(mine.view.loop.id, said, at, request_key(request.POST.get("once", ""), verb, *content))
        except Refused as refused:
            refusal = refused.refusal
        else:
            if isinstance(form, PapersForm):
                form.drop_photos()
            messages.success(request, done)
            return redirect("my-application")
    mine = _mine(request)
    assert mine is not None, "it was there a moment ago"
    context = {"mine": mine, "acts": acts(mine, said=(verb, form)), "form": form, "refusal": refusal}
    return render(request, "services/mine.html", context)


def _said(form: Any, at: datetime) -> tuple[Said | None, list[str]]:
    """Return what was said, None for a form that is not complete, and its content for the request's key."""
    if form is None:
        return {}, []
    valid = form.is_valid()
    if not isinstance(form, PapersForm):
        said = form.cleaned_data
        return (said if valid else None), [str(said.get(name, "")) for name in form.fields]
    # A browser cannot send a file a second time by itself: it is kept also when something else is wrong.
    kept = form.keep_photos(at=at)
    data: Any = form.data  # the request's own copy: it may be written to
    for name, value in kept.items():
        data[name] = value
    given = given_of(kept, form.needs)
    text = str(form.cleaned_data.get("text", ""))
    content = [*(_content(key, each) for key, each in given.items()), text]
    return ({"given": given, "text": text} if valid else None), content


def _content(key: str, given: applications.Given) -> str:
    """Return what counts of a paper: a picture sent twice gets another token, but is the same picture."""
    return f"{key} {given.how} {hashlib.sha256(given.photo or b'').hexdigest()}"


def _mine(request: HttpRequest) -> MyApplication | None:
    own = application_of(request)
    return my_application(own, at=now()) if own else None
