"""What was too much yesterday: bursts in divisions, and the same matter again and again in one grid."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from gongzhi.insight.bursts.many_looks import believed
from gongzhi.insight.bursts.tail import BASE_WEEKS, GAP_DAYS, WINDOWS, base_of
from gongzhi.insight.forecast.foretell import kinds_of
from gongzhi.insight.forecast.panel import WEEK, Level
from gongzhi.insight.forecast.spread import below

LEAST_COUNT = 3  # fewer messages are no burst, however seldom they are
LEAST_DAYS = BASE_WEEKS * WEEK + GAP_DAYS + max(WINDOWS)
REPEAT_DAYS = 14
REPEAT_PAST = 364
LEAST_PAST = 56  # days of counts before the last 14: with fewer nobody knows what is usual at a spot
PRIOR_DAYS = 90.0  # of the rate of a matter over all grids, mixed into each grid's own

Spot = TypeVar("Spot")


@dataclass(frozen=True)
class Burst:
    """A series of a level with too much in the last `days` days."""

    key: tuple[str, ...]
    days: int
    count: int
    expected: float


def bursts(levels: tuple[Level, ...]) -> list[Burst]:
    """Look at the last day of every series of every level, over each window that ends with it.

    The chance of a series is that of its most telling window times the number of windows looked through.
    """
    found: list[Burst] = []
    chances: list[float] = []
    looks = 0
    for level, kind in zip(levels, kinds_of(levels), strict=True):
        counts, days = level.panel.counts, level.panel.days
        if days < LEAST_DAYS:
            continue
        looks += len(counts)
        base = base_of(counts, kind, level.panel.first.weekday(), first=days - max(WINDOWS))
        expected, spread = base.expected[:, -max(WINDOWS) :], base.spread[:, -1]
        for row, key in enumerate(level.panel.keys):
            best: tuple[float, Burst] | None = None
            for window in WINDOWS:
                came, told = float(counts[row, -window:].sum()), float(expected[row, -window:].sum())
                if came < LEAST_COUNT or came <= told:
                    continue
                tail = 1.0 - float(
                    below(np.array([told]), np.array([spread[row]]), np.array([came - 1.0]))[0]
                )
                if best is None or tail < best[0]:
                    best = tail, Burst(key, window, int(came), told)
            if best is not None:
                chances.append(min(1.0, best[0] * len(WINDOWS)))
                found.append(best[1])
    keep = believed(np.array(chances), looks=looks)
    return [each for each, kept in zip(found, keep, strict=True) if kept]


@dataclass(frozen=True)
class Repeat:
    """A matter that came to one spot more often than chance gives."""

    count: int
    expected: float


def repeats(
    lately: Mapping[Spot, int],
    before: Mapping[Spot, int],
    matter_of: Mapping[Spot, str],
    *,
    past: int = REPEAT_PAST,
) -> dict[Spot, Repeat]:
    """Compare what came to each spot in the last 14 days with the year before; `matter_of` names the matter of each.

    `past`: over how many days `before` was counted, where counting began less than a year ago.

    Each spot's own rate is drawn towards that of its matter over all spots known. Corrected for all spots there are.
    """
    if past < LEAST_PAST:
        return {}
    known = sorted({*lately, *before}, key=str)
    of_matter: dict[str, list[float]] = {}
    for spot in known:
        of_matter.setdefault(matter_of[spot], []).append(before.get(spot, 0) / past)
    rate = {matter: float(np.mean(rates)) + 1.0 / (past * len(rates)) for matter, rates in of_matter.items()}
    tried = [spot for spot in known if lately.get(spot, 0) >= LEAST_COUNT]
    if not tried:
        return {}
    expected = np.array(
        [
            REPEAT_DAYS * (before.get(spot, 0) + PRIOR_DAYS * rate[matter_of[spot]]) / (past + PRIOR_DAYS)
            for spot in tried
        ]
    )
    count = np.array([float(lately[spot]) for spot in tried])
    # Messages come in company: as wide as one and a half times the mean.
    tail = 1.0 - below(expected, np.full(len(tried), 1.5), count - 1.0)
    keep = believed(tail, looks=len(known))
    return {
        spot: Repeat(int(count[i]), float(expected[i]))
        for i, spot in enumerate(tried)
        if keep[i] and count[i] > expected[i]
    }
