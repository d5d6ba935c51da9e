"""What every step of a version has in common: lock, ask, move its loop, keep the version beside it true."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from gongzhi.algorithms.facts import Stage, Tier
from gongzhi.algorithms.gates import gates, limits
from gongzhi.algorithms.models import Algorithm, AlgorithmVersion
from gongzhi.algorithms.register_facts import CameIntoForce, PilotDrawn, PostMortem
from gongzhi.algorithms.rules.evidence import JUDGED, evidence_refusal
from gongzhi.algorithms.rules.passing import ENTITLED, Passing, passing_refusal
from gongzhi.algorithms.watching import evidence_of
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import facts_about, record
from gongzhi.loops.public import LoopRow, Words, hold, move
from gongzhi.people.facts import Actor

TRIED = (Stage.SHADOW, Stage.PILOT, Stage.COMPARISON)


BOARD = frozenset({"pilot_ok", "pilot_bad", "better", "not_better", "experts_ok", "experts_bad"})
_MADE = ("algorithms.registered", "algorithms.version_begun", "algorithms.section_written")


def made_by(entry: Algorithm, row: AlgorithmVersion, by: Actor) -> bool:
    """Tell whether somebody registered or wrote what is judged, be it in another post."""
    facts = facts_about([entry.id, row.loop_id], only=_MADE)
    return any(fact.actor.partition("@")[0] == f"staff:{by.account_id}" for fact in facts)


def lock_version(version_id: UUID) -> tuple[Algorithm, AlgorithmVersion]:
    """Lock a version's loop, then its entry, then return both rows as they stand."""
    assert connection.in_atomic_block
    loop_id = AlgorithmVersion.objects.values_list("loop", flat=True).get(id=version_id)
    hold(loop_id)
    row = AlgorithmVersion.objects.get(id=version_id)
    entry = Algorithm.objects.select_for_update().get(id=row.algorithm_id)
    return entry, row


def passing_of(entry: Algorithm, row: AlgorithmVersion) -> Passing:
    """Return a version as the rules of the gates look at it."""
    running = entry.running if entry.running_id != row.id else None
    return Passing(
        stage=Stage(row.stage),
        tier=Tier(row.tier),
        level=row.impact_level,
        document=row.document,
        expires_on=row.expires_on,
        entered_at=row.entered_at,
        running=running.document if running else None,
        running_tier=Tier(running.tier) if running else None,
        running_level=running.impact_level if running else 0,
    )


def step(
    event: str,
    *,
    entry: Algorithm,
    row: AlgorithmVersion,
    by: Actor,
    at: datetime,
    words: Words | None = None,
    once: UUID | None = None,
    **more: Any,
) -> LoopRow:
    """Move a locked version through a gate inside the caller's transaction; `more` as `loops.move` takes it."""
    ensure(ENTITLED.refusal(event, by))
    if event in BOARD and made_by(entry, row, by):
        raise Refused(Refusal("algorithms.own_algorithm"))
    passing = passing_of(entry, row)
    today = timezone.localdate(at)
    ensure(passing_refusal(event, passing, gates=gates(), at=at, today=today))
    if event in JUDGED:
        counted, reason = evidence_of(row, entry.running_id, at=at), words.reason if words else ""
        ensure(evidence_refusal(event, counted, least=limits().least, reason=reason))
    loop = move(loop_id=row.loop_id, event=event, by=by, at=at, words=words or Words(), once=once, **more)
    follow(entry, row, Stage(loop.state), by=by, at=at)
    return loop


def follow(entry: Algorithm, row: AlgorithmVersion, stage: Stage, *, by: Actor, at: datetime) -> None:
    """Keep the version and its entry as the loop says: where it stands, what runs, what is tried."""
    if row.stage == stage:
        return
    row.stage, row.entered_at = stage, at
    if stage is Stage.REVIEW:
        row.review_round += 1
    if stage is Stage.PRODUCTION:
        _into_force(entry, row, by=by, at=at)
    elif entry.running_id == row.id:
        entry.running, row.out_of_force_at = None, at
    if stage in TRIED:
        entry.trying = row
    elif entry.trying_id == row.id:
        entry.trying = None
    if stage is not Stage.PILOT:
        row.arm_share, row.arm_seed = 0, ""
    row.save()
    entry.save(update_fields=["running", "trying"])


def _into_force(entry: Algorithm, row: AlgorithmVersion, *, by: Actor, at: datetime) -> None:
    """The version in production gives way; its loop stays until its owner retires it with what was learned."""
    before = entry.running
    if before is not None:
        before.out_of_force_at = at
        before.save(update_fields=["out_of_force_at"])
    entry.running, row.in_force_at, row.out_of_force_at = row, at, None
    fact = CameIntoForce(algorithm_id=entry.id, n=row.n, instead=before.id if before else None)
    record(fact, subject=row.loop_id, by=by.name(), at=at)


def draw_pilot(row: AlgorithmVersion, share: int, *, by: Actor, at: datetime) -> None:
    """Put the share of matters decided by people alone on record, with a fresh seed."""
    row.arm_share, row.arm_seed = share, secrets.token_hex(8)
    row.save(update_fields=["arm_share", "arm_seed"])
    record(PilotDrawn(share=share, seed=row.arm_seed), subject=row.loop_id, by=by.name(), at=at)


def keep_post_mortem(row: AlgorithmVersion, texts: Mapping[str, str], *, by: Actor, at: datetime) -> None:
    """Keep what was learned, for the register to show."""
    row.post_mortem, row.post_mortem_en = texts["zh"], texts.get("en", "")
    row.save(update_fields=["post_mortem", "post_mortem_en"])
    record(PostMortem(text=Private(row.post_mortem)), subject=row.loop_id, by=by.name(), at=at)
