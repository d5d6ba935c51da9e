"""What other packages find out about a version in use, for the daily look."""

from datetime import datetime

from django.db import connection

from gongzhi.algorithms.models import AlgorithmReport, AlgorithmVersion
from gongzhi.algorithms.queries import at_the_gate, shown_version
from gongzhi.algorithms.register_facts import DriftReported, GroundingReported
from gongzhi.algorithms.watching import DRIFT, GROUNDED
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

MOST_PSI = 1000.0


def report_drift(
    *, code: str, psi: float, n: int, retest_passed: bool | None, by: Actor, at: datetime
) -> None:
    """Say, inside the caller's transaction, how far what comes in has moved from what a version was trained on.

    `psi` is counted on `n` cases; `retest_passed` says whether the version still does as well on fresh verified cases
    as in its evaluation, None where nobody knows. Raises Refused ``algorithms.not_running``.
    """
    row = _running(code)
    thousandths = round(min(max(psi, 0.0), MOST_PSI) * 1000)
    AlgorithmReport.objects.create(
        version=row, what=DRIFT, at=at, n=n, value=thousandths, passed=retest_passed
    )
    fact = DriftReported(n=row.n, cases=n, psi=thousandths, retest_passed=retest_passed)
    record(fact, subject=row.algorithm_id, by=by.name(), at=at)


def report_grounding(*, code: str, n: int, grounded: int, unlawful: bool, by: Actor, at: datetime) -> None:
    """Say, inside the caller's transaction, how many of a fixed set of answers cite what they rest on.

    One confirmed unlawful advice stops the entry at the next look. Raises Refused ``algorithms.not_running``.
    """
    row = _running(code)
    passed = not unlawful
    AlgorithmReport.objects.create(
        version=row, what=GROUNDED, at=at, n=n, value=min(grounded, n), passed=passed
    )
    fact = GroundingReported(n=row.n, cases=n, grounded=min(grounded, n), unlawful=unlawful)
    record(fact, subject=row.algorithm_id, by=by.name(), at=at)


def _running(code: str) -> AlgorithmVersion:
    assert connection.in_atomic_block
    entry = at_the_gate(code)
    row = shown_version(entry) or entry.trying if entry else None
    if row is None:
        raise Refused(Refusal("algorithms.not_running"))
    return row
