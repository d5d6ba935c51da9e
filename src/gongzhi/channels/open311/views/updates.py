"""Updates as FixMyStreet exchanges them: the steps of published cases, and what a resident adds over there."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from gongzhi.cases.public import Wish, add, case_by_public_id, clean_photo, filed_by, published_steps
from gongzhi.channels.keys.door import actor_of
from gongzhi.channels.keys.facts import KeyView, Scope
from gongzhi.channels.open311 import rules
from gongzhi.channels.open311.catalogue import catalogue
from gongzhi.channels.open311.filing import once_of
from gongzhi.channels.open311.forms import Received, received
from gongzhi.channels.open311.records import moment, step_records
from gongzhi.channels.open311.views.answers import admitted, errors, missing, records
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refusal, Refused
from gongzhi.ui.photos import MAX_BYTES

ROOT = "service_request_updates"


def updates(request: HttpRequest, kind: str, **_named: Any) -> HttpResponse:
    """List the steps of published cases in a period. With its key, a system reads the answers to what it filed."""
    came, at = received(request), now()
    key = admitted(came, Scope.OPEN311_UPDATES) if came.get("api_key") else None
    zone = timezone.get_current_timezone()
    span = rules.period(came.get("start_date"), came.get("end_date"), at=at, zone=zone)
    if isinstance(span, Refusal):
        raise Refused(span)
    services = catalogue(at=at)
    wish = Wish(withheld=services.withheld, near=services.near, changed=(span.first, span.last))
    client = actor_of(key).name() if key else ""
    return records(kind, ROOT, step_records(published_steps(wish, client=client)))


def post_update(request: HttpRequest, kind: str, trial: bool = False) -> HttpResponse:
    """Take what a resident adds to a case that was filed with the same key. The status they name moves nothing here."""
    came, at = received(request), now()
    key = admitted(came, Scope.OPEN311_UPDATES)
    case_id = case_by_public_id(came.get("service_request_id"))
    if case_id is None or filed_by(case_id) != actor_of(key).name():
        return missing(kind)
    urls = came.every("media_url")
    text = came.get("description").replace("\r\n", "\n") or _status_alone(came, urls)
    wrong = [each for each in (rules.description_refusal(text), rules.media_refusal(urls)) if each]
    if wrong:
        return errors(kind, *wrong)
    photos = [clean_photo(file.read(MAX_BYTES + 1)) for file in came.files]
    once = _once(came, key, request.headers.get("Idempotency-Key", ""))
    if not trial:
        text = rules.composed(text, (), urls)
        add(case_id=case_id, text=text, photos=photos, by=actor_of(key), at=at, once=once)
    found = {
        "update_id": str(once),
        "service_request_id": came.get("service_request_id"),
        "status": "open",
        "updated_datetime": moment(at),
    }
    return records(kind, ROOT, [found])


def _status_alone(came: Received, urls: Sequence[str]) -> str:
    """Return the status over there as words, where an update says nothing else: the office reads it, nothing moves."""
    status = came.get("status")
    return f"【来源平台状态】{status[:40]}" if status and not (urls or came.files) else ""


def _once(came: Received, key: KeyView, header: str) -> UUID:
    """The sender's own number of the update says whether it came before; else what `once_of` says."""
    if number := came.get("update_id"):
        return uuid5(key.id, f"update:{came.get('service_request_id')}:{number}")
    return once_of(came, key, header)
