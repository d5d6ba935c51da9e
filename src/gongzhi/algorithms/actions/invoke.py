"""The gate: the only way to an algorithm. It refuses, draws, runs, measures, and puts each use on record."""

import logging
import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from gongzhi.algorithms.facts import Answer, Outcome, Result, Stage, Tier, Without
from gongzhi.algorithms.models import AlgorithmUse, AlgorithmVersion
from gongzhi.algorithms.offering import runner_of
from gongzhi.algorithms.queries import at_the_gate, ready, standing_of
from gongzhi.algorithms.register_facts import Used
from gongzhi.algorithms.rules.gate import drawn_for_people, why_not
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import record
from gongzhi.people.facts import Actor

_log = logging.getLogger("gongzhi.algorithms")
VALUE_LIMIT = 100
# A value is a code. Sentences have no place in it: it stands in a fact.
VALUE = re.compile(rf"[!-~]{{0,{VALUE_LIMIT}}}")
GROUP_LIMIT = 40
MOST_GROUPS = 8
_WITHOUT = {
    Outcome.SHADOW: Without.SHADOW,
    Outcome.HUMAN_ARM: Without.HUMAN_ARM,
    Outcome.ABSTAINED: Without.ABSTAINED,
    Outcome.FAILED: Without.FAILED,
}


@dataclass(frozen=True)
class Asked:
    """One request to the gate, without what was given."""

    code: str
    purpose: str
    tier: Tier
    about: UUID | None
    kind: str
    groups: dict[str, str]
    by: Actor
    at: datetime


@dataclass(frozen=True)
class _Ran:
    """What became of a run."""

    result: Result | None
    failed: bool
    took_ms: int


def invoke(
    *,
    code: str,
    given: Any,
    purpose: str,
    tier: Tier,
    about: UUID | None,
    kind: str,
    groups: Mapping[str, str],
    by: Actor,
    at: datetime,
) -> Answer:
    """Ask an algorithm inside the caller's transaction; return what it said, or why there is nothing to show.

    Never raises for anything the algorithm does: the caller always has a way without it. `groups` are coarse declared
    groups, for fairness. What was given is neither kept nor logged.
    """
    assert connection.in_atomic_block
    asked = Asked(code, purpose, tier, about, kind, _coarse(groups), by, at)
    entry, today = at_the_gate(code), timezone.localdate(at)
    if entry is None:
        return Answer(code, "", None, Without.NO_ENTRY, None)
    shown, against = ready(entry, purpose=purpose, tier=tier, today=today)
    answer = _answer(shown, asked, given) if shown else None
    tried = entry.trying
    if tried is None or tried.stage != Stage.SHADOW:
        return answer or Answer(code, "", None, against, None)
    if why_not(standing_of(entry, tried), purpose=purpose, tier=tier, today=today) is None:
        behind = _use(tried, asked, given, Outcome.SHADOW)
        return answer or behind
    return answer or Answer(code, tried.digest, None, against, None)


def _coarse(groups: Mapping[str, str]) -> dict[str, str]:
    """Return the declared groups, as many and as long as groups of people can be; longer texts are none."""
    fit = {name: value for name, value in sorted(groups.items()) if max(len(name), len(value)) <= GROUP_LIMIT}
    return {name: value for name, value in list(fit.items())[:MOST_GROUPS] if name and value}


def _answer(version: AlgorithmVersion, asked: Asked, given: Any) -> Answer:
    """Run the version whose word is shown; in a pilot some matters are drawn for people alone."""
    outcome = Outcome.SHOWN
    key = str(asked.about or new_id())
    if version.arm_share and drawn_for_people(key, seed=version.arm_seed, share=version.arm_share):
        outcome = Outcome.HUMAN_ARM
    return _use(version, asked, given, outcome)


def _use(version: AlgorithmVersion, asked: Asked, given: Any, outcome: Outcome) -> Answer:
    """Run a version and put it on record; what nobody is shown is run as well, to be compared."""
    ran = _run(asked.code, version, given)
    result = ran.result
    if outcome is not Outcome.HUMAN_ARM and ran.failed:
        outcome = Outcome.FAILED
    elif outcome is Outcome.SHOWN and result is None:
        outcome = Outcome.ABSTAINED
    stopped = _stopped(version) if outcome is Outcome.SHOWN else None
    if stopped:
        outcome = Outcome.SHADOW
    use = new_id()
    value = result.value if result else ""
    confidence = None if result is None or result.confidence is None else _of_ten_thousand(result.confidence)
    reasons = _hash(result.reasons) if result else ""
    AlgorithmUse.objects.create(
        id=use,
        version_id=version.id,
        at=asked.at,
        purpose=asked.purpose,
        tier=asked.tier.value,
        outcome=outcome,
        about=asked.about,
        about_kind=asked.kind,
        groups=asked.groups,
        value=value,
        confidence=confidence,
        reasons=reasons,
        took_ms=ran.took_ms,
    )
    fact = Used(
        code=asked.code,
        n=version.n,
        digest=version.digest,
        purpose=asked.purpose,
        tier=asked.tier.value,
        outcome=outcome,
        value=value,
        confidence=confidence,
        reasons=reasons,
        about=asked.about,
        about_kind=asked.kind,
        groups=asked.groups,
    )
    record(fact, subject=use, by=asked.by.name(), at=asked.at)
    shown = result if outcome is Outcome.SHOWN else None
    return Answer(asked.code, version.digest, shown, stopped or _WITHOUT.get(outcome), use)


def _stopped(version: AlgorithmVersion) -> Without | None:
    """Say what stopped a version while it ran: whoever trips the switch neither waits for a run nor loses to it."""
    now = AlgorithmVersion.objects.select_related("algorithm").get(id=version.id)
    if now.algorithm.switched_off:
        return Without.SWITCHED_OFF
    if now.algorithm.suspended:
        return Without.SUSPENDED
    return None if now.stage == version.stage else Without.NOT_IN_FORCE


def _run(code: str, version: AlgorithmVersion, given: Any) -> _Ran:
    """Run what was offered; an error, what is no result, or too much time is a failure without one."""
    runner = runner_of(code)
    if runner is None:
        return _Ran(None, failed=True, took_ms=0)
    began, mark = time.perf_counter(), transaction.savepoint()
    try:
        result = runner(given, version=version.digest)
        _check(result)
    except Exception as error:
        transaction.savepoint_rollback(mark)
        _log.warning("an algorithm failed", extra={"code": code, "error": type(error).__name__})
        return _Ran(None, failed=True, took_ms=_since(began))
    transaction.savepoint_commit(mark)
    took = _since(began)
    if took > version.limit_ms:
        _log.warning("an algorithm took too long", extra={"code": code, "milliseconds": took})
        return _Ran(None, failed=True, took_ms=took)
    return _Ran(result, failed=False, took_ms=took)


def _check(result: Result | None) -> None:
    """Raise where something is no result: its value no code, its confidence no number, its reasons no JSON."""
    if result is None:
        return
    if not isinstance(result, Result) or VALUE.fullmatch(result.value) is None:
        raise ValueError
    if result.confidence is not None and not math.isfinite(result.confidence):
        raise ValueError
    _hash(result.reasons)


def _since(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


def _of_ten_thousand(confidence: float) -> int:
    return min(10_000, max(0, round(confidence * 10_000)))


def _hash(reasons: tuple[Any, ...]) -> str:
    """Return the SHA-256 of what was said for and against, as JSON with sorted keys."""
    said = dumps(reasons, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(said.encode()).hexdigest()
