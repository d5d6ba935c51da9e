"""Decisions about proposals: how they pass the gate, and whether one may be followed without a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from gongzhi.algorithms.facts import Result
from gongzhi.diagnosis.facts import Proposed, Reading, Reason, Safety, Side, Urgency


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
