"""What staff can do with a version on its way through the gates: for each step its form and the action behind it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gongzhi.algorithms import forms
from gongzhi.algorithms.actions.board import decide_review, vote
from gongzhi.algorithms.actions.pass_gate import name_tester, pass_gate, retire, send_to_experts, start_pilot
from gongzhi.algorithms.facts import Opinion, Seat
from gongzhi.algorithms.queries import version_of_loop
from gongzhi.algorithms.steps import EVENTS
from gongzhi.loops.public import Act, Do, OnceForm, ReasonForm

_SAVED = _("It is on record.")
_NEXT = _("It went to the next gate.")
_BACK = _("It went back.")
_IN_FORCE = _("It is in force from now on.")


def _of(do: Do) -> dict[str, Any]:
    version = version_of_loop(do.loop_id)
    assert version is not None
    return {"version_id": version.id, **do.common}


def _plain(event: str) -> Callable[[Do], None]:
    def run(do: Do) -> None:
        pass_gate(event=event, reason=do.data.get("reason", ""), **_of(do))

    return run


def _tester(event: str) -> Callable[[Do], None]:
    def run(do: Do) -> None:
        name_tester(event=event, unit_id=do.data["unit_id"], reason=do.data.get("reason", ""), **_of(do))

    return run


def _decide(event: str) -> Callable[[Do], None]:
    def run(do: Do) -> None:
        said = {name: do.data.get(name, "") for name in ("conditions", "because", "reason")}
        decide_review(event=event, **said, **_of(do))

    return run


def _vote(do: Do) -> None:
    version_id: UUID = _of(do)["version_id"]
    vote(
        version_id=version_id,
        opinion=Opinion(do.data["opinion"]),
        seat=Seat(do.data["seat"]),
        group=do.data.get("group", ""),
        text=do.data["text"],
        by=do.by,
        at=do.at,
    )


ACTS: Mapping[str, Act] = {
    "state_need": Act(
        EVENTS["state_need"], forms.TesterForm, _tester("state_need"), _("The tester has it now.")
    ),
    "ask_simple": Act(EVENTS["ask_simple"], OnceForm, _plain("ask_simple"), _("The board has it now.")),
    "state_impact": Act(EVENTS["state_impact"], OnceForm, _plain("state_impact"), _("Now it is tested.")),
    "report_test": Act(
        EVENTS["report_test"], OnceForm, _plain("report_test"), _("Its owner has the test now.")
    ),
    "submit": Act(EVENTS["submit"], OnceForm, _plain("submit"), _("The board has it now.")),
    "vote": Act(_("Speak as a member of the board"), forms.VoteForm, _vote, _("Your opinion is on record.")),
    "approve": Act(EVENTS["approve"], forms.ApproveForm, _decide("approve"), _NEXT),
    "approve_simple": Act(EVENTS["approve_simple"], forms.ApproveForm, _decide("approve_simple"), _IN_FORCE),
    "approve_for_experts": Act(
        EVENTS["approve_for_experts"], forms.ApproveForm, _decide("approve_for_experts"), _NEXT
    ),
    "send_to_experts": Act(
        EVENTS["send_to_experts"],
        forms.ExpertsForm,
        lambda do: send_to_experts(unit_id=do.data["unit_id"], **_of(do)),
        _("The experts have it now."),
    ),
    "experts_ok": Act(EVENTS["experts_ok"], OnceForm, _plain("experts_ok"), _NEXT),
    "start_pilot": Act(
        EVENTS["start_pilot"],
        forms.PilotForm,
        lambda do: start_pilot(share=do.data["share"], **_of(do)),
        _("The pilot has begun."),
    ),
    "ask_comparison": Act(EVENTS["ask_comparison"], OnceForm, _plain("ask_comparison"), _NEXT),
    "pilot_ok": Act(EVENTS["pilot_ok"], forms.JudgeForm, _plain("pilot_ok"), _IN_FORCE),
    "better": Act(EVENTS["better"], forms.JudgeForm, _plain("better"), _IN_FORCE),
    "send_back": Act(EVENTS["send_back"], forms.SendBackForm, _tester("send_back"), _BACK),
    "not_yet": Act(EVENTS["not_yet"], forms.NotYetForm, _decide("not_yet"), _BACK),
    "reject": Act(
        EVENTS["reject"], forms.NotYetForm, _decide("reject"), _("The arbiter has it now."), danger=True
    ),
    "experts_bad": Act(EVENTS["experts_bad"], ReasonForm, _plain("experts_bad"), _BACK),
    "pilot_bad": Act(EVENTS["pilot_bad"], ReasonForm, _plain("pilot_bad"), _BACK),
    "not_better": Act(EVENTS["not_better"], ReasonForm, _plain("not_better"), _BACK),
    "extend": Act(EVENTS["extend"], ReasonForm, _plain("extend"), _("Extended once.")),
    "return": Act(EVENTS["return"], ReasonForm, _plain("return"), _BACK),
    "test_again": Act(EVENTS["test_again"], OnceForm, _plain("test_again"), _BACK),
    "take_back": Act(EVENTS["take_back"], OnceForm, _plain("take_back"), _SAVED),
    "ask_up": Act(EVENTS["ask_up"], ReasonForm, _plain("ask_up"), _("The arbiter has it now.")),
    "reopen": Act(EVENTS["reopen"], ReasonForm, _plain("reopen"), _("It is open again.")),
    "begin_anew": Act(EVENTS["begin_anew"], OnceForm, _plain("begin_anew"), _SAVED, danger=True),
    "retire": Act(
        EVENTS["retire"],
        forms.RetireForm,
        lambda do: retire(
            post_mortem=do.data["post_mortem"], post_mortem_en=do.data["post_mortem_en"], **_of(do)
        ),
        _("It is retired."),
        danger=True,
    ),
    "drop": Act(EVENTS["drop"], ReasonForm, _plain("drop"), _("It is given up."), danger=True),
    "refuse": Act(EVENTS["refuse"], ReasonForm, _plain("refuse"), _("It is refused."), danger=True),
}
# The step a version most likely needs next stands out.
MAIN = (
    *("state_need", "state_impact", "report_test", "submit", "vote", "approve_simple", "approve"),
    *(
        "approve_for_experts",
        "send_to_experts",
        "experts_ok",
        "start_pilot",
        "pilot_ok",
        "better",
        "send_back",
    ),
)
