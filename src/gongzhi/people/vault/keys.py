"""Key-encryption keys: one for each month, outside the database, destroyed when no backup needs it any more."""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.conf import settings

from gongzhi.kernel.key_files import keep_once
from gongzhi.people.vault.sealing import CipherKind, new_key, seal, unseal

_GENERATION = re.compile(r"[0-9]{4}-[0-9]{2}")


class GenerationMissing(LookupError):
    """The key of this generation does not stand here; perhaps it stands elsewhere."""


class GenerationGone(GenerationMissing):
    """The key of this generation was destroyed: nobody has it any more."""


class KeyStore(Protocol):
    """Where key-encryption keys live. A security module does the same without giving them out."""

    def wrap(self, key: bytes, *, generation: str, about: bytes) -> bytes:
        """Return `key` sealed under a generation, which is made at first use. Raises GenerationGone."""

    def unwrap(self, wrapped: bytes, *, generation: str, about: bytes) -> bytes:
        """Return what `wrap` sealed. Raises GenerationGone or GenerationMissing, or SealBroken for changed bytes."""

    def generations(self) -> list[str]:
        """Return the names of the generations there are, oldest first."""

    def destroy(self, generation: str) -> None:
        """Destroy a generation, for good: what was wrapped under it can never be read again."""


def generation_at(at: datetime) -> str:
    """Return the generation of an instant: its month in UTC, like ``2026-11``."""
    return f"{at.astimezone(UTC):%Y-%m}"


class KeyFiles:
    """Generations as files ``kek-2026-11.key`` of 32 bytes in one folder.

    A generation that was destroyed leaves an empty ``kek-2026-11.gone``, so that it is never made anew and that
    who looks for it knows what became of it.
    """

    def __init__(self, folder: Path, cipher: CipherKind) -> None:
        self._folder, self._cipher = folder, cipher

    def wrap(self, key: bytes, *, generation: str, about: bytes) -> bytes:
        if self._path(generation, "gone").exists():
            raise GenerationGone(generation)
        kek = keep_once(self._path(generation), new_key)
        return seal(key, kek, about=about, cipher=self._cipher)

    def unwrap(self, wrapped: bytes, *, generation: str, about: bytes) -> bytes:
        try:
            kek = self._path(generation).read_bytes()
        except FileNotFoundError:
            gone = self._path(generation, "gone").exists()
            raise (GenerationGone if gone else GenerationMissing)(generation) from None
        return unseal(wrapped, kek, about=about)

    def generations(self) -> list[str]:
        return sorted(path.stem.removeprefix("kek-") for path in self._folder.glob("kek-????-??.key"))

    def destroy(self, generation: str) -> None:
        path = self._path(generation)
        keep_once(self._path(generation, "gone"), bytes)
        if path.exists():
            # Overwritten first: where the disk writes in place nothing is left; where not, the file is gone at least.
            with path.open("r+b") as file:
                file.write(os.urandom(path.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()

    def _path(self, generation: str, ending: str = "key") -> Path:
        if not _GENERATION.fullmatch(generation):
            raise GenerationMissing(generation)
        return self._folder / f"kek-{generation}.{ending}"


def key_store() -> KeyStore:
    """Return the store the installation uses: ``GONGZHI_KEY_STORE`` names a function, or else files."""
    if name := settings.GONGZHI_KEY_STORE:
        module, _, function = name.partition(":")
        make: Callable[[], KeyStore] = getattr(import_module(module), function)
        return make()
    return KeyFiles(settings.GONGZHI_KEYS, chosen_cipher())


def chosen_cipher() -> CipherKind:
    """Return what the installation seals with."""
    return CipherKind[settings.GONGZHI_CIPHER]
