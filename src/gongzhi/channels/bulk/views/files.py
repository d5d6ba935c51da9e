"""Bring in what came by mail or from an old system: a file, its columns, and what became of each row."""

import csv
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.cases.facts import Channel
from gongzhi.channels.bulk.actions.bring_in import keep_file, start_file
from gongzhi.channels.bulk.facts import MOST_BYTES, BulkState
from gongzhi.channels.bulk.forms import ColumnsForm, UploadForm
from gongzhi.channels.bulk.queries import FileView, bad_rows, file_for, files_of, guessed
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.loops.public import cell
from gongzhi.organization.public import divisions_under
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs
from gongzhi.ui.names import name_of
from gongzhi.ui.words import refusal_sentence

_POWER = "case.dispatch"


@never_cache
@needs(_POWER)
@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """List what was brought in, and take a new file."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = UploadForm(request.POST or None, request.FILES or None)
    refusal, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                found = keep_file(
                    name=file.name,
                    data=file.read(MOST_BYTES + 1),
                    by=actor,
                    at=now(),
                    once=form.cleaned_data["once"],
                )
                return redirect("bulk-file", found)
            except Refused as refused:
                refusal, status = refused.refusal, 409
    context = {"form": form, "refusal": refusal, "files": files_of(actor)}
    return render(request, "bulk/files.html", context, status=status)


@never_cache
@needs(_POWER)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Choose the columns of a file and start it; then see how far it is and which rows could not be cases."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = _find(actor, file_id)
    if found.state != BulkState.CHOOSING:
        context = {
            "file": found,
            "bad": [(line, refusal_sentence(why)) for line, why in bad_rows(file_id)],
            "done": found.state == BulkState.DONE,
            "failed": found.state == BulkState.FAILED,
        }
        return render(request, "bulk/progress.html", context)
    form = _form(actor, found, request.POST or None)
    refusal, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            start_file(
                file_id=file_id,
                columns=form.columns(),
                division=form.cleaned_data["division"],
                channel=Channel(form.cleaned_data["channel"]),
                by=actor,
                at=now(),
            )
            return redirect("bulk-file", file_id)
        except Refused as refused:
            refusal, status = refused.refusal, 409
    return _choose(request, found, form, refusal, status=status)


@never_cache
@needs(_POWER)
@require_safe
def bad(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """Give out the rows that could not be cases as CSV: line, and why. No cell of it is a formula."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    _find(actor, file_id)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows.csv"'
    writer = csv.writer(response)
    for line, why in bad_rows(file_id):
        writer.writerow([line, cell(refusal_sentence(why))])
    return response


def _find(actor: Actor, file_id: UUID) -> FileView:
    found = file_for(actor, file_id)
    if found is None:
        raise Http404
    return found


def _form(actor: Actor, found: FileView, data: Any) -> ColumnsForm:
    return ColumnsForm(
        data,
        heading=found.heading,
        divisions=[(each.code, name_of(each)) for each in divisions_under(actor.division, at=now())],
        initial={f"column_{name}": column for name, column in guessed(found.heading).items()},
    )


def _choose(
    request: HttpRequest, found: FileView, form: ColumnsForm, refusal: Refusal | None, *, status: int
) -> HttpResponse:
    context = {
        "file": found,
        "form": form,
        "refusal": refusal,
        "columns": [{"label": each} for each in found.heading],
        "rows": [[{"text": text} for text in row] for row in found.preview],
    }
    return render(request, "bulk/columns.html", context, status=status)
