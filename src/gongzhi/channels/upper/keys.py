"""The secret shared with a platform above: a file in the data folder, for its owner only, never a row."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from gongzhi.channels.upper.platform import Unreachable

KEY_BYTES = 32


def key_file(platform: str) -> Path:
    """Return where the secret of the link to a platform above stands."""
    return Path(settings.GONGZHI_LINKS) / f"upper-{platform}.key"


def secret_of(platform: str) -> str:
    """Return the secret. Raises `Unreachable` ``upper.no_key``."""
    try:
        found = key_file(platform).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Unreachable("upper.no_key") from error
    if not found:
        raise Unreachable("upper.no_key")
    return found


def key_of(platform: str) -> bytes:
    """Return the key requests are signed with. Raises `Unreachable` ``upper.no_key``."""
    try:
        key = bytes.fromhex(secret_of(platform))
    except ValueError as error:
        raise Unreachable("upper.no_key") from error
    if len(key) != KEY_BYTES:
        raise Unreachable("upper.no_key")
    return key


def make_key(platform: str) -> Path:
    """Make a key for a link by HTTP where none stands, and return its file."""
    path = key_file(platform)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    return path
