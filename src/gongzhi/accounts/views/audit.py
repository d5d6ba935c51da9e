"""The audit administrator's page: who did what in the administration. Reading it changes nothing."""

import csv
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.accounts.actions.export import note_audit_export
from gongzhi.accounts.audit_kinds import GROUPS, LABELS, kinds_of
from gongzhi.accounts.forms import AuditForm
from gongzhi.accounts.rules import AUDIT
from gongzhi.kernel.instants import now
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import facts_of_kinds
from gongzhi.people.public import account_by_login, names_of
from gongzhi.ui.guards import needs

PAGE, AT_ONCE = 50, 500
_NOBODY = UUID(int=0)


@never_cache
@needs(AUDIT)
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Show a page of the record; `before` is the place of the last line above."""
    form, asked = _asked(request)
    facts = facts_of_kinds(**asked, before=_place(request.GET.get("before", "")), limit=PAGE + 1)
    more, facts = len(facts) > PAGE, facts[:PAGE]
    return render(
        request,
        "accounts/audit.html",
        {
            "form": form,
            "rows": _rows(facts),
            "next": f"{facts[-1].at.isoformat()}~{facts[-1].id}" if more else "",
            "first": not request.GET.get("before"),
        },
    )


@needs(AUDIT)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Put on record that the file goes out, and send it."""
    _form, asked = _asked(request)
    at, most = now(), settings.GONGZHI_EXPORT_ROWS
    asked["until"] = min(asked["until"] or at, at)  # what is recorded meanwhile is not in it
    number = min(_count(asked, most), most)
    note_audit_export(rows=number, by=request.actor, at=at)  # type: ignore[attr-defined]
    lines = _lines(asked, number, translation.get_language() or "en")
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"audit-{timezone.localtime(at):%Y%m%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value] # streamed: no guard asks for what it lacks


def _asked(request: HttpRequest) -> tuple[AuditForm, dict[str, Any]]:
    form = AuditForm(request.GET, groups=[(key, str(label)) for key, (label, _kinds) in GROUPS.items()])
    found = form.cleaned_data if form.is_valid() else {}
    subject = None
    if login := found.get("login", "").strip().lower():
        known = account_by_login(login)
        subject = known.id if known else _NOBODY
    return form, {
        "kinds": kinds_of(found.get("what", "")),
        "subject": subject,
        "since": _midnight(found.get("since"), 0),
        "until": _midnight(found.get("until"), 1),
    }


def _midnight(day: Any, later: int) -> datetime | None:
    try:
        return timezone.make_aware(datetime.combine(day + timedelta(days=later), time())) if day else None
    except OverflowError:
        return None


def _place(text: str) -> tuple[datetime, UUID] | None:
    at, _sign, fact = text.partition("~")
    try:
        found = datetime.fromisoformat(at), UUID(fact)
    except ValueError:
        return None
    return found if found[0].tzinfo else None


def _rows(facts: list[Recorded]) -> list[dict[str, Any]]:
    people = {each for fact in facts for each in (_actor(fact), fact.subject) if each}
    names = names_of(people)
    return [
        {
            "id": fact.id,
            "at": fact.at,
            "what": LABELS.get(fact.shelved_as, fact.shelved_as),
            "by": _by(fact, names),
            "about": names.get(fact.subject, "") if fact.subject else "",
            "details": _details(fact),
        }
        for fact in facts
    ]


def _actor(fact: Recorded) -> UUID | None:
    account = fact.actor.removeprefix("staff:").partition("@")[0]
    try:
        return UUID(account) if fact.actor.startswith("staff:") else None
    except ValueError:
        return None


def _by(fact: Recorded, names: dict[UUID, str]) -> str:
    account = _actor(fact)
    if account is not None:
        return names.get(account, str(account))
    if fact.actor.startswith("client:"):
        return pgettext("actor", "another system, by its key")
    return pgettext("actor", "the system or the command line") if fact.actor == "system" else fact.actor


def _details(fact: Recorded) -> str:
    """Return what the fact says in codes and counts, and the reason, where one was given."""
    told = {"times", "left", "sessions", "rows", "tenure", "table", "factor", "start_on", "end_on", "scopes"}
    told |= {"host", "kinds"}  # where a webhook leads, and of what it tells
    parts = [f"{key}: {_plain(value)}" for key, value in fact.data.items() if key in told and value]
    return " · ".join([*parts, *(text for field, text in (fact.texts or {}).items() if field == "reason")])


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _pages(asked: dict[str, Any], most: int) -> Iterator[list[Recorded]]:
    before, left = None, most
    while left > 0 and (facts := facts_of_kinds(**asked, before=before, limit=min(AT_ONCE, left))):
        yield facts
        before, left = (facts[-1].at, facts[-1].id), left - len(facts)


def _count(asked: dict[str, Any], most: int) -> int:
    return sum(len(facts) for facts in _pages(asked, most))


class _Echo:
    """A file for the writer of CSV that hands back what is written."""

    def write(self, text: str) -> str:
        return text


def _lines(asked: dict[str, Any], most: int, language: str) -> Iterator[str]:
    writer = csv.writer(_Echo())
    with translation.override(language):
        yield "\ufeff" + writer.writerow(
            [_("When"), _("What"), _("By whom"), _("About whose account"), _("More"), _("Id of the record")]
        )
    for facts in _pages(asked, most):
        with translation.override(language):
            rows = _rows(facts)
            yield "".join(
                str(
                    writer.writerow(
                        [_safe(str(row[key])) for key in ("at", "what", "by", "about", "details", "id")]
                    )
                )
                for row in rows
            )


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
