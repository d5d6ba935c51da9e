"""Put on record that a page or a file shows something of an application, before it does."""

from datetime import datetime
from uuid import UUID

from gongzhi.applications.queries import ApplicationView
from gongzhi.applications.rules import ENTITLED
from gongzhi.people.facts import Actor
from gongzhi.people.public import note_opening


def note_opened(
    actor: Actor, view: ApplicationView, *, at: datetime, what: str = "SHEET", item: UUID | None = None
) -> None:
    """Note one use of the applicant's data: of the page, or of a file (`item`). Who plays no part supervises."""
    plays = any(actor.unit_id in view.holders.get(party, ()) for party in ENTITLED.parties_for(actor))
    purpose = "HANDLE" if plays else "SUPERVISE"
    note_opening(subject=view.loop.id, what=what, purpose=purpose, by=actor, at=at, item=item)
