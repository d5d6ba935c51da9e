"""The plain steps of an event: file or not is the desk's, work the unit's, verification somebody else's 核查."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.loops.public import Words
from gongzhi.patrol.actions.step import step_event
from gongzhi.people.facts import Actor

# Events which need nothing but who, when, and words. What names a unit has its own verb.
PLAIN = frozenset(
    {
        "not_file",
        "sign",
        "return",
        "deny_return",
        "extend",
        "park",
        "take_up_again",
        "ask_up",
        "conclude",
        "report",
        "verify_ok",
        "verify_bad",
        "reopen",
    }
)


def handle(
    *,
    event_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    text: str = "",
    citation: str = "",
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`. Raises Refused ``loops.not_entitled`` and those of the loop."""
    assert event in PLAIN
    with transaction.atomic(durable=True):
        words = Words(reason=reason, text=text, citation=citation)
        step_event(event, loop_id=event_id, by=by, at=at, words=words, once=once)
