"""Cases by whom they were left with, for what comes in from a telephone: ids and numbers, never who it is."""

from collections.abc import Collection
from uuid import UUID

from gongzhi.cases.models import Case

_ASKS = ("answered", "calling")
_AT_MOST = 200  # more cases of one telephone are a desk's, and no person's


def questions_open_to(contact_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """Return the cases, with their numbers, of which these contacts are asked whether they are solved."""
    rows = Case.objects.filter(contact__in=list(contact_ids), loop__state__in=_ASKS).order_by("loop")
    return list(rows.values_list("loop", "loop__number")[:_AT_MOST])


def cases_left_with(contact_ids: Collection[UUID]) -> list[tuple[UUID, str]]:
    """Return the cases, with their numbers, these contacts were left with, newest first."""
    rows = Case.objects.filter(contact__in=list(contact_ids)).order_by("-loop")
    return list(rows.values_list("loop", "loop__number")[:_AT_MOST])
