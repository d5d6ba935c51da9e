"""Who is behind a loop: what its sheet says of a request to see it, and where a request leads."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from gongzhi.loops.seconds import waiting_for
from gongzhi.loops.sheets import Onward
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor, RevealState
from gongzhi.people.public import Call, RevealView, latest_reveal, running_call

_SEES = ("contact.show", "contact.relay")


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
    if any(map(actor.may, _SEES)) and (call := running_call(loop_id, actor, at=at)):
        found |= {"call": _dial(call[0]), "call_until": call[1]}
    return found


def desk_phone(actor: Actor) -> str:
    """Return the telephone of the actor's own office, to begin with."""
    own = unit(actor.unit_id) if actor.unit_id else None
    return own.public_phone if own else ""


def call_said(call: Call) -> str:
    """Return what is said when a call was put through: the code to dial, and nobody's number."""
    return _("%(dial)s You have ten minutes. The number stays hidden.") % {"dial": _dial(call.code)}


def _dial(code: str) -> str:
    if phone := settings.GONGZHI_EXCHANGE_PHONE:
        return _("Dial the exchange at %(phone)s and enter %(code)s.") % {"phone": phone, "code": code}
    return _("Dial the exchange and enter %(code)s.") % {"code": code}


def onward(asked: RevealView) -> Onward | None:
    """Return where a request leads: to the page of what is open, or nowhere while a second person decides."""
    return Onward(reverse("reveal", args=[asked.id])) if asked.state is RevealState.OPEN else None
