"""Follow a step of the platform above: the case goes along as far as its procedure allows, else both stand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.cases.facts import AboveWord, Satisfaction
from gongzhi.cases.public import (
    Verdict,
    classify_above,
    end_above,
    judge_above,
    reopen_above,
    say_above,
    verdict_of,
)
from gongzhi.channels.upper.actions.note_difference import note_difference
from gongzhi.channels.upper.actions.take_order import note_code
from gongzhi.channels.upper.facts import Code, Event, EventFollowed, Move, Status, What
from gongzhi.channels.upper.models import UpperOrder
from gongzhi.channels.upper.rules.comparing import amber_at
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, hold, loop_row
from gongzhi.people.facts import Actor

ENDED_WITHOUT_A_WORD = "上级平台未说明理由。"  # theirs: a reason is never made up, that there is none is said
_JUDGED_IN = ("answered", "calling")


@dataclass(frozen=True)
class _Step:
    """One event of theirs, with what it meets here."""

    order: UpperOrder
    event: Event
    meaning: Meaning
    loop: LoopRow
    verdict: Verdict
    by: Actor
    at: datetime

    @property
    def words(self) -> str:
        return self.event.words.replace("\0", "").strip()[:20_000]

    def say(self, what: AboveWord) -> None:
        say_above(
            case_id=self.loop.id, what=what, text=self.words, until=self.event.due_at, by=self.by, at=self.at
        )

    def differ(self, what: What, ours: str, theirs: str) -> None:
        note_difference(
            platform=self.meaning.platform,
            number=self.order.number,
            order_id=self.order.id,
            what=what,
            ours=ours,
            theirs=theirs,
            by=self.by,
            at=self.at,
        )

    def try_to(self, act: Callable[[], None]) -> str:
        """Go along; return the code of the rule that forbids it, "" when it was done."""
        try:
            act()
        except Refused as refused:
            return refused.refusal.code
        return ""


def follow_event(*, meaning: Meaning, event: Event, by: Actor, at: datetime) -> bool:
    """Take in a step of theirs, once and in order of its number; tell whether it was new.

    Whatever stands here as the resident's own word is never changed by theirs: a difference is put on the list.
    """
    with transaction.atomic(durable=True):
        rows = UpperOrder.objects.select_for_update().select_related("platform")
        order = rows.filter(platform=meaning.platform, number=event.number).first()
        if order is None or event.seq <= order.seen:
            return False
        loop = hold(order.loop_id)
        step = _Step(order, event, meaning, loop, verdict_of(loop.id), by, at)
        code = _HANDLERS[event.move](step)
        order.seen = event.seq
        order.save(update_fields=["seen", "status", "due_at", "warn_at", "warned", "category", "solved"])
        fact = EventFollowed(
            seq=event.seq,
            move=event.move,
            followed=not code,
            code=code,
            due_at=order.due_at,
            category=order.category,
            solved=order.solved,
            status=order.status,
        )
        record(fact, subject=order.id, by=by.name(), at=at)
        return True


def _close(step: _Step) -> str:
    step.order.status = Status.CLOSED
    judged = _judged(step) if step.event.solved is not None else ""
    now_here = loop_row(step.loop.id)
    if now_here is None or now_here.ended_at is not None:
        return judged
    if step.verdict.solved is False and step.event.move is Move.CLOSED:
        # The resident said here that it is not solved, and the work goes on because of that.
        step.say(AboveWord.ENDED)
        step.differ(What.OPINION, "NOT_SOLVED", "CLOSED")
        return "upper.own_word"
    code = step.try_to(
        lambda: end_above(
            case_id=step.loop.id, reason=step.words or ENDED_WITHOUT_A_WORD, by=step.by, at=step.at
        )
    )
    if code:
        step.say(AboveWord.ENDED)
        step.differ(What.NOT_FOLLOWED, Status.OPEN, Status.CLOSED)
    return code


def _reopen(step: _Step) -> str:
    step.order.status, step.order.solved = Status.OPEN, step.event.solved
    if step.loop.ended_at is None:
        return ""
    if step.verdict.solved and step.verdict.via != "ABOVE":
        # The resident said here that it is solved: opening again would take that back.
        step.say(AboveWord.OPENED)
        step.differ(What.OPINION, "SOLVED", "REOPENED")
        return "upper.own_word"
    return _open_here(step)


def _open_here(step: _Step) -> str:
    code = step.try_to(lambda: reopen_above(case_id=step.loop.id, reason=step.words, by=step.by, at=step.at))
    if code:
        step.say(AboveWord.OPENED)
        step.differ(What.NOT_FOLLOWED, Status.CLOSED, Status.OPEN)
    return code


def _judged(step: _Step) -> str:
    if step.event.solved is None:
        # They tell of a judgement and not which: whether it is solved is never made up.
        return _remark(step)
    solved = step.event.solved
    step.order.solved = solved
    if step.verdict.solved is None and step.loop.state in _JUDGED_IN:
        code = _judge_here(step)
        if not code:
            return ""
    else:
        code = ""
    if step.verdict.solved is not None and step.verdict.solved == solved:
        return ""
    step.say(AboveWord.SOLVED if solved else AboveWord.NOT_SOLVED)
    if step.verdict.solved is not None:
        step.differ(What.OPINION, _said(step.verdict.solved), _said(solved))
        return "upper.own_word"
    return code


def _judge_here(step: _Step) -> str:
    satisfied = step.meaning.satisfied(step.event.satisfied)
    return step.try_to(
        lambda: judge_above(
            case_id=step.loop.id,
            solved=bool(step.event.solved),
            satisfied=Satisfaction(satisfied) if satisfied else None,
            words=step.words,
            by=step.by,
            at=step.at,
        )
    )


def _said(solved: bool) -> str:
    return "SOLVED" if solved else "NOT_SOLVED"


def _limit(step: _Step) -> str:
    order, event = step.order, step.event
    if event.due_at is not None:
        order.due_at, order.warned = event.due_at, ""
        order.warn_at = amber_at(order.given_at, event.due_at, amber=step.meaning.amber)
        step.say(AboveWord.EXTENDED if event.move is Move.EXTENDED else AboveWord.DEADLINE)
    if not event.category or event.category == order.category:
        return ""
    order.category = event.category
    matter = step.meaning.categories.get(event.category)
    if matter is None:
        platform = step.meaning.platform
        note_code(platform=platform, what=Code.CATEGORY, value=event.category, by=step.by, at=step.at)
        return ""
    return step.try_to(lambda: classify_above(case_id=step.loop.id, matter=matter, by=step.by, at=step.at))


def _not_extended(step: _Step) -> str:
    step.say(AboveWord.NOT_EXTENDED)
    return ""


def _taken_back(step: _Step) -> str:
    step.order.status = Status.CLOSED
    step.say(AboveWord.TAKEN_BACK)
    return ""


def _not_taken_back(step: _Step) -> str:
    step.order.status = Status.OPEN
    step.say(AboveWord.NOT_TAKEN_BACK)
    return _open_here(step) if step.loop.ended_at is not None else ""


def _remark(step: _Step) -> str:
    step.say(AboveWord.REMARK)
    return ""


_HANDLERS: dict[Move, Callable[[_Step], str]] = {
    Move.CLOSED: _close,
    Move.RECALLED: _close,
    Move.REOPENED: _reopen,
    Move.JUDGED: _judged,
    Move.DEADLINE: _limit,
    Move.EXTENDED: _limit,
    Move.NOT_EXTENDED: _not_extended,
    Move.TAKEN_BACK: _taken_back,
    Move.NOT_TAKEN_BACK: _not_taken_back,
    Move.REMARK: _remark,
}
