"""Procedures: every version that was published, its drawing, and a new one, checked before it is published."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.loops import findings
from gongzhi.loops.actions.publish import publish_definition
from gongzhi.loops.kinds import kinds
from gongzhi.loops.rulebook import newest, text_changes, versions
from gongzhi.loops.rules.definition import Definition
from gongzhi.loops.rules.definition_file import NotADefinition, read_definition
from gongzhi.loops.rules.diagram import arrows, to_svg
from gongzhi.loops.rules.verifier import check_text
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

LARGEST_FILE = 262_144  # bytes; the verifier reads less, and says so
SHOWN_DIGEST = 12  # signs of a digest, as people compare it


class TextForm(forms.Form):
    """A file of rules, or its text, to be changed on the page itself."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy("UTF-8 text. It is put into the field below and checked there."),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        max_length=LARGEST_FILE,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "class": "code"}),
    )

    def clean(self) -> dict[str, Any]:
        """Take the file for the text where there is one; lines end as they do in files, whatever a browser sends."""
        cleaned = super().clean() or self.cleaned_data
        if file := cleaned.get("file"):
            if file.size > LARGEST_FILE:
                raise forms.ValidationError(_("The file is too large for this. Choose another one."))
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                raise forms.ValidationError(
                    _("The file is no text in UTF-8. Save it as such, then choose it again.")
                ) from None
        cleaned["text"] = cleaned.get("text", "").replace("\r\n", "\n")
        if not cleaned["text"].strip() and not self.errors:
            raise forms.ValidationError(_("Choose a file, or write the text into the field."))
        return cleaned


def sent_back(form: TextForm, kind: type[TextForm], **more: Any) -> TextForm:
    """Return the form with the text in its field, whatever way it came."""
    return kind(initial={**form.cleaned_data, "file": None}, **more)


def digest_of(text: str) -> str:
    """Return as much of a digest as people compare."""
    return text[:SHOWN_DIGEST]


@never_cache
@needs("loops.manage")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the procedures, each with the version in force."""
    rows: dict[str, dict[str, Any]] = {}
    for each in versions():
        row = rows.setdefault(
            each.name,
            {"newest": each, "label": _label(each.name), "digest": digest_of(each.digest), "open": 0},
        )
        row["open"] += each.open
    return render(request, "loops/rules.html", {"tab": "rules", "rows": list(rows.values())})


@never_cache
@needs("loops.manage")
@require_safe
def definition(request: HttpRequest, name: str) -> HttpResponse:
    """Show one procedure: its drawing, its versions, and the text of the one asked for."""
    found = versions(name)
    asked = request.GET.get("version", "")
    shown = next((each for each in found if str(each.version) == asked), None if asked else newest(name))
    if shown is None:
        raise Http404
    if request.GET.get("download"):
        response = HttpResponse(shown.text, content_type="text/yaml; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}-{shown.version}.yaml"'
        return response
    context = {
        "tab": "rules",
        "name": name,
        "label": _label(name),
        "shown": shown,
        "versions": [{"view": each, "digest": digest_of(each.digest)} for each in found],
        "drawing": _drawing(read_definition(shown.text)),
        "has_page": any(kind.code == name for kind in kinds()),
        "findings": _findings(shown.text),
    }
    return render(request, "loops/rules_definition.html", context)


@never_cache
@needs("loops.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def new_definition(request: HttpRequest) -> HttpResponse:
    """Check a procedure and show what it would change; publish it when that is asked for and nothing is wrong.

    The same text again publishes nothing, so that a retry is safe.
    """
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = TextForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"tab": "rules", "form": form}
    if request.method != "POST":
        based = newest(request.GET.get("from", ""))
        context["form"] = TextForm(initial={"text": based.text if based else ""})
        return render(request, "loops/rules_new.html", context)
    if not form.is_valid():
        return render(request, "loops/rules_new.html", context, status=422)
    text = form.cleaned_data["text"]
    context |= {"form": sent_back(form, TextForm), **_checked(text)}
    if request.POST.get("do") != "publish" or context["findings"]:
        return render(request, "loops/rules_new.html", context, status=422 if context["findings"] else 200)
    try:
        version = publish_definition(text=text, by=actor, at=now())
    except Refused as refused:
        return render(request, "loops/rules_new.html", context | {"refusal": refused.refusal}, status=409)
    messages.success(
        request, _("Version %(version)s is in force for what begins from now on.") % {"version": version}
    )
    return redirect("rules-definition", read_definition(text).id)


def _checked(text: str) -> dict[str, Any]:
    """Return what the check found, and what would be another than in the version in force."""
    try:
        read = read_definition(text)
    except NotADefinition:
        return {"checked": True, "findings": _findings(text)}
    known = newest(read.id)
    return {
        "checked": True,
        "findings": _findings(text),
        "read": read,
        "label": _label(read.id),
        "drawing": _drawing(read),
        "known": known,
        "lines": text_changes(known.text, text) if known else [],
    }


def _findings(text: str) -> list[str]:
    return findings.render(check_text(text), get_language() or "").splitlines()


def _label(name: str) -> str:
    kind = next((kind for kind in kinds() if kind.code == name), None)
    return capfirst(str(kind.label_plural)) if kind else name


def _drawing(read: Definition) -> str:
    """Draw a procedure in the words of its kind, where there is one; "" for one whose arrows lead nowhere."""
    ends = {name for arrow in arrows(read) for name in (arrow.source, arrow.target)}
    if not ends <= set(read.states):
        return ""
    kind = next((kind for kind in kinds() if kind.code == read.id), None)
    words: Mapping[str, Any] = {**kind.events, **kind.states} if kind else {}
    drawn = to_svg(
        read,
        None,
        {name: str(word) for name, word in words.items()},
        title=_("How %(kind)s move") % {"kind": kind.label_plural if kind else read.id},
        silence=_("nobody answers"),
        reopen=_("opened again"),
    )
    return mark_safe(drawn)  # noqa: S308 - every word in it is escaped where it is drawn
