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
from gongzhi.organization.facts import Report, RowChange, RowProblem
from gongzhi.organization.queries.export import export_table
from gongzhi.organization.rules.files import decode
from gongzhi.organization.rules.formats import FORMATS
from gongzhi.organization.views.managing import managed
from gongzhi.people.facts import Actor
from gongzhi.ui.words import refusal_sentence

# A county of 50,000 grids has about 20 MB of boundaries. Default of this project; `gongzhi organization import`
# has no limit.
LARGEST_FILE_MB = 32
SHOWN_PROBLEMS = 200
KEPT_SIGNS = 300_000  # of a file that is tried, on the page until it is imported
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
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file first.")},
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the file, unless the text of one that was tried comes back."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("text")


@require_http_methods(["GET", "HEAD", "POST"])
@managed
def import_page(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Try a file and show what would become of each row, or take it in.

    Sending it again changes nothing, so no redirect is needed.
    """
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"tab": "import", "form": form, "files": _files()}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                context |= _done(form.cleaned_data, actor, trial=request.POST.get("do") != "import")
            except Refused as refused:
                context["refusal"] = refused.refusal
                status = 422
        else:
            status = 422
        # What was typed or tried stands elsewhere on the page; the form begins anew with the same table.
        table = form.cleaned_data.get("table")
        context["form"] = ImportForm(initial={"table": table}) if not form.errors else form
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


def _done(cleaned: dict[str, Any], actor: Actor, *, trial: bool) -> dict[str, Any]:
    """Try or import a file; return what the page shows of it."""
    file = cleaned.get("file")
    if file and file.size > LARGEST_FILE_MB * 1_048_576:
        raise Refused(Refusal("organization.file_too_large", {"limit": LARGEST_FILE_MB}))
    data = file.read() if file else cleaned["text"].encode()
    report = import_file(table=cleaned["table"], data=data, by=actor, at=now(), trial=trial)
    shown = _shown(report)
    if trial:
        text = decode(data)
        shown |= {"trial": True, "text": text if isinstance(text, str) and len(text) <= KEPT_SIGNS else ""}
    return shown


def _shown(report: Report) -> dict[str, Any]:
    return {
        "report": report,
        "label": LABELS[report.table],
        "columns": [{"label": _("Line"), "num": True}, {"label": _("Column")}, {"label": _("What to do")}],
        "rejected": _rows(report.rejected),
        "warnings": _rows(report.warnings),
        "change_columns": [{"label": _("Row")}, {"label": _("What becomes of it")}, {"label": _("Cells")}],
        "changes": [_change(change) for change in report.changes],
        "more_changes": report.accepted > len(report.changes),
    }


def _change(change: RowChange) -> list[dict[str, Any]]:
    """Return a row of the table of changes: which row, added or changed, and each cell before and after."""
    cells = [
        f"{name}: {after}" if change.added else f"{name}: {before or '–'} → {after or '–'}"
        for name, before, after in change.cells
    ]
    if change.outline:
        cells.append(str(_("another boundary")))
    state = _("added") if change.added else _("changed")
    return [{"text": change.key}, {"text": state}, {"text": " · ".join(cells)}]


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
