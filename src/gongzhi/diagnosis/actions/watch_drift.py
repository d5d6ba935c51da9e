"""Tell the register, once a day, how far what comes in has moved from what a version in use knows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from gongzhi.algorithms import public as algorithms
from gongzhi.algorithms.facts import VersionView
from gongzhi.diagnosis.actions.propose import MODEL, WORDS
from gongzhi.diagnosis.drift import countings, moved, unseen_step
from gongzhi.diagnosis.facts import Message
from gongzhi.diagnosis.limits import limits_on
from gongzhi.diagnosis.queries import drift_windows, features_between, right_between
from gongzhi.people.facts import Actor


def watch_drift(
    *, earlier: Sequence[Message], recent: Sequence[Message], by: Actor, at: datetime
) -> dict[str, float]:
    """Report the greatest index of all features for each version in use; return it by entry.

    Category, language and length come from what was proposed, and are held against the rows a version learnt from where
    its file counts them, else against the window before. Unseen pieces come from the texts themselves, which are read
    here and not kept, and always against the window before: of its own rows a version has seen every piece. A version
    with too few messages to count is not spoken of.
    """
    found = {}
    for code in (MODEL, WORDS):
        if not algorithms.in_force(code, at=at):
            continue
        entry = algorithms.entry(code)
        shown = entry.running if entry else None
        if shown is None:
            continue
        index, number, passed = _of(code, shown, earlier, recent, at)
        if number is None:
            continue
        with transaction.atomic(durable=True):
            algorithms.report_drift(code=code, psi=index, n=number, retest_passed=passed, by=by, at=at)
        found[code] = index
    return found


def _of(
    code: str, shown: VersionView, earlier: Sequence[Message], recent: Sequence[Message], at: datetime
) -> tuple[float, int | None, bool | None]:
    since, middle = drift_windows(at=at)
    limits = limits_on(timezone.localdate(at), "")
    least = limits.least_in_group
    before: dict[str, Mapping[str, int]] = {**features_between(shown.digest, code, since, middle)}
    after = dict(features_between(shown.digest, code, middle, at))
    number, were = sum(after.get("language", {}).values()), sum(before.get("language", {}).values())
    learnt: Mapping[str, Mapping[str, int]] = {}
    if code == MODEL and shown.digest and number >= least:
        from gongzhi.diagnosis.unseen import rows_counted, unseen_shares

        learnt = rows_counted(shown.digest)
        if len(earlier) >= least:
            known = unseen_shares(shown.digest, earlier)
            before |= countings({"unseen": unseen_step(share)} for share in known)
            after |= countings(
                {"unseen": unseen_step(share)} for share in unseen_shares(shown.digest, recent)
            )
    if number < least or (were < least and not learnt):
        return 0.0, None, None
    before |= learnt
    index = max(moved(before, after).values(), default=0.0)
    lately = right_between(code, shown.digest, middle, at)
    passed = None
    if lately.verified >= least and (promised := _evaluated(shown)) is not None:
        passed = lately.right / lately.verified >= promised
    return index, number, passed


def _evaluated(shown: VersionView) -> float | None:
    """Return the lower end of the accuracy the version was reviewed with, if its entry says it."""
    for metric in shown.document.get("evaluation", {}).get("metrics", ()):
        if metric.get("name") == "accuracy":
            return float(metric.get("low") or metric["value"])
    return None
