"""Who may see who is behind a loop: what the sheet says of it, and who is fit to be the second person."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.queries import LoopRow, holders_of_many, loops_by_id
from gongzhi.loops.sheets import Onward
from gongzhi.organization.public import unit, within
from gongzhi.people.facts import Actor, RevealState
from gongzhi.people.public import Call, RevealView, latest_reveal, second_refusal, waiting_reveals

# Whoever works on the matter is not its own second person; these parties are the same in every kind of loop.
_HANDLING = ("lead", "co")
_SEES = ("contact.show", "contact.relay")

Holders = Mapping[str, Collection[UUID | None]]


def second_person_refusal(by: Actor, asked: RevealView, *, loop: LoopRow, holders: Holders) -> Refusal | None:
    """Agree as the second person: with a part in the loop, or its tree, and outside the units that handle it."""
    handles = any(by.unit_id in holders.get(party, ()) for party in _HANDLING)
    plays = any(by.unit_id in units for units in holders.values())
    covers = plays or within(by.division, loop.division)
    return second_refusal(by, asker=asked.account, handles=handles, covers=covers)


def waiting_for(by: Actor, *, at: datetime) -> list[tuple[RevealView, LoopRow]]:
    """Return the requests that wait for this actor as a second person, the oldest first."""
    if not by.may("contact.approve"):
        return []
    asked = waiting_reveals(at=at)
    loops = loops_by_id({each.subject for each in asked})
    holders = holders_of_many(set(loops))
    return [
        (each, loop)
        for each in asked
        if (loop := loops.get(each.subject))
        and loop.ended_at is None
        and second_person_refusal(by, each, loop=loop, holders=holders.get(loop.id, {})) is None
    ]


def shown_reveals(actor: Actor, loop_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return for the sheet what became of the reader's own last request, and whether one waits for them."""
    found: dict[str, Any] = {}
    if any(map(actor.may, _SEES)) and (mine := latest_reveal(loop_id, actor)):
        if mine.open_at(at):
            found |= {"open": reverse("reveal", args=[mine.id]), "until": mine.until}
        elif mine.waits_at(at):
            found["waits"] = True
        elif mine.state is RevealState.DECLINED:
            found["declined"] = mine.decided_at
    if any(asked.subject == loop_id for asked, _loop in waiting_for(actor, at=at)):
        found["asks"] = True
    return found


def desk_phone(actor: Actor) -> str:
    """Return the telephone of the actor's own office, to begin with."""
    own = unit(actor.unit_id) if actor.unit_id else None
    return own.public_phone if own else ""


def call_said(call: Call | None) -> str:
    """Return what is said when a call was put through: the code to dial, and nobody's number."""
    if call is None:
        return _("The call was put through already.")
    return _("Dial the exchange and enter %(code)s within ten minutes. The number stays hidden.") % {
        "code": call.code
    }


def onward(asked: RevealView) -> Onward | None:
    """Return where a request leads: to the page of what is open, or nowhere while a second person decides."""
    return Onward(reverse("reveal", args=[asked.id])) if asked.state is RevealState.OPEN else None
