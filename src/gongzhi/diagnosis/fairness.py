"""Whether proposals are as right, and people as soon served, in one group of messages as in the others.

Groups are coarse and declared: how a message came in, what kind of place it is about, its language and length. Ratios
stand between a group and all others of the same kind; the intervals come from a bootstrap with a fixed beginning, so
that the same cases give the same figures. Below `least` cases nothing is said but that it is too little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

KINDS = ("channel", "division", "language", "length")
SEED = 20261128
_SURE = (0.025, 0.975)


@dataclass(frozen=True)
class Served:
    """A case in figures: its groups, whether the proposal was wrong (None: not known yet), hours until it ended."""

    groups: Mapping[str, str]
    wrong: bool | None
    hours: float | None


@dataclass(frozen=True)
class Ratio:
    """A figure of a group, and how it stands to that of the others; None where there is too little to tell."""

    n: int
    value: float | None
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def enough(self) -> bool:
        return self.ratio is not None

    def told(self) -> dict[str, Any]:
        """Return it for JSON."""
        if not self.enough:
            return {"n": self.n, "insufficient_evidence": True}
        return {
            "n": self.n,
            "value": _round(self.value),
            "ratio": _round(self.ratio),
            "interval": [_round(self.low), _round(self.high)],
        }


@dataclass(frozen=True)
class GroupLine:
    kind: str
    group: str
    errors: Ratio
    hours: Ratio


def fairness(rows: Sequence[Served], *, least: int, resamples: int) -> list[GroupLine]:
    """Return a line for each group of each kind, in the order of their names."""
    found = []
    for kind in KINDS:
        for group in sorted({row.groups.get(kind, "") for row in rows} - {""}):
            inside = [row for row in rows if row.groups.get(kind) == group]
            outside = [row for row in rows if row.groups.get(kind, "") not in ("", group)]
            found.append(
                GroupLine(
                    kind,
                    group,
                    _errors(inside, outside, least, resamples),
                    _hours(inside, outside, least, resamples),
                )
            )
    return found


def _errors(inside: Sequence[Served], outside: Sequence[Served], least: int, resamples: int) -> Ratio:
    here = [row.wrong for row in inside if row.wrong is not None]
    there = [row.wrong for row in outside if row.wrong is not None]
    if len(here) < least or len(there) < least:
        return Ratio(len(here), None)
    import numpy as np

    chance = np.random.default_rng(SEED)
    drawn = [chance.binomial(len(each), sum(each) / len(each), resamples) for each in (here, there)]
    # Half a case more on either side: a group without any error has a ratio as well.
    ratios = ((drawn[0] + 0.5) / (len(here) + 1)) / ((drawn[1] + 0.5) / (len(there) + 1))
    low, high = np.quantile(ratios, _SURE)
    ratio = ((sum(here) + 0.5) / (len(here) + 1)) / ((sum(there) + 0.5) / (len(there) + 1))
    return Ratio(len(here), sum(here) / len(here), ratio, float(low), float(high))


def _hours(inside: Sequence[Served], outside: Sequence[Served], least: int, resamples: int) -> Ratio:
    here = [row.hours for row in inside if row.hours is not None]
    there = [row.hours for row in outside if row.hours is not None]
    if len(here) < least or len(there) < least:
        return Ratio(len(here), None)
    import numpy as np

    chance = np.random.default_rng(SEED)
    medians = [_medians(chance, np.array(each, dtype=float), resamples) for each in (here, there)]
    value, other = float(np.median(here)), float(np.median(there))
    if other <= 0:
        return Ratio(len(here), None)
    ratios = medians[0] / np.maximum(medians[1], 1e-9)
    low, high = np.quantile(ratios, _SURE)
    return Ratio(len(here), value, value / other, float(low), float(high))


def _medians(chance: Any, values: Any, resamples: int) -> Any:
    import numpy as np

    return np.array(
        [np.median(values[chance.integers(len(values), size=len(values))]) for _ in range(resamples)]
    )


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
