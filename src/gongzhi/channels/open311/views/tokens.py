"""Tokens of batch services: the number of a request, as soon as it is on record."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from gongzhi.cases.public import is_on_record, public_id_of
from gongzhi.channels.open311.filing import case_of_token
from gongzhi.channels.open311.views.answers import missing, records


def token(_request: HttpRequest, kind: str, token: str, **_named: Any) -> HttpResponse:
    """Tell the number a token stands for; it is empty until the worker has put the filing in the order of facts."""
    case_id = case_of_token(token)
    number = public_id_of(case_id) if case_id else None
    if case_id is None or number is None:
        return missing(kind)
    found = {"service_request_id": number if is_on_record(case_id) else None, "token": token}
    return records(kind, "service_requests", [found])
