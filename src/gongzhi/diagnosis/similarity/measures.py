"""How good groups are, beside what people say belongs together: B³, pairs, and how many events were found. Pure."""

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Goodness:
    """B³ over the messages people assigned, the pairs' F1, and how many of their events stand in one group.

    An event is found where half of its messages, and at least two, are in one group.
    """

    precision: float
    recall: float
    f1: float
    pairwise_f1: float
    found: int
    events: int


def goodness(groups: Mapping[str, Hashable], gold: Mapping[str, str]) -> Goodness:
    """Compare groups with the events of `gold`; what gold does not name counts for nothing."""
    named = [each for each in gold if each in groups]
    if not named:
        return Goodness(0.0, 0.0, 0.0, 0.0, 0, 0)
    in_group = Counter(groups[each] for each in named)
    in_event = Counter(gold[each] for each in named)
    in_both = Counter((groups[each], gold[each]) for each in named)
    precision = sum(in_both[groups[each], gold[each]] / in_group[groups[each]] for each in named) / len(named)
    recall = sum(in_both[groups[each], gold[each]] / in_event[gold[each]] for each in named) / len(named)
    right, said, wanted = _pairs(in_both), _pairs(in_group), _pairs(in_event)
    best: dict[str, int] = {}
    for (_group, event), count in in_both.items():
        best[event] = max(best.get(event, 0), count)
    return Goodness(
        precision=precision,
        recall=recall,
        f1=2 * precision * recall / (precision + recall),
        pairwise_f1=2 * right / (said + wanted) if said + wanted else 0.0,
        found=sum(count >= 2 and 2 * count >= in_event[event] for event, count in best.items()),
        events=len(in_event),
    )


def spread(
    groups: Mapping[str, Hashable], gold: Mapping[str, str], *, turns: int = 200
) -> tuple[float, float]:
    """Return between which F1 95 % of some halves of the events lie: how much hangs on which were written."""
    events, found = sorted(set(gold.values())), []
    for turn in range(turns):
        half = sorted(events, key=lambda event: sha256(f"{turn}:{event}".encode()).digest())[
            : max(1, len(events) // 2)
        ]
        kept = set(half)
        found.append(goodness(groups, {each: event for each, event in gold.items() if event in kept}).f1)
    found.sort()
    return found[round(0.025 * (turns - 1))], found[round(0.975 * (turns - 1))]


def _pairs(counted: Counter) -> float:  # type: ignore[type-arg]
    return sum(count * (count - 1) / 2 for count in counted.values())
