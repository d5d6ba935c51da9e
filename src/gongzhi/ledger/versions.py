"""How far the story of a subject has come: changes with each fact about it."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Count, Max

from gongzhi.ledger.models import Fact


def version_of(subject: UUID, *, without: Collection[str] = ()) -> str:
    """Return a text that is another one after each further fact, kinds that tell nothing of it left out."""
    rows = Fact.objects.filter(subject=subject).exclude(kind__in=without)
    found = rows.aggregate(number=Count("id"), last=Max("id"))
    return f"{found['number']}-{found['last']}"
