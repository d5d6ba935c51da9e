"""The plain steps of handling: sign, return, ask upward, and the desks' decisions that need only a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.effect import draw_effect_check
from gongzhi.cases.actions.family import hold_family
from gongzhi.cases.actions.step import step
from gongzhi.cases.objections import DECISIONS, objection_refusal
from gongzhi.cases.rules import power_refusal
from gongzhi.kernel.refusals import ensure
from gongzhi.loops.public import Words, already_done
from gongzhi.people.facts import Actor

# Events which need nothing but who, when, and words. What names a unit, judges or answers has its own verb.
PLAIN = frozenset(
    {
        "sign",
        "return",
        "deny_return",
        "ask_up",
        "extend",
        "conclude",
        "take_up_again",
        "recheck_ok",
        "recheck_bad",
    }
)


def handle(
    *,
    case_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    note: str = "",
    citation: str = "",
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`.

    Raises Refused ``loops.not_entitled``, ``cases.decided_it_yourself`` and those of the loop.
    """
    assert event in PLAIN
    ensure(power_refusal(event, by))  # before the receipt of somebody else's request is looked at
    with transaction.atomic(durable=True):
        hold_family(case_id)
        if once and already_done(once):
            return
        words = Words(reason=reason, text=note, citation=citation)
        if event in DECISIONS:
            ensure(objection_refusal(case_id, by))
        row = step(event, case_id=case_id, by=by, at=at, words=words, once=once)
        if event == "recheck_ok":
            draw_effect_check(loop=row, at=at)
