"""The ethics board: who has to speak, what a decision needs, and that nobody's no is passed over in silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from gongzhi.algorithms.facts import Opinion, Seat, Tier
from gongzhi.algorithms.rules.gates_file import Gates
from gongzhi.kernel.refusals import Refusal

APPROVALS = ("approve", "approve_simple", "approve_for_experts")
REFUSALS = ("not_yet", "reject")
TEXT_LIMIT = 2000


@dataclass(frozen=True)
class Spoken:
    """What a member said, as far as the decision needs it."""

    seat: Seat
    opinion: Opinion


@dataclass(frozen=True)
class Count:
    """How a round of the board came out. `against`: members for affected residents who said no."""

    members: int
    affected: int
    yes: int
    conditions: int
    no: int
    against: int


def count(votes: Sequence[Spoken]) -> Count:
    """Count a round."""
    said = [vote.opinion for vote in votes]
    affected = [vote for vote in votes if vote.seat is Seat.AFFECTED]
    return Count(
        members=len(votes),
        affected=len(affected),
        yes=said.count(Opinion.YES),
        conditions=said.count(Opinion.CONDITIONS),
        no=said.count(Opinion.NO),
        against=sum(vote.opinion is Opinion.NO for vote in affected),
    )


def one_is_enough(gates: Gates, *, tier: Tier, level: int) -> bool:
    """Plain rules, or what touches nobody much, need one accountable person and one reviewer."""
    return 0 < level <= gates.one_reviewer.get(tier, 0)


def is_short(gates: Gates, *, tier: Tier, level: int) -> bool:
    """Tell whether a version may go the short way; where `one_is_enough` does not hold, the whole board speaks."""
    return one_is_enough(gates, tier=tier, level=level) or 0 < level <= gates.whole_board.get(tier, 0)


def needs_experts(gates: Gates, *, tier: Tier, level: int, listed: Sequence[str]) -> bool:
    """Tell whether experts outside look at it after the board."""
    return tier in gates.expert_tiers or level >= gates.expert_level or bool(gates.listed & set(listed))


def vote_refusal(*, opinion: Opinion, seat: Seat, group: str, text: str, affected: bool) -> Refusal | None:
    """Who does not simply agree says why; who sits for affected residents says for whom, and holds such a seat."""
    if (seat is Seat.AFFECTED) != affected:
        return Refusal("algorithms.seat_not_yours")
    if seat is Seat.AFFECTED and not group.strip():
        return Refusal("algorithms.group_missing")
    if opinion is not Opinion.YES and not text.strip():
        return Refusal("algorithms.dissent_missing")
    if len(text) > TEXT_LIMIT:
        return Refusal("algorithms.text_too_long", {"limit": TEXT_LIMIT})
    return None


def decision_refusal(
    gates: Gates,
    event: str,
    found: Count,
    *,
    tier: Tier,
    level: int,
    listed: Sequence[str],
    conditions: str,
    because: str,
) -> Refusal | None:
    """Say why the board may not decide so yet, or None.

    An approval has enough members, enough of them for affected residents, and more than half of them for it. Where one
    who sits for affected residents said no, the reasons not to follow are given, and published with the no.
    """
    if event in REFUSALS:
        return None if found.members else Refusal("algorithms.nobody_spoke")
    short = event == "approve_simple"
    experts = needs_experts(gates, tier=tier, level=level, listed=listed)
    if short and not is_short(gates, tier=tier, level=level):
        return Refusal("algorithms.not_simple")
    if experts and event != "approve_for_experts":
        return Refusal("algorithms.experts_needed")
    if event == "approve_for_experts" and not experts:
        return Refusal("algorithms.experts_not_needed")
    return (
        _enough(gates, found, one=short and one_is_enough(gates, tier=tier, level=level))
        or _carried(found)
        or _answered(found, conditions=conditions, because=because)
    )


def _enough(gates: Gates, found: Count, *, one: bool) -> Refusal | None:
    if one:
        return None if found.members else Refusal("algorithms.nobody_spoke")
    if found.members < gates.members:
        return Refusal("algorithms.board_too_small", {"members": found.members, "least": gates.members})
    if found.affected < gates.affected * found.members:
        return Refusal(
            "algorithms.affected_missing", {"affected": found.affected, "share": str(gates.affected)}
        )
    return None


def _carried(found: Count) -> Refusal | None:
    carried = 2 * (found.yes + found.conditions) > found.members
    return None if carried else Refusal("algorithms.not_carried")


def _answered(found: Count, *, conditions: str, because: str) -> Refusal | None:
    if found.conditions and not conditions.strip():
        return Refusal("algorithms.conditions_missing")
    if found.against and not because.strip():
        return Refusal("algorithms.no_unanswered")
    if max(len(conditions), len(because)) > TEXT_LIMIT:
        return Refusal("algorithms.text_too_long", {"limit": TEXT_LIMIT})
    return None
