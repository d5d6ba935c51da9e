"""See what is hidden in a case: by one button beside it, or on a page of its own where something is missing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.cases.actions.clear_photos import clear_photos
from gongzhi.cases.actions.look import open_photos, unmask_text
from gongzhi.cases.codes import LookGround
from gongzhi.cases.discretion import clear_refusal, look_refusal
from gongzhi.cases.look_forms import ClearForm, LookForm
from gongzhi.cases.look_words import GROUNDS
from gongzhi.cases.photos import PhotoView, photos_for
from gongzhi.cases.queries import CaseView, case_for, hidden_in
from gongzhi.cases.views.show import list_of
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.loops.public import ActForm
from gongzhi.people.facts import Actor
from gongzhi.people.public import hidden_words
from gongzhi.ui.guards import staff_only

KEYS = ("texts", "photos", "clear")
BACK = ("loop", "desk-case", "callback-case")  # pages a look leads back to; each takes the id of the case


@never_cache
@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest, case_id: UUID, key: str) -> HttpResponse:
    """Show what is hidden to whoever says why, or take the cover off; then back to where it was asked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    case = case_for(actor, case_id, at=at)
    if case is None or case.masked or key not in KEYS:
        raise Http404
    asked = request.POST if request.method == "POST" else request.GET
    back = str(asked.get("back")) if asked.get("back") in BACK else "loop"
    form = _form(key, case, request.POST if request.method == "POST" else None)
    refusal = None
    if form.is_valid():
        try:
            _run(key, actor, case, form.cleaned_data, at)
            if key == "clear":
                messages.success(request, _("Uncovered for all who may see the case."))
            return redirect(back, case_id)
        except Refused as refused:
            refusal = refused.refusal
    context = {"form": form, "refusal": refusal, "loop": case.loop, "key": key, "back": back}
    status = 409 if refusal else 422 if form.errors else 200
    return render(request, "cases/look.html", context, status=status)


def look_context(actor: Actor, case: CaseView, photos: Sequence[PhotoView], *, back: str) -> dict[str, Any]:
    """Return what `cases/_look.html` and `cases/_look_photos.html` show beside the texts and photos of a case."""
    refusal = look_refusal(actor, holders=case.holders, confidential=case.confidential)
    unclear = [(index, photo) for index, photo in enumerate(photos, start=1) if photo.unclear]
    looked = bool(unclear) and case.looks.photos is not None
    clears = clear_refusal(actor, holders=case.holders, looked=looked) is None
    hidden = hidden_in(case)
    return {
        "back": back,
        "url": {key: reverse("case-look", args=[case.loop.id, key]) for key in KEYS},
        "once": {key: new_id() for key in (*KEYS, "texts_other", "photos_other")},
        "grounds": [(code.value, label) for code, label in GROUNDS.items() if code is not LookGround.OTHER],
        "refusal": refusal,
        "hidden": list_of(hidden_words(hidden)),
        "texts_until": case.looks.texts if hidden else None,
        "covered": any(photo.covered for photo in photos),
        "photos_until": case.looks.photos if unclear else None,
        "unclear": unclear if clears else [],
    }


def _form(key: str, case: CaseView, data: Any) -> ActForm:
    if key != "clear":
        return LookForm(data)
    photos = enumerate(photos_for(case), start=1)
    names = [(str(photo.id), _("Photo %(number)s") % {"number": n}) for n, photo in photos if photo.unclear]
    return ClearForm(data, photos=names)


def _run(key: str, actor: Actor, case: CaseView, data: dict[str, Any], at: Any) -> None:
    common = {"case_id": case.loop.id, "by": actor, "at": at, "once": data["once"]}
    if key == "clear":
        clear_photos(photo_ids=data["photos"], **common)
    elif key == "photos":
        open_photos(ground=data["ground"], reason=data["reason"], **common)
    else:
        unmask_text(ground=data["ground"], reason=data["reason"], hidden=hidden_in(case), **common)
