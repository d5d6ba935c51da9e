"""Train a candidate on verified cases and hold it beside the version in use, on the newest ones, which it has not seen.

The version in use may have learnt from some of them, if it was trained lately: that is in its favour, not the other's.

A candidate replaces nothing: it becomes a version of its entry at the first gate, with the comparison on record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    from gongzhi.diagnosis.classifier.training import TooLittleError, train

    try:
        candidate = train(rows[:-held], at=at, tick=tick)
    except TooLittleError:
        raise Refused(Refusal("diagnosis.too_few", {"number": len(rows), "needed": 2 * LEAST_HELD})) from None
    entry = algorithms.entry(MODEL)
    running = entry.running.digest if entry and entry.running else ""
    found = _beside(candidate.model, running, rows[-held:], candidate.digest, len(rows) - held)
    keep(candidate.data)
    with transaction.atomic(durable=True):
        _put_down(found, by=by, at=at)
    algorithms.begin_version(code=MODEL, title=title, digest=candidate.digest, by=by, at=at)
    return found


def _beside(model: Any, running: str, held: Sequence[Labelled], digest: str, learnt: int) -> Compared:
    """Return both on the same held-back cases, at the top level of the tree; the interval is a paired bootstrap."""
    import numpy as np

    from gongzhi.diagnosis.classifier.artefact import ArtefactError, loaded
    from gongzhi.diagnosis.classifier.evaluating import judged_by
    from gongzhi.diagnosis.classifier.measuring import beside, macro_f1

    index = {label: place for place, label in enumerate(sorted({row.path[0] for row in held}))}

    def said(of: Any) -> Any:
        judged, _spent = judged_by(of, held)
        names = [judged.labels[place] for place in judged.said]
        return np.array([index.get(name, len(index)) for name in names])

    right = np.array([index[row.path[0]] for row in held])
    ours = said(model)
    theirs = None
    if running:
        try:
            theirs = said(loaded(running))
        except (ArtefactError, FileNotFoundError):
            theirs = None
    if theirs is None:
        return Compared(digest, running, learnt, len(held), _parts(macro_f1(right, ours)), None, None, None)
    low, high = beside(right, ours, theirs)["interval"]
    return Compared(
        digest,
        running,
        learnt,
        len(held),
        _parts(macro_f1(right, ours)),
        _parts(macro_f1(right, theirs)),
        _parts(low),
        _parts(high),
    )


def _put_down(found: Compared, *, by: Actor, at: datetime) -> None:
    values = {name: getattr(found, name) for name in Compared.__dataclass_fields__}
    if Comparison.objects.filter(digest=found.digest).exists():
        return  # the same cases give the same file: it was compared before
    Comparison.objects.create(made_at=at, **values)
    record(CandidateCompared(**values), subject=None, by=by.name(), at=at)


def _parts(share: float) -> int:
    return round(float(share) * 10_000)
