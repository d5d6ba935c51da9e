"""Check that the register, its versions and their uses are what the facts say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from gongzhi.algorithms.digests import digests_of
from gongzhi.algorithms.models import (
    Algorithm,
    AlgorithmAppeal,
    AlgorithmMonitor,
    AlgorithmReport,
    AlgorithmReview,
    AlgorithmUse,
    AlgorithmVersion,
    AlgorithmVote,
)
from gongzhi.algorithms.replay import Row, replay
from gongzhi.ledger.public import facts_about


@dataclass(frozen=True)
class AlgorithmDifference:
    """A value of the register or of a use that is not what the facts say."""

    what: str
    facts: Any
    table: Any


def check_replay(*, batch: int = 500) -> Iterator[AlgorithmDifference]:
    """Fold the facts of every entry, version and use, and yield each value in which the tables differ from them.

    What is counted only is left out: how long a run took, and how long its proposal was in view.
    """
    subjects = [
        *Algorithm.objects.values_list("id", flat=True),
        *AlgorithmVersion.objects.values_list("loop", flat=True),
        *AlgorithmAppeal.objects.values_list("id", flat=True),
    ]
    yield from _compare(replay(facts_about(subjects)).rows(), dict(_register()))
    ids = iter(AlgorithmUse.objects.order_by("id").values_list("id", flat=True).iterator())
    while some := list(islice(ids, batch)):
        yield from _compare(replay(facts_about(some)).rows(), dict(_uses(some)))


def _compare(said: dict[str, Row], rows: dict[str, Row]) -> Iterator[AlgorithmDifference]:
    for key in sorted({*said, *rows}):
        rebuilt, row = said.get(key, {}), rows.get(key, {})
        for column in sorted({*rebuilt, *row}):
            if rebuilt.get(column) != row.get(column):
                what = f"algorithms/{key}/{column}"
                yield AlgorithmDifference(what, rebuilt.get(column), row.get(column))


def _register() -> Iterator[tuple[str, Row]]:
    loops = dict(AlgorithmVersion.objects.values_list("id", "loop"))
    for entry in Algorithm.objects.all():
        yield f"entries/{entry.id}", _entry(entry, loops)
    for version in AlgorithmVersion.objects.all():
        yield f"versions/{version.loop_id}", _version(version)
    for vote in AlgorithmVote.objects.all():
        key = f"votes/{loops[vote.version_id]}/{vote.round}/{vote.account_id}"
        yield key, {"seat": vote.seat, "opinion": vote.opinion, "group": vote.group}
    for review in AlgorithmReview.objects.all():
        names = ("event", "simple", "members", "affected", "against")
        yield (
            f"reviews/{loops[review.version_id]}/{review.round}",
            {name: getattr(review, name) for name in names},
        )
    for appeal in AlgorithmAppeal.objects.all():
        yield f"appeals/{appeal.id}", _appeal(appeal, loops)
    for each in AlgorithmMonitor.objects.select_related("version"):
        row = {"n": each.version.n, "uses": each.uses, "worst": each.worst, "findings": each.findings}
        yield f"monitors/{each.algorithm_id}/{each.on.isoformat()}", row


def _entry(entry: Algorithm, loops: dict[UUID, UUID]) -> Row:
    reports = AlgorithmReport.objects.filter(version__algorithm=entry).order_by("id")
    return {
        "code": entry.code,
        "unit": str(entry.unit_id),
        "division": entry.division,
        "running": str(loops[entry.running_id]) if entry.running_id else None,
        "trying": str(loops[entry.trying_id]) if entry.trying_id else None,
        "switched_off": entry.switched_off,
        "suspended": entry.suspended,
        "suspended_for": list(entry.suspended_for),
        "reports": [list(row) for row in reports.values_list("what", "version__n", "n", "value", "passed")],
    }


def _version(row: AlgorithmVersion) -> Row:
    return {
        "algorithm": str(row.algorithm_id),
        "n": row.n,
        "digest": row.digest,
        "tier": row.tier,
        "limit_ms": row.limit_ms,
        "stage": row.stage,
        "purposes": list(row.purposes),
        "level": row.impact_level,
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
        # Computed from the text as it stands: a changed text shows.
        "sections": digests_of(row.document),
        "arm_share": row.arm_share,
        "arm_seed": row.arm_seed,
        "round": row.review_round,
        "post_mortem": bool(row.post_mortem),
    }


def _appeal(row: AlgorithmAppeal, loops: dict[UUID, UUID]) -> Row:
    return {
        "loop": str(loops[row.version_id]),
        "use": str(row.use_id) if row.use_id else None,
        "about": str(row.about) if row.about else None,
        "upheld": row.upheld,
        "severe": row.severe,
    }


def _uses(ids: Sequence[UUID]) -> Iterator[tuple[str, Row]]:
    same = ("purpose", "tier", "outcome", "value", "confidence", "reasons", "about_kind", "groups")
    for row in AlgorithmUse.objects.filter(id__in=ids).select_related("version__algorithm"):
        found = {name: getattr(row, name) for name in (*same, "decided", "agreed", "turned_out")}
        found |= {"n": row.version.n, "digest": row.version.digest, "code": row.version.algorithm.code}
        yield f"uses/{row.id}", {**found, "about": str(row.about) if row.about else None}
