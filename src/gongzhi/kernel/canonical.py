"""Canonical JSON: one value, one sequence of bytes (RFC 8785, without floats)."""

import json
from typing import Any

# RFC 8785 numbers are IEEE doubles; beyond this an integer would not survive the journey.
MAX_INTEGER = 2**53 - 1


def encode(value: Any) -> bytes:
    """Return the canonical bytes of `value`: dict, list, tuple, str, int, bool or None.

    Keys are sorted by their UTF-16 code units (RFC 8785, section 3.2.3). Floats, keys that are no
    strings, lone surrogates and integers beyond 2**53 - 1 raise ValueError.
    """
    return _text(value).encode("utf-8")


def decode(data: bytes) -> Any:
    """Read canonical bytes; raises ValueError when the same value would have been written otherwise.

    That catches duplicate keys, spaces, unusual escapes and floats in one comparison.
    """
    value = json.loads(data)
    if encode(value) != data:
        raise ValueError("these bytes are not canonical JSON")
    return value


def _text(value: Any) -> str:
    if value is None or isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"{value} is too large for canonical JSON")
        return str(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(_text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_text(key)}:{_text(value[key])}" for key in _sorted(value)) + "}"
    raise ValueError(f"{type(value).__name__} has no canonical form")


def _sorted(value: dict[Any, Any]) -> list[str]:
    if not all(isinstance(key, str) for key in value):
        raise ValueError("keys of canonical JSON are strings")
    return sorted(value, key=lambda key: key.encode("utf-16-be"))
