"""Where a new message belongs: in a topic, with another one that stood alone, or alone. Reads; writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np

from gongzhi.algorithms.facts import Result
from gongzhi.diagnosis.similarity.grouping import by_author, groups_of
from gongzhi.diagnosis.similarity.reading import number
from gongzhi.diagnosis.similarity.signature import Counted, Signature, alike_to, bags_of_all
from gongzhi.insight.topics.candidates import candidates, members_of, signatures_of

ALONE, WITH = "alone", "with:"
_TOPICS_LOOKED_AT = 3
_CLOSER = 0.1  # so much more alike to one that stands alone than to a topic: then they begin a topic


@dataclass(frozen=True)
class ToPlace:
    """A new message."""

    case_id: UUID
    signature: Signature
    counted: Counted
    floor: float


@dataclass(frozen=True)
class ToGroup:
    """Messages to be put together anew, with what people said of them, by their places in `case_ids`."""

    case_ids: tuple[UUID, ...]
    signatures: tuple[Signature, ...]
    counted: Counted
    authors: tuple[str, ...]
    scale: tuple[float, ...]  # what people's word made of the floor for the matter of each, as a factor
    together: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]


def run(given: Any, *, version: str) -> Result | None:
    """Run for the gate: place one message, or group many."""
    return grouped(given) if isinstance(given, ToGroup) else placed(given)


def placed(given: ToPlace) -> Result:
    """Return a topic's id, ``with:`` and the id of a message that stood alone, or ``alone``."""
    near = candidates(given.signature, without=given.case_id)
    if not near:
        return Result(ALONE, 0.0)
    kept = signatures_of(each.case_id for each in near)
    near = [each for each in near if each.case_id in kept]
    alike = alike_to(given.signature, [kept[each.case_id] for each in near], given.counted)
    best_of: dict[UUID, float] = {}
    alone: list[tuple[float, str]] = []
    for each, how in zip(near, alike.tolist(), strict=True):
        if each.topic_id:
            best_of[each.topic_id] = max(how, best_of.get(each.topic_id, 0.0))
        else:
            alone.append((how, str(each.case_id)))
    topic, mean = _topic_for(given, best_of)
    single, other = max(alone, default=(0.0, ""))
    if topic and (mean >= single - _CLOSER or single < number("pair")):
        return Result(str(topic), min(1.0, mean), reasons=_reasons(near, alike))
    if single >= number("pair"):
        return Result(f"{WITH}{other}", min(1.0, single), reasons=_reasons(near, alike))
    return Result(ALONE, min(1.0, max(mean, single)))


def _topic_for(given: ToPlace, best_of: Mapping[UUID, float]) -> tuple[UUID | None, float]:
    """Return the topic with whose newest messages it is most alike on average, where that is enough."""
    nearest = sorted(best_of, key=lambda each: (-best_of[each], str(each)))[:_TOPICS_LOOKED_AT]
    members = members_of(nearest, without=given.case_id)
    kept = signatures_of(case_id for each in members.values() for case_id in each)
    found: tuple[UUID | None, float] = (None, 0.0)
    for topic in nearest:
        others = [kept[case_id] for case_id in members[topic] if case_id in kept]
        mean = float(alike_to(given.signature, others, given.counted).mean()) if others else 0.0
        if mean >= given.floor and mean > found[1]:
            found = topic, mean
    return found


def _reasons(near: Sequence[Any], alike: Any) -> tuple[Any, ...]:
    """The five most alike, and how much: what can be shown and read again."""
    order = sorted(range(len(near)), key=lambda at: (-alike[at], str(near[at].case_id)))[:5]
    return tuple({"case": str(near[at].case_id), "alike": round(float(alike[at]), 3)} for at in order)


def grouped(given: ToGroup) -> Result:
    """Return the groups of many messages; the value says how many there are."""
    alike = groups_alike(given)
    labels = groups_of(alike, floor=number("floor"), together=given.together, apart=given.apart)
    return Result(str(len(set(labels.tolist()))), more={"groups": [int(each) for each in labels]})


def groups_alike(given: ToGroup) -> Any:
    """Return how much alike all are with all; less so in a matter where people split, more where they merged."""
    from gongzhi.diagnosis.similarity.alike import similarities

    alike = similarities(bags_of_all(given.signatures), len(given.signatures), given.counted)
    alike = by_author(alike, given.authors)
    scale = np.array(given.scale, dtype=np.float32)
    return alike / np.sqrt(scale[:, None] * scale[None, :])
