"""The services, and what is asked for about one."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from gongzhi.channels.open311.catalogue import Catalogue, catalogue
from gongzhi.channels.open311.forms import received
from gongzhi.channels.open311.records import definition_record, service_record
from gongzhi.channels.open311.views.answers import records
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.organization.public import division


def services_here(request: HttpRequest) -> Catalogue:
    """Return the services. Raises Refused ``open311.jurisdiction_unknown`` for a code that is no division's."""
    code = received(request).get("jurisdiction_id")
    if len(code) == 12 and code.isascii() and code.isdigit() and division(code) is None:
        raise Refused(Refusal("open311.jurisdiction_unknown"))
    return catalogue(at=now())


def services(request: HttpRequest, kind: str, **_named: Any) -> HttpResponse:
    """List the services."""
    found = services_here(request).services.values()
    return records(kind, "services", [service_record(each) for each in found])


def definition(request: HttpRequest, kind: str, code: str, **_named: Any) -> HttpResponse:
    """Tell what is asked for about one service."""
    service = services_here(request).services.get(code)
    if service is None:
        raise Refused(Refusal("open311.service_unknown"))
    return records(kind, "service_definition", definition_record(service))
