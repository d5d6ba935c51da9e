"""Put an algorithm into the register, and begin a version of it: it may do nothing until its gates are passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from gongzhi.algorithms.digests import digests_of
from gongzhi.algorithms.facts import SUBJECT_KIND, Stage, Tier
from gongzhi.algorithms.gates import gates
from gongzhi.algorithms.models import Algorithm, AlgorithmVersion
from gongzhi.algorithms.queries import begin_refusal
from gongzhi.algorithms.register_facts import Registered, VersionBegun
from gongzhi.algorithms.rules.passing import MANAGE, limit_refusal, registered_refusal
from gongzhi.algorithms.shipped import shipped
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import Receipt, already_done, keep_receipt, open_loop
from gongzhi.organization.facts import Office
from gongzhi.organization.public import desk
from gongzhi.people.facts import Actor

LIMIT = "365d"  # a version that has not come through in a year begins anew


@dataclass(frozen=True)
class Begun:
    """A version at its first gate, with the loop it goes round in and the number people see."""

    entry: UUID
    version: UUID
    loop_id: UUID
    n: int
    number: str


def register(
    *,
    code: str,
    title: str,
    tier: Tier,
    by: Actor,
    at: datetime,
    digest: str = "",
    limit_ms: int | None = None,
    once: UUID | None = None,
) -> Begun:
    """Register an algorithm of the actor's unit with its first version, at the gate of need.

    `digest` is the SHA-256 of its artefact, "" for plain rules. Without a `limit_ms` a run may take as long as the
    description that ships says, else as long as is usual. Raises Refused ``loops.not_entitled``,
    ``algorithms.tier_never``, ``algorithms.code_unfit``, ``algorithms.code_known``, ``algorithms.limit_unfit``,
    ``algorithms.title_missing``, ``algorithms.no_desk``.
    """
    with transaction.atomic(durable=True):
        _entitled(by)
        if once and (receipt := already_done(once)):
            return _begun_before(receipt.loop_id)
        _alone(code)
        limit = _limit(code) if limit_ms is None else limit_ms
        known = Algorithm.objects.filter(code=code).exists()
        ensure(registered_refusal(code=code, tier=tier, known=known, limit_ms=limit, gates=gates()))
        assert by.unit_id is not None
        entry = Algorithm.objects.create(
            code=code, unit_id=by.unit_id, division=by.division, registered_at=at
        )
        fact = Registered(code=code, unit_id=by.unit_id, division=by.division)
        record(fact, subject=entry.id, by=by.name(), at=at)
        return _begin(entry, _New(1, title, tier, digest, limit), by=by, at=at, once=once)


def begin_version(
    *,
    code: str,
    title: str,
    by: Actor,
    at: datetime,
    digest: str = "",
    tier: Tier | None = None,
    limit_ms: int | None = None,
    once: UUID | None = None,
) -> Begun:
    """Begin the next version of an entry, with the sections of the newest one but its evaluation.

    Raises Refused ``loops.not_entitled``, ``algorithms.entry_unknown``, ``algorithms.other_unit``,
    ``algorithms.tier_never``, ``algorithms.limit_unfit``, ``algorithms.version_under_way``, ``algorithms.no_desk``.
    """
    with transaction.atomic(durable=True):
        if once and (receipt := already_done(once)):
            return _begun_before(receipt.loop_id)
        return _next(
            code=code, title=title, digest=digest, tier=tier, limit_ms=limit_ms, by=by, at=at, once=once
        )


def _next(
    *,
    code: str,
    title: str,
    by: Actor,
    at: datetime,
    digest: str,
    tier: Tier | None,
    limit_ms: int | None,
    once: UUID | None,
) -> Begun:
    entry = Algorithm.objects.select_for_update().filter(code=code).first()
    ensure(begin_refusal(code, by=by))
    newest = AlgorithmVersion.objects.filter(algorithm=entry).order_by("-n").first()
    assert entry is not None
    assert newest is not None
    tier = tier or Tier(newest.tier)
    limit = newest.limit_ms if limit_ms is None else limit_ms
    if tier is Tier.DECIDES:
        raise Refused(Refusal("algorithms.tier_never"))
    ensure(limit_refusal(limit, gates=gates()))
    kept = {name: text for name, text in newest.document.items() if name != "evaluation"}
    new = _New(newest.n + 1, title, tier, digest, limit, kept, newest.purposes, newest.impact_level)
    return _begin(entry, new, by=by, at=at, once=once)


@dataclass(frozen=True)
class _New:
    """A version to be begun, with what it takes over from the one before."""

    n: int
    title: str
    tier: Tier
    digest: str
    limit_ms: int
    document: Mapping[str, Any] = field(default_factory=dict)
    purposes: Sequence[str] = ()
    level: int = 0


def _begin(entry: Algorithm, new: _New, *, by: Actor, at: datetime, once: UUID | None) -> Begun:
    if not new.title.strip():
        raise Refused(Refusal("algorithms.title_missing"))
    loop = open_loop(
        definition=SUBJECT_KIND,
        subject_kind=SUBJECT_KIND,
        title=new.title.strip()[:120],
        division=entry.division,
        matter="",
        limit_class=LIMIT,
        holders={"owner": entry.unit_id, **_desks(entry.division, at)},
        by=by,
        at=at,
    )
    row = AlgorithmVersion.objects.create(
        algorithm=entry,
        n=new.n,
        loop_id=loop.id,
        digest=new.digest,
        tier=new.tier.value,
        stage=Stage.NEED,
        document=dict(new.document),
        purposes=list(new.purposes),
        impact_level=new.level,
        limit_ms=new.limit_ms,
        entered_at=at,
    )
    record(_fact(entry, new), subject=loop.id, by=by.name(), at=at)
    if once:
        keep_receipt(Receipt(key=once, loop_id=loop.id, event="begin"))
    return Begun(entry.id, row.id, loop.id, new.n, loop.number)


def _fact(entry: Algorithm, new: _New) -> VersionBegun:
    return VersionBegun(
        algorithm_id=entry.id,
        n=new.n,
        digest=new.digest,
        tier=new.tier.value,
        limit_ms=new.limit_ms,
        purposes=tuple(new.purposes),
        level=new.level,
        sections=digests_of(new.document),
    )


def _desks(division: str, at: datetime) -> dict[str, UUID]:
    """Return the board and the arbiter of a place; they stand in the organization, nobody chooses the own ones."""
    found = {
        "board": desk(Office.ETHICS, division, at=at),
        "arbiter": desk(Office.ARBITRATION, division, at=at),
    }
    for party, unit_id in found.items():
        if unit_id is None:
            raise Refused(Refusal("algorithms.no_desk", {"party": party}))
    return {party: unit_id for party, unit_id in found.items() if unit_id}


def _alone(code: str) -> None:
    """Let whoever registers the same code wait, and find it taken."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [f"algorithms/{code}"])


def _limit(code: str) -> int:
    """Return how long a run may take: what the description that ships says, else what is usual."""
    known = shipped().get(code)
    return known.limit_ms if known and known.limit_ms else gates().limit_usual


def _entitled(by: Actor) -> None:
    if by.unit_id is None or not by.may(MANAGE):
        raise Refused(Refusal("loops.not_entitled"))


def _begun_before(loop_id: UUID) -> Begun:
    row = AlgorithmVersion.objects.select_related("loop").get(loop=loop_id)
    return Begun(row.algorithm_id, row.id, loop_id, row.n, row.loop.number)
