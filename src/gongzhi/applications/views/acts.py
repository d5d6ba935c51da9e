"""What staff can do with an application: for each step its form and the action behind it."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.applications import forms
from gongzhi.applications.actions.ask import ask, supply
from gongzhi.applications.actions.assign import assign
from gongzhi.applications.actions.contact import make_contact, not_reached
from gongzhi.applications.actions.decide import deny, grant
from gongzhi.applications.actions.deliver import confirm, confirm_withdrawal
from gongzhi.applications.actions.handle import handle, refuse
from gongzhi.applications.actions.reveal import call_applicant, reveal
from gongzhi.applications.words import EVENTS
from gongzhi.loops.public import (
    Act,
    ConnectForm,
    DecideForm,
    Do,
    OnceForm,
    ReasonForm,
    RemarkForm,
    ReturnForm,
    RevealForm,
    UnitForm,
    call_said,
    onward,
)


def _of(do: Do) -> dict[str, Any]:
    return {"application_id": do.loop_id, **do.common}


def _plain(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        reason, citation = do.data.get("reason", ""), do.data.get("citation", "")
        handle(event=event, reason=reason, citation=citation, **_of(do))

    return run


def _assign(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        note, reason = do.data.get("note", ""), do.data.get("reason", "")
        assign(event=event, unit_id=do.data["unit_id"], note=note, reason=reason, **_of(do))

    return run


def _confirm(received: bool) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        confirm(received=received, text=do.data.get("reason") or do.data.get("text", ""), **_of(do))

    return run


def _withdrawal(meant: bool) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        confirm_withdrawal(meant=meant, note=do.data["text"], **_of(do))

    return run


def _connect(do: Do) -> Any:
    return call_applicant(purpose=do.data["purpose"], desk_phone=do.data["desk_phone"], **_of(do))


_SAVED = _("It is on record.")
_GONE = _("The decision is written and has gone to the applicant.")

ACTS: Mapping[str, Act] = {
    "assign": Act(EVENTS["assign"], UnitForm, _assign("assign"), _("The office has it now.")),
    "redispatch": Act(EVENTS["redispatch"], UnitForm, _assign("redispatch"), _("The office has it now.")),
    "sign": Act(EVENTS["sign"], OnceForm, _plain("sign"), _("Signed. Now examine it.")),
    "grant": Act(
        EVENTS["grant"],
        forms.GrantForm,
        lambda do: grant(reasons=do.data["reason"], **_of(do)),
        _GONE,
    ),
    "ask": Act(
        EVENTS["ask"],
        forms.AskForm,
        lambda do: ask(missing=do.data["missing"], extra=do.data["extra"], **_of(do)),
        _("The applicant was told. Your clock stands still until it comes."),
    ),
    "contact": Act(
        EVENTS["contact"],
        forms.ContactForm,
        lambda do: make_contact(note=do.data["text"], trip=do.data["trip"], **_of(do)),
        _("The contact is on record."),
    ),
    "supply": Act(
        EVENTS["supply"],
        forms.MaterialsForm,
        lambda do: supply(materials=do.data["materials"], text=do.data["text"], **_of(do)),
        _("It is with the application now."),
    ),
    # Without a number first: through the platform ("ask"), then by telephone, and who it is last.
    "call_applicant": Act(EVENTS["call_applicant"], ConnectForm, _connect, call_said),
    "reveal": Act(
        EVENTS["reveal"], RevealForm, lambda do: onward(reveal(wish=do.data["wish"], **_of(do))), ""
    ),
    "ask_up": Act(
        EVENTS["ask_up"], ReasonForm, _plain("ask_up"), _("A second office decides now."), danger=True
    ),
    "extend": Act(EVENTS["extend"], ReasonForm, _plain("extend"), _("The limit was extended.")),
    "return": Act(EVENTS["return"], ReturnForm, _plain("return"), _("It is back at the counter.")),
    "deny_return": Act(EVENTS["deny_return"], ReasonForm, _plain("deny_return"), _SAVED),
    "refuse": Act(
        EVENTS["refuse"],
        forms.RefuseForm,
        lambda do: refuse(reason=do.data["reason"], where_to_go=do.data["where_to_go"], **_of(do)),
        _("It was not taken up; the applicant reads why."),
        danger=True,
    ),
    "decide": Act(EVENTS["decide"], DecideForm, _assign("decide"), _("The office has it now.")),
    "conclude": Act(
        EVENTS["conclude"],
        forms.DenyForm,
        lambda do: deny(reasons=do.data["reason"], **_of(do)),
        _GONE,
        danger=True,
    ),
    "received": Act(EVENTS["received"], RemarkForm, _confirm(True), _SAVED),
    "not_right": Act(EVENTS["not_right"], ReasonForm, _confirm(False), _("It is back with the office.")),
    "not_reached": Act(EVENTS["not_reached"], OnceForm, lambda do: not_reached(**_of(do)), _SAVED),
    "withdrawal_confirmed": Act(EVENTS["withdrawal_confirmed"], RemarkForm, _withdrawal(True), _SAVED),
    "withdrawal_not_meant": Act(EVENTS["withdrawal_not_meant"], RemarkForm, _withdrawal(False), _SAVED),
}

# The steps that may stand out, likeliest first.
MAIN = ("sign", "assign", "redispatch", "grant", "supply", "decide", "received", "withdrawal_confirmed")
