"""The register as data, for other registers and for whoever checks us. It holds no personal data."""

import csv
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from gongzhi.algorithms.exports.catalogue import as_dcat
from gongzhi.algorithms.exports.own import as_own
from gongzhi.algorithms.exports.standards import as_atrs, as_dutch, flat, standard
from gongzhi.algorithms.figures import kept_live_of
from gongzhi.algorithms.queries import entries
from gongzhi.algorithms.record import Entry, Link, gathered, record
from gongzhi.algorithms.showing import times
from gongzhi.kernel.instants import now
from gongzhi.loops.public import cell

A_WHILE = "public, max-age=300"
ENGLISH, CHINESE = "en", "zh"


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Give out the whole register by its own schema, in both languages."""
    found, link = _entries(), _link(request)
    told = as_own(found, link, at=now())
    return _given(request, _json(told))


@require_safe
def atrs(request: HttpRequest) -> HttpResponse:
    """Give out every entry under the attributes of the ATRS."""
    table = standard("atrs")
    about = {name: table[name] for name in ("standard", "version", "source")}
    return _given(request, _json({**about, "records": _each(request, as_atrs)}))


@require_safe
def dutch(request: HttpRequest) -> HttpResponse:
    """Give out every entry under the fields of the Dutch publication standard."""
    return _given(request, _json(_each(request, as_dutch)))


@require_safe
def dutch_csv(request: HttpRequest) -> HttpResponse:
    """Give out the same as a table."""
    text, names = StringIO(), [field["name"] for field in standard("dutch")["fields"]]
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    rows = (flat(each) for each in _each(request, as_dutch))
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    # The mark in front makes spreadsheets read it as UTF-8.
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="algorithms.csv"'
    return _given(request, response)


@require_safe
def dcat(request: HttpRequest) -> HttpResponse:
    """Give out the register as datasets of a catalogue (DCAT, JSON-LD)."""
    with translation.override(_language(request)):
        told = as_dcat(_entries(), _link(request), english=_language(request) == ENGLISH)
    response = _json(told)
    response["Content-Type"] = "application/ld+json"
    return _given(request, response)


def _entries() -> list[Entry]:
    return gathered(entries(), reviewed=True)


def _each(request: HttpRequest, made: Callable[[Any], dict[str, Any]]) -> list[dict[str, Any]]:
    """Return every entry by a standard, in the language asked for: ``?lang=zh`` or ``?lang=en``."""
    language, link = _language(request), _link(request)
    with translation.override("en" if language == ENGLISH else "zh-hans"):
        return [made(_record(each, link, english=language == ENGLISH)) for each in _entries()]


def _record(entry: Entry, link: Link, *, english: bool) -> dict[str, Any]:
    live = kept_live_of(entry.version, at=now())
    return record(entry, link, english=english, uses=times(live.uses) if live else "")


def _language(request: HttpRequest) -> str:
    return CHINESE if request.GET.get("lang", ENGLISH) == CHINESE else ENGLISH


def _link(request: HttpRequest) -> Callable[..., str]:
    return lambda name, *args: request.build_absolute_uri(reverse(name, args=args))


def _json(told: Any) -> HttpResponse:
    return JsonResponse(told, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 1})


def _given(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Answer 304 to whoever has it already. Pages from elsewhere may read it."""
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"], response["Cache-Control"] = etag, A_WHILE
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ("Host",))
    return get_conditional_response(request, etag=etag, response=response) or response
