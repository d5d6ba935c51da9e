"""Reads of the register."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from gongzhi.algorithms.facts import (
    EntryView,
    Opinion,
    Outcome,
    ReviewView,
    Seat,
    Stage,
    Standing,
    Tier,
    UseView,
    VersionView,
    VoteView,
    Without,
)
from gongzhi.algorithms.models import (
    Algorithm,
    AlgorithmReport,
    AlgorithmReview,
    AlgorithmUse,
    AlgorithmVersion,
    AlgorithmVote,
)
from gongzhi.algorithms.rules.gate import why_not
from gongzhi.algorithms.rules.passing import MANAGE
from gongzhi.kernel.refusals import Refusal
from gongzhi.ledger.public import facts_about
from gongzhi.people.facts import Actor

# Where a version has gone round its gates, one way or the other: then the next may begin.
_OVER = (Stage.PRODUCTION, Stage.RETIRED, Stage.DROPPED, Stage.REJECTED)


def standing_of(entry: Algorithm, version: AlgorithmVersion | None) -> Standing:
    """Return what the gate has to know of a version of an entry."""
    return Standing(
        stage=Stage(version.stage) if version else Stage.NEED,
        tier=Tier(version.tier) if version else Tier.RULES,
        purposes=tuple(version.purposes) if version else (),
        expires_on=version.expires_on if version else None,
        switched_off=entry.switched_off,
        suspended=entry.suspended,
    )


def at_the_gate(code: str) -> Algorithm | None:
    """Return an entry with the versions that may run, in one read; None where there is none."""
    return Algorithm.objects.select_related("running", "trying").filter(code=code).first()


def shown_version(entry: Algorithm) -> AlgorithmVersion | None:
    """Return the version whose word is shown: the one in a pilot, or else the one in production."""
    if entry.trying is not None and entry.trying.stage == Stage.PILOT:
        return entry.trying
    return entry.running


def ready(
    entry: Algorithm, *, purpose: str, tier: Tier, today: date
) -> tuple[AlgorithmVersion | None, Without | None]:
    """Return the version that may answer now, or why none may: the one in a pilot, or else the one in production."""
    pilot = entry.trying if entry.trying is not None and entry.trying.stage == Stage.PILOT else None
    against: Without | None = None
    for version in (pilot, entry.running) if pilot is not None else (entry.running,):
        found = why_not(standing_of(entry, version), purpose=purpose, tier=tier, today=today)
        if found is None:
            return version, None
        against = against or found
    return None, against


def in_force(code: str, *, tier: Tier | None = None, at: datetime) -> bool:
    """Tell whether an entry's word is shown now, in production or in a pilot, and may reach as far as `tier`."""
    entry = at_the_gate(code)
    if entry is None:
        return False
    versions = [version for version in (shown_version(entry), entry.running) if version is not None]
    return any(
        ready(entry, purpose=purpose, tier=tier or Tier(version.tier), today=_day(at))[1] is None
        for version in versions
        for purpose in version.purposes[:1]
    )


def in_production(code: str, *, digest: str, tier: Tier, at: datetime) -> bool:
    """Tell whether this artefact is in production, and may reach as far as `tier`: what is in a pilot is not."""
    entry = at_the_gate(code)
    running = entry.running if entry else None
    if entry is None or running is None or running.digest != digest:
        return False
    standing, today = standing_of(entry, running), _day(at)
    return any(why_not(standing, purpose=each, tier=tier, today=today) is None for each in running.purposes)


def would_run(code: str, *, purpose: str, tier: Tier, at: datetime) -> bool:
    """Tell whether the gate would run anything now, be it in the shadow: for who asks another machine first."""
    entry, today = at_the_gate(code), _day(at)
    if entry is None:
        return False
    if ready(entry, purpose=purpose, tier=tier, today=today)[0] is not None:
        return True
    tried = entry.trying
    if tried is None or tried.stage != Stage.SHADOW:
        return False
    return why_not(standing_of(entry, tried), purpose=purpose, tier=tier, today=today) is None


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def version_view(row: AlgorithmVersion, code: str) -> VersionView:
    """Return a version as others read it."""
    return VersionView(
        id=row.id,
        code=code,
        n=row.n,
        loop_id=row.loop_id,
        digest=row.digest,
        tier=Tier(row.tier),
        stage=Stage(row.stage),
        document=row.document,
        purposes=tuple(row.purposes),
        impact_level=row.impact_level,
        expires_on=row.expires_on,
        limit_ms=row.limit_ms,
        arm_share=row.arm_share,
        review_round=row.review_round,
        entered_at=row.entered_at,
        in_force_at=row.in_force_at,
        out_of_force_at=row.out_of_force_at,
        post_mortem=row.post_mortem,
        post_mortem_en=row.post_mortem_en,
    )


def entries(codes: Collection[str] = ()) -> list[EntryView]:
    """Return the entries of the register, by their codes; those named, or all."""
    rows = Algorithm.objects.select_related("running", "trying").order_by("code")
    if codes:
        rows = rows.filter(code__in=list(codes))
    found = list(rows)
    newest = {
        row.algorithm_id: row
        for row in AlgorithmVersion.objects.filter(algorithm__in=found)
        .order_by("algorithm", "-n")
        .distinct("algorithm")
    }
    return [_entry_view(row, newest[row.id]) for row in found if row.id in newest]


def entry(code: str) -> EntryView | None:
    """Return one entry, or None."""
    return next(iter(entries([code])), None)


def _entry_view(row: Algorithm, newest: AlgorithmVersion) -> EntryView:
    return EntryView(
        id=row.id,
        code=row.code,
        unit_id=row.unit_id,
        division=row.division,
        registered_at=row.registered_at,
        running=version_view(row.running, row.code) if row.running else None,
        trying=version_view(row.trying, row.code) if row.trying else None,
        newest=version_view(newest, row.code),
        switched_off=row.switched_off,
        switched_at=row.switched_at,
        switched_because=row.switched_because,
        suspended=row.suspended,
        suspended_at=row.suspended_at,
        suspended_for=tuple(row.suspended_for),
        lifted_at=row.lifted_at,
        lifted_because=row.lifted_because,
    )


def grounded_at(code: str) -> datetime | None:
    """Return when it was last told how many fixed answers of the version now shown or tried rest on what they cite."""
    entry = at_the_gate(code)
    row = (shown_version(entry) or entry.trying) if entry else None
    reports = AlgorithmReport.objects.filter(version=row, what="GROUNDED")
    return reports.order_by("-at").values_list("at", flat=True).first() if row else None


def off_by_board(entry_id: UUID) -> bool:
    """Tell whether it was a member of the board who switched an entry off last."""
    facts = facts_about([entry_id], only=("algorithms.switched_off",))
    return bool(facts and facts[-1].data["by_board"])


def begin_refusal(code: str, *, by: Actor) -> Refusal | None:
    """Return what stands against the next version of an entry before anything of it is known, or None."""
    if by.unit_id is None or not by.may(MANAGE):
        return Refusal("loops.not_entitled")
    entry = Algorithm.objects.filter(code=code).first()
    if entry is None:
        return Refusal("algorithms.entry_unknown")
    if by.unit_id != entry.unit_id:
        return Refusal("algorithms.other_unit")
    newest = AlgorithmVersion.objects.filter(algorithm=entry).order_by("-n").first()
    if newest is not None and newest.stage not in _OVER:
        return Refusal("algorithms.version_under_way", {"n": newest.n})
    return None


def versions_of(code: str) -> list[VersionView]:
    """Return all versions of an entry, the newest first."""
    rows = AlgorithmVersion.objects.filter(algorithm__code=code).order_by("-n")
    return [version_view(row, code) for row in rows]


def version_of_loop(loop_id: UUID) -> VersionView | None:
    """Return the version that goes round its gates in a loop."""
    row = AlgorithmVersion.objects.select_related("algorithm").filter(loop=loop_id).first()
    return version_view(row, row.algorithm.code) if row else None


def version_by_id(version_id: UUID) -> VersionView | None:
    """Return a version, or None."""
    row = AlgorithmVersion.objects.select_related("algorithm").filter(id=version_id).first()
    return version_view(row, row.algorithm.code) if row else None


def votes_of(version_id: UUID) -> list[VoteView]:
    """Return what members of the board said of a version, in order."""
    return [
        VoteView(row.round, Seat(row.seat), row.group, Opinion(row.opinion), row.text, row.at)
        for row in AlgorithmVote.objects.filter(version=version_id).order_by("round", "at", "id")
    ]


def reviews_of(version_id: UUID) -> list[ReviewView]:
    """Return what the board decided of a version, round by round."""
    return [
        ReviewView(
            round=row.round,
            event=row.event,
            simple=row.simple,
            members=row.members,
            affected=row.affected,
            against=row.against,
            conditions=row.conditions,
            because=row.because,
            at=row.at,
        )
        for row in AlgorithmReview.objects.filter(version=version_id).order_by("round")
    ]


def uses_about(about: UUID) -> list[UseView]:
    """Return what algorithms said of a matter, newest first: a resident may know of each."""
    rows = AlgorithmUse.objects.filter(about=about).select_related("version__algorithm").order_by("-id")
    return [
        UseView(
            id=row.id,
            code=row.version.algorithm.code,
            n=row.version.n,
            at=row.at,
            outcome=Outcome(row.outcome),
            value=row.value,
            confidence=row.confidence,
            decided=row.decided,
            agreed=row.agreed,
        )
        for row in rows
    ]
