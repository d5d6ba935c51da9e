"""The daily look at what runs. Red stops an entry by itself: everything goes on without it until somebody looked."""

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gongzhi.algorithms.actions.versions import lock_version
from gongzhi.algorithms.facts import Light
from gongzhi.algorithms.gates import limits
from gongzhi.algorithms.models import Algorithm, AlgorithmMonitor, AlgorithmVersion
from gongzhi.algorithms.queries import shown_version
from gongzhi.algorithms.register_facts import Monitored, Suspended, SuspensionLifted
from gongzhi.algorithms.rules.monitors import findings, worst
from gongzhi.algorithms.rules.passing import REVIEW
from gongzhi.algorithms.rules.switching import lift_refusal
from gongzhi.algorithms.watching import watched
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.loops.public import duties_of, open_duty, settle_duty
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor

SUSPENSION = "suspension"


def watch_due(*, by: Actor, at: datetime) -> int:
    """Look at one entry that was not looked at today; return 1, or 0 where every entry was."""
    today = timezone.localdate(at)
    with transaction.atomic(durable=True):
        version_id = _due(today)
        if version_id is None:
            return 0
        entry, row = lock_version(version_id)
        if not AlgorithmMonitor.objects.filter(algorithm=entry, on=today).exists():
            _watch(entry, row, today=today, by=by, at=at)
        return 1


def _due(today: date) -> UUID | None:
    """Return the version whose word is shown of an entry that still has to be looked at."""
    done = AlgorithmMonitor.objects.filter(on=today).values("algorithm")
    rows = Algorithm.objects.select_related("running", "trying").exclude(id__in=done).order_by("code")
    shown = (shown_version(entry) for entry in rows.exclude(running=None, trying=None))
    return next((version.id for version in shown if version is not None), None)


def _watch(entry: Algorithm, row: AlgorithmVersion, *, today: date, by: Actor, at: datetime) -> None:
    counted, uses = watched(entry, row, at=at)
    found = findings(counted, limits(), seed=f"{entry.code}/{row.n}/{today.isoformat()}")
    light = worst(found)
    kept = [{**asdict(each), "light": each.light.value} for each in found]
    AlgorithmMonitor.objects.create(
        algorithm=entry, version=row, on=today, at=at, uses=uses, worst=light.value, findings=kept
    )
    fact = Monitored(n=row.n, on=today.isoformat(), uses=uses, worst=light, findings=found)
    record(fact, subject=entry.id, by=by.name(), at=at)
    if light is Light.RED and not entry.suspended:
        red = tuple(sorted({each.code for each in found if each.light is Light.RED}))
        suspend(entry, row, red, by=by, at=at)


def suspend(
    entry: Algorithm, row: AlgorithmVersion, red: tuple[str, ...], *, by: Actor, at: datetime
) -> None:
    """Stop a locked entry for what these monitors say, and let its board owe a look."""
    entry.suspended, entry.suspended_at, entry.suspended_for = True, at, list(red)
    entry.save(update_fields=["suspended", "suspended_at", "suspended_for"])
    record(Suspended(monitors=red), subject=entry.id, by=by.name(), at=at)
    if not duties_of(row.loop_id, SUSPENSION):
        open_duty(loop_id=row.loop_id, what=SUSPENSION, by=by, at=at)


def lift_suspension(*, code: str, reason: str, by: Actor, at: datetime) -> None:
    """Let an entry go on that a monitor stopped; what led to it is not counted again.

    Raises Refused ``algorithms.entry_unknown``, ``algorithms.lift_not_entitled``, ``algorithms.not_suspended``,
    ``algorithms.reason_missing``, ``algorithms.text_too_long``, ``loops.not_theirs`` for another board.
    """
    with transaction.atomic(durable=True):
        loops = AlgorithmVersion.objects.filter(algorithm__code=code).order_by("n")
        owed = [each for each in loops.values_list("loop", flat=True) if duties_of(each, SUSPENSION)]
        for loop_id in owed:
            settle_duty(loop_id=loop_id, what=SUSPENSION, by=by, at=at)
        entry = Algorithm.objects.select_for_update().filter(code=code).first()
        if entry is None:
            raise Refused(Refusal("algorithms.entry_unknown"))
        here = within(by.division, entry.division)
        if not entry.suspended and entry.lifted_because == reason.strip() and by.may(REVIEW) and here:
            return  # the same request again
        ensure(lift_refusal(by, here=here, suspended=entry.suspended, reason=reason))
        entry.suspended, entry.lifted_at, entry.lifted_because = False, at, reason.strip()
        entry.save(update_fields=["suspended", "lifted_at", "lifted_because"])
        record(SuspensionLifted(reason=Private(reason.strip())), subject=entry.id, by=by.name(), at=at)
