"""Decisions about proposals: how they pass the gate, and whether one may be followed without a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, log1p
from typing import Any

from gongzhi.algorithms.facts import Result
from gongzhi.diagnosis.facts import Proposed, Reading, Reason, Safety, Side, Urgency, WhyNot

WHOLE = 10_000  # shares and confidences are whole ten-thousandths


@dataclass(frozen=True)
class Grounds:
    """All that is asked before a program dispatches; `right` of the `verified` recent ones were as proposed."""

    proposed: bool
    set_already: bool
    in_force: bool
    wanted: bool
    life_safety: bool
    confidential: bool
    confidence: int
    confidence_at_least: int
    right: int
    verified: int
    precision_at_least: int
    sure_at_least: int
    units: int


def why_not(grounds: Grounds) -> tuple[WhyNot, ...]:
    """Return every condition that fails, in the order they are told; none: a program may dispatch it by itself."""
    if not grounds.proposed:
        return (WhyNot.NOTHING_PROPOSED,)
    least, sure = grounds.precision_at_least / WHOLE, grounds.sure_at_least / WHOLE
    few = grounds.verified < fewest(least, sure)
    bound = lower_bound(grounds.right, grounds.verified, sure=sure)
    conditions = (
        (WhyNot.LIFE_SAFETY, grounds.life_safety),
        (WhyNot.CONFIDENTIAL, grounds.confidential),
        (WhyNot.SET_ALREADY, grounds.set_already),
        (WhyNot.NOT_ENTERED, not grounds.in_force),
        (WhyNot.NOT_HERE, not grounds.wanted),
        (WhyNot.UNSURE, grounds.confidence < grounds.confidence_at_least),
        # What was measured is asked of an entry that acts, and of no other.
        (WhyNot.FEW_VERIFIED, grounds.in_force and few),
        (WhyNot.NOT_PRECISE, grounds.in_force and not few and bound < least),
        (WhyNot.NO_UNIT, grounds.units == 0),
        (WhyNot.SEVERAL_UNITS, grounds.units > 1),
    )
    return tuple(code for code, fails in conditions if fails)


def lower_bound(right: int, whole: int, *, sure: float = 0.95) -> float:
    """Return the exact one-sided lower bound of a share (Clopper and Pearson, 1934): below it with 1 - `sure` at most.

    The share p at which `right` or more of `whole` come with probability 1 - `sure`.
    """
    if whole <= 0 or right <= 0:
        return 0.0
    if right >= whole:
        return exp(log(1 - sure) / whole)
    low, high = 0.0, right / whole
    for _ in range(60):
        middle = (low + high) / 2
        if _at_least(right, whole, middle) < 1 - sure:
            low = middle
        else:
            high = middle
    return low


def fewest(least: float, sure: float) -> int:
    """Return how many cases it takes, all of them right, for the bound to reach `least`."""
    number = 1
    while exp(log(1 - sure) / number) < least:
        number += 1
    return number


def _at_least(right: int, whole: int, share: float) -> float:
    """Return the probability of `right` or more of `whole` at this share."""
    if share <= 0:
        return 0.0
    base = lgamma(whole + 1)
    return sum(
        exp(
            base
            - lgamma(k + 1)
            - lgamma(whole - k + 1)
            + k * log(share)
            + (whole - k) * (log1p(-share) if share < 1 else float("-inf"))
        )
        for k in range(right, whole + 1)
    )


def whole(share: float | None) -> int | None:
    """Return a share in ten-thousandths."""
    return None if share is None else max(0, min(WHOLE, round(share * WHOLE)))


def result_of(reading: Reading) -> Result:
    """Return a reading as what passes the gate: its value is the code of the deepest level."""
    best = reading.levels[-1]
    more = {"levels": _all(reading.levels), "others": _all(reading.others)}
    return Result(best.code, best.confidence, more, tuple(_reason(each) for each in best.reasons))


def reading_of(result: Result) -> Reading:
    """Return what passed the gate as a reading."""
    levels = _proposals(result.more.get("levels", ()))
    if not levels:
        levels = (Proposed(result.value, result.confidence or 0.0, _reasons(result.reasons)),)
    return Reading(levels, _proposals(result.more.get("others", ())))


def safety_result(safety: Safety) -> Result:
    """Return urgency and needs as what passes the gate: its value is the urgency."""
    reasons = tuple(_reason(each) for each in safety.reasons)
    return Result(safety.urgency.value, safety.confidence, {"needs": _all(safety.needs)}, reasons)


def safety_of(result: Result) -> Safety:
    """Return what passed the gate as urgency and needs."""
    needs = _proposals(result.more.get("needs", ()))
    return Safety(Urgency(result.value), result.confidence, _reasons(result.reasons), needs)


def _all(proposals: Sequence[Proposed]) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "confidence": each.confidence,
            "level": each.level,
            "reasons": [_reason(reason) for reason in each.reasons],
        }
        for each in proposals
    ]


def _reason(reason: Reason) -> dict[str, Any]:
    places = [list(place) for place in reason.places]
    return {
        "words": reason.words,
        "weight": reason.weight,
        "side": reason.for_or_against.value,
        "places": places,
    }


def _proposals(rows: Sequence[Mapping[str, Any]]) -> tuple[Proposed, ...]:
    return tuple(
        Proposed(row["code"], row["confidence"], _reasons(row["reasons"]), row["level"]) for row in rows
    )


def _reasons(rows: Sequence[Any]) -> tuple[Reason, ...]:
    return tuple(
        row
        if isinstance(row, Reason)
        else Reason(
            row["words"],
            row["weight"],
            Side(row["side"]),
            tuple((start, end) for start, end in row["places"]),
        )
        for row in rows
    )
