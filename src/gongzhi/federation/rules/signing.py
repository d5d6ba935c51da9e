"""Requests and answers between two nodes are signed with the key of their link.

HMAC (RFC 2104) with SHA-256 over method, path with query, instant, nonce and the digest of the body. It shows
that the other node asked, or answered; that the facts inside are what they claim is shown by their own
commitments. Signed checkpoints of the ledger are to take its place.
"""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gongzhi.kernel.instants import from_text, to_text
from gongzhi.kernel.refusals import Refusal

SCHEME = "Gongzhi-HMAC-SHA256"
SKEW = timedelta(minutes=5)  # how far two clocks may be apart; a default of this project
KEY_BYTES = 32


@dataclass(frozen=True)
class Signed:
    """Who signed, when, with which nonce."""

    node: str
    at: datetime
    nonce: str
    signature: str


def header(key: bytes, *, node: str, method: str, path: str, at: datetime, nonce: str, body: bytes) -> str:
    """Return the value of the header ``Authorization`` for a request, or ``Gongzhi-Signature`` for an answer."""
    signature = _sign(key, node, method, path, to_text(at), nonce, body)
    return f"{SCHEME} node={node},at={to_text(at)},nonce={nonce},signature={signature}"


def read_header(text: str) -> Signed | None:
    """Read such a header; None for anything else."""
    scheme, _, rest = text.partition(" ")
    if scheme != SCHEME or len(text) > 1000:
        return None
    parts: Mapping[str, str] = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    if parts.keys() != {"node", "at", "nonce", "signature"} or not parts["nonce"]:
        return None
    try:
        at = from_text(parts["at"])
    except ValueError:
        return None
    return Signed(parts["node"], at, parts["nonce"], parts["signature"])


def signature_refusal(
    key: bytes, signed: Signed, *, method: str, path: str, body: bytes, at: datetime
) -> Refusal | None:
    """Tell why a signature does not hold: ``federation.too_old``, ``federation.bad_signature``."""
    if abs(at - signed.at) > SKEW:
        return Refusal("federation.too_old")
    right = _sign(key, signed.node, method, path, to_text(signed.at), signed.nonce, body)
    if not hmac.compare_digest(right, signed.signature):
        return Refusal("federation.bad_signature")
    return None


def _sign(key: bytes, node: str, method: str, path: str, at: str, nonce: str, body: bytes) -> str:
    digest = hashlib.sha256(body).hexdigest()
    message = "\n".join((SCHEME, node, method, path, at, nonce, digest))
    return hmac.new(key, message.encode("utf-8"), hashlib.sha256).hexdigest()
