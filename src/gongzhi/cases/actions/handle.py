"""The plain steps of handling: sign, return, ask upward, and the desks' decisions that need only a reason."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.actions.step import step
from gongzhi.loops.public import Words
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
    """Carry out one of `PLAIN`. Raises Refused ``loops.not_entitled`` and those of the loop."""
    assert event in PLAIN
    with transaction.atomic(durable=True):
        words = Words(reason=reason, text=note, citation=citation)
        step(event, case_id=case_id, by=by, at=at, words=words, once=once)
