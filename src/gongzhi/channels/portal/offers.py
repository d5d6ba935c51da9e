"""What a resident may do now, as buttons and forms. The rules of the case decide; here it is put in order."""

from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongzhi.cases.public import EVENTS, CaseOffer, objection_until, ways_left
from gongzhi.channels.portal.forms import AddForm, ConfideForm, JudgeForm, NeedsForm, SayForm
from gongzhi.channels.portal.queries import MyCase, day_and_time
from gongzhi.channels.portal.told import WaysForm, can_choose, ways_form
from gongzhi.channels.portal.words import FORGET_HINT, WAYS_HINT
from gongzhi.people.public import CONTACT, erased_of

_SAY: dict[str, dict[str, Any]] = {
    "reply": {"label": _("Your answer")},
    "withdraw": {"label": _("Why, if you want to say"), "optional": True},
    "reopen": {"label": _("What is still not right?")},
    "urge": {"optional": True},
    "object": {"label": _("Why the result should count")},
}
# Ends that are a decision of an office: who opens them again objects to it, and the arbiter looks at it.
_DECIDED = frozenset({"refused", "transferred", "denied"})
_LABELS = {
    "judge": _("Send my answer"),
    "add": _("Add to my case"),
    "reply": _("Send my answer"),
    "reopen": _("Open my case again"),
    "withdraw": _("Withdraw my case"),
    "object": _("Object to not being counted"),
    "confide": _("Handle my report confidentially"),
    "lift": _("Lift the confidential handling"),
    "ways": _("How I am told"),
    "needs": _("How to talk with me"),
    "forget": _("Erase my name and telephone"),
}
# What the button of a form says where it is not what opened it.
_SEND = {"needs": _("Keep this"), "ways": _("Keep this"), "forget": _("Erase them now")}
_HINTS = {
    "withdraw": _("Nobody may press you to withdraw. We ask you once more before it ends."),
    "reopen": _("The first date stays on record, and the office gets half the time."),
    "object": _("Somebody who has not decided about it before looks at it."),
    "urge": _("Whoever owes the next step is told at once. It is on record."),
    "confide": _(
        "Who you are and what you wrote is shown only to those who handle it. Lists show no word of it."
    ),
    "lift": _("Lists show the first words of your report again, and those who handle it may reach you."),
    "forget": FORGET_HINT,
    "ways": WAYS_HINT,
    "needs": _("Only those who get in touch with you read this. You can change it or take it back."),
}


def form_for(
    verb: str,
    data: QueryDict | None = None,
    files: Any = None,
    *,
    initial: dict[str, Any] | None = None,
    case_id: UUID | None = None,
) -> JudgeForm | AddForm | NeedsForm | WaysForm | ConfideForm | SayForm:
    """Return the form of an act; most are a single box."""
    prefix = f"id_{verb}_%s"
    if verb == "judge":
        return JudgeForm(data, auto_id=prefix)
    if verb == "add":
        return AddForm(data, files, auto_id=prefix)
    if verb == "needs":
        return NeedsForm(data, auto_id=prefix, initial=initial)
    if verb == "ways":
        assert case_id
        return ways_form(case_id, ways_left(case_id), data, auto_id=prefix)
    if verb in ("confide", "lift", "forget"):
        return ConfideForm(data, auto_id=prefix)
    return SayForm(data, auto_id=prefix, **_SAY[verb])


def acts(mine: MyCase, *, said: tuple[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the acts in the order in which they matter, for ``portal/_acts.html``.

    `said` is the form just sent and not accepted: it stays open with its words, even where the act
    has become impossible meanwhile, so that nothing typed is lost.
    """
    found = []
    for verb, offer in _verbs(mine).items():
        open_ = said is not None and said[0] == verb
        if offer is None and not open_:
            continue
        refusal = offer.refusal if offer else None
        if refusal and not open_:
            if verb in ("reply", "object"):
                continue  # nothing to answer, or done already: not worth a grey button
            if mine.case.loop.ended_at and verb in ("add", "urge"):
                continue  # the end itself says so
        form = (
            said[1] if said and open_ else form_for(verb, initial=_initial(mine), case_id=mine.case.loop.id)
        )
        found.append(
            {
                "key": verb,
                "label": _label(verb, mine),
                "url": reverse("my-case-act", args=[verb]),
                "send": _SEND.get(verb, ""),
                "once": str(uuid4()),
                "form": None if verb == "urge" else form,
                "refusal": None if open_ else refusal,
                "hint": _hint(verb, mine),
                "first": verb in ("judge", "reply"),
                "open": open_,
            }
        )
    return found


def _verbs(mine: MyCase) -> dict[str, CaseOffer | None]:
    """Return what there may be to do, in the order in which it matters."""
    offers = mine.offers
    care = CaseOffer("care", None)
    return {
        "judge": offers.get("solved"),
        **{verb: offers.get(verb) for verb in ("reply", "add", "urge", "object", "reopen")},
        "ways": care if _can_choose(mine) else None,
        "needs": care if mine.case.loop.ended_at is None else None,
        "lift" if mine.case.confidential else "confide": care,
        "forget": care if _can_forget(mine) else None,
        "withdraw": offers.get("withdraw"),
    }


def _can_choose(mine: MyCase) -> bool:
    """Still going on, and something is there to choose."""
    return mine.case.loop.ended_at is None and can_choose(ways_left(mine.case.loop.id))


def _can_forget(mine: MyCase) -> bool:
    """Over, and there is somebody to be forgotten."""
    ended, left = mine.case.loop.ended_at is not None, mine.case.has_contact or bool(mine.case.needs)
    return ended and left and CONTACT not in erased_of(mine.case.loop.id)


def _initial(mine: MyCase) -> dict[str, Any]:
    return {"needs": mine.case.needs, "needs_note": mine.case.needs_note}


def _label(verb: str, mine: MyCase) -> Any:
    if verb == "reopen" and mine.case.loop.end_kind in _DECIDED:
        return _("Object to this decision")
    return _LABELS.get(verb) or EVENTS[verb]


def _hint(verb: str, mine: MyCase) -> Any:
    if verb == "reopen" and mine.case.loop.end_kind in _DECIDED:
        until = objection_until(mine.case.loop)
        said = _(
            "Somebody who did not take this decision looks at it again. You can object until %(until)s. The first "
            "date stays on record."
        )
        return str(said) % {"until": day_and_time(until) if until else ""}
    return _HINTS.get(verb, "")
