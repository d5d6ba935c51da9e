"""What staff can do with a directive: for each step its form and the action behind it."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gongzhi.directives import forms
from gongzhi.directives.actions.assess import assess_as_addressee, draw_look, look_at
from gongzhi.directives.actions.conclude import conclude, draft_next
from gongzhi.directives.actions.decompose import decompose
from gongzhi.directives.actions.give import give
from gongzhi.directives.actions.handle import amend, handle
from gongzhi.directives.actions.work import ask_for_help, finish_task, link_work, open_work, send_rounds
from gongzhi.directives.queries import directive
from gongzhi.directives.views.choices import parts_for
from gongzhi.directives.words import EVENTS
from gongzhi.loops.public import Act, Do, OnceForm, ReasonForm, RemarkForm

_SAVED = _("It is on record.")
_REPLY_DUE = _("Your answer is with the issuer, who owes you a reply.")


def _of(do: Do) -> dict[str, Any]:
    return {"directive_id": do.loop_id, **do.common}


def _plain(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        handle(
            event=event,
            reason=do.data.get("reason", ""),
            text=do.data.get("text", ""),
            citation=do.data.get("citation", ""),
            **_of(do),
        )

    return run


def _give(event: str) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        give(
            event=event,
            unit_id=UUID(do.data["unit_id"]),
            text=do.data["text"],
            reason=do.data["reason"],
            overrule=do.data["overrule"],
            **_of(do),
        )

    return run


def _parts(do: Do) -> int:
    view = directive(do.loop_id)
    assert view is not None
    parts = parts_for(map(UUID, do.data["addressees"]), view.scope)
    return decompose(parts=parts, text=do.data["text"], **_of(do))


def _rounds(do: Do) -> int:
    return send_rounds(grids=do.data["grids"], unit_id=UUID(do.data["unit_id"]), **_of(do))


def _task(done: bool) -> Callable[[Do], Any]:
    def run(do: Do) -> None:
        finish_task(done=done, text=do.data.get("text", "") or do.data.get("reason", ""), **_of(do))

    return run


def _own_view(do: Do) -> None:
    data = {name: do.data[name] for name in ("clear", "feasible", "hours", "text")}
    assess_as_addressee(**data, **_of(do))


def _place(do: Do) -> None:
    look_at(grid=do.data["grid"], as_asked=do.data["as_asked"], text=do.data["text"], **_of(do))


ACTS: Mapping[str, Act] = {
    "send": Act(EVENTS["send"], forms.GiveForm, _give("send"), _("It has gone to the addressee.")),
    "accept": Act(EVENTS["accept"], OnceForm, _plain("accept"), _("Accepted. The work begins.")),
    "rounds": Act(_("Have grids looked at"), forms.RoundsForm, _rounds, _("The rounds are planned.")),
    "parts": Act(_("Pass parts on"), forms.PartsForm, _parts, _("The parts have gone out.")),
    "help": Act(
        _("Ask another unit for help"),
        forms.HelpForm,
        lambda do: ask_for_help(unit_id=UUID(do.data["unit_id"]), text=do.data["text"], **_of(do)),
        _("The unit has the task now."),
    ),
    "case": Act(
        _("Open a case for it"),
        forms.OpenCaseForm,
        lambda do: open_work(grid=do.data["grid"], text=do.data["text"], **_of(do)),
        _("The case is open and counts as work on this."),
    ),
    "link": Act(
        _("Count something as work on it"),
        forms.LinkForm,
        lambda do: link_work(number=do.data["number"], **_of(do)),
        _("It counts as work on this now."),
    ),
    "task_done": Act(_("Our task is done"), RemarkForm, _task(True), _SAVED),
    "task_refused": Act(_("We cannot do this task"), ReasonForm, _task(False), _SAVED),
    "report": Act(EVENTS["report"], RemarkForm, _plain("report"), _("The issuer judges it now.")),
    "cannot": Act(EVENTS["cannot"], ReasonForm, _plain("cannot"), _REPLY_DUE),
    "conflicts": Act(EVENTS["conflicts"], forms.ConflictForm, _plain("conflicts"), _REPLY_DUE),
    "already_done": Act(EVENTS["already_done"], forms.DoneForm, _plain("already_done"), _REPLY_DUE),
    "better_way": Act(EVENTS["better_way"], forms.BetterForm, _plain("better_way"), _REPLY_DUE),
    "amend": Act(
        EVENTS["amend"],
        forms.AmendForm,
        lambda do: amend(text=do.data["text"], **_of(do)),
        _("Changed and sent again."),
    ),
    "insist": Act(EVENTS["insist"], ReasonForm, _plain("insist"), _("The addressee has your reply.")),
    "agree_done": Act(
        EVENTS["agree_done"], RemarkForm, _plain("agree_done"), _("Somebody independent looks at it.")
    ),
    "release": Act(EVENTS["release"], ReasonForm, _plain("release"), _("The addressee is released.")),
    "look": Act(EVENTS["look"], OnceForm, _plain("look"), _("Somebody independent looks at it.")),
    "confirm": Act(EVENTS["confirm"], OnceForm, _plain("confirm"), _("The result is accepted.")),
    "not_enough": Act(EVENTS["not_enough"], ReasonForm, _plain("not_enough"), _("It is back at work.")),
    "draw": Act(
        _("Draw the places to look at"), OnceForm, lambda do: draw_look(**_of(do)), _("The places are drawn.")
    ),
    "place": Act(_("Record what a place looks like"), forms.LookedAtForm, _place, _SAVED),
    "assess_ok": Act(EVENTS["assess_ok"], RemarkForm, _plain("assess_ok"), _("It is concluded.")),
    "assess_bad": Act(EVENTS["assess_bad"], ReasonForm, _plain("assess_bad"), _("It is back at work.")),
    "decide": Act(EVENTS["decide"], forms.RulingForm, _give("decide"), _("Decided. It cannot bounce again.")),
    "stop": Act(EVENTS["stop"], ReasonForm, _plain("stop"), _("It is stopped."), danger=True),
    "extend": Act(EVENTS["extend"], ReasonForm, _plain("extend"), _("Extended once.")),
    "park": Act(EVENTS["park"], ReasonForm, _plain("park"), _SAVED),
    "take_up_again": Act(EVENTS["take_up_again"], OnceForm, _plain("take_up_again"), _SAVED),
    "ask_up": Act(EVENTS["ask_up"], ReasonForm, _plain("ask_up"), _("The superior office has it now.")),
    "own_view": Act(
        _("Say what you think of it"),
        forms.OwnViewForm,
        _own_view,
        _("Thank you. It counts beside the figures."),
    ),
    "conclude": Act(
        _("Write down what was learned"),
        forms.ConcludeForm,
        lambda do: conclude(text=do.data["text"], **_of(do)),
        _SAVED,
    ),
    "next": Act(
        _("Draft the next version"),
        OnceForm,
        lambda do: draft_next(**_of(do)),
        _("The draft waits with you to be sent."),
    ),
    "reopen": Act(EVENTS["reopen"], ReasonForm, _plain("reopen"), _("It is open again.")),
    "call_back": Act(EVENTS["call_back"], ReasonForm, _plain("call_back"), _("It is not sent."), danger=True),
}

# The step most likely next stands out.
MAIN = (
    "send",
    "accept",
    "amend",
    "draw",
    "place",
    "assess_ok",
    "look",
    "confirm",
    "decide",
    "task_done",
    "rounds",
    "report",
    "conclude",
    "next",
)
