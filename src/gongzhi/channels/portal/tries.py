"""How often somebody may try a wrong code: counted per network address, without keeping the address."""

import hmac

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from gongzhi.kernel.networks import line_of

TRIES = 10  # wrong ones, per address
SECONDS = 15 * 60  # and this long; both are defaults of this project


def too_many(request: HttpRequest) -> bool:
    """Tell whether this address has used up its wrong tries."""
    return len(cache.get_many(slots_of(request, "tries", TRIES))) >= TRIES


def count_wrong(request: HttpRequest) -> None:
    """Take one of the address's tries; it comes back after `SECONDS`.

    `add` succeeds for one of several requests at the same time, so none slips through.
    """
    for slot in slots_of(request, "tries", TRIES):
        if cache.add(slot, 1, SECONDS):
            return


def slots_of(request: HttpRequest, what: str, most: int) -> list[str]:
    """Return the names of the turns an address has for something; the address itself is in none."""
    secret = settings.SECRET_KEY.encode()
    hashed = hmac.new(secret, f"{what}/{_address(request)}".encode(), "sha256").hexdigest()
    return [f"{what}/{hashed}/{number}" for number in range(most)]


def _address(request: HttpRequest) -> str:
    """Return the line a request comes from. Behind our proxy (docs/how-to/install-server.md) it says so itself."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return line_of(request.headers.get("X-Forwarded-For", "").split(",")[-1].strip())
    return line_of(str(request.META.get("REMOTE_ADDR", "")))
