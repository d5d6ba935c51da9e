"""Which messages may be the same problem as one: found by keys and by place, told by place × text. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from gongzhi.algorithms.facts import Result
from gongzhi.cases.public import Neighbour, neighbours, words_of_cases
from gongzhi.diagnosis.facts import LikeCase
from gongzhi.diagnosis.similarity.likely import Likeness, Where, how_likely, is_likely, of_hundred
from gongzhi.diagnosis.similarity.said import Said, issue_number
from gongzhi.diagnosis.similarity.said import said_in as said_in
from gongzhi.diagnosis.similarity.signature import Counted, Signature, parts_alike, unpacked
from gongzhi.insight.topic_models import PlacedMessage
from gongzhi.insight.topic_queries import topic_settings
from gongzhi.insight.topics.candidates import candidates, counted_now, signatures_of

NONE = "none"


@dataclass(frozen=True)
class ToFind:
    """Words others may have said as well; `case_id` is left out of what is found."""

    case_id: UUID
    signature: Signature
    counted: Counted
    said: Said = field(default_factory=Said)


@dataclass(frozen=True)
class _Found:
    case_id: UUID
    likely: float
    same: tuple[str, ...] = ()
    metres: int | None = None


def run(given: Any, *, version: str) -> Result | None:
    """Run for the gate: of words somebody is writing, or of a case that was filed."""
    return found_for_case(given) if isinstance(given, LikeCase) else found_alike(given)


def found_for_case(given: LikeCase) -> Result | None:
    """Return the cases that are likely the same problem as one. None where nothing is kept of it to compare with."""
    row = PlacedMessage.objects.filter(case_id=given.case_id, live=True).first()
    if row is None or not row.features:
        return None
    settings = topic_settings()
    signature = Signature(unpacked(row.features).bags, tuple(row.keys))
    near = candidates(signature, without=given.case_id)
    since = given.at - timedelta(days=settings["window_days"])
    beside = neighbours(given.case_id, [each.case_id for each in near], since=since, most=settings["of_grid"])
    if not beside:
        return None
    own, others = beside[0], beside[1:]
    kept = _of_county(signatures_of(each.case_id for each in others), row.division)
    lately = given.at - timedelta(days=issue_number("ended_days"))
    others = [each for each in others if each.case_id in kept and (each.ended_at or given.at) >= lately]
    here = said_in(own.text)
    found = [
        _Found(each.case_id, likely, each.same, each.metres)
        for each, likely in _told(signature, counted_now(), here, others, kept)
        if is_likely(likely)
    ]
    found.sort(key=lambda each: (-each.likely, str(each.case_id)))
    return _result(found[: settings["likely_shown"]])


def found_alike(given: ToFind) -> Result:
    """Return which messages are like some words, the likest first."""
    near = candidates(given.signature, without=given.case_id)
    kept = signatures_of(each.case_id for each in near)
    words = words_of_cases(kept)
    others = [
        Neighbour(each.case_id, words[each.case_id], (), None) for each in near if each.case_id in words
    ]
    topics = {each.case_id: str(each.topic_id or "") for each in near}
    told = _told(given.signature, given.counted, given.said, others, kept)
    found = [_Found(each.case_id, likely) for each, likely in told if is_likely(likely)]
    found.sort(key=lambda each: (-each.likely, str(each.case_id)))
    return _result(found, topics=[topics[each.case_id] for each in found])


def _told(
    signature: Signature,
    counted: Counted,
    here: Said,
    others: Sequence[Neighbour],
    kept: dict[UUID, Signature],
) -> list[tuple[Neighbour, float]]:
    """Tell of each how likely it is. Whoever shares neither a place nor words is not read at all."""
    signed = [kept[each.case_id] for each in others]
    place, issue, words = parts_alike(signature, signed, counted)
    rows = [
        (each, Likeness(of_place, of_issue, of_words, signature.names_a_place and theirs.names_a_place))
        for each, theirs, of_place, of_issue, of_words in zip(
            others, signed, place.tolist(), issue.tolist(), words.tolist(), strict=True
        )
    ]
    rows = [
        row for row in rows if row[0].same or max(row[1].place, row[1].words) >= issue_number("read_from")
    ]
    rows.sort(key=lambda row: (-bool(row[0].same) - row[1].place - row[1].words, str(row[0].case_id)))
    return [
        (each, how_likely(found, where=_where(each), one=here, other=said_in(each.text)))
        for each, found in rows[: int(issue_number("read_most"))]
    ]


def _where(each: Neighbour) -> Where:
    if "near" in each.same or "address" in each.same:
        return Where.HERE
    if each.metres is not None and each.metres > issue_number("far_metres"):
        return Where.APART
    return Where.GRID if "grid" in each.same else Where.UNKNOWN


def _of_county(kept: dict[UUID, Signature], division: str) -> dict[UUID, Signature]:
    rows = PlacedMessage.objects.filter(case_id__in=list(kept), division__startswith=division[:6])
    return {each: kept[each] for each in rows.values_list("case_id", flat=True)}


def _result(found: Sequence[_Found], **more: Any) -> Result:
    """The value names the likeliest, so that what people decide can be held against it."""
    return Result(
        found[0].case_id.hex if found else NONE,
        found[0].likely if found else 0.0,
        more={
            "cases": [str(each.case_id) for each in found],
            "likely": [round(each.likely, 3) for each in found],
            "same": [list(each.same) for each in found],
            "metres": [each.metres for each in found],
            "of_hundred": [of_hundred(each.likely) for each in found],
            **more,
        },
        reasons=tuple(
            {"case": str(each.case_id), "likely": round(each.likely, 3), "same": list(each.same)}
            for each in found[:5]
        ),
    )
