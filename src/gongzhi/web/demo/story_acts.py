"""What each verb of a story does: the plain steps of one case, said and done by whoever owes them."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from gongzhi.cases.facts import Finding, Satisfaction
from gongzhi.cases.public import (
    add,
    answer,
    answer_at_once,
    approve,
    ask,
    confirm_withdrawal,
    decline,
    dispatch,
    handle,
    judge,
    make_contact,
    not_reached,
    note,
    reopen,
    reply,
    reveal,
    send_back,
    urge,
    withdraw,
)
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import Actor, RevealWish
from gongzhi.people.public import reveal_reasons, seal_look
from gongzhi.web.demo.declined import DECLINED
from gongzhi.web.demo.staffing import unit_code
from gongzhi.web.demo.stage import Stage

Step = Mapping[str, Any]
# Events whose words are no reason.
NOTED = frozenset({"take_up_again", "recheck_ok"})
# What begins a look that the person is told of later: no open line may come before it.
UNDER_SEAL = frozenset({"seal"})
Act = Callable[["Told", Step, Actor, datetime], None]


class Told:
    """The case a story is told of: its stage, its id, and whether the lot is still to fall on it."""

    def __init__(
        self, stage: Stage, case_id: UUID, *, recheck: bool = False, look_later: bool = False
    ) -> None:
        self.stage, self.id = stage, case_id
        self.recheck, self.look_later = recheck, look_later
        self.waiting: list[UUID] = []  # who called about the same and goes along with nobody yet

    def unit(self, slug: str) -> UUID:
        return self.stage.unit(unit_code(slug))


def speaking(action: Callable[..., Any], name: str) -> Act:
    """Return the act of an action which takes the words of a step under this name."""

    def act(told: Told, step: Step, by: Actor, at: datetime) -> None:
        action(case_id=told.id, **{name: step.get("text", "")}, by=by, at=at)

    return act


def _event(told: Told, step: Step, by: Actor, at: datetime) -> None:
    words = {"note" if step["do"] in NOTED else "reason": step.get("text", "")}
    handle(case_id=told.id, event=step["do"], citation=step.get("citation", ""), **words, by=by, at=at)


def _seal(told: Told, step: Step, by: Actor, at: datetime) -> None:
    until = at.date() + timedelta(days=step["days"])
    seal_look(subject=told.id, basis=step["text"], until=until, by=by, at=at)


def _dispatch(told: Told, step: Step, by: Actor, at: datetime) -> None:
    overrule = bool(step.get("overrule"))
    text = step.get("text", "")
    reason = text if overrule or step["do"] == "decide" else ""
    try:
        dispatch(
            case_id=told.id,
            event=step["do"],
            unit_id=told.unit(step["unit"]),
            note="" if reason else text,
            reason=reason,
            overrule=overrule,
            by=by,
            at=at,
        )
    except Refused:
        # The duty table said no, as the story wants; nothing else may.
        if not step.get("refused"):
            raise


def _decline(told: Told, step: Step, by: Actor, at: datetime) -> None:
    reason_code, destination = DECLINED[step["reason"]]
    decline(
        case_id=told.id,
        event=step["do"],
        reason_code=reason_code,
        destination=destination,
        reason=step["text"],
        where_to_go=step["where"],
        by=by,
        at=at,
    )


def _reveal(told: Told, step: Step, by: Actor, at: datetime) -> None:
    """See who reported it, as it happened then; nobody reads the identity while the demo is loaded."""
    basis = reveal_reasons().purposes[step["purpose"]].bases[0]
    wish = RevealWish(step["purpose"], basis, step.get("minutes", 30), step["text"])
    reveal(case_id=told.id, wish=wish, by=by, at=at)


def _judge(told: Told, step: Step, by: Actor, at: datetime) -> None:
    judge(
        case_id=told.id,
        solved=step["do"] == "solved",
        satisfied=Satisfaction(step["satisfied"]) if step.get("satisfied") else None,
        words=step.get("text", ""),
        by=by,
        at=at,
        drawn=0 if told.recheck else 999,
        drawn_later=0 if told.look_later else 999,
    )


def _answer(told: Told, step: Step, by: Actor, at: datetime) -> None:
    action = answer if step["do"] == "answer" else answer_at_once
    action(
        case_id=told.id,
        text=step["text"],
        finding=Finding(step.get("finding", "SOLVED")),
        reason=step.get("why", ""),
        by=by,
        at=at,
    )


def _withdrawal(told: Told, step: Step, by: Actor, at: datetime) -> None:
    meant = step["do"] == "withdrawal_confirmed"
    confirm_withdrawal(case_id=told.id, meant=meant, note=step["text"], by=by, at=at)


def _approve(told: Told, _step: Step, by: Actor, at: datetime) -> None:
    approve(case_id=told.id, by=by, at=at)


def _not_reached(told: Told, _step: Step, by: Actor, at: datetime) -> None:
    not_reached(case_id=told.id, by=by, at=at)


def _urge(told: Told, step: Step, by: Actor, at: datetime) -> None:
    urge(case_id=told.id, by=by, at=at)
    add(case_id=told.id, text=step["text"], by=by, at=at)


def _recheck(told: Told, step: Step, by: Actor, at: datetime) -> None:
    told.recheck = False
    _event(told, step, by, at)


ACTS: Mapping[str, Act] = {
    **dict.fromkeys(("dispatch", "redispatch", "decide"), _dispatch),
    **dict.fromkeys(
        ("sign", "return", "deny_return", "ask_up", "extend", "take_up_again", "conclude"), _event
    ),
    **dict.fromkeys(("recheck_ok", "recheck_bad"), _recheck),
    **dict.fromkeys(("refuse", "transfer"), _decline),
    **dict.fromkeys(("solved", "not_solved"), _judge),
    **dict.fromkeys(("answer", "answer_at_once"), _answer),
    **dict.fromkeys(("withdrawal_confirmed", "withdrawal_not_meant"), _withdrawal),
    "seal": _seal,
    "reveal": _reveal,
    "contact": speaking(make_contact, "note"),
    "note": speaking(note, "text"),
    "send_back": speaking(send_back, "reason"),
    "ask": speaking(ask, "question"),
    "reply": speaking(reply, "text"),
    "add": speaking(add, "text"),
    "withdraw": speaking(withdraw, "why"),
    "reopen": speaking(reopen, "why"),
    "approve": _approve,
    "not_reached": _not_reached,
    "urge": _urge,
}
