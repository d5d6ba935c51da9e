"""Canonical JSON: one value, one sequence of bytes (RFC 8785, without floats)."""

import json
from typing import Any

# RFC 8785 numbers are IEEE doubles; beyond this an integer would not survive the journey.
MAX_INTEGER = 2**53 - 1

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`: dict, list, tuple, str, int, bool or None.

    Keys are sorted by their UTF-16 code units (RFC 8785, section 3.2.3). Floats, keys that are no
    strings, lone surrogates and integers beyond 2**53 - 1 raise ValueError.
    """
    return _encoder.encode(_ordered(value)).encode("utf-8")


def decode(data: bytes) -> Any:
    """Read canonical bytes; raises ValueError when the same value would have been written otherwise.

    That catches duplicate keys, spaces, unusual escapes and floats in one comparison.
    """
    value = json.loads(data)
    if encode(value) != data:
        raise ValueError("these bytes are not canonical JSON")
    return value


def _ordered(value: Any) -> Any:
    """Return `value` with its keys in order, after checking that all of it has a canonical form."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"{value} is too large for canonical JSON")
        return value
    if kind is list or kind is tuple:
        return [_ordered(item) for item in value]
    if kind is dict:
        return {key: _ordered(value[key]) for key in _sorted(value)}
    raise ValueError(f"{kind.__name__} has no canonical form")


def _sorted(value: dict[Any, Any]) -> list[str]:
    if not all(type(key) is str for key in value):
        raise ValueError("keys of canonical JSON are strings")
    # Plain order is UTF-16 order as long as no key leaves the basic plane; ours never do.
    if all(key.isascii() for key in value):
        return sorted(value)
    return sorted(value, key=lambda key: key.encode("utf-16-be"))
