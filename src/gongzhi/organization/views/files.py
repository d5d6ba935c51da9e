"""Import a file, export the files."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.actions.import_file import import_file
from gongzhi.organization.facts import Report, RowProblem
from gongzhi.organization.queries.export import export_table
from gongzhi.organization.rules.formats import FORMATS
from gongzhi.organization.views.managing import managed
from gongzhi.people.facts import Actor
from gongzhi.ui.words import refusal_sentence

# A county of 50,000 grids has about 20 MB of boundaries. Default of this project; `gongzhi organization import`
# has no limit.
LARGEST_FILE_MB = 32
SHOWN_PROBLEMS = 200
LABELS = {
    "divisions": _("Divisions"),
    "grids": _("Grids"),
    "unit_kinds": _("Kinds of units"),
    "units": _("Units"),
    "posts": _("Posts"),
    "staff": _("People in posts"),
    "leaves": _("Leaves"),
    "matters": _("Matters"),
    "duties": _("Duty table"),
    "desks": _("Desks"),
}


class ImportForm(forms.Form):
    """Which file, and what it holds."""

    table = forms.ChoiceField(label=_("What the file holds"), choices=list(LABELS.items()))
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with a header line, UTF-8 or GB18030; grids as GeoJSON in WGS84."),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@managed
def import_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take a file in and show what became of each row. Sending it again changes nothing, so no redirect is needed."""
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"tab": "import", "form": form, "files": _files()}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                context |= _shown(_import(form.cleaned_data, actor))
            except Refused as refused:
                context["refusal"] = refused.refusal
                status = 422
        else:
            status = 422
    return render(request, "organization/import.html", context, status=status)


@require_safe
@managed
def export_file(request: HttpRequest, actor: Actor, table: str) -> HttpResponse:
    """Send one file of one's tree, in the format the import reads."""
    if table not in FORMATS:
        raise Http404
    form = FORMATS[table]
    content_type = "application/geo+json" if form.geojson else "text/csv; charset=utf-8"
    response = HttpResponse(export_table(table, actor.division), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{form.file}"'
    return response


def _import(cleaned: dict[str, Any], actor: Actor) -> Report:
    file = cleaned["file"]
    if file.size > LARGEST_FILE_MB * 1_048_576:
        raise Refused(Refusal("organization.file_too_large", {"limit": LARGEST_FILE_MB}))
    return import_file(table=cleaned["table"], data=file.read(), by=actor, at=now())


def _shown(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "label": LABELS[report.table],
        "columns": [{"label": _("Line"), "num": True}, {"label": _("Column")}, {"label": _("What to do")}],
        "rejected": _rows(report.rejected),
        "warnings": _rows(report.warnings),
    }


def _rows(problems: tuple[RowProblem, ...]) -> list[list[dict[str, Any]]]:
    return [
        [
            {"text": problem.line, "num": True},
            {"text": problem.column},
            {"text": refusal_sentence(Refusal(problem.code, problem.details))},
        ]
        for problem in problems[:SHOWN_PROBLEMS]
    ]


def _files() -> list[dict[str, Any]]:
    return [{"table": name, "label": LABELS[name], "form": form} for name, form in FORMATS.items()]
