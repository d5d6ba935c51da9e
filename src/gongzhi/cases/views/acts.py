"""What staff can do with a case: for each step its form and the action behind it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.cases import forms
from gongzhi.cases.actions.answer import answer, answer_at_once, approve, send_back
from gongzhi.cases.actions.call_back import not_reached
from gongzhi.cases.actions.classify import classify
from gongzhi.cases.actions.confide import say_needs, set_confidential
from gongzhi.cases.actions.contact import make_contact
from gongzhi.cases.actions.decline import decline
from gongzhi.cases.actions.dispatch import dispatch
from gongzhi.cases.actions.handle import handle
from gongzhi.cases.actions.judge import judge
from gongzhi.cases.actions.question import ask
from gongzhi.cases.actions.reopen import reopen
from gongzhi.cases.actions.reveal import call_resident, reveal
from gongzhi.cases.actions.speak import note
from gongzhi.cases.actions.withdraw import confirm_withdrawal
from gongzhi.cases.views.fairness_acts import FAIR_ACTS
from gongzhi.cases.views.together_acts import TOGETHER_ACTS
from gongzhi.cases.views.whistle_acts import HELPING_ACTS, MAIN_BEFORE
from gongzhi.cases.words import EVENTS
from gongzhi.loops.public import (
    Act,
    ConnectForm,
    DecideForm,
    DesignateForm,
    Do,
    OnceForm,
    OverruleForm,
    ReasonForm,
    RemarkForm,
    ReturnForm,
    RevealForm,
    UnitForm,
    call_said,
    loop_row,
    onward,
)
from gongzhi.ui.photo_drafts import drop_photos, kept_photos


def _of(do: Do) -> dict[str, Any]:
    return {"case_id": do.loop_id, **do.common}


def _graded(do: Do) -> dict[str, Any]:
    return {name: do.data[name] for name in ("text", "finding", "reason")}


def _plain(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        handle(
            event=event,
            reason=do.data.get("reason", ""),
            note=do.data.get("text", ""),
            citation=do.data.get("citation", ""),
            **_of(do),
        )

    return run


def _dispatch(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        dispatch(
            event=event,
            unit_id=do.data["unit_id"],
            note=do.data.get("note", ""),
            reason=do.data.get("reason", ""),
            overrule=bool(do.data.get("overrule")),
            looked_ms=do.data.get("looked_ms"),
            **_of(do),
        )

    return run


def _overrule(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        dispatch(
            event=event,
            unit_id=do.data["unit_id"],
            reason=do.data["reason"],
            overrule=True,
            **_of(do),
        )

    return run


def _designate(do: Do) -> None:
    """指定管辖: a superior gives a case that waits at the desk to a unit, by name and with a reason."""
    loop = loop_row(do.loop_id)
    _overrule("redispatch" if loop and loop.state == "return_review" else "dispatch")(do)


def _decline(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        named = ("reason_code", "destination", "reason", "where_to_go")
        decline(event=event, **{name: do.data[name] for name in named}, **_of(do))

    return run


def _judge(solved: bool) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        judge(solved=solved, satisfied=do.data["satisfied"], words=do.data["text"], **_of(do))

    return run


def _withdrawal(meant: bool) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        confirm_withdrawal(meant=meant, note=do.data["text"], **_of(do))

    return run


def _connect(do: Do) -> Any:
    return call_resident(purpose=do.data["purpose"], desk_phone=do.data["desk_phone"], **_of(do))


def _with_photos(do: Do, run: Callable[..., Any], **said: Any) -> Any:
    """Send the photos that were kept while the form came back; they are with the case after it."""
    kept = do.data.get("pictures", "")
    result = run(photos=kept_photos(kept), **said, **_of(do))
    drop_photos(kept)
    return result


_SAVED = _("It is on record.")
_ANSWERED = _("The answer has gone to the resident, who judges it now.")

ACTS: Mapping[str, Act] = {
    "approve": Act(
        _("Approve and send the answer"),
        OnceForm,
        lambda do: approve(**_of(do)),
        _("The answer has gone to the resident."),
    ),
    "send_back": Act(
        _("Send the draft back"),
        ReasonForm,
        lambda do: send_back(reason=do.data["reason"], **_of(do)),
        _("The draft is back with the handler."),
    ),
    "dispatch": Act(EVENTS["dispatch"], UnitForm, _dispatch("dispatch"), _("The unit has the case now.")),
    "redispatch": Act(
        EVENTS["redispatch"], UnitForm, _dispatch("redispatch"), _("The unit has the case now.")
    ),
    "sign": Act(EVENTS["sign"], OnceForm, _plain("sign"), _("Signed. The first contact comes next.")),
    "contact": Act(
        _("Record a contact"),
        forms.ContactForm,
        lambda do: _with_photos(do, make_contact, note=do.data["text"]),
        _("The contact is on record."),
    ),
    "answer": Act(
        EVENTS["answer"],
        forms.AnswerForm,
        lambda do: _with_photos(do, answer, **_graded(do)),
        lambda sent: _ANSWERED if sent else _("The draft waits for your head's approval."),
    ),
    "answer_at_once": Act(
        EVENTS["answer_at_once"],
        forms.AnswerAtOnceForm,
        lambda do: answer_at_once(**_graded(do), **_of(do)),
        _ANSWERED,
    ),
    "ask": Act(
        EVENTS["ask"],
        forms.AskForm,
        lambda do: ask(question=do.data["text"], **_of(do)),
        _("The resident has the question; your clock pauses."),
    ),
    "solved": Act(EVENTS["solved"], forms.CallForm, _judge(True), _("Solved, in the resident's words.")),
    "not_solved": Act(
        EVENTS["not_solved"], forms.CallForm, _judge(False), _("Not solved: the case goes back to work.")
    ),
    "not_reached": Act(
        _("Record: nobody reached"),
        OnceForm,
        lambda do: not_reached(**_of(do)),
        _("The attempt is on record. Try again on another day."),
    ),
    "withdrawal_confirmed": Act(
        EVENTS["withdrawal_confirmed"], RemarkForm, _withdrawal(True), _("The case is withdrawn.")
    ),
    "withdrawal_not_meant": Act(
        EVENTS["withdrawal_not_meant"],
        RemarkForm,
        _withdrawal(False),
        _("The case goes on."),
    ),
    "recheck_ok": Act(EVENTS["recheck_ok"], RemarkForm, _plain("recheck_ok"), _("The result stands.")),
    "recheck_bad": Act(
        EVENTS["recheck_bad"], ReasonForm, _plain("recheck_bad"), _("The case is back at work.")
    ),
    "decide": Act(EVENTS["decide"], DecideForm, _dispatch("decide"), _("Decided. It cannot bounce again.")),
    "conclude": Act(
        EVENTS["conclude"],
        ReasonForm,
        _plain("conclude"),
        _("The case ended by decision."),
        danger=True,
    ),
    "deny_return": Act(
        EVENTS["deny_return"], ReasonForm, _plain("deny_return"), _("The unit stays in charge.")
    ),
    "take_up_again": Act(EVENTS["take_up_again"], OnceForm, _plain("take_up_again"), _SAVED),
    "return": Act(
        EVENTS["return"], ReturnForm, _plain("return"), _("The case is back at the dispatch desk.")
    ),
    "ask_up": Act(EVENTS["ask_up"], ReasonForm, _plain("ask_up"), _("The arbiter has the case now.")),
    "reopen": Act(
        EVENTS["reopen"],
        ReasonForm,
        lambda do: reopen(why=do.data["reason"], **_of(do)),
        _("The case is open again."),
    ),
    "classify": Act(
        _("Set the matter"),
        forms.MatterForm,
        lambda do: classify(case_id=do.loop_id, matter=do.data["matter"], by=do.by, at=do.at),
        _("The matter is set; limit and proposal follow it."),
    ),
    "refuse": Act(
        EVENTS["refuse"],
        forms.DeclineForm,
        _decline("refuse"),
        _("Not taken up; the resident reads why."),
        danger=True,
    ),
    "transfer": Act(
        EVENTS["transfer"],
        forms.DeclineForm,
        _decline("transfer"),
        _("Referred; the resident reads where to go."),
        danger=True,
    ),
    "designate": Act(_("Designate a unit"), DesignateForm, _designate, _("The unit has the case now.")),
    "note": Act(_("Write a note"), forms.NoteForm, lambda do: note(text=do.data["text"], **_of(do)), _SAVED),
    "needs": Act(
        _("How to talk with the resident"),
        forms.NeedsForm,
        lambda do: say_needs(needs=do.data["needs"], note=do.data["note"], **_of(do)),
        _SAVED,
    ),
    "confide": Act(
        _("Handle it confidentially"),
        OnceForm,
        lambda do: set_confidential(confidential=True, **_of(do)),
        _("Lists show no words of it from now on. The resident alone lifts this."),
    ),
    # Without a number first: through the platform ("ask"), then by telephone, and who it is last.
    "call_resident": Act(_("Be connected by telephone"), ConnectForm, _connect, call_said),
    "reveal": Act(
        _("See who reported it"),
        RevealForm,
        lambda do: onward(reveal(wish=do.data["wish"], **_of(do))),
        "",  # what waits for a second person stands on the sheet itself
    ),
    **FAIR_ACTS,
    **TOGETHER_ACTS,
    **HELPING_ACTS,
}

# Only after the duty table has refused, by whoever may overrule it.
OVERRULE: Mapping[str, Act] = {
    event: Act(_("Overrule the duty table"), OverruleForm, _overrule(event), _("The unit has the case now."))
    for event in ("dispatch", "redispatch")
}

# The step a case most likely needs next stands out: one on a screen.
MAIN = (
    "approve",
    *MAIN_BEFORE,
    "dispatch",
    "redispatch",
    "sign",
    "answer",
    "answer_at_once",
    "solved",
    "withdrawal_confirmed",
    "decide",
    "recheck_ok",
)
