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
        key = bytes.fromhex(key_file(node).read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise Refused(Refusal("federation.no_key", {"node": node})) from error
    if len(key) != KEY_BYTES:  # half a file, or an empty one: anybody could guess it
        raise Refused(Refusal("federation.no_key", {"node": node}))
    return key


def make_key(node: str, *, text: str | None = None) -> Path:
    """Keep the key of a link, a new one or the one the other side made, and return its file.

    A key that stands there stays: replacing it is a decision of its own. Raises ValueError for a text that is none.
    """
    key = secrets.token_bytes(KEY_BYTES) if text is None else bytes.fromhex(text.strip())
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    path = key_file(node)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key.hex())
    return path
