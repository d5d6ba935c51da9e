"""Discovery: where the service is, and how to get a key."""

from datetime import datetime, time
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.channels.open311.catalogue import edition_on
from gongzhi.channels.open311.records import moment
from gongzhi.channels.open311.views.answers import records
from gongzhi.channels.open311.wire import TYPES
from gongzhi.channels.portal.context import human_channel
from gongzhi.kernel.instants import now

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
STAGES = {"production": "open311-base", "test": "open311-test-base"}


def discovery(request: HttpRequest, kind: str, **_named: Any) -> HttpResponse:
    """Name both endpoints: in the one cases are filed, in the other a filing is tried and nothing is filed."""
    edition = edition_on(timezone.localtime(now()).date())
    begins = datetime.combine(edition.valid_from, time(), timezone.get_current_timezone())
    found: dict[str, Any] = {
        "changeset": moment(begins),
        "contact": edition.contact or _contact(),
        "key_service": edition.key_service
        or _("The office that runs this installation gives keys: ask it at the contact above."),
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": request.build_absolute_uri(reverse(name)).rstrip("/"),
                "changeset": moment(begins),
                "type": stage,
                "formats": [each.partition(";")[0] for each in reversed(TYPES.values())],
            }
            for stage, name in STAGES.items()
        ],
    }
    return records(kind, "discovery", found)


def _contact() -> str:
    told = human_channel()
    if told.get("phone"):
        return _("Telephone of the hotline: %(phone)s") % {"phone": told["phone"]}
    return _("The hotline of the county that runs this installation.")
