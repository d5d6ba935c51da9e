"""Every sentence people are told outside these pages, with sample values, in both languages."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongzhi.kernel.instants import now
from gongzhi.notices.facts import Way
from gongzhi.notices.rules import sms_parts
from gongzhi.notices.terms import legal_codes, terms_on
from gongzhi.notices.texts import LANGUAGES, codes, line_for, wrap
from gongzhi.people.facts import Actor
from gongzhi.ui.guards import needs

# The number of a matter as it looks, and of none.
SAMPLE = "990000-20260302-00001"


@never_cache
@needs("loops.manage")
@require_safe
def texts_page(request: HttpRequest) -> HttpResponse:
    """List the sentences as SMS, with the parts each is charged as."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = now()
    part = terms_on(actor.division, timezone.localdate(at)).sms_part
    rows = []
    for code in codes():
        said = []
        for language in LANGUAGES:
            line = line_for(
                code, SAMPLE, language=language, named_unit=actor.unit_id, until=at + timedelta(days=7)
            )
            text = wrap([line], Way.SMS, language=language).text
            said.append({"language": language, "text": text, "parts": sms_parts(text, part)})
        rows.append({"code": code, "said": said, "legal": code in legal_codes()})
    return render(request, "notices/texts.html", {"rows": rows})
