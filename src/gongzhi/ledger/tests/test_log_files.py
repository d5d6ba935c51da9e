"""A log as files: each byte of it worked out a second time, by the words of the specifications. No database."""

from base64 import b64decode, b64encode
from functools import cache
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gongzhi.ledger.checkpoints import CheckpointError
from gongzhi.ledger.log_files import log_files
from gongzhi.ledger.notes import Ed25519Signer
from gongzhi.ledger.tiles import TileError

ORIGIN = "county.example/evidence"
SEED = bytes(range(32))
SIGNER = Ed25519Signer(ORIGIN, SEED)
ENTRIES = [b"", *(b"entry %d" % number for number in range(1, 300))]


@cache
def root(begin: int, end: int) -> bytes:
    """RFC 6962, 2.1, over the entries from `begin` to `end`."""
    if end == begin:
        return sha256(b"").digest()
    if end - begin == 1:
        return sha256(b"\x00" + ENTRIES[begin]).digest()
    k = 1
    while 2 * k < end - begin:
        k *= 2
    return sha256(b"\x01" + root(begin, begin + k) + root(begin + k, end)).digest()


def note(size: int) -> bytes:
    """tlog-checkpoint and signed-note, with an Ed25519 key."""
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    body = f"{ORIGIN}\n{size}\n{b64encode(root(0, size)).decode()}\n"
    public = private.public_key().public_bytes_raw()
    identity = sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    line = b64encode(identity + private.sign(body.encode())).decode()
    return f"{body}\n— {ORIGIN} {line}\n".encode()


def expected() -> dict[str, bytes]:
    """tlog-tiles, for less than 65,536 entries: what each of the sizes asks for, one on top of the other."""
    files: dict[str, bytes] = {}
    for size in range(len(ENTRIES) + 1):
        for level in (0, 1):
            span = 256**level
            for first in range(0, size // span, 256):
                last = min(first + 256, size // span)
                place = f"{first // 256:03}" + ("" if last == first + 256 else f".p/{last - first}")
                hashes = [root(at * span, (at + 1) * span) for at in range(first, last)]
                files[f"tile/{level}/{place}"] = b"".join(hashes)
                if level == 0:
                    files[f"tile/entries/{place}"] = b"".join(
                        len(entry).to_bytes(2, "big") + entry for entry in ENTRIES[first:last]
                    )
        files[f"checkpoint.{size}"] = files["checkpoint"] = note(size)
    return files


def test_a_log_of_three_hundred_entries_comes_out_byte_for_byte() -> None:
    found, wanted = dict(log_files(origin=ORIGIN, entries=ENTRIES, signer=SIGNER)), expected()
    assert set(found) == set(wanted)
    assert [name for name in wanted if found[name] != wanted[name]] == []
    assert {"tile/0/000", "tile/0/000.p/255", "tile/1/000.p/1", "tile/entries/001.p/44"} <= set(found)
    assert "tile/0/001.p/45" not in found


def test_a_checkpoint_comes_after_the_tiles_it_speaks_of() -> None:
    names = [name for name, _data in log_files(origin=ORIGIN, entries=ENTRIES[:3], signer=SIGNER)]
    assert names == [
        *("checkpoint.0", "checkpoint"),
        *("tile/entries/000.p/1", "tile/0/000.p/1", "checkpoint.1", "checkpoint"),
        *("tile/entries/000.p/2", "tile/0/000.p/2", "checkpoint.2", "checkpoint"),
        *("tile/entries/000.p/3", "tile/0/000.p/3", "checkpoint.3", "checkpoint"),
    ]


def test_the_origin_and_the_name_of_the_key_may_differ() -> None:
    files = dict(log_files(origin="another.example/log", entries=[], signer=SIGNER))
    first, *_rest, signature = files["checkpoint"].decode().splitlines()
    assert first == "another.example/log"
    assert signature.startswith(f"— {ORIGIN} ")
    assert b64decode(signature.split()[-1])[:4] == SIGNER.verifier.key_id


def test_an_entry_too_long_and_an_origin_that_is_none_are_refused() -> None:
    with pytest.raises(TileError, match="entry"):
        list(log_files(origin=ORIGIN, entries=[b"x" * 65_536], signer=SIGNER))
    for origin in ("", "two\nlines", "x" * 256, "a\ttab", "\x00", "\udcff"):
        with pytest.raises(CheckpointError):
            list(log_files(origin=origin, entries=[], signer=SIGNER))
