"""The second person 第二人: who is fit to agree that a colleague sees who is behind a loop."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.queries import LoopRow, holders_of_many, loops_by_id
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor
from gongzhi.people.public import RevealView, reveals_to_review, second_refusal, waiting_reveals

# Whoever works on the matter is not its own second person; these parties are the same in every kind of loop.
_HANDLING = ("lead", "co")

Holders = Mapping[str, Collection[UUID | None]]


def second_person_refusal(by: Actor, asked: RevealView, *, loop: LoopRow, holders: Holders) -> Refusal | None:
    """Agree as the second person: with a part in the loop, or its tree, and outside the units that handle it."""
    handles = any(by.unit_id in holders.get(party, ()) for party in _HANDLING)
    plays = any(by.unit_id in units for units in holders.values())
    covers = plays or within(by.division, loop.division)
    return second_refusal(by, asker=asked.account, handles=handles, covers=covers)


def waiting_for(by: Actor, *, at: datetime) -> list[tuple[RevealView, LoopRow]]:
    """Return the requests that wait for this actor as a second person, the oldest first."""
    found = _for(by, waiting_reveals(at=at)) if by.may("contact.approve") else []
    return [(asked, loop) for asked, loop in found if loop.ended_at is None]


def to_review(by: Actor) -> list[tuple[RevealView, LoopRow]]:
    """Return the looks in an emergency this actor may review, the one due first; an ended matter is no way out."""
    return _for(by, reveals_to_review()) if by.may("contact.approve") else []


def decisions_waiting(by: Actor, *, at: datetime) -> int:
    """Return how many requests and reviews wait for this actor."""
    return len(waiting_for(by, at=at)) + len(to_review(by))


def _for(by: Actor, asked: list[RevealView]) -> list[tuple[RevealView, LoopRow]]:
    loops = loops_by_id({each.subject for each in asked})
    holders = holders_of_many(set(loops))
    return [
        (each, loop)
        for each in asked
        if (loop := loops.get(each.subject))
        and second_person_refusal(by, each, loop=loop, holders=holders.get(loop.id, {})) is None
    ]
