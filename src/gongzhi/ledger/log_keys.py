"""The keys the log signs with: files of the data folder, or a device behind the setting GONGZHI_SIGNER.

`evidence.key` is made at first use. A key that waits to sign, or signs on for the time of an overlap, stands beside it
as `evidence-<id>.key`. Which of them is in force is a row (`LogKey`), not the name of a file.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from gongzhi.kernel.key_files import keep_once
from gongzhi.ledger.notes import Ed25519Signer, NoteError, Signer, Sm2Signer, sign_note

CURRENT, SM2 = "evidence.key", "evidence-sm2.key"


class SigningError(RuntimeError):
    """Nothing can be signed: a key cannot be read or is none, or the device does not answer."""


def origin() -> str:
    """Return the name of this node's log."""
    return str(settings.GONGZHI_ORIGIN)


def leading_signers() -> list[Signer]:
    """Return who is to sign: the device or the current key, and the SM2 key where a second line is wanted.

    Makes the keys that are missing. Raises SigningError.
    """
    with _said():
        if plugged := _plugged():
            leading: list[Signer] = [plugged]
        else:
            leading = [_kept() or _made()]
        if settings.GONGZHI_SM2:
            leading.append(_sm2())
        return leading


def all_signers() -> list[Signer]:
    """Return every key at hand that bears the log's name, the leading ones first; makes none. Raises SigningError."""
    with _said():
        found: list[Signer] = [*([plugged] if (plugged := _plugged()) else []), *_files()]
        if settings.GONGZHI_SM2 and _path(SM2).exists():
            found.append(_sm2())
        return found


def sign(body: str, signers: Sequence[Signer]) -> str:
    """Return `body` as a signed note. Raises SigningError, whatever a device may raise."""
    try:
        return sign_note(body, signers)
    except Exception as error:
        raise SigningError(f"a key of the log does not sign: {type(error).__name__}") from error


def keep_next() -> Ed25519Signer:
    """Make a key that will lead, and keep it beside the current one. Raises SigningError."""
    with _said():
        signer = Ed25519Signer.generate(origin())
        keep_once(_beside(signer), lambda: _bytes(signer))
        return signer


def lead_with(signer: Ed25519Signer) -> None:
    """Let a kept key be `evidence.key`; the one that was stays beside it, and at no moment is a key missing."""
    with _said():
        with contextlib.suppress(FileNotFoundError, FileExistsError):
            old = _read(_path(CURRENT))
            os.link(_path(CURRENT), _beside(old))
        _beside(signer).replace(_path(CURRENT))


def _kept() -> Ed25519Signer | None:
    return next(iter(_files()), None)


def _made() -> Ed25519Signer:
    signer = Ed25519Signer.generate(origin())
    # A key of another name stands there when the log was given another name: it stays.
    path = _beside(signer) if _path(CURRENT).exists() else _path(CURRENT)
    return Ed25519Signer.from_skey(keep_once(path, lambda: _bytes(signer)).decode())


def _files() -> list[Ed25519Signer]:
    """Return the keys in files, `evidence.key` first; the newest of the others before older ones."""
    others = [path for path in settings.GONGZHI_KEYS.glob("evidence-*.key") if path.name != SM2]
    found: dict[str, Ed25519Signer] = {}
    for path in (_path(CURRENT), *sorted(others)):
        with contextlib.suppress(FileNotFoundError):
            signer = _read(path)
            if signer.name == origin():
                found.setdefault(signer.verifier.vkey(), signer)
    return list(found.values())


def _sm2() -> Sm2Signer:
    return Sm2Signer.from_skey(keep_once(_path(SM2), lambda: _bytes(Sm2Signer.generate(origin()))).decode())


def _plugged() -> Signer | None:
    if not settings.GONGZHI_SIGNER:
        return None
    try:
        signer: Signer = import_string(settings.GONGZHI_SIGNER.replace(":", "."))()
    except Exception as error:
        raise SigningError(f"GONGZHI_SIGNER gives no key: {type(error).__name__}") from error
    if signer.verifier.name != origin():
        raise SigningError(f"the key of GONGZHI_SIGNER is called {signer.verifier.name}, the log {origin()}")
    return signer


def _read(path: Path) -> Ed25519Signer:
    return Ed25519Signer.from_skey(path.read_text())


def _path(name: str) -> Path:
    return Path(settings.GONGZHI_KEYS) / name


def _beside(signer: Ed25519Signer) -> Path:
    return _path(f"evidence-{signer.verifier.key_id.hex()}.key")


def _bytes(signer: Ed25519Signer | Sm2Signer) -> bytes:
    return f"{signer.skey()}\n".encode()


@contextlib.contextmanager
def _said() -> Iterator[None]:
    """Say in one kind of error what keeps from signing; none quotes a key."""
    try:
        yield
    except SigningError:
        raise
    except NoteError as error:
        raise SigningError(f"a key of the log is malformed: {error.code}") from error
    except (OSError, ImportError, RuntimeError) as error:
        raise SigningError(f"a key of the log cannot be used: {error}") from error
