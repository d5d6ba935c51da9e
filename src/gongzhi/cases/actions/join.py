"""Work on several cases as one problem 并件: one parent, one answer, and everybody judges for himself."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from gongzhi.cases.actions.add_photo import drop_draft_photos
from gongzhi.cases.actions.classify import classify_held
from gongzhi.cases.actions.family import hold_families
from gongzhi.cases.actions.say import said_by_joining
from gongzhi.cases.facts import Gathered, Joined
from gongzhi.cases.models import Case, Whistle
from gongzhi.cases.rules import power_refusal
from gongzhi.cases.similar import branches, sameness
from gongzhi.cases.together import JOINED, join_refusal, parent_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import (
    LoopRow,
    Receipt,
    already_done,
    holders_of,
    keep_receipt,
    move,
    profile_of_loop,
)
from gongzhi.people.facts import Actor

TO_CLASSIFY = frozenset({"registered", "return_review"})


def join(
    *, case_ids: Collection[UUID], parent_id: UUID, by: Actor, at: datetime, once: UUID | None = None
) -> int:
    """Let cases go along with `parent_id`, which stays its own resident's; return how many came now.

    Who went along with one of them comes with it: there are no chains. A case without a matter takes the
    parent's. Raises Refused: ``loops.not_entitled``, ``cases.not_yours``, ``cases.no_such_case``,
    ``cases.parent_joined``, ``cases.parent_answered``, ``cases.joined_to_itself``, ``cases.other_matter``,
    ``cases.matter_missing``, ``cases.others_help``, and those of the loop.
    """
    ensure(power_refusal("join", by))
    with transaction.atomic(durable=True):
        held = hold_families([parent_id, *case_ids])
        if once and already_done(once):
            return 0
        number = join_held(held=held, case_ids=case_ids, parent_id=parent_id, by=by, at=at)
        if once:
            keep_receipt(Receipt(key=once, loop_id=parent_id, event="join"))
        return number


def join_held(
    *,
    held: Mapping[UUID, LoopRow],
    case_ids: Collection[UUID],
    parent_id: UUID,
    by: Actor,
    at: datetime,
) -> int:
    """Join cases whose families are held, inside the caller's transaction; see `join`."""
    assert connection.in_atomic_block
    cases = {case.loop_id: case for case in Case.objects.filter(loop__in=held.keys())}
    if parent_id not in cases or not set(case_ids) <= cases.keys():
        raise Refused(Refusal("cases.no_such_case"))
    parent, loop = cases[parent_id], held[parent_id]
    mine = by.unit_id in holders_of(parent_id).get("intake", ())
    ensure(parent_refusal(state=loop.state, parent=parent.parent_id, mine=mine))
    loop = _with_matter(loop, [held[each] for each in case_ids], by, at)
    number = 0
    for case_id in sorted(set(case_ids)):
        if cases[case_id].parent_id != parent_id or held[case_id].state != JOINED:
            number += _join(cases[case_id], held[case_id], parent, loop, by, at)
    if number:
        record(Gathered(times=number), subject=parent_id, by=by.name(), at=at)
    return number


def _with_matter(parent: LoopRow, children: list[LoopRow], by: Actor, at: datetime) -> LoopRow:
    """Return the parent with a matter: its own, or where it has none yet that of whoever comes."""
    if parent.matter:
        return parent
    matter = next((each.matter for each in children if each.matter), "")
    if not matter or parent.state not in TO_CLASSIFY:
        raise Refused(Refusal("cases.matter_missing"))
    classify_held(loop=parent, matter=matter, by=by, at=at)
    return replace(parent, matter=matter)


def _join(child: Case, loop: LoopRow, parent: Case, parent_loop: LoopRow, by: Actor, at: datetime) -> int:
    """Join one case, and with it all that went along with it; return how many that is."""
    itself = child.loop_id == parent.loop_id
    alike = not loop.matter or bool(branches((loop.matter,), at=at) & branches((parent_loop.matter,), at=at))
    ensure(join_refusal(itself=itself, same_matter=alike, helped=_helped(child.loop_id)))
    if not loop.matter and loop.state in TO_CLASSIFY:
        classify_held(loop=loop, matter=parent_loop.matter, by=by, at=at)
    move(loop_id=child.loop_id, event="join", by=by, at=at)
    same = sameness(child, parent, metres=profile_of_loop(parent.loop_id).merge.metres)
    # A draft of the former lead is no answer to a case another unit answers for.
    drop_draft_photos(case_id=child.loop_id)
    child.parent_id, child.draft, child.drafted_by = parent.loop_id, "", None
    child.draft_finding, child.draft_reason = "", ""
    child.save(update_fields=["parent", "draft", "drafted_by", "draft_finding", "draft_reason"])
    _record(child.loop_id, parent.loop_id, None, same, by, at)
    said_by_joining(case_id=child.loop_id, other_id=parent.loop_id, by=by, at=at)
    along = list(Case.objects.filter(parent=child.loop_id).select_related("loop").order_by("loop"))
    for each in along:
        each.parent_id = parent.loop_id
        each.save(update_fields=["parent"])
        _record(each.loop_id, parent.loop_id, child.loop_id, same, by, at)
    return 1 + sum(each.loop.state == JOINED for each in along)


def _record(
    case_id: UUID, parent_id: UUID, before: UUID | None, same: tuple[str, ...], by: Actor, at: datetime
) -> None:
    fact = Joined(parent_id=parent_id, before=before, same=same)
    record(fact, subject=case_id, by=by.name(), at=at)


def _helped(case_id: UUID) -> bool:
    """Tell whether others were called in or whistled for and have not finished: their part must not get lost."""
    return (
        Case.objects.filter(
            loop=case_id, loop__obligations__party="co", loop__obligations__settled_at=None
        ).exists()
        or Whistle.objects.filter(loop=case_id, concluded_at=None).exists()
    )
