"""Reading the limits of the monitors, from `data/monitors.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongzhi.algorithms.facts import Tier


@dataclass(frozen=True)
class Limits:
    """The limits, with the day they hold from and who signed them off. Shares are from 0 to 1."""

    valid_from: date
    signed_off: str
    window_days: int
    least: int
    interval: float
    resamples: int
    ratio_low: float
    ratio_high: float
    no_evidence_days: int
    no_evidence_tiers: frozenset[Tier]
    gap: float
    override_most: float
    override_least: float
    look_ms: int
    override_days: int
    appeals_amber: float
    appeals_red: float
    appeals_least: int
    drift_amber: float
    drift_red: float
    grounded_least: int
    grounded_share: float


def read_limits(data: Mapping[str, Any]) -> Limits:
    """Return the limits as a file says them; raises KeyError, TypeError or ValueError where it does not."""
    ratio, override, appeals = data["group_ratio"], data["override"], data["appeals"]
    drift, grounded, none = data["drift"], data["grounded"], data["no_evidence"]
    return Limits(
        valid_from=data["valid_from"],
        signed_off=str(data["signed_off"]),
        window_days=int(data["window_days"]),
        least=int(data["least"]),
        interval=_share(data["intervals"]["share"]),
        resamples=int(data["intervals"]["resamples"]),
        ratio_low=float(ratio["low"]),
        ratio_high=float(ratio["high"]),
        no_evidence_days=int(none["days"]),
        no_evidence_tiers=frozenset(map(Tier, none["tiers"])),
        gap=_share(data["missed_gap"]["most"]),
        override_most=_share(override["most"]),
        override_least=_share(override["least"]),
        look_ms=int(override["look_ms"]),
        override_days=int(override["days"]),
        appeals_amber=_share(appeals["amber"]),
        appeals_red=_share(appeals["red"]),
        appeals_least=int(appeals["least"]),
        drift_amber=float(drift["amber"]),
        drift_red=float(drift["red"]),
        grounded_least=int(grounded["least"]),
        grounded_share=_share(grounded["share"]),
    )


def _share(text: str) -> float:
    if not text.endswith("%"):
        raise ValueError(f"a share is written in per cent: {text}")
    return float(text[:-1]) / 100
