"""What staff can do with an event or a round: for each step its form and the action behind it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gongzhi.loops.public import (
    Act,
    DecideForm,
    DesignateForm,
    Do,
    OnceForm,
    ReasonForm,
    RemarkForm,
    ReturnForm,
    UnitForm,
    loop_row,
)
from gongzhi.patrol import forms
from gongzhi.patrol.actions.dispatch import dispatch_event
from gongzhi.patrol.actions.handle import handle
from gongzhi.patrol.actions.rounds import give_round, handle_round, report_round
from gongzhi.patrol.words import EVENTS

_SAVED = _("It is on record.")
_GIVEN = _("The unit has it now.")
_ASKED = _("The unit is asked to go.")
_DECIDED = _("Decided. It cannot bounce again.")
_ENDED = _("It ended by decision.")
_STAYS = _("The unit stays in charge.")


def _plain(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        handle(
            event_id=do.loop_id,
            event=event,
            reason=do.data.get("reason", ""),
            text=do.data.get("text", ""),
            citation=do.data.get("citation", ""),
            **do.common,
        )

    return run


def _dispatch(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        dispatch_event(
            event_id=do.loop_id,
            event=event,
            unit_id=do.data["unit_id"],
            note=do.data.get("note", ""),
            reason=do.data.get("reason", ""),
            overrule=bool(do.data.get("overrule")),
            **do.common,
        )

    return run


def _designate(do: Do) -> None:
    """指定管辖: a superior gives an event that waits at the desk to a unit, by name and with a reason."""
    loop = loop_row(do.loop_id)
    dispatch_event(
        event_id=do.loop_id,
        event="redispatch" if loop and loop.state == "return_review" else "file",
        unit_id=do.data["unit_id"],
        note=do.data.get("note", ""),
        reason=do.data["reason"],
        overrule=True,
        **do.common,
    )


def _round(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        reason, text = do.data.get("reason", ""), do.data.get("text", "")
        handle_round(round_id=do.loop_id, event=event, reason=reason, text=text, **do.common)

    return run


def _give(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        unit_id, reason = UUID(do.data["unit_id"]), do.data["reason"]
        give_round(round_id=do.loop_id, event=event, unit_id=unit_id, reason=reason, **do.common)

    return run


EVENT_ACTS: Mapping[str, Act] = {
    "file": Act(EVENTS["file"], UnitForm, _dispatch("file"), _GIVEN),
    "redispatch": Act(EVENTS["redispatch"], UnitForm, _dispatch("redispatch"), _GIVEN),
    "sign": Act(EVENTS["sign"], OnceForm, _plain("sign"), _("Signed. Now it can be put right.")),
    "report": Act(EVENTS["report"], forms.HandledForm, _plain("report"), _("Somebody else looks at it now.")),
    "verify_ok": Act(EVENTS["verify_ok"], RemarkForm, _plain("verify_ok"), _("Verified and closed.")),
    "verify_bad": Act(EVENTS["verify_bad"], ReasonForm, _plain("verify_bad"), _("It is back at work.")),
    "decide": Act(EVENTS["decide"], DecideForm, _dispatch("decide"), _DECIDED),
    "take_up_again": Act(EVENTS["take_up_again"], OnceForm, _plain("take_up_again"), _SAVED),
    "extend": Act(EVENTS["extend"], ReasonForm, _plain("extend"), _("Extended once.")),
    "return": Act(EVENTS["return"], ReturnForm, _plain("return"), _("It is back at the desk.")),
    "deny_return": Act(EVENTS["deny_return"], ReasonForm, _plain("deny_return"), _STAYS),
    "park": Act(EVENTS["park"], ReasonForm, _plain("park"), _SAVED),
    "ask_up": Act(EVENTS["ask_up"], ReasonForm, _plain("ask_up"), _("The arbiter has it now.")),
    "reopen": Act(EVENTS["reopen"], ReasonForm, _plain("reopen"), _("It is open again.")),
    "designate": Act(EVENTS["designate"], DesignateForm, _designate, _GIVEN),
    "not_file": Act(
        EVENTS["not_file"],
        ReasonForm,
        _plain("not_file"),
        _("Not filed; whoever reported it reads why."),
        danger=True,
    ),
    "conclude": Act(EVENTS["conclude"], ReasonForm, _plain("conclude"), _ENDED, danger=True),
}
# The step an event most likely needs next stands out.
EVENT_MAIN = ("file", "redispatch", "sign", "report", "verify_ok", "decide", "take_up_again")

ROUND_ACTS: Mapping[str, Act] = {
    "assign": Act(EVENTS["assign"], forms.GiveRoundForm, _give("assign"), _ASKED),
    "reassign": Act(EVENTS["reassign"], forms.GiveRoundForm, _give("reassign"), _ASKED),
    "nothing": Act(
        EVENTS["nothing"],
        RemarkForm,
        lambda do: report_round(round_id=do.loop_id, text=do.data["text"], **do.common),
        _("Reported: nothing found."),
    ),
    "confirm": Act(EVENTS["confirm"], OnceForm, _round("confirm"), _("The round is accepted.")),
    "not_enough": Act(EVENTS["not_enough"], ReasonForm, _round("not_enough"), _("The round goes on.")),
    "verify_ok": Act(EVENTS["verify_ok"], RemarkForm, _round("verify_ok"), _SAVED),
    "verify_bad": Act(EVENTS["verify_bad"], ReasonForm, _round("verify_bad"), _("The round goes on.")),
    "decide": Act(EVENTS["decide"], forms.DecideRoundForm, _give("decide"), _DECIDED),
    "sign": Act(EVENTS["take_on"], OnceForm, _round("sign"), _SAVED),
    "take_up_again": Act(EVENTS["take_up_again"], OnceForm, _round("take_up_again"), _SAVED),
    "extend": Act(EVENTS["extend"], ReasonForm, _round("extend"), _("Extended once.")),
    "return": Act(EVENTS["return"], ReasonForm, _round("return"), _("It is back with whoever planned it.")),
    "deny_return": Act(EVENTS["deny_return"], ReasonForm, _round("deny_return"), _STAYS),
    "park": Act(EVENTS["park"], ReasonForm, _round("park"), _SAVED),
    "ask_up": Act(EVENTS["ask_up"], ReasonForm, _round("ask_up"), _("The arbiter has it now.")),
    "reopen": Act(EVENTS["reopen"], ReasonForm, _round("reopen"), _("It is open again.")),
    "call_off": Act(
        EVENTS["call_off"], ReasonForm, _round("call_off"), _("The round is called off."), danger=True
    ),
    "conclude": Act(EVENTS["conclude"], ReasonForm, _round("conclude"), _ENDED, danger=True),
}
ROUND_MAIN = ("assign", "reassign", "confirm", "verify_ok", "decide", "take_up_again")
