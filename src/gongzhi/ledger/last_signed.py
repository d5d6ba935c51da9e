"""What was signed last, remembered beside the keys: the tables alone could be set back, and signed anew.

Whoever may change the tables and has no key could throw tree and checkpoints away, alter an entry, and let the
sequencer sign the new history: tables that fit together tell nothing of it. A witness refuses it; this file finds it
where there is none. It is written after the commit, so the tables are behind it only where somebody has set them back.
"""

import contextlib
import logging
import os
import secrets
from pathlib import Path

from django.conf import settings

from gongzhi.ledger.models import Checkpoint

_log = logging.getLogger("gongzhi.ledger")


def remember_last_signed() -> None:
    """Keep size and root of the newest checkpoint; a size the tables know no more stays, for whoever looks for it."""
    newest = Checkpoint.objects.order_by("-size").values_list("size", "root").first()
    if newest is None or forgotten_size() is not None:
        return
    path = _path()
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"{newest[0]} {bytes(newest[1]).hex()}\n")
        draft.replace(path)
    except OSError as error:
        _log.warning("what was signed last is not remembered", extra={"error": str(error)})


def forgotten_size() -> int | None:
    """Return the size that was signed last and that no checkpoint in the tables has; None where all is well."""
    try:
        size, root = _path().read_text(encoding="ascii").split()
        kept = Checkpoint.objects.filter(size=int(size), root=bytes.fromhex(root))
    except (OSError, ValueError):
        return None
    return None if kept.exists() else int(size)


def forget_last_signed() -> None:
    """Begin anew, after a backup was brought back: the tables are older than the file then, and everybody knows."""
    with contextlib.suppress(FileNotFoundError):
        _path().unlink()


def _path() -> Path:
    return Path(settings.GONGZHI_KEYS) / "evidence.signed"
