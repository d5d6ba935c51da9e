"""Reads of what is tied to a loop."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from gongzhi.loops.models import Link
from gongzhi.loops.queries import LoopRow, row_of

SHOWN = 50  # on one page; what is beyond is counted


@dataclass(frozen=True)
class LinkView:
    """One end of a link as seen from the other. `outgoing`: the loop shown is what the link leads to."""

    role: str
    outgoing: bool
    loop: LoopRow


def links_of(loop_id: UUID, *, limit: int = SHOWN) -> list[LinkView]:
    """Return what a loop is tied to, in both directions, newest first, at most `limit` each way."""
    forth = Link.objects.filter(source=loop_id).select_related("target").order_by("-id")[:limit]
    back = Link.objects.filter(target=loop_id).select_related("source").order_by("-id")[:limit]
    return [LinkView(link.role, True, row_of(link.target)) for link in forth] + [
        LinkView(link.role, False, row_of(link.source)) for link in back
    ]


def linked_ids(loop_ids: Iterable[UUID], role: str) -> dict[UUID, list[UUID]]:
    """Return what each of some loops is tied to in a role, oldest first."""
    found: dict[UUID, list[UUID]] = {}
    rows = Link.objects.filter(source__in=list(loop_ids), role=role).order_by("id")
    for source, target in rows.values_list("source_id", "target_id"):
        found.setdefault(source, []).append(target)
    return found


def linking_ids(loop_id: UUID, role: str) -> list[UUID]:
    """Return the loops that are tied to this one in a role, oldest first."""
    return list(
        Link.objects.filter(target=loop_id, role=role).order_by("id").values_list("source_id", flat=True)
    )
