"""How far the story of a subject has come: changes with each fact about it."""

from collections.abc import Collection
from uuid import UUID

from gongzhi.ledger.models import Fact


def version_of(subject: UUID, *, without: Collection[str] = ()) -> str:
    """Return a text that is another one after each further fact, kinds that tell nothing of it left out.

    The number counts as well as the last one: of two facts of one instant the later one may have the lower id.
    """
    rows = Fact.objects.filter(subject=subject).exclude(kind__in=without)
    return f"{rows.count()}-{rows.order_by('-id').values_list('id', flat=True).first()}"
