"""Seal a stream of any length under a key: chunks that can be neither changed, left out, repeated nor cut off.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015): chunk number i of up to 64 KiB is sealed by
GCM with the nonce ``prefix(7) | i(4) | last(1)``, where the prefix is random for each stream and only the last
chunk has ``last = 1``. A key seals one stream, so that a nonce never comes twice; 2**32 chunks are 256 TiB.
Layout: ``cipher(1) | prefix(7)``, then the chunks, each with its tag of 16 bytes. All but the last are full.
"""

import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from gongzhi.people.vault.sealing import CipherKind, SealBroken, algorithm

CHUNK = 65_536
_TAG, _PREFIX, _MOST = 16, 7, 2**32


class Sink(Protocol):
    """What can be written to."""

    def write(self, data: bytes, /) -> object: ...


class Source(Protocol):
    """What can be read from."""

    def read(self, size: int, /) -> bytes: ...


class SealingWriter:
    """A file to write to: what is written goes on sealed. `close` writes the last chunk and leaves `target` open."""

    def __init__(self, target: Sink, key: bytes, *, about: bytes, cipher: CipherKind) -> None:
        self._chunks = _Chunks(key, os.urandom(_PREFIX), about, cipher)
        self._target, self._waiting = target, bytearray()
        target.write(bytes([cipher]) + self._chunks.prefix)

    def write(self, data: bytes) -> int:
        """Take some bytes; a chunk goes on as soon as it is known that it is not the last."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._target.write(self._chunks.seal(bytes(self._waiting[:CHUNK]), last=False))
            del self._waiting[:CHUNK]
        return len(data)

    def close(self) -> None:
        """Write what is left as the last chunk, which may be empty."""
        self._target.write(self._chunks.seal(bytes(self._waiting), last=True))
        self._waiting.clear()


class OpeningReader:
    """A file to read from: what a `SealingWriter` was given. Raises SealBroken before a wrong byte comes out.

    That nothing is missing is known at the end only: read to the end before believing the whole.
    """

    def __init__(self, source: Source, key: bytes, *, about: bytes) -> None:
        self._source = source
        head = _read_all(source, 1 + _PREFIX)
        try:
            self._chunks = _Chunks(key, head[1:], about, CipherKind(head[0]))
        except (IndexError, ValueError) as error:
            raise SealBroken("no sealed stream") from error
        self._sealed, self._open, self._ended = _read_all(source, CHUNK + _TAG), b"", False

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, fewer at the end only."""
        parts, have = [self._open], len(self._open)
        while not self._ended and (size < 0 or have < size):
            parts.append(self._next())
            have += len(parts[-1])
        found = b"".join(parts)
        cut = len(found) if size < 0 else size
        self._open = found[cut:]
        return found[:cut]

    def _next(self) -> bytes:
        following = _read_all(self._source, CHUNK + _TAG)
        plain = self._chunks.open(self._sealed, last=not following)
        self._sealed, self._ended = following, not following
        return plain


class _Chunks:
    """The chunks of one stream, in their order."""

    def __init__(self, key: bytes, prefix: bytes, about: bytes, cipher: CipherKind) -> None:
        self._algorithm, self.prefix, self._count = algorithm(key, cipher), prefix, 0
        self._about = bytes([cipher]) + about

    def seal(self, plain: bytes, *, last: bool) -> bytes:
        worker = Cipher(self._algorithm, modes.GCM(self._nonce(last))).encryptor()
        worker.authenticate_additional_data(self._about)
        return worker.update(plain) + worker.finalize() + worker.tag

    def open(self, sealed: bytes, *, last: bool) -> bytes:
        if len(sealed) < _TAG:
            raise SealBroken("the stream ends too early")
        worker = Cipher(self._algorithm, modes.GCM(self._nonce(last), sealed[-_TAG:])).decryptor()
        worker.authenticate_additional_data(self._about)
        try:
            return worker.update(sealed[:-_TAG]) + worker.finalize()
        except InvalidTag as error:
            raise SealBroken("another key, changed bytes, or bytes left out") from error

    def _nonce(self, last: bool) -> bytes:
        if self._count >= _MOST:
            raise ValueError("too long a stream for one key")
        nonce = self.prefix + self._count.to_bytes(4, "big") + bytes([last])
        self._count += 1
        return nonce


def _read_all(source: Source, size: int) -> bytes:
    """Read `size` bytes, or what there is up to the end."""
    parts, have = [], 0
    while have < size and (part := source.read(size - have)):
        parts.append(part)
        have += len(part)
    return b"".join(parts)
