"""What a resident may do now, as buttons and forms. The rules of the case decide; here it is put in order."""

from typing import Any
from uuid import uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.public import EVENTS
from gongzhi.channels.portal.forms import AddForm, JudgeForm, SayForm
from gongzhi.channels.portal.queries import MyCase

_SAY: dict[str, dict[str, Any]] = {
    "reply": {"label": _("Your answer")},
    "withdraw": {"label": _("Why, if you want to say"), "optional": True},
    "reopen": {"label": _("What is still not right?")},
    "urge": {"optional": True},
}
_LABELS = {
    "judge": _("Send my answer"),
    "add": _("Add to my case"),
    "reply": _("Send my answer"),
    "reopen": _("Open my case again"),
    "withdraw": _("Withdraw my case"),
}
_HINTS = {
    "withdraw": _("Nobody may press you to withdraw. We ask you once more before it ends."),
    "reopen": _("The first date stays on record, and the office gets half the time."),
    "urge": _("Whoever owes the next step is told at once. It is on record."),
}


def form_for(verb: str, data: QueryDict | None = None, files: Any = None) -> JudgeForm | AddForm | SayForm:
    """Return the form of an act; most are a single box."""
    prefix = f"id_{verb}_%s"
    if verb == "judge":
        return JudgeForm(data, auto_id=prefix)
    if verb == "add":
        return AddForm(data, files, auto_id=prefix)
    return SayForm(data, auto_id=prefix, **_SAY[verb])


def acts(mine: MyCase, *, said: tuple[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the acts in the order in which they matter, for ``portal/_acts.html``.

    `said` is the form just sent and not accepted: it stays open with its words, even where the act
    has become impossible meanwhile, so that nothing typed is lost.
    """
    found = []
    for verb in ("judge", "reply", "add", "urge", "reopen", "withdraw"):
        offer = mine.offers.get("solved" if verb == "judge" else verb)
        open_ = said is not None and said[0] == verb
        if offer is None and not open_:
            continue
        refusal = offer.refusal if offer else None
        if refusal and not open_:
            if verb == "reply":
                continue  # no question, nothing to answer: not worth a grey button
            if mine.case.loop.ended_at and verb in ("add", "urge"):
                continue  # the end itself says so
        form = said[1] if said and open_ else form_for(verb)
        found.append(
            {
                "key": verb,
                "label": _LABELS.get(verb) or EVENTS[verb],
                "url": reverse("my-case-act", args=[verb]),
                "once": str(uuid4()),
                "form": None if verb == "urge" else form,
                "refusal": None if open_ else refusal,
                "hint": _HINTS.get(verb, ""),
                "first": verb in ("judge", "reply"),
                "open": open_,
            }
        )
    return found
