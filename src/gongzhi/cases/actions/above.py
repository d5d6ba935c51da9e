"""Follow the platform above 上级平台: it ends, opens again, or passes on what the resident told it."""

from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.cases.actions.classify import classify_held
from gongzhi.cases.actions.judge import Judgement, take_judgement
from gongzhi.cases.actions.step import step
from gongzhi.cases.facts import AboveSaid, AboveWord, JudgedVia, Satisfaction
from gongzhi.kernel.commitments import Private
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, hold
from gongzhi.people.facts import Actor

ABOVE = frozenset({"above"})


def end_above(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """End a case because the platform above ended or took back its order, inside the caller's transaction.

    It is no fulfilled end: whether it is solved only the resident says, who may open it again here. What was
    joined to it goes back to the desk. Raises Refused as the loop does, also where its definition knows nobody above.
    """
    assert connection.in_atomic_block
    step("end_above", case_id=case_id, by=by, at=at, words=Words(reason=reason), offices=ABOVE)


def reopen_above(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Open a case again because the platform above did, inside the caller's transaction; the first deadline stays."""
    assert connection.in_atomic_block
    step("reopen", case_id=case_id, by=by, at=at, words=Words(text=reason), offices=ABOVE)


def judge_above(
    *,
    case_id: UUID,
    solved: bool,
    satisfied: Satisfaction | None,
    words: str,
    by: Actor,
    at: datetime,
    drawn: int | None = None,
) -> None:
    """Take what the resident told the platform above, inside the caller's transaction, while nobody judged here.

    Raises Refused as the loop does: once the resident judged here, there is nothing left to be judged.
    """
    assert connection.in_atomic_block
    judgement = Judgement(solved=solved, satisfied=satisfied, via=JudgedVia.ABOVE, words=words)
    take_judgement(loop=hold(case_id), judgement=judgement, by=by, at=at, drawn=drawn, offices=ABOVE)


def classify_above(*, case_id: UUID, matter: str, by: Actor, at: datetime) -> None:
    """Set the matter of a case at intake by the code the platform above gave it, inside the caller's transaction.

    Raises Refused ``cases.matter_unknown``, ``loops.past_intake``.
    """
    assert connection.in_atomic_block
    classify_held(loop=hold(case_id), matter=matter, by=by, at=at)


def say_above(
    *,
    case_id: UUID,
    what: AboveWord,
    by: Actor,
    at: datetime,
    text: str = "",
    until: datetime | None = None,
) -> None:
    """Put on record what the platform above said, inside the caller's transaction; nothing here moves by it."""
    assert connection.in_atomic_block
    fact = AboveSaid(what=what, ends_at=until, text=Private(text) if text else None)
    record(fact, subject=case_id, by=by.name(), at=at)
