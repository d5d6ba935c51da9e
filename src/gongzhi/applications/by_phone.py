"""An application by its number and the telephone number that was left with it: for who lost the code."""

from uuid import UUID

from gongzhi.applications.models import Application
from gongzhi.people.public import is_phone_of


def application_with_phone(number: str, phone: str) -> UUID | None:
    """Return the application with this number if this telephone number was left with it; else None, after as long."""
    row = Application.objects.filter(loop__number=number).values_list("loop_id", "contact_id").first()
    loop_id, contact_id = row or (None, None)
    return loop_id if is_phone_of(contact_id, phone) else None
