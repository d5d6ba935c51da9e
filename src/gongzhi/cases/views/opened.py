"""Put on record that a page shows a case, before it does: the resident reads who opened it."""

from datetime import datetime

from gongzhi.cases.queries import CaseView
from gongzhi.cases.rules import parties_for
from gongzhi.people.facts import Actor
from gongzhi.people.public import note_opening


def note_opened(actor: Actor, case: CaseView, *, at: datetime, purpose: str = "HANDLE") -> None:
    """Note one use of the resident's data. Who plays no part in the case supervises; a masked case shows nothing."""
    if case.masked:
        return
    plays = any(actor.unit_id in case.holders.get(party, ()) for party in parties_for(actor))
    note_opening(
        subject=case.loop.id, what="SHEET", purpose=purpose if plays else "SUPERVISE", by=actor, at=at
    )
