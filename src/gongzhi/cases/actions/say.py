"""Say of two cases that they are one problem, or that they are not: a word that stays, and joins nothing by itself."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.algorithms.public import judge, uses_about
from gongzhi.cases.facts import SaidApart, SaidSame
from gongzhi.cases.likely import said_of
from gongzhi.cases.models import Case, SaidOfTwo
from gongzhi.cases.queries import case_for
from gongzhi.cases.together import apart_refusal
from gongzhi.diagnosis.facts import SIMILAR
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, hold_many, holders_of, keep_receipt
from gongzhi.people.facts import Actor

APART = "apart"  # what stands in the register for “not the same”


def say_apart(*, case_id: UUID, other_id: UUID, by: Actor, at: datetime, once: UUID | None = None) -> None:
    """Say at the dispatch desk of a case that another one is not the same problem; it is not proposed again.

    Raises Refused: ``loops.not_entitled``, ``cases.not_yours``, ``cases.no_such_case``, ``cases.joined_to_itself``,
    ``cases.are_joined``.
    """
    with transaction.atomic(durable=True):
        hold_many([case_id, other_id])
        if once and already_done(once):
            return
        found = {row.loop_id: row for row in Case.objects.filter(loop__in=[case_id, other_id])}
        if case_id not in found or other_id not in found:
            raise Refused(Refusal("cases.no_such_case" if case_id != other_id else "cases.joined_to_itself"))
        ensure(
            apart_refusal(
                by,
                intake=holders_of(case_id).get("intake", ()),
                itself=case_id == other_id,
                joined=found[case_id].parent_id == other_id or found[other_id].parent_id == case_id,
            )
        )
        seen = case_for(by, other_id, at=at)
        if seen is None or seen.masked:  # of what one may not read one can say nothing
            raise Refused(Refusal("cases.no_such_case"))
        say_apart_held(case_id=case_id, other_id=other_id, by=by, at=at)
        judge_likely(case_id=case_id, other_id=other_id, same=False, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=case_id, event=APART))


def say_apart_held(*, case_id: UUID, other_id: UUID, by: Actor, at: datetime) -> None:
    """Keep that two cases are not the same problem, inside the caller's transaction; again it changes nothing."""
    assert connection.in_atomic_block
    if said_of(case_id).get(other_id) is False:
        return
    _keep(case_id, other_id, same=False, at=at)
    record(SaidApart(other=other_id), subject=case_id, by=by.name(), at=at)


def say_same_held(
    *, case_id: UUID, others: Collection[UUID], by: Actor, at: datetime, by_resident: bool = False
) -> None:
    """Keep that a case is the same problem as some others, inside the caller's transaction."""
    assert connection.in_atomic_block
    found = Case.objects.filter(loop__in=list(others)).exclude(loop=case_id).order_by("loop")
    ids = tuple(found.values_list("loop", flat=True))
    for other_id in ids:
        _keep(case_id, other_id, same=True, at=at)
    if ids:
        record(SaidSame(others=ids, by_resident=by_resident), subject=case_id, by=by.name(), at=at)


def said_by_joining(*, case_id: UUID, other_id: UUID, by: Actor, at: datetime) -> None:
    """Take back that two cases are not the same problem, where they are joined; and tell the register what was done."""
    assert connection.in_atomic_block
    if said_of(case_id).get(other_id) is False:
        say_same_held(case_id=case_id, others=[other_id], by=by, at=at)
    judge_likely(case_id=case_id, other_id=other_id, same=True, by=by, at=at)
    judge_likely(case_id=other_id, other_id=case_id, same=True, by=by, at=at, only_first=True)


def judge_likely(
    *, case_id: UUID, other_id: UUID, same: bool, by: Actor, at: datetime, only_first: bool = False
) -> None:
    """Put on record beside the newest use about the case what the desk made of it.

    That the likeliest one is the same agrees with it, that it is not does not. That one further down is not says
    nothing of the first; nor does, `only_first`, that others were joined to the case.
    """
    use = next((each for each in uses_about(case_id) if each.code == SIMILAR), None)
    if use is None or ((only_first or not same) and use.value != other_id.hex):
        return
    judge(use=use.id, value=other_id.hex if same else APART, by=by, at=at)


def _keep(case_id: UUID, other_id: UUID, *, same: bool, at: datetime) -> None:
    SaidOfTwo.objects.update_or_create(
        case_id=case_id, other_id=other_id, defaults={"same": same, "said_at": at}
    )
