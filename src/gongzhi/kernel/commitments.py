"""Commitments: a fact says that a text was written without saying what it says."""

import hashlib
import hmac
import os
from dataclasses import dataclass

SALT_BYTES = 32


@dataclass(frozen=True)
class Private:
    """A text that may be forgotten some day. A fact carries only its commitment.

    `ledger.record` replaces it by ``{"commitment": hex}`` in the entry and keeps salt and text in an
    opening, which can be erased while the entry stays as it is.
    """

    text: str

    def __repr__(self) -> str:  # a log line or a traceback must not tell it
        return "Private(…)"


def new_salt() -> bytes:
    """Return 32 random bytes, one salt per entry and field: equal texts must not look equal."""
    return os.urandom(SALT_BYTES)


def commit(text: str, salt: bytes) -> str:
    """Return HMAC-SHA256(salt, text) as hex.

    A bare hash would not do: an identity number of a known county falls in seconds to guessing.
    """
    return hmac.new(salt, text.encode("utf-8"), hashlib.sha256).hexdigest()
