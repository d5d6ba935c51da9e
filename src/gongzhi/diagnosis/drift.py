"""How far what comes in has moved from what a version knows: the population stability index of a few features. Pure.

PSI = Σ (recent share - earlier share) · ln(recent share / earlier share). A step nobody is in counts half a case: so
one empty step does not make it endless.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import log

UNSEEN_STEPS = (0.05, 0.1, 0.2, 0.4)  # shares of pieces of a message that a version has never seen


def psi(earlier: Mapping[str, int], recent: Mapping[str, int]) -> float:
    """Return the index between two countings of the same steps; 0 where either is empty."""
    before, after = sum(earlier.values()), sum(recent.values())
    if not before or not after:
        return 0.0
    steps = sorted({*earlier, *recent})
    found = 0.0
    for step in steps:
        was = max(earlier.get(step, 0), 0.5) / before
        now = max(recent.get(step, 0), 0.5) / after
        found += (now - was) * log(now / was)
    return found


def unseen_step(share: float) -> str:
    """Return the step a share of unseen pieces falls into."""
    return next((f"<{step:.0%}" for step in UNSEEN_STEPS if share < step), f">={UNSEEN_STEPS[-1]:.0%}")


def countings(features: Iterable[Mapping[str, str]]) -> dict[str, Counter[str]]:
    """Count, for each feature, how many messages are in which step."""
    found: dict[str, Counter[str]] = {}
    for each in features:
        for name, step in each.items():
            found.setdefault(name, Counter())[step] += 1
    return found


def moved(
    earlier: Mapping[str, Mapping[str, int]], recent: Mapping[str, Mapping[str, int]]
) -> dict[str, float]:
    """Return the index of each feature both periods have."""
    return {name: psi(earlier[name], recent[name]) for name in sorted(earlier.keys() & recent.keys())}
