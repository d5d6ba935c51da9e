"""Reads of paper forms, and of what was typed the first time."""

from uuid import UUID

from gongzhi.cases.public import resident_case
from gongzhi.channels.paper.facts import PaperView, Typed
from gongzhi.channels.paper.models import PaperForm
from gongzhi.channels.portal.rules import case_number

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


def paper_by_number(number: str) -> PaperView | None:
    """Return a form by the number printed on it, or None."""
    row = PaperForm.objects.filter(number=case_number(number)).first()
    return paper_view(row) if row else None


def papers_to_type_again(account: UUID | None) -> list[PaperView]:
    """Return the forms that wait for a second person other than this one, oldest first."""
    rows = PaperForm.objects.filter(twice=True, again_at=None, entered_at__isnull=False)
    return [paper_view(row) for row in rows.exclude(entered_by=account).order_by("entered_at")[:QUEUE]]


def paper_of(paper_id: UUID) -> tuple[PaperView, UUID | None] | None:
    """Return a form and who typed it first, or None."""
    row = PaperForm.objects.filter(id=paper_id).first()
    return (paper_view(row), row.entered_by) if row else None


def first_entry(paper: PaperView) -> dict[Typed, str]:
    """Return what was typed the first time, as the case holds it; the telephone is compared by its mark elsewhere."""
    case = resident_case(paper.loop_id) if paper.loop_id else None
    if case is None:
        return {}
    return {
        Typed.MATTER: case.loop.matter,
        Typed.DIVISION: case.loop.division,
        Typed.ADDRESS: case.address,
        Typed.TEXT: case.text,
    }
