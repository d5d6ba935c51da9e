"""Bring contact data of earlier versions into the vault: a step of one migration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from gongzhi.people.marks import mark_of
from gongzhi.people.vault.identity import Identity, sealed_identity

_KEEP = (
    "insert into vault.identity (contact, subject, sealed, wrapped, generation) values (%s, %s, %s, %s, %s)"
)
_FLAGS = "update gongzhi_contact set has_name = %s, has_phone = %s, by_helper = %s, mark = %s where id = %s"
# One row for each contact, whatever stands beside it; each side is found by the index of its foreign key.
_SUBJECTS = """
    select contact.id, contact.name, contact.phone, contact.helper_name, contact.helper_phone,
        coalesce(
            (select loop_id from gongzhi_case where contact_id = contact.id order by loop_id limit 1),
            (select loop_id from gongzhi_application where contact_id = contact.id order by loop_id limit 1),
            contact.id
        )
    from gongzhi_contact contact
"""
_AT_ONCE = 2000


def move_contacts(_apps: Any, schema_editor: Any) -> None:
    """Seal every contact that stands in clear, some thousands at a time; the columns it came from are dropped after it."""
    at, connection = timezone.now(), schema_editor.connection
    # A cursor on the server: a million contacts never stand in memory together. It does not see what is changed here.
    with connection.chunked_cursor() as found, connection.cursor() as cursor:
        found.execute(_SUBJECTS)
        while rows := found.fetchmany(_AT_ONCE):
            moved = [_moved(*row, at=at) for row in rows]
            cursor.executemany(_KEEP, [kept for kept, _flags in moved])
            cursor.executemany(_FLAGS, [flags for _kept, flags in moved])


def _moved(
    contact: UUID,
    name: str,
    phone: str,
    helper_name: str,
    helper_phone: str,
    subject: UUID,
    *,
    at: datetime,
) -> tuple[list[Any], list[Any]]:
    """Return what the vault keeps of a contact, and what its own table does."""
    identity = Identity(name=name, phone=phone, helper_name=helper_name, helper_phone=helper_phone)
    helped = bool(helper_name or helper_phone)
    flags = [bool(name), bool(phone), helped, mark_of(phone or helper_phone), contact]
    return [contact, subject, *sealed_identity(contact, identity, at=at)], flags
