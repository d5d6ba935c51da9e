"""Whether somebody may ask now who reported a case."""

from uuid import UUID

from gongzhi.cases.discretion import contact_refusal
from gongzhi.cases.facts import SUBJECT_KIND
from gongzhi.cases.models import Case
from gongzhi.kernel.refusals import Refusal
from gongzhi.loops.public import holders_of, register_asking
from gongzhi.people.facts import Actor


def asking_refusal(by: Actor, case_id: UUID) -> Refusal | None:
    """Say what speaks against it at this moment: the case may have ended, or the unit have lost its part."""
    confidential, ended_at = Case.objects.values_list("confidential", "loop__ended_at").get(loop=case_id)
    return contact_refusal(by, holders=holders_of(case_id), open_=ended_at is None, confidential=confidential)


register_asking(SUBJECT_KIND, asking_refusal)
