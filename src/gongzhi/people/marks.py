"""Marks: equal telephone numbers, officers and accounts can be told to be equal without saying which they are."""

import hmac
import re
from uuid import UUID

from django.conf import settings

_COUNTRY = re.compile(r"^(?:00)?86(?=1[3-9]\d{9}$)")


def mark_of(phone: str) -> str:
    """Return the keyed hash of a telephone number's digits, "" for none: for "the same caller", never for a search.

    A mobile number is the same with the country's code before it, as gateways and exchanges tell it, and without.
    """
    digits = _COUNTRY.sub("", "".join(filter(str.isdigit, phone)))
    return _keyed("telephone", digits) if digits else ""


def officer_mark(account: str) -> str:
    """Return how an officer is called towards residents: the same for the same account, eight signs, no name."""
    return _keyed("officer", account)[:8].upper()


def call_code(call: UUID) -> str:
    """Return the six digits that are dialled for a call: the same for the same call, and stored nowhere."""
    return f"{int(_keyed('call', str(call)), 16) % 1_000_000:06d}"


def _keyed(what: str, text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"{what}/{text}".encode(), "sha256").hexdigest()
