"""Train a candidate on verified cases and hold it beside the version in use, on the newest ones, which it has not seen.

The version in use may have learnt from some of them, if it was trained lately: that is in its favour, not the other's.

A candidate replaces nothing: it becomes a version of its entry at the first gate, with the comparison on record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from gongzhi.algorithms import public as algorithms
from gongzhi.diagnosis.actions.propose import MODEL
from gongzhi.diagnosis.facts import CandidateCompared, Labelled
from gongzhi.diagnosis.models import Comparison
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

HELD_SHARE, LEAST_HELD = 0.2, 50  # the newest verified cases are held back, defaults of this project


@dataclass(frozen=True)
class Compared:
    """A candidate beside the version in use; F1 and bounds in ten-thousandths, None where nothing was in use."""

    digest: str
    running: str
    learnt: int
    held: int
    ours: int
    theirs: int | None
    low: int | None
    high: int | None


def retrain(
    *,
    rows: Sequence[Labelled],
    by: Actor,
    at: datetime,
    title: str,
    tick: Callable[[float, str], None] | None = None,
) -> Compared:
    """Train on all but the newest verified cases, compare on these, keep the file, and begin a version with it.

    `rows` are verified cases, the oldest first. Raises Refused ``diagnosis.too_few`` and those of the register, before
    anything is trained.
    """
    ensure(algorithms.begin_refusal(MODEL, by=by))
    held = max(LEAST_HELD, round(len(rows) * HELD_SHARE))
    if len(rows) < 2 * held:
        raise Refused(Refusal("diagnosis.too_few", {"number": len(rows), "needed": 2 * LEAST_HELD}))
    from gongzhi.diagnosis.classifier.artefact import keep
    from gongzhi.diagnosis.classifier.beside import held_beside
    from gongzhi.diagnosis.classifier.training import TooLittleError, train

    try:
        candidate = train(rows[:-held], at=at, tick=tick)
    except TooLittleError:
        raise Refused(Refusal("diagnosis.too_few", {"number": len(rows), "needed": 2 * LEAST_HELD})) from None
    entry = algorithms.entry(MODEL)
    running = entry.running.digest if entry and entry.running else ""
    figures = held_beside(candidate.model, running, rows[-held:])
    found = Compared(candidate.digest, running, len(rows) - held, held, *_parts(*figures))
    keep(candidate.data)
    with transaction.atomic(durable=True):
        _put_down(found, by=by, at=at)
    algorithms.begin_version(code=MODEL, title=title, digest=candidate.digest, by=by, at=at)
    return found


def _put_down(found: Compared, *, by: Actor, at: datetime) -> None:
    values = {name: getattr(found, name) for name in Compared.__dataclass_fields__}
    if Comparison.objects.filter(digest=found.digest).exists():
        return  # the same cases give the same file: it was compared before
    Comparison.objects.create(made_at=at, **values)
    record(CandidateCompared(**values), subject=None, by=by.name(), at=at)


def _parts(
    ours: float, theirs: float | None, low: float | None, high: float | None
) -> tuple[int, int | None, int | None, int | None]:
    return _part(ours), *(None if each is None else _part(each) for each in (theirs, low, high))  # type: ignore[return-value]


def _part(share: float) -> int:
    return round(float(share) * 10_000)
