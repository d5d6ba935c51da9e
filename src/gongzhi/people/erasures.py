"""What was erased: on record in the table, and in a list outside the database, which a restore works off again."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from gongzhi.people.models import Contact, Erasure

CONTACT, WORDS, DECISIONS = "contact", "words", "decisions"
ASKED, TIME_OVER, AGAIN = "ASKED", "TIME_OVER", "AGAIN"
TOLD = "TOLD"  # by another node that shares the matter, and has erased it

_LINE = re.compile(r"^(?P<subject>[0-9a-f-]{36}) (?P<what>[a-z]+) \S+Z$", re.MULTILINE)


def list_file() -> Path:
    """Return where the list outside stands: beside the keys, so that it lives through what befalls the database."""
    return Path(settings.GONGZHI_KEYS) / "erased"


def listed_erasures() -> Iterator[tuple[UUID, str]]:
    """Yield matter and what was erased of it, in the order it happened. A line cut off by a crash is left out."""
    try:
        text = list_file().read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return
    for found in _LINE.finditer(text):
        yield UUID(found["subject"]), found["what"]


def erased_of(subject: UUID) -> dict[str, datetime]:
    """Return what of a matter was erased, and when."""
    return dict(Erasure.objects.filter(subject=subject).values_list("what", "at"))


def identity_stands(contact_id: UUID | None) -> bool:
    """Tell whether there is an identity to be erased."""
    return contact_id is not None and Contact.objects.filter(id=contact_id, erased_at=None).exists()
