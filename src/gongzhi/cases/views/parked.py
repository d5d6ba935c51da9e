"""What is parked in one's tree: owner and date of each, the next date first."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.cases.parked import Line, number_parked, parked_in
from gongzhi.kernel.instants import now
from gongzhi.organization.public import units
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of

PAGE = 50


class _Lines:
    """What a paginator needs: a length, and slices of one query each."""

    ordered = True

    def __init__(self, scope: str) -> None:
        self.scope = scope

    def __len__(self) -> int:
        return number_parked(self.scope)

    def __getitem__(self, part: slice) -> list[Line]:
        return parked_in(self.scope, part.start, part.stop)


@never_cache
@needs("case.read")
@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """Show what is parked."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    page: Page[Line] = Paginator(cast("Sequence[Line]", _Lines(actor.division)), PAGE).get_page(
        request.GET.get("page")
    )
    lines = list(page.object_list)
    known = units([line.unit_id for line in lines if line.unit_id])
    at = now()
    rows: list[dict[str, Any]] = [
        {
            "url": reverse("loop", args=[line.case_id]),
            "number": line.number,
            "title": line.title,
            "owner": name_of(known[line.unit_id]) if line.unit_id in known else "",
            "since": line.since,
            "review_at": line.review_at,
            "come": line.review_at is not None and line.review_at <= at,
            "times": line.times,
        }
        for line in lines
    ]
    context = {"rows": rows, "page": page, "total": page.paginator.count, "caption": _("Parked")}
    return render(request, "cases/parked.html", context)
