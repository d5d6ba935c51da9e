"""Digests of the texts of an entry: what a fact says of them, and what the text as it stands is held to."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from gongzhi.kernel.canonical import encode


def digest_of(values: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a section, in hex."""
    return sha256(encode(dict(values))).hexdigest()


def digests_of(document: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Return the digest of each section."""
    return {name: digest_of(values) for name, values in document.items()}
