"""When a share says something, and between which values it lies."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from gongzhi.channels.hotline.rules import interval

Group = TypeVar("Group", bound=Hashable)

ENOUGH = 50  # results below which a share says too little, a default of this project


@dataclass(frozen=True)
class Share:
    """A share of at least `ENOUGH` results in per cent, with its 95 % interval (Wilson score)."""

    percent: int
    low: int
    high: int
    of: int


def share(hits: int, of: int) -> Share | None:
    """Return a share, or None where there are too few to say."""
    between = interval(hits, of) if of >= ENOUGH else None
    if between is None:
        return None
    return Share(round(100 * hits / of), round(100 * between[0]), round(100 * between[1]), of)


def told_apart(ended: Mapping[Group, int], *, rest: int) -> frozenset[Group]:
    """Return the groups that are shown by themselves: large ones, and only as long as what is left over is large too.

    `ended` counts the groups, `rest` whoever said nothing. A small group goes with the rest; would the rest then be so
    few that all others taken from the whole tell them, the smallest of the large ones goes with it as well.
    """
    shown = sorted((group for group, count in ended.items() if count >= ENOUGH), key=lambda each: ended[each])
    left = rest + sum(count for count in ended.values() if count < ENOUGH)
    while shown and 0 < left < ENOUGH:
        left += ended[shown.pop(0)]
    return frozenset(shown)
