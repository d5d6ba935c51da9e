"""What Open311 says: how a case stands, to anybody, and what its refusals say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongzhi.ui.words import register_refusals

# By state; with ":extended" where the office got more time.
STATUS_NOTES: Mapping[str, Any] = {
    "registered": _("It has come in; the office for it is being chosen."),
    "dispatched": _("It is with the office in charge."),
    "working": _("The office in charge is working on it."),
    "working:extended": _("The office in charge is working on it; it got more time."),
    "return_review": _("The office returned it; which one is in charge is being checked."),
    "answered": _("The office has answered; whether it is solved, the resident will say."),
    "calling": _("The office has answered; the resident is being asked whether it is solved."),
    "withdrawal_check": _("It is being checked whether it is withdrawn."),
    "rechecking": _("Somebody independent is checking the result."),
    "arbitration": _("The arbiter is deciding how it goes on."),
    "parked": _("It is set aside and will be looked at again."),
    "joined": _("It is worked on together with other reports of the same problem."),
    "closed": _("It is solved and closed."),
    "concluded": _("It was ended by a decision of the arbiter."),
    "refused": _("It was not taken up."),
    "withdrawn": _("It was withdrawn."),
    "unconfirmed": _("It ended; whether it is solved, nobody could say."),
    "transferred": _("It was referred to another procedure."),
    "ended_above": _("It was ended by the platform that sent it here."),
}

register_refusals(
    {
        "open311.not_there": _(
            "There is nothing at this address. Look up the addresses in discovery, and numbers in the list."
        ),
        "open311.method_unknown": _(
            "This address does not take that method. Use GET to read and POST to file."
        ),
        "open311.away": _("The database is away for a moment. Send the same request again in half a minute."),
        "open311.failed": _(
            "That went wrong on our side. Send it again; if it fails again, tell the contact."
        ),
        "open311.body_unreadable": _(
            "The request cannot be read. Send the parameters urlencoded or as multipart/form-data, in UTF-8."
        ),
        "open311.service_missing": _("service_code is missing. Take one from the list of services."),
        "open311.service_unknown": _("There is no service with this service_code. Take one from the list."),
        "open311.place_missing": _("Say where it is: lat and long, address_string, or address_id."),
        "open311.point_unreadable": _(
            "lat and long come together, as degrees with a decimal point, such as 30.005 and 110.005."
        ),
        "open311.elsewhere": _(
            "This point lies far outside of the area that is served here. Check lat and long, or send an address."
        ),
        "open311.address_too_long": _("address_string has at most %(limit)s characters. Shorten it."),
        "open311.datum_unknown": _("datum is WGS84, GCJ-02 or BD-09. Leave it out for WGS84."),
        "open311.description_too_long": _("description has at most %(limit)s characters. Shorten it."),
        "open311.attribute_missing": _("attribute[%(code)s] is required. Answer it."),
        "open311.attribute_wrong": _(
            "attribute[%(code)s] is not what the definition of the service asks for. Look it up there."
        ),
        "open311.media_url_wrong": _(
            "media_url is a web address of at most 500 characters, at most %(limit)s of them. Send others as files."
        ),
        "open311.phone_wrong": _("phone is no telephone number. Send digits only, or leave it out."),
        "open311.jurisdiction_unknown": _(
            "There is no division with this jurisdiction_id here. Leave it out, or use the code of one."
        ),
        "open311.jurisdiction_missing": _(
            "Several counties are served here. Say which one with its code as jurisdiction_id."
        ),
        "open311.idempotency_key_wrong": _(
            "Idempotency-Key has at most %(limit)s printable characters. Use a UUID."
        ),
        "open311.no_sample": _(
            "There is no county with a hotline desk, or no service with attributes and none without. Set them up first."
        ),
        "open311.date_unreadable": _(
            "Dates are written as 2026-11-22T08:15:30+08:00 or with a Z at the end."
        ),
        "open311.period_reversed": _("start_date lies after end_date. Change the two."),
        "open311.period_too_long": _("A period has at most %(days)s days. Ask for it in parts."),
        "open311.status_unknown": _("status is open, closed, or both with a comma between."),
        "open311.page_wrong": _("page and page_size are whole numbers from 1 on."),
        "open311.too_far_down": _(
            "That is more than %(limit)s requests down the list. Ask for a shorter period instead of more pages."
        ),
        "open311.box_wrong": _("bbox is west, south, east and north in degrees, with commas between."),
    }
)
