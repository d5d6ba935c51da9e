"""What a resident does with the own case. Sent twice, it happens once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from gongzhi.cases import public as cases
from gongzhi.cases.facts import Satisfaction
from gongzhi.channels.portal.forms import AddForm
from gongzhi.channels.portal.offers import acts, form_for
from gongzhi.channels.portal.queries import my_case
from gongzhi.channels.portal.rules import request_key
from gongzhi.channels.portal.session import case_of
from gongzhi.channels.portal.told import reading_language
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import RESIDENT
from gongzhi.people.public import ASKED

Said = Mapping[str, Any]
Act = Callable[[UUID, Said, datetime, UUID | None], None]


def _judge(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.judge(
        case_id=case_id,
        solved=said["solved"] == "yes",
        satisfied=Satisfaction(said["satisfied"]) if said["satisfied"] else None,
        words=said["text"],
        by=RESIDENT,
        at=at,
        once=once,
    )


def _add(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    kept = said["pictures"]
    cases.add(
        case_id=case_id, text=said["text"], photos=cases.kept_photos(kept), by=RESIDENT, at=at, once=once
    )
    cases.drop_photos(kept)


def _reply(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.reply(case_id=case_id, text=said["text"], by=RESIDENT, at=at, once=once)


def _urge(case_id: UUID, _said: Said, at: datetime, once: UUID | None) -> None:
    cases.urge(case_id=case_id, by=RESIDENT, at=at, once=once)


def _withdraw(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.withdraw(case_id=case_id, why=said["text"], by=RESIDENT, at=at, once=once)


def _reopen(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.reopen(case_id=case_id, why=said["text"], by=RESIDENT, at=at, once=once)


def _object(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.object_to_exclusion(case_id=case_id, text=said["text"], by=RESIDENT, at=at, once=once)


def _confide(case_id: UUID, _said: Said, at: datetime, once: UUID | None) -> None:
    cases.set_confidential(case_id=case_id, confidential=True, by=RESIDENT, at=at, once=once)


def _lift(case_id: UUID, _said: Said, at: datetime, once: UUID | None) -> None:
    cases.set_confidential(case_id=case_id, confidential=False, by=RESIDENT, at=at, once=once)


def _needs(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.say_needs(
        case_id=case_id, needs=said["needs"], note=said["needs_note"], by=RESIDENT, at=at, once=once
    )


def _ways(case_id: UUID, said: Said, at: datetime, once: UUID | None) -> None:
    cases.tell_by(
        case_id=case_id,
        ways=said["wanted"],
        email=said.get("email", ""),
        at_once=not said["daily"],
        language=reading_language(),
        by=RESIDENT,
        at=at,
        once=once,
    )


def _forget(case_id: UUID, _said: Said, at: datetime, _once: UUID | None) -> None:
    cases.erase_contact(case_id=case_id, because=ASKED, by=RESIDENT, at=at)  # a second time changes nothing


# Each act with what the resident reads afterwards.
_ACTS: Mapping[str, tuple[Act, Any]] = {
    "judge": (_judge, _("Thank you. Your answer counts and is on record.")),
    "add": (_add, _("Your words were added. The office reads them.")),
    "reply": (_reply, _("Your answer was sent. The office's time runs again.")),
    "urge": (_urge, _("The office was told that you are waiting.")),
    "withdraw": (_withdraw, _("Your wish to withdraw was noted. We ask you once more before it ends.")),
    "reopen": (_reopen, _("Your case is open again.")),
    "object": (_object, _("Your objection is on record. Somebody new decides on it.")),
    "confide": (_confide, _("Your report is handled confidentially from now on.")),
    "lift": (_lift, _("The confidential handling is lifted.")),
    "forget": (_forget, _("Your name and how to reach you were erased. What happened stays on record.")),
    "ways": (_ways, _("From now on we tell you so.")),
    "needs": (_needs, _("We keep to it when we get in touch with you.")),
}


def _content(form: Any) -> list[str]:
    """Return what was sent, for the key under which it counts once; of photos, what they are."""
    words = [str(form.cleaned_data[name]) for name in form.fields if name not in ("photos", "pictures")]
    return [*words, form.sent] if isinstance(form, AddForm) else words


@sensitive_post_parameters()
@never_cache
@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Carry out one act on the case of this session, or show the page again with the reason and the words."""
    if verb not in _ACTS:
        raise Http404
    case_id = case_of(request)
    if case_id is None:
        return redirect("my-case")
    do, done = _ACTS[verb]
    form = form_for(verb, request.POST, request.FILES, case_id=case_id)
    form.full_clean()
    again = isinstance(form, AddForm) and form.received(at=now())  # a photo was only taken away again
    refusal = None
    if not again and not form.errors:
        content = (verb, *_content(form))
        try:
            do(case_id, form.cleaned_data, now(), request_key(request.POST.get("once", ""), *content))
        except Refused as refused:
            refusal = refused.refusal
        else:
            messages.success(request, done)
            return redirect("my-case")
    mine = my_case(case_id, at=now())
    assert mine is not None  # the act found it a moment ago
    context = {"mine": mine, "acts": acts(mine, said=(verb, form)), "form": form, "refusal": refusal}
    return render(request, "portal/case.html", context)
