"""The ethics board speaks, and decides."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.algorithms.actions.versions import lock_version, made_by, step
from gongzhi.algorithms.facts import Opinion, Seat, Stage, Tier
from gongzhi.algorithms.gates import gates
from gongzhi.algorithms.models import Algorithm, AlgorithmReview, AlgorithmVersion, AlgorithmVote
from gongzhi.algorithms.register_facts import Reviewed, Voted
from gongzhi.algorithms.rules.board import (
    APPROVALS,
    REFUSALS,
    Count,
    Spoken,
    count,
    decision_refusal,
    vote_refusal,
)
from gongzhi.algorithms.rules.passing import AFFECTED, REVIEW
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Words, already_done, holders_of
from gongzhi.people.facts import Actor


def vote(
    *,
    version_id: UUID,
    opinion: Opinion,
    by: Actor,
    at: datetime,
    seat: Seat = Seat.EXPERT,
    group: str = "",
    text: str = "",
) -> None:
    """Say what a member of the board thinks; the same member again, in the same round, changes its mind.

    Raises Refused ``loops.not_entitled``, ``algorithms.not_in_review``, ``algorithms.own_algorithm``,
    ``algorithms.seat_not_yours``, ``algorithms.group_missing``, ``algorithms.dissent_missing``,
    ``algorithms.text_too_long``.
    """
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        _member(entry, row, by)
        if row.stage != Stage.REVIEW:
            raise Refused(Refusal("algorithms.not_in_review"))
        affected = AFFECTED in by.powers
        ensure(vote_refusal(opinion=opinion, seat=seat, group=group, text=text, affected=affected))
        said = {
            "seat": seat.value,
            "group": group.strip()[:80],
            "opinion": opinion.value,
            "text": text.strip(),
        }
        spoken = AlgorithmVote.objects.filter(version=row, round=row.review_round, account=by.account_id)
        before = spoken.first()
        if before is not None and all(getattr(before, name) == value for name, value in said.items()):
            return
        if before is None:
            key = {"version": row, "round": row.review_round, "account_id": by.account_id}
            AlgorithmVote.objects.create(**key, **said, at=at)
        else:
            spoken.update(**said, at=at)
        fact = Voted(
            round=row.review_round,
            seat=seat,
            opinion=opinion,
            group=said["group"],
            text=Private(said["text"]) if said["text"] else None,
        )
        record(fact, subject=row.loop_id, by=by.name(), at=at)


def _member(entry: Algorithm, row: AlgorithmVersion, by: Actor) -> None:
    """Members sit on the board of this version, and neither want it, nor test it, nor wrote it in another post."""
    if by.account_id is None or not by.may(REVIEW):
        raise Refused(Refusal("loops.not_entitled"))
    held = holders_of(row.loop_id)
    if by.unit_id not in held.get("board", ()):
        raise Refused(Refusal("loops.not_entitled"))
    apart = by.unit_id not in (*held.get("owner", ()), *held.get("tester", ()))
    if not apart or made_by(entry, row, by):
        raise Refused(Refusal("algorithms.own_algorithm"))


def decide_review(
    *,
    version_id: UUID,
    event: str,
    by: Actor,
    at: datetime,
    conditions: str = "",
    because: str = "",
    reason: str = "",
    once: UUID | None = None,
) -> None:
    """Decide for the board what its members said: one of `APPROVALS` or `REFUSALS`.

    `because` answers members for affected residents whose no is not followed. Raises Refused those of
    `rules.board.decision_refusal`, ``algorithms.own_algorithm`` and those of the loop.
    """
    assert event in (*APPROVALS, *REFUSALS)
    with transaction.atomic(durable=True):
        entry, row = lock_version(version_id)
        if once and already_done(once):
            return
        _member(entry, row, by)
        if row.stage != Stage.REVIEW:
            raise Refused(Refusal("algorithms.not_in_review"))
        found = _count(row)
        ensure(
            decision_refusal(
                gates(),
                event,
                found,
                tier=Tier(row.tier),
                level=row.impact_level,
                listed=row.document.get("purpose", {}).get("listed") or (),
                conditions=conditions,
                because=because,
            )
        )
        _keep(row, event, found, conditions=conditions.strip(), because=because.strip(), by=by, at=at)
        step(event, entry=entry, row=row, by=by, at=at, words=Words(reason=reason), once=once)


def _count(row: AlgorithmVersion) -> Count:
    votes = AlgorithmVote.objects.filter(version=row, round=row.review_round)
    return count([Spoken(Seat(each.seat), Opinion(each.opinion)) for each in votes])


def _keep(
    row: AlgorithmVersion,
    event: str,
    found: Count,
    *,
    conditions: str,
    because: str,
    by: Actor,
    at: datetime,
) -> None:
    simple = event == "approve_simple"
    AlgorithmReview.objects.create(
        version=row,
        round=row.review_round,
        event=event,
        simple=simple,
        members=found.members,
        affected=found.affected,
        against=found.against,
        conditions=conditions,
        because=because,
        at=at,
    )
    fact = Reviewed(
        round=row.review_round,
        event=event,
        simple=simple,
        members=found.members,
        affected=found.affected,
        against=found.against,
        conditions=Private(conditions) if conditions else None,
        because=Private(because) if because else None,
    )
    record(fact, subject=row.loop_id, by=by.name(), at=at)
