"""The plain steps: sign, return, propose upward, extend; and not taking an application up."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.applications.actions.step import step
from gongzhi.applications.queries import resident_application
from gongzhi.applications.rules import ENTITLED, extend_refusal, words_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.loops.public import Words
from gongzhi.people.facts import Actor

# Events which need nothing but who, when, and words. What names a unit, asks or decides has its own verb.
PLAIN = frozenset({"sign", "return", "deny_return", "ask_up", "extend"})


def handle(
    *,
    application_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    reason: str = "",
    citation: str = "",
    once: UUID | None = None,
) -> None:
    """Carry out one of `PLAIN`.

    Raises Refused ``loops.not_entitled``, ``applications.legal_time`` (extend) and those of the loop.
    """
    assert event in PLAIN
    with transaction.atomic(durable=True):
        if event == "extend":
            ensure(ENTITLED.refusal(event, by))
            view = resident_application(application_id)
            assert view is not None
            ensure(extend_refusal(view.situation.limit))
        words = Words(reason=reason, citation=citation)
        step(event, application_id=application_id, by=by, at=at, words=words, once=once)


def refuse(
    *,
    application_id: UUID,
    reason: str,
    where_to_go: str,
    by: Actor,
    at: datetime,
    once: UUID | None = None,
) -> None:
    """Not take an application up 不予受理: with a reason, and where to go instead.

    Raises Refused ``applications.reason_missing``, ``applications.where_to_go_missing`` and those of the loop.
    """
    ensure(words_refusal(reasons=reason))
    if not where_to_go.strip():
        raise Refused(Refusal("applications.where_to_go_missing"))
    with transaction.atomic(durable=True):
        words = Words(reason=reason, text=where_to_go)
        step("refuse", application_id=application_id, by=by, at=at, words=words, once=once)
