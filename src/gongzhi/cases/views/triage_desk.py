"""What the desk does with a proposal: accept it, take back what was dispatched, say whether life is in danger."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from gongzhi.cases.actions.danger import look_at_danger
from gongzhi.cases.actions.triage import accept
from gongzhi.cases.actions.undo import taking_back_refusal, undo
from gongzhi.cases.queries import CaseView, case_story
from gongzhi.cases.rules import classify_refusal
from gongzhi.cases.triage_forms import AcceptForm, UndoForm
from gongzhi.cases.views.panel import WAITING_AT_DESK, matter_choices, unit_choices
from gongzhi.cases.views.triage_panel import undo_form
from gongzhi.cases.words import EVENTS
from gongzhi.diagnosis.public import life_waiting
from gongzhi.loops.public import Act, Do, LoopRow, OnceForm, holders_of_many, loop_row, loops_by_id
from gongzhi.people.facts import Actor

ACCEPT, UNDO = "accept", "undo"
DANGER, NO_DANGER = "danger", "no-danger"


def _accept(do: Do) -> None:
    loop = loop_row(do.loop_id)
    again = loop is not None and loop.state == "return_review"
    accept(
        case_id=do.loop_id,
        event="redispatch" if again else "dispatch",
        matter=do.data["matter"],
        unit_id=do.data["unit_id"],
        looked_ms=do.data.get("looked_ms"),
        **do.common,
    )


def _undo(do: Do) -> None:
    undo(
        case_id=do.loop_id,
        matter=do.data["matter"],
        unit_id=do.data["other"],
        note=do.data["note"],
        **do.common,
    )


def _look(danger: bool) -> Callable[[Do], None]:
    return lambda do: look_at_danger(case_id=do.loop_id, danger=danger, **do.common)


TRIAGE_ACTS: Mapping[str, Act] = {
    ACCEPT: Act(EVENTS["dispatch"], AcceptForm, _accept, _("The unit has the case now.")),
    UNDO: Act(EVENTS["undo"], UndoForm, _undo, _("Taken back and sent on.")),
    DANGER: Act(
        _("Life is in danger"),
        OnceForm,
        _look(True),
        _("It is on record: life is in danger. Send it on at once."),
    ),
    NO_DANGER: Act(
        _("Nobody is in danger"),
        OnceForm,
        _look(False),
        _("It is on record: nobody is in danger. It takes its turn."),
    ),
}


def undo_of(case: CaseView, *, at: datetime, data: Any = None) -> UndoForm:
    """Return the form that sends elsewhere what a program dispatched, with its choices."""
    fitting, others = unit_choices(case, at=at)
    return undo_form(case, matters=matter_choices(at=at), others=[*fitting, *others], data=data)


def may_take_back(actor: Actor, case: CaseView) -> bool:
    """Tell whether the actor's desk may still take a case back that it, or a program in its place, dispatched."""
    if case.loop.state != "dispatched":
        return False
    if classify_refusal(actor, intake=case.holders.get("intake", ())) is not None:
        return False
    return taking_back_refusal(case.loop, case_story(case.loop.id)) is None


def first_of_life(actor: Actor, due: Sequence[LoopRow]) -> tuple[frozenset[UUID], list[LoopRow]]:
    """Return which cases of the desk may be about life, and the queue with these on top, however late they are due."""
    ids = danger_at(actor)
    if not ids:
        return frozenset(), list(due)
    rows = {loop.id: loop for loop in due}
    rows |= loops_by_id(set(ids) - rows.keys())
    first = [rows[each] for each in ids if each in rows]
    return frozenset(ids), [*first, *(loop for loop in due if loop.id not in ids)]


def danger_at(actor: Actor) -> list[UUID]:
    """Return the cases at the actor's desk that nobody has decided about although life may be in danger."""
    found = life_waiting(WAITING_AT_DESK)
    holders = holders_of_many(set(found)) if found else {}
    return [each for each in found if actor.unit_id in holders.get(each, {}).get("intake", ())]
