"""Requests to a platform above and its answers are signed with a shared key (HMAC-SHA256). Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

from gongzhi.kernel.instants import from_text, to_text

APART = timedelta(minutes=5)  # so far the two clocks may differ
SCHEME = "GONGZHI-HMAC-SHA256"


def sign(key: bytes, *, what: str, at: datetime, nonce: str, body: bytes) -> str:
    """Return the header of a request or an answer. `what`: ``GET /orders?after=1``, or ``200 <nonce>``."""
    time = to_text(at)
    return f"{SCHEME} time={time},nonce={nonce},signature={_mark(key, what, time, nonce, body)}"


def is_signed(key: bytes, header: str, *, what: str, nonce: str, body: bytes, at: datetime) -> bool:
    """Tell whether a header fits; one of another key, text, nonce or time does not."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    if scheme != SCHEME or parts.get("nonce") != nonce:
        return False
    try:
        time = from_text(parts.get("time", ""))
    except ValueError:
        return False
    if abs(time - at) > APART:
        return False
    wanted = _mark(key, what, parts["time"], nonce, body)
    return hmac.compare_digest(wanted.encode(), parts.get("signature", "").encode())


def _mark(key: bytes, what: str, time: str, nonce: str, body: bytes) -> str:
    text = "\n".join((what, time, nonce, hashlib.sha256(body).hexdigest()))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
