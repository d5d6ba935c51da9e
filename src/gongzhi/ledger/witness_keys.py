"""The key this node cosigns with: a file of the data folder, made when the node becomes a witness."""

from pathlib import Path

from django.conf import settings

from gongzhi.ledger.notes import CosignatureSigner


def own_cosigner() -> CosignatureSigner | None:
    """Return the key this node cosigns with, or None when it is no witness. Raises NoteError for what is none."""
    try:
        return CosignatureSigner.from_skey(_path().read_text())
    except FileNotFoundError:
        return None


def lay_cosigner_aside() -> Path | None:
    """Stop being a witness, since the tables no longer know all that was cosigned; return where the key is now.

    After a restore the key could contradict what it signed since the backup was made. None for a node without one.
    """
    path = _path()
    aside = path.with_name("witness-before-restore.key")
    number = 1
    while aside.exists():
        number += 1
        aside = path.with_name(f"witness-before-restore-{number}.key")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return None
    return aside


def _path() -> Path:
    return Path(settings.GONGZHI_KEYS) / "witness.key"
