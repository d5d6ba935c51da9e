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


def _path() -> Path:
    return Path(settings.GONGZHI_KEYS) / "witness.key"
