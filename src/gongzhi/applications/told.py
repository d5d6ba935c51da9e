"""Which ways the applicant can be told by."""

from uuid import UUID

from gongzhi.applications.models import Application
from gongzhi.notices.public import ways_chosen
from gongzhi.people.public import ways_to


def ways_left(application_id: UUID) -> frozenset[str]:
    """Return the ways an address was left for, at filing or later: ``SMS``, ``EMAIL``, ``LETTER``."""
    contact_id = Application.objects.values_list("contact_id", flat=True).get(loop=application_id)
    later = frozenset(way.value for way in ways_chosen(application_id)[0])
    return later | (ways_to(contact_id) if contact_id else frozenset())
