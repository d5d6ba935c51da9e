"""Whether somebody may ask now who applied."""

from uuid import UUID

from gongzhi.applications.facts import SUBJECT_KIND
from gongzhi.applications.models import Application
from gongzhi.applications.rules import contact_refusal
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import holders_of, register_asking
from gongzhi.people.facts import Actor


def asking_refusal(by: Actor, application_id: UUID) -> Refusal | None:
    """Say what speaks against it at this moment: it may have ended, or the unit have lost its part."""
    ended_at = Application.objects.values_list("loop__ended_at", flat=True).get(loop=application_id)
    holders = {unit for units in holders_of(application_id).values() for unit in units if unit}
    return contact_refusal(by, holders=holders, open_=ended_at is None)


register_asking(SUBJECT_KIND, asking_refusal)
