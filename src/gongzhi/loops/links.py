"""Reads of what is tied to a loop."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from gongzhi.loops.kinds import kind_of
from gongzhi.loops.models import Holder, Link
from gongzhi.loops.queries import LoopRow, row_of
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor

SHOWN = 20  # each way on one page


@dataclass(frozen=True)
class LinkView:
    """One end of a link as seen from the other. `outgoing`: the loop shown is what the link leads to."""

    role: str
    outgoing: bool
    loop: LoopRow


def links_of(loop_id: UUID, *, without: Collection[str] = (), limit: int = SHOWN) -> list[LinkView]:
    """Return what a loop is tied to, in both directions, newest first, at most `limit` each way.

    `without`: roles in which what it leads to is left out.
    """
    forth = Link.objects.filter(source=loop_id).exclude(role__in=without)
    forth = forth.select_related("target").order_by("-id")[:limit]
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


def readable(actor: Actor, loops: Sequence[LoopRow]) -> frozenset[UUID]:
    """Return those of some loops, of any kinds, that the actor may open: what each kind's `find` would say.

    What lies in the actor's tree takes no query, what the own unit has a part in one for all, and each kind is
    asked once about the rest.
    """
    found = {each.id for each in loops if _may_list(actor, each)}
    left = {each.id: each for each in loops if each.id not in found}
    if left and actor.unit_id is not None:
        held = Holder.objects.filter(loop__in=list(left), unit=actor.unit_id).values_list("loop", flat=True)
        found |= {id_ for id_ in held if _has_part(actor, left[id_])}
    rest: dict[str, list[UUID]] = {}
    for id_ in left.keys() - found:
        rest.setdefault(left[id_].subject_kind, []).append(id_)
    for kind, ids in rest.items():
        found |= set(kind_of(kind).sheet.also_opens(actor, ids))
    return frozenset(found)


def _may_list(actor: Actor, loop: LoopRow) -> bool:
    return actor.may(kind_of(loop.subject_kind).read) and within(actor.division, loop.division)


def _has_part(actor: Actor, loop: LoopRow) -> bool:
    return bool(kind_of(loop.subject_kind).parties(actor))
