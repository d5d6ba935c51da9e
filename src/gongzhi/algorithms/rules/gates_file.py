"""Reading what the gates ask for, from `data/gates.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from gongzhi.algorithms.facts import Tier


@dataclass(frozen=True)
class Gates:
    """The numbers of the gates, with the day they hold from and who signed them off."""

    valid_from: date
    signed_off: str
    members: int
    affected: Fraction
    one_reviewer: Mapping[Tier, int]  # tier -> the highest level
    whole_board: Mapping[Tier, int]
    evaluation_days: int
    shadow_days: int
    pilot_days: int
    share_least: int
    share_most: int
    limit_least: int
    limit_most: int
    limit_usual: int
    expert_tiers: frozenset[Tier]
    expert_level: int
    listed: frozenset[str]


def read_gates(data: Mapping[str, Any]) -> Gates:
    """Return the gates as a file says them; raises KeyError, TypeError or ValueError where it does not."""
    board, short, pilot, limit = data["board"], data["short"], data["pilot"], data["limit_ms"]
    experts = data["experts"]
    return Gates(
        valid_from=data["valid_from"],
        signed_off=str(data["signed_off"]),
        members=int(board["members"]),
        affected=Fraction(str(board["affected"])),
        one_reviewer=_levels(short["one_reviewer"]),
        whole_board=_levels(short["whole_board"]),
        evaluation_days=int(data["evaluation_days"]),
        shadow_days=int(data["shadow_days"]),
        pilot_days=int(pilot["days"]),
        share_least=int(pilot["share_least"]),
        share_most=int(pilot["share_most"]),
        limit_least=int(limit["least"]),
        limit_most=int(limit["most"]),
        limit_usual=int(limit["usual"]),
        expert_tiers=frozenset(map(Tier, experts["tiers"])),
        expert_level=int(experts["level"]),
        listed=frozenset(experts["listed"]),
    )


def _levels(data: Mapping[str, Any]) -> dict[Tier, int]:
    found = {Tier(tier): int(level) for tier, level in data.items()}
    if found.keys() & {Tier.ACTS, Tier.ORDERS, Tier.DECIDES}:
        raise ValueError("what acts, orders or decides has no short way")
    return found
