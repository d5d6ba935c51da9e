"""A code by text message for who lost the one of the receipt: six digits, ten minutes, five tries.

Asked for is number and telephone number; whether the two belong together is never said. The number typed is the one
written to, so the vault is not read. What is kept stands in the cache for ten minutes, as keyed hashes.
"""

import hmac
import secrets
import threading
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from gongzhi.applications.public import application_with_phone
from gongzhi.cases.public import case_with_phone
from gongzhi.channels.portal.tries import slots_of
from gongzhi.notices.public import sms_gateway

MINUTES, TRIES = 10, 5
HOUR = 3600
# How often in an hour: from an address, to a telephone, for a matter. Defaults of this project.
PER_ADDRESS, PER_PHONE, PER_MATTER = 10, 3, 3
CASE, APPLICATION = "case", "application"


def ask(request: HttpRequest, number: str, phone: str) -> str | None:
    """Send a code if number and telephone belong together; return under what it is kept, or None when too often.

    The same is done, and kept, if they do not: only the message is left out.
    """
    if not _may_ask(request, number, phone):
        return None
    kind, matter = CASE, case_with_phone(number, phone)
    application = application_with_phone(number, phone)
    if application is not None:
        kind, matter = APPLICATION, application
    code, key = f"{secrets.randbelow(1_000_000):06d}", _keyed("kept", number, phone, secrets.token_hex(8))
    kept = {"hash": _keyed("code", key, code), "kind": kind, "matter": str(matter) if matter else ""}
    cache.set(key, kept, MINUTES * 60)
    text = _("Your code is %(code)s. It opens your matter within %(minutes)s minutes. Tell it to nobody.")
    words = text % {"code": code, "minutes": MINUTES}
    # Beside the answer: a gateway that takes its time would tell that there was something to send.
    later(lambda: sms_gateway().send(to=phone, text=words, key=key) if matter else None)
    return key


def show(key: str, code: str) -> tuple[str, UUID] | None:
    """Return kind and id of the matter a code opens, once; None for a wrong one, and after five wrong ones for all."""
    kept = cache.get(key)
    taken = any(cache.add(f"{key}/{number}", 1, MINUTES * 60) for number in range(TRIES))
    right = hmac.compare_digest(_keyed("code", key, code), kept["hash"] if kept else "0" * 64)
    if not (kept and taken and right and kept["matter"]):
        return None
    cache.delete(key)
    return kept["kind"], UUID(kept["matter"])


def later(work: Callable[[], object]) -> threading.Thread:
    """Do something beside the answer. What goes wrong is not told: whoever gets no message asks again."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _may_ask(request: HttpRequest, number: str, phone: str) -> bool:
    """Take a turn of the address, the telephone and the matter; all three are taken in any case."""
    turns = (
        slots_of(request, "phone-code", PER_ADDRESS),
        _slots("phone", phone, PER_PHONE),
        _slots("matter", number, PER_MATTER),
    )
    taken = [any(cache.add(slot, 1, HOUR) for slot in slots) for slots in turns]
    return all(taken)


def _slots(what: str, text: str, most: int) -> list[str]:
    return [f"{_keyed(what, text)}/{number}" for number in range(most)]


def _keyed(what: str, *texts: str) -> str:
    message = "\0".join(("phone-code", what, *texts)).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, "sha256").hexdigest()
