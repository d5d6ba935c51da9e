"""Reads of paper forms, and of what was typed the first time."""

from uuid import UUID

from django.db.models import Q, QuerySet

from gongzhi.cases.public import resident_case
from gongzhi.channels.paper.facts import PaperView, Typed
from gongzhi.channels.paper.models import PaperForm
from gongzhi.organization.public import prefix_of
from gongzhi.people.facts import Actor

QUEUE = 50


def paper_view(row: PaperForm) -> PaperView:
    """Return a row as rules and screens see it."""
    return PaperView(
        id=row.id,
        number=row.number,
        matter=row.matter,
        printed_at=row.printed_at,
        loop_id=row.loop_id,
        entered_at=row.entered_at,
        received_on=row.received_on,
        twice=row.twice,
        again_at=row.again_at,
    )


def papers_to_type_again(actor: Actor) -> list[PaperView]:
    """Return the forms within reach that wait for a second person other than this one, oldest first."""
    rows = _within_reach(actor).filter(twice=True, again_at=None, entered_at__isnull=False)
    return [
        paper_view(row) for row in rows.exclude(entered_by=actor.account_id).order_by("entered_at")[:QUEUE]
    ]


def _within_reach(actor: Actor) -> QuerySet[PaperForm]:
    """Forms of the actor's own unit, and those that are cases of the actor's tree of divisions."""
    here = Q(loop__division__startswith=prefix_of(actor.division))
    return PaperForm.objects.filter(Q(unit=actor.unit_id) | here)


def paper_of(paper_id: UUID, actor: Actor) -> tuple[PaperView, UUID | None] | None:
    """Return a form within the actor's reach and who typed it first, or None."""
    row = _within_reach(actor).filter(id=paper_id).first()
    return (paper_view(row), row.entered_by) if row else None


def first_entry(paper: PaperView) -> dict[Typed, str]:
    """Return what was typed the first time, as the case holds it."""
    case = resident_case(paper.loop_id) if paper.loop_id else None
    if case is None:
        return {}
    return {
        Typed.MATTER: case.loop.matter,
        Typed.DIVISION: case.loop.division,
        Typed.ADDRESS: case.address,
        Typed.TEXT: case.text,
    }
