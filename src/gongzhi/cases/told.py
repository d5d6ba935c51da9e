"""Which ways the resident of a case can be told by."""

from uuid import UUID

from gongzhi.cases.models import Case
from gongzhi.notices.public import ways_chosen
from gongzhi.people.public import ways_to


def ways_left(case_id: UUID) -> frozenset[str]:
    """Return the ways an address was left for, at filing or later: ``SMS``, ``EMAIL``, ``LETTER``."""
    contact_id = Case.objects.values_list("contact_id", flat=True).get(loop=case_id)
    later = frozenset(way.value for way in ways_chosen(case_id)[0])
    return later | (ways_to(contact_id) if contact_id else frozenset())
