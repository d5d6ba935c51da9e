"""The keys of links: one file each in the data folder, for its owner only."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from gongzhi.federation.rules.signing import KEY_BYTES
from gongzhi.kernel.refusals import Refusal, Refused


def key_file(node: str) -> Path:
    """Return where the key of the link to a node stands."""
    return Path(settings.GONGZHI_LINKS) / f"{node}.key"


def key_of(node: str) -> bytes:
    """Return the key of the link to a node. Raises Refused ``federation.no_key``."""
    try:
        return bytes.fromhex(key_file(node).read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise Refused(Refusal("federation.no_key", {"node": node})) from error


def make_key(node: str, *, text: str = "") -> Path:
    """Keep the key of a link, a new one or the one the other side made, and return its file.

    A key that stands there stays: replacing it is a decision of its own.
    """
    path = key_file(node)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        key = bytes.fromhex(text.strip()) if text else secrets.token_bytes(KEY_BYTES)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.hex())
    return path
