"""What an applicant may do now, as buttons and forms. The rules decide; here it is put in order."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongzhi.applications.public import missing_needs, ways_left
from gongzhi.channels.portal.forms import ConfideForm, SayForm
from gongzhi.channels.portal.told import can_choose, ways_form
from gongzhi.channels.portal.words import FORGET_HINT, WAYS_HINT
from gongzhi.channels.services.forms import PapersForm, RateForm
from gongzhi.channels.services.queries import MyApplication
from gongzhi.people.public import CONTACT, erased_of

# In the order in which they matter.
VERBS = ("supply", "received", "not_right", "rate", "urge", "reopen", "ways", "forget", "withdraw")
LABELS = {
    "supply": _("Send what was missing"),
    "received": _("It is right"),
    "not_right": _("Something is not right"),
    "rate": _("Send my rating"),
    "urge": _("Urge the office"),
    "reopen": _("Open it again"),
    "ways": _("How I am told"),
    "forget": _("Erase my name and telephone"),
    "withdraw": _("Withdraw it"),
}
# What the button of a form says where it is not what opened it.
_SEND = {"ways": _("Keep this")}
_HINTS = {
    "supply": _(
        "Send everything together. What you do not have, say so: then the office decides by what is there."
    ),
    "received": _("Then it is closed."),
    "rate": _("You can rate once. Those who handled it do not see what you say, nor that it was you."),
    "withdraw": _("Nobody may press you to withdraw. We ask you once more before it ends."),
    "forget": FORGET_HINT,
    "ways": WAYS_HINT,
    "urge": _("Whoever owes the next step is told at once. It is on record."),
}
_SAY: dict[str, dict[str, Any]] = {
    "not_right": {"label": _("What is not right?")},
    "reopen": {"label": _("Why it has to be opened again")},
    "withdraw": {"label": _("Why, if you want to say"), "optional": True},
}


def form_for(verb: str, mine: MyApplication, data: Any = None, files: Any = None) -> Any:
    """Return the form of an act, or None for a plain button."""
    prefix = f"id_{verb}_%s"
    if verb == "supply":
        needs = missing_needs(mine.view.situation.needs, mine.view.states)
        # What the page asked for when it was shown: sent a second time, it must read as the same request.
        shown = [need for need in mine.view.situation.needs if data and f"file-{need.key}" in data]
        asked = mine.view.loop.paused_until is not None and mine.view.asked_beyond
        beyond = asked or bool(data and "text" in data)
        return PapersForm(data, files, needs=shown or needs, beyond=beyond, auto_id=prefix)
    if verb == "rate":
        return RateForm(data, auto_id=prefix)
    if verb == "ways":
        subject = mine.view.loop.id
        return ways_form(subject, ways_left(subject), data, auto_id=prefix)
    if verb == "forget":
        return ConfideForm(data, auto_id=prefix)  # its reason stands beside the button
    return SayForm(data, auto_id=prefix, **_SAY[verb]) if verb in _SAY else None


def _asked_now(verb: str, mine: MyApplication) -> bool:
    """Tell whether this is what the applicant is asked for now: it stands open, on top."""
    if verb == "supply":
        return mine.waits and mine.view.loop.state == "working"
    return verb == "received" and mine.view.loop.state in ("granted_out", "delivering")


def _can_forget(mine: MyApplication) -> bool:
    """Over, and there is somebody to be forgotten."""
    return mine.view.loop.ended_at is not None and CONTACT not in erased_of(mine.view.loop.id)


def _can_choose(mine: MyApplication) -> bool:
    """Still going on, and something is there to choose."""
    return mine.view.loop.ended_at is None and can_choose(ways_left(mine.view.loop.id))


# What is no event of the way an application goes, and when it can be done.
_CARE: Mapping[str, Callable[[MyApplication], bool]] = {"ways": _can_choose, "forget": _can_forget}


def acts(mine: MyApplication, *, said: tuple[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the acts in order, for ``services/_acts.html``. `said` is a form just sent and not accepted."""
    found = []
    for verb in VERBS:
        offer = mine.offers.get(verb)
        open_ = said is not None and said[0] == verb
        can = _CARE[verb](mine) if verb in _CARE else offer is not None and not offer.refusal
        if not can and not open_:
            continue  # what cannot be done now is said by the state itself
        if verb == "supply" and not open_ and not mine.missing:
            continue
        if verb == "urge" and not open_ and mine.waits:
            continue  # it is the applicant's turn
        found.append(
            {
                "key": verb,
                "label": LABELS[verb],
                "send": _SEND.get(verb, ""),
                "url": reverse("my-application-act", args=[verb]),
                "once": str(uuid4()),
                "form": said[1] if said and open_ else form_for(verb, mine),
                "papers": verb == "supply",
                "hint": _HINTS.get(verb, ""),
                "first": _asked_now(verb, mine),
                "open": open_,
            }
        )
    return found
