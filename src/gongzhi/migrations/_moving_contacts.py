"""Bring contact data of earlier versions into the vault: a step of one migration."""

from typing import Any

from django.utils import timezone

from gongzhi.people.marks import mark_of
from gongzhi.people.vault.identity import Identity, sealed_identity

_KEEP = (
    "insert into vault.identity (contact, subject, sealed, wrapped, generation) values (%s, %s, %s, %s, %s)"
)
_FLAGS = "update gongzhi_contact set has_name = %s, has_phone = %s, by_helper = %s, mark = %s where id = %s"
_SUBJECTS = """
    select contact.id, contact.name, contact.phone, contact.helper_name, contact.helper_phone,
        coalesce(cases.loop_id, application.loop_id, contact.id)
    from gongzhi_contact contact
        left join gongzhi_case cases on cases.contact_id = contact.id
        left join gongzhi_application application on application.contact_id = contact.id
"""


def move_contacts(_apps: Any, schema_editor: Any) -> None:
    """Seal every contact that stands in clear; the columns it came from are dropped after it."""
    at = timezone.now()
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(_SUBJECTS)
        rows = cursor.fetchall()
        for contact, name, phone, helper_name, helper_phone, subject in rows:
            identity = Identity(name=name, phone=phone, helper_name=helper_name, helper_phone=helper_phone)
            cursor.execute(_KEEP, [contact, subject, *sealed_identity(contact, identity, at=at)])
            helped = bool(helper_name or helper_phone)
            flags = [bool(name), bool(phone), helped, mark_of(phone or helper_phone), contact]
            cursor.execute(_FLAGS, flags)
