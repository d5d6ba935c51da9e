"""A list as a file: what the page shows to this actor, row by row, and nothing else."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.actions.export_list import export_list
from gongzhi.loops.choosing import Choice, ids_of
from gongzhi.loops.forms import ExportForm
from gongzhi.loops.lists import rows_of
from gongzhi.loops.rules.exporting import POWER, cell
from gongzhi.loops.views.filters import Chosen, read_filters
from gongzhi.loops.views.rows import rows, state_label
from gongzhi.loops.weeks import week_named
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.words import remaining_sentence

AT_ONCE = 500  # rows read together: a long file takes no more memory than a short one
BOM = "\ufeff"  # by which spreadsheets know that a file is UTF-8


@never_cache
@needs(POWER)
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """Ask what the file is for, put that on record, and send the list."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    chosen = read_filters(request, at)
    most = settings.GONGZHI_EXPORT_ROWS
    found = ids_of(chosen.found, most + 1)
    ids, cut = found[:most], len(found) > most
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form, chosen, ids, cut=cut)
    if not form.is_valid():
        return _page(request, form, chosen, ids, cut=cut, status=422)
    try:
        export_list(
            filters=filters_of(chosen),
            words=chosen.form.choice.words,
            rows=len(ids),
            cut=cut,
            purpose=form.cleaned_data["purpose"],
            once=form.cleaned_data["once"],
            by=actor,
            at=at,
        )
    except Refused as refused:
        return _page(request, form, chosen, ids, cut=cut, refusal=refused.refusal, status=409)
    lines = _lines(ids, at, translation.get_language() or "en", named=not chosen.one_kind)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name(at, len(ids), cut=cut)}"'
    return response  # type: ignore[return-value] # streamed: no guard asks for what it lacks


def filters_of(chosen: Chosen) -> dict[str, str]:
    """Return the filters as codes, for the record: what somebody typed is left out unless it is a code."""
    choice: Choice = chosen.form.choice
    week = week_named(choice.week)
    found = {
        "kind": chosen.among[0].code if chosen.one_kind else "",
        "state": choice.state,
        "flag": choice.flag,
        "place": choice.place,
        "matter": choice.matter,
        "grid": choice.grid if choice.grid.isascii() and choice.grid.isdigit() else "",
        "week": week.day.isoformat() if week else "",
    }
    return {name: value for name, value in found.items() if value}


def file_name(at: datetime, number: int, *, cut: bool) -> str:
    """Return the name of the file. One that holds not all says so where nobody overlooks it."""
    day = timezone.localtime(at).strftime("%Y%m%d-%H%M")
    return f"list-{day}-first-{number}.csv" if cut else f"list-{day}.csv"


def _page(
    request: HttpRequest,
    form: ExportForm,
    chosen: Chosen,
    ids: Sequence[UUID],
    *,
    cut: bool,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "said": chosen.form.said,
        "filters": request.GET.urlencode(),
        "number": len(ids),
        "cut": cut,
        "refusal": refusal,
    }
    return render(request, "loops/export.html", context, status=status)


class _Echo:
    """A file for the writer of CSV that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def _lines(ids: Sequence[UUID], at: datetime, language: str, *, named: bool) -> Iterator[str]:
    """Yield the file piece by piece. Each piece is made in the language of whoever asked for it."""
    writer = csv.writer(_Echo())
    with translation.override(language):
        head = [_("Number"), *([_("Kind")] if named else []), _("Title"), _("Place")]
        head += [_("State"), _("Time left"), _("How it ended")]
        head += [_("The office's own word"), _("The word of whoever asked")]
    yield BOM + writer.writerow(head)
    for first in range(0, len(ids), AT_ONCE):
        with translation.override(language):
            piece = "".join(
                writer.writerow(line) for line in _rows(ids[first : first + AT_ONCE], at, named=named)
            )
        yield piece


def _rows(ids: Sequence[UUID], at: datetime, *, named: bool) -> Iterator[list[str]]:
    """Yield rows by the code that makes those of the page, so that what is masked there is masked here."""
    known = rows_of(ids)
    loops = [known[loop_id] for loop_id in ids if loop_id in known]
    labels = {loop.id: state_label(loop) for loop in loops}
    for row in rows(loops, at=at, owe=labels, named=named, judged=True):
        left = remaining_sentence(row["remaining"]) if row["remaining"] else ""
        ended = "" if row["remaining"] else row["status"]["label"]
        kind = [row["kind"]] if named else []
        said = row["said"] or ("", "")
        texts = (row["number"], *kind, row["title"], row["place"], row["owe"], left, ended, *said)
        yield [cell(str(text)) for text in texts]
