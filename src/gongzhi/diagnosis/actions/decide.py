"""What people made of a proposal: decided in its words or otherwise, and how the matter ended."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.facts import Decider, MatterVerified, ProposalDecided, Urgency
from gongzhi.diagnosis.models import MatterProposal
from gongzhi.diagnosis.queries import right_as_far
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

# What holds places in the words of a matter.
_PLACED = ("reasons", "urgent_reasons", "others", "second", "again")


def decide_matter(
    *,
    subject: UUID,
    matter: str,
    urgent: bool,
    decider: Decider,
    by: Actor,
    at: datetime,
    looked_ms: int | None = None,
) -> None:
    """Put on record what a matter is about, inside the caller's transaction; nothing where nothing was proposed.

    `urgent`: it has the time limit of danger to life. What a person decides is told to each entry that ran, those in
    shadow as well; decided again, the last word counts. What the rules did by themselves nobody has judged yet. A
    proposal that stands above what was decided is right as far as it went.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject).first()
    if row is None or not matter:
        return
    if (row.decided, row.decider) != (matter, decider):
        row.decided, row.decided_at, row.decider = matter, at, decider
        row.save(update_fields=["decided", "decided_at", "decider"])
        agreed = right_as_far(row.matter, matter) if row.matter else None
        fact = ProposalDecided(matter=matter, agreed=agreed, decider=decider)
        record(fact, subject=subject, by=by.name(), at=at)
    if decider is not Decider.RULES:
        _judge(row, urgent=urgent, by=by, at=at, looked_ms=looked_ms)


def verify_matter(*, subject: UUID, matter: str, well: bool, by: Actor, at: datetime) -> None:
    """Put on record, inside the caller's transaction, that a case ended and what it was about, "" where in dispute.

    `well`: nobody said on the way that it was somebody else's.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject).first()
    if row is None:
        return
    if matter and row.verified != matter:
        row.verified, row.verified_at = matter, at
        row.save(update_fields=["verified", "verified_at"])
        record(MatterVerified(matter=matter), subject=subject, by=by.name(), at=at)
    for use in row.uses:
        if use["part"] == "matter":
            algorithms.turned_out(use=UUID(use["use"]), well=well, by=by, at=at)


def forget_proposal(*, subject: UUID, words: bool, by: Actor, at: datetime) -> None:
    """Forget, inside the caller's transaction, what a proposal says of a person; with the words, where they stood.

    The fact of the erasure is the caller's.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject).first()
    if row is None:
        return
    row.needs = ""
    if words:
        _drop_places(row)
        row.data, row.awaits_second = {}, False
    row.save(update_fields=["needs", "data", "awaits_second", *_PLACED])


def forget_places(*, subject: UUID, by: Actor, at: datetime) -> None:
    """Forget, inside the caller's transaction, where reasons stood in words that were put right since.

    The fact of it is the caller's.
    """
    assert connection.in_atomic_block
    row = MatterProposal.objects.select_for_update().filter(loop=subject).first()
    if row is not None:
        _drop_places(row)
        row.save(update_fields=[*_PLACED])


def _drop_places(row: MatterProposal) -> None:
    row.reasons, row.urgent_reasons = [], []
    row.others = [{**each, "marks": []} for each in row.others]
    row.second = {**row.second, "marks": []} if row.second else {}
    row.again = _without_places(row.again)


def _without_places(again: dict[str, Any]) -> dict[str, Any]:
    if not again:
        return {}
    return {**again, "marks": [], "others": [{**each, "marks": []} for each in again["others"]]}


def _judge(row: MatterProposal, *, urgent: bool, by: Actor, at: datetime, looked_ms: int | None) -> None:
    said = {str(use.id): use.value for use in algorithms.uses_about(row.loop_id)}
    for use in row.uses:
        if use["part"] == "article":
            continue  # what was pointed to, nobody decides about
        value, looked = row.decided, looked_ms if use["entry"] == row.entry else None
        agreed = None
        if use["part"] in ("matter", "again"):
            agreed = right_as_far(use.get("said") or said[use["use"]], value)
        elif urgent == (row.urgency == Urgency.LIFE):
            value = row.urgency
        else:
            value = Urgency.LIFE.value if urgent else Urgency.PLAIN.value
        algorithms.judge(use=UUID(use["use"]), value=value, by=by, at=at, agreed=agreed, looked_ms=looked)
