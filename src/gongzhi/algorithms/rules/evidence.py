"""What a board judges a pilot or a comparison by: two arms, with their intervals. Pure."""

from dataclasses import dataclass
from math import sqrt

from gongzhi.algorithms.rules.monitors import Arm
from gongzhi.kernel.refusals import Refusal

JUDGED = frozenset({"pilot_ok", "better"})  # steps into force that rest on what was counted
_Z = 1.959964  # of a two-sided interval of 95 %


@dataclass(frozen=True)
class Evidence:
    """`ours`: matters the version spoke in; `theirs`: those people decided alone, or the version in use spoke in."""

    ours: Arm
    theirs: Arm

    @property
    def n(self) -> int:
        """Return how many the smaller arm has: what a comparison can rest on."""
        return min(self.ours.n, self.theirs.n)


def evidence_refusal(event: str, evidence: Evidence, *, least: int, reason: str) -> Refusal | None:
    """With few counted matters nobody is carried into force by one press: the board says why it is enough."""
    if event not in JUDGED or evidence.n >= least or reason.strip():
        return None
    return Refusal("algorithms.little_evidence", {"n": evidence.n, "least": least})


def share_of(arm: Arm) -> tuple[float, float, float] | None:
    """Return a share with its 95 % interval (Wilson, 1927); None of nothing."""
    if arm.n == 0:
        return None
    share, n, square = arm.well / arm.n, arm.n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return share, max(0.0, middle - half), min(1.0, middle + half)


def difference_of(evidence: Evidence) -> tuple[float, float, float] | None:
    """Return by how much the first arm is better, with its 95 % interval (Newcombe, 1998); None where one is empty."""
    ours, theirs = share_of(evidence.ours), share_of(evidence.theirs)
    if ours is None or theirs is None:
        return None
    (p, p_low, p_high), (q, q_low, q_high) = ours, theirs
    low = sqrt((p - p_low) ** 2 + (q_high - q) ** 2)
    high = sqrt((p_high - p) ** 2 + (q - q_low) ** 2)
    return p - q, p - q - low, p - q + high
