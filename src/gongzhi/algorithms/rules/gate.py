"""Whether an algorithm may run, and who sees what it says. Pure, and asked at every use."""

from datetime import date
from hashlib import sha256

from gongzhi.algorithms.facts import Stage, Standing, Tier, Without

REACH = (Tier.RULES, Tier.SEARCH, Tier.SUGGESTS, Tier.ACTS, Tier.ORDERS, Tier.DECIDES)
RUNS = (Stage.SHADOW, Stage.PILOT, Stage.PRODUCTION)


def reaches(tier: Tier, asked: Tier) -> bool:
    """Tell whether an entry of a tier may be asked to reach as far; what decides (T4) never may."""
    return asked is not Tier.DECIDES and REACH.index(asked) <= REACH.index(tier)


def why_not(standing: Standing | None, *, purpose: str, tier: Tier, today: date) -> Without | None:
    """Say why nothing runs, or None. What a person switched off is named before anything else."""
    if standing is None:
        return Without.NO_ENTRY
    if standing.switched_off:
        return Without.SWITCHED_OFF
    if standing.suspended:
        return Without.SUSPENDED
    if standing.stage not in RUNS:
        return Without.NOT_IN_FORCE
    if standing.expires_on is None or standing.expires_on <= today:
        return Without.EXPIRED
    if purpose not in standing.purposes:
        return Without.PURPOSE
    return None if reaches(standing.tier, tier) else Without.TIER


def drawn_for_people(key: str, *, seed: str, share: int) -> bool:
    """Tell whether a matter is drawn for people alone: the same matter always the same way, by the seed on record."""
    drawn = int.from_bytes(sha256(f"{seed}:{key}".encode()).digest()[:8])
    return drawn * 100 < share * 2**64
