"""Cases that are worked on together: hold them in one order, answer them at once, let them go on by themselves."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from gongzhi.cases.facts import AnsweredTogether, Left
from gongzhi.cases.models import Case
from gongzhi.cases.together import JOINED
from gongzhi.kernel.commitments import Private
from gongzhi.ledger.public import record
from gongzhi.loops.public import LoopRow, Words, hold_many, move
from gongzhi.people.facts import SYSTEM, Actor

DESK = frozenset({"intake"})
_OF_FAMILIES = 0x6A6F696E  # keeps these locks apart from those of requests


def hold_family(case_id: UUID) -> LoopRow:
    """Lock a case with all that go along with it until the caller's transaction ends; return the case's loop."""
    return hold_families([case_id])[case_id]


def hold_families(case_ids: Collection[UUID]) -> dict[UUID, LoopRow]:
    """Lock cases with all that go along with them; return every loop that is held.

    Whoever joins something to a case, or acts for all of them, first takes the lock of the family and then the
    rows in the order of their ids. So nobody is added between reading who belongs to it and acting for them,
    and two who need the same ones wait and never block.
    """
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        for each in sorted(set(case_ids)):
            cursor.execute("select pg_advisory_xact_lock(%s)", [(each.int ^ _OF_FAMILIES) % 2**63])
    along = Case.objects.filter(parent__in=list(case_ids)).values_list("loop", flat=True)
    return {row.id: row for row in hold_many({*case_ids, *along})}


def answer_joined(*, parent_id: UUID, event: str, words: Words, by: Actor, at: datetime) -> list[UUID]:
    """Let the answer to a case answer all that go along with it; return them. Each resident judges for himself.

    Inside the transaction of the answer, which holds the family.
    """
    assert connection.in_atomic_block
    lead = Case.objects.values_list("lead", flat=True).get(loop=parent_id)
    told = []
    for child in Case.objects.filter(parent=parent_id, loop__state=JOINED).order_by("loop"):
        if event == "answer_at_once":
            # Whoever took the call has no power to work on it: a dispute goes to the dispatch desk.
            _separate(child.loop_id, event, at)
            move(loop_id=child.loop_id, event=event, by=by, at=at, words=words)
        else:
            assert lead is not None
            _together(child, parent_id, lead, words, by, at)
        told.append(child.loop_id)
    return told


def _together(child: Case, parent_id: UUID, lead: UUID, words: Words, by: Actor, at: datetime) -> None:
    move(loop_id=child.loop_id, event="answer_together", by=by, at=at, words=words, become={"lead": lead})
    child.lead_id = lead
    child.save(update_fields=["lead"])
    record(AnsweredTogether(parent_id=parent_id, unit_id=lead), subject=child.loop_id, by=by.name(), at=at)


def release_joined(*, parent_id: UUID, why: str, at: datetime) -> int:
    """Put all that went along with a case back to the dispatch desk; nothing ends because another one ended.

    `why` is the event after which the case carries nobody. Inside the transaction of that event.
    """
    assert connection.in_atomic_block
    children = list(Case.objects.filter(parent=parent_id, loop__state=JOINED).order_by("loop"))
    for child in children:
        _separate(child.loop_id, why, at)
        leave(case_id=child.loop_id, why=why, by=SYSTEM, at=at)
    return len(children)


def leave(*, case_id: UUID, why: str, by: Actor, at: datetime, reason: str = "") -> None:
    """Let a case go on by itself from now on, where it went along with another one."""
    assert connection.in_atomic_block
    case = Case.objects.filter(loop=case_id, parent__isnull=False).first()
    if case is None or case.parent_id is None:
        return
    left = Left(parent_id=case.parent_id, why=why, reason=Private(reason) if reason else None)
    case.parent_id = None
    case.save(update_fields=["parent"])
    record(left, subject=case_id, by=by.name(), at=at)


def _separate(case_id: UUID, why: str, at: datetime) -> None:
    move(
        loop_id=case_id,
        event="separate",
        by=SYSTEM,
        at=at,
        words=Words(reason=f"parent: {why}"),
        offices=DESK,
    )
