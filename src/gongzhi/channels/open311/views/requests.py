"""Requests: read what is published, and file."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gongzhi.cases.public import Wish, published_cases, published_photo, published_steps_of
from gongzhi.channels.keys.facts import Scope
from gongzhi.channels.open311 import rules
from gongzhi.channels.open311.catalogue import Catalogue, catalogue
from gongzhi.channels.open311.facts import Period, ServiceType
from gongzhi.channels.open311.filing import file_report, once_of, report_of, token_of
from gongzhi.channels.open311.forms import Received, received
from gongzhi.channels.open311.records import Address, request_records
from gongzhi.channels.open311.views.answers import admitted, errors, missing, records
from gongzhi.channels.open311.views.services import services_here
from gongzhi.channels.portal.rules import code_in_groups
from gongzhi.kernel.ids import new_code
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ui.pictures import private_jpeg

_CLOSED = {"open": False, "closed": True}


def requests(request: HttpRequest, kind: str, **_named: Any) -> HttpResponse:
    """List published cases, those filed last first: of the last 90 days, or of a period of at most 90."""
    services, came = services_here(request), received(request)
    wish = _wish(came, services, at=now())
    found = published_cases(wish)
    return _listed(request, kind, found, came, services)


def one_request(request: HttpRequest, kind: str, request_id: str, **_named: Any) -> HttpResponse:
    """Show one published case, as a list of one."""
    services, came = services_here(request), received(request)
    wish = Wish(withheld=services.withheld, near=services.near, ids=(request_id,))
    found = published_cases(wish)
    if not found:
        return missing(kind)
    return _listed(request, kind, found, came, services)


def create(request: HttpRequest, kind: str, trial: bool = False) -> HttpResponse:
    """File a case, or only try whether it could be filed."""
    came, at = received(request), now()
    key = admitted(came, Scope.OPEN311_CREATE)
    report = report_of(came, catalogue(at=at), at=at)
    if isinstance(report, tuple):
        return errors(kind, *report)
    answer: dict[str, Any] = {"service_notice": None, "account_id": None}
    if trial:
        answer["service_notice"] = _("Nothing was filed: this is the endpoint for trying.")
        return _acknowledged(kind, {"service_request_id": f"TEST{new_code(8)}"} | answer)
    filed = file_report(
        report, key, once=once_of(came, key, request.headers.get("Idempotency-Key", "")), at=at
    )
    if filed.code:
        answer["service_notice"] = _("To follow it on our pages: number %(number)s, code %(code)s.") % {
            "number": filed.number,
            "code": code_in_groups(filed.code),
        }
    match report.service.details.type:
        case ServiceType.REALTIME:
            answer = {"service_request_id": filed.public_id} | answer
        case ServiceType.BATCH:
            answer = {"token": token_of(filed.loop_id)} | answer
    return _acknowledged(kind, answer)


@csrf_exempt  # whoever sends something here hears that there is nothing, and gets no page
def photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    """Show a photo of a published case that somebody has cleared."""
    if request.method not in ("GET", "HEAD"):
        return missing()
    content = published_photo(photo_id, withheld=catalogue(at=now()).withheld)
    return missing() if content is None else private_jpeg(content)


def address_of_photo(request: HttpRequest) -> Address:
    """Return what makes the address of a photo."""
    return lambda photo_id: request.build_absolute_uri(reverse("open311-photo", args=[photo_id]))


def _acknowledged(kind: str, answer: dict[str, Any]) -> HttpResponse:
    return records(kind, "service_requests", [answer])


def _listed(
    request: HttpRequest, kind: str, found: list[Any], came: Received, services: Catalogue
) -> HttpResponse:
    steps = published_steps_of(found) if came.get("extensions").lower() == "true" else None
    photo_at = address_of_photo(request)
    return records(kind, "service_requests", request_records(found, services, photo=photo_at, steps=steps))


def _wish(came: Received, services: Catalogue, *, at: datetime) -> Wish:
    """Return what a list asks for; ids override all else. Raises Refused."""
    if ids := came.commas("service_request_id"):
        return Wish(withheld=services.withheld, near=services.near, ids=ids[: rules.MOST])
    changed = tuple(_instant(came, name) for name in ("updated_after", "updated_before"))
    span = (
        _period(came, at) if came.get("start_date") or came.get("end_date") or not any(changed) else Period()
    )
    ended = {_CLOSED.get(each.lower()) for each in came.commas("status")}
    if ended and not ended <= {True, False}:
        raise Refused(Refusal("open311.status_unknown"))
    page = rules.whole(came.get("page"), default=1, most=10**9)
    size = rules.whole(came.get("page_size") or came.get("per_page"), default=rules.MOST, most=rules.MOST)
    if page is None or size is None:
        raise Refused(Refusal("open311.page_wrong"))
    ensure(rules.beyond_refusal(page, size))
    box = rules.box(came.get("bbox")) if came.get("bbox") else None
    if came.get("bbox") and box is None:
        raise Refused(Refusal("open311.box_wrong"))
    matters = came.commas("service_code") or None
    return Wish(
        withheld=services.withheld,
        near=services.near,
        matters=matters,
        opened=(span.first, span.last),
        changed=(changed[0], changed[1]),
        ended=ended.pop() if len(ended) == 1 else None,
        box=box,
        skip=(page - 1) * size,
        limit=size,
    )


def _period(came: Received, at: datetime) -> Period:
    zone = timezone.get_current_timezone()
    found = rules.period(came.get("start_date"), came.get("end_date"), at=at, zone=zone)
    if isinstance(found, Refusal):
        raise Refused(found)
    return found


def _instant(came: Received, name: str) -> datetime | None:
    text = came.get(name)
    found = rules.read_instant(text, timezone.get_current_timezone()) if text else None
    if text and found is None:
        raise Refused(Refusal("open311.date_unreadable"))
    return found
