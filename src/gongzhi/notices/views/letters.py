"""The queue of letters: printed, posted, and what came back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.notices.actions.resolve import post_letter, print_letter
from gongzhi.notices.facts import MessageState
from gongzhi.notices.letter import Letter, draw
from gongzhi.notices.lists import letters, message_in, posted, view_of
from gongzhi.notices.models import Message
from gongzhi.notices.texts import letter_text, line_for
from gongzhi.organization.public import unit
from gongzhi.people.facts import Actor
from gongzhi.people.public import reach
from gongzhi.ui.guards import needs
from gongzhi.ui.names import in_english, name_of
from gongzhi.ui.words import refusal_sentence

PAGE = 25


@never_cache
@needs("contact.relay")
@require_safe
def letters_page(request: HttpRequest) -> HttpResponse:
    """List the letters to be printed and posted, and those that were posted lately."""
    return _show(request)


@never_cache
@needs("contact.relay")
@require_POST
def print_page(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Return one letter as PDF. Whoever prints it sees name and address: a line in who used the person's data."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, at = _letter(actor, message_id), now()
    assert row.contact_id
    try:
        print_letter(message_id=row.id, by=actor, at=at)
        reached = reach(row.contact_id, "LETTER", subject=row.subject, message=row.id, by=actor, at=at)
    except Refused as refused:
        return _show(request, error=refusal_sentence(refused.refusal), status=409)
    office = unit(actor.unit_id) if actor.unit_id else None
    with override(row.language):
        line = line_for(
            row.code, row.number, language=row.language, named_unit=row.named_unit, until=row.until
        )
        phone, counter = (office.public_phone, office.counter) if office else ("", "")
        paper = Letter(
            name=reached.name,
            address=reached.to,
            number=row.number,
            text=letter_text(line, language=row.language, phone=phone, counter=counter),
            sender=name_of(office) if office else "",
            # Translators: a date format of Django, as official documents write it.
            date=date_format(timezone.localtime(at), _("j F Y")),
        )
    answer = HttpResponse(draw(paper), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    return answer


@never_cache
@needs("contact.relay")
@require_POST
def post_page(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Mark a letter as posted, or as come back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    returned = request.POST.get("returned") == "1"
    row = _letter(actor, message_id)
    try:
        post_letter(message_id=row.id, returned=returned, by=actor, at=now())
    except Refused as refused:
        return _show(request, error=refusal_sentence(refused.refusal), status=409)
    said = _("It is marked as come back.") if returned else _("It is marked as posted.")
    messages.success(request, said)
    return redirect("undelivered-letters")


def _letter(actor: Actor, message_id: UUID) -> Message:
    row = message_in(actor.division, message_id)
    if row is None or row.way != "LETTER":
        raise Http404
    return row


def _show(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    language = "en" if in_english() else "zh-hans"
    page = Paginator(letters(actor.division), PAGE).get_page(request.GET.get("page"))

    def shown(row: Message) -> dict[str, object]:
        view = view_of(row)
        return {
            "view": view,
            "what": line_for(view.code, view.number, language=language).sentence,
            "printed": view.state is MessageState.SENDING,
        }

    context = {
        "rows": [shown(row) for row in page.object_list],
        "posted": [shown(row) for row in posted(actor.division)],
        "page": page,
        "error": error,
    }
    return render(request, "notices/letters.html", context, status=status)
