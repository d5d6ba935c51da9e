"""Identifiers: time-ordered for tables, random for people."""

import os
import secrets
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0

# No 0/O, 1/I/L: a person reads it out on the telephone.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def new_id() -> UUID:
    """Return a version 7 UUID (RFC 9562, section 5.7), never smaller than the last one of this process.

    The 12 bits after the milliseconds count sub-milliseconds, so that ids made in one process sort
    by the order they were made in. Nobody reads the time back out of an id: it is an order, no fact.
    """
    global _last
    with _lock:
        nanoseconds = time.time_ns()
        stamp = (nanoseconds // 1_000_000) << 12 | (nanoseconds % 1_000_000) * 4096 // 1_000_000
        _last = stamp = max(stamp, _last + 1)
    value = (stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64
    value |= 0b10 << 62 | int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=value)


def new_code(length: int = 10) -> str:
    """Return a random code of `length` characters (31 values each) which a person can read aloud."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))
