"""What can be done to a log, each as a sentence: it takes what somebody holds and spoils it.

What the operator does with the key at hand is signed anew, so that only the tree can tell.
"""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace

from gongzhi.ledger.log_files import log_files
from gongzhi.ledger.notes import Ed25519Signer
from gongzhi.ledger.tiles import bundle, entries_path, read_bundle, tile_path
from gongzhi.ledger.tree import leaf_hash
from tests.differential.log import ENTRIES, INDEX, ORIGIN, SIGNER, SIZE, Files, head, held, lines, sign

STRANGER = Ed25519Signer(ORIGIN, bytes(range(1, 33)))
MIDDLE, PLACE = divmod(INDEX, 256)
LAST = SIZE // 256
BUNDLE, TILE = entries_path(MIDDLE), tile_path(0, MIDDLE)
LAST_BUNDLE, LAST_TILE = entries_path(LAST, SIZE % 256), tile_path(0, LAST, SIZE % 256)
UPPER_TILE = tile_path(1, 0, LAST)


def _flipped(data: bytes, at: int = -2) -> bytes:
    spoilt = bytearray(data)
    spoilt[at] ^= 1
    return bytes(spoilt)


def _bundle(files: Files, change: Callable[[list[bytes]], None]) -> Files:
    """Change the entries of the bundle the shown entry stands in, and show what stands in its place then."""
    entries = read_bundle(files[BUNDLE])
    change(entries)
    return files | {BUNDLE: bundle(entries), "entry": entries[PLACE]}


def _flip_entry(files: Files) -> Files:
    return _bundle(files, lambda entries: entries.__setitem__(PLACE, _flipped(entries[PLACE])))


def _drop_entry(files: Files) -> Files:
    return _bundle(files, lambda entries: entries.pop(PLACE))


def _swap_entries(files: Files) -> Files:
    def swap(entries: list[bytes]) -> None:
        entries[PLACE], entries[PLACE + 1] = entries[PLACE + 1], entries[PLACE]

    return _bundle(files, swap)


def _truncate_log(files: Files) -> Files:
    entries = read_bundle(files[LAST_BUNDLE])[:-1]
    return files | {LAST_BUNDLE: bundle(entries), LAST_TILE: files[LAST_TILE][:-32]}


def _truncate_entry(files: Files) -> Files:
    return _bundle(files, lambda entries: entries.__setitem__(PLACE, entries[PLACE][:-1]))


def _node_for_entry(files: Files) -> Files:
    """Show two children as if they were an entry, one level up."""
    pair = leaf_hash(ENTRIES[INDEX - 1]) + leaf_hash(ENTRIES[INDEX])
    spoilt = _proof(files, lambda hashes: hashes.pop(0)) | {"entry": pair}
    return spoilt | {"entry.tlog-proof": _index(spoilt, INDEX // 2)}


def _proof(files: Files, change: Callable[[list[bytes]], object]) -> Files:
    top, _empty, note = files["entry.tlog-proof"].partition(b"\n\n")
    header, index, *hashes = top.split(b"\n")
    change(hashes)
    return files | {"entry.tlog-proof": b"\n".join([header, index, *hashes]) + b"\n\n" + note}


def _index(files: Files, index: int) -> bytes:
    return files["entry.tlog-proof"].replace(b"index %d\n" % INDEX, b"index %d\n" % index)


def _swap_hashes(hashes: list[bytes]) -> None:
    hashes[0], hashes[1] = hashes[1], hashes[0]


def _consistency(change: Callable[[list[bytes]], object]) -> Callable[[Files], Files]:
    def spoil(files: Files) -> Files:
        hashes = [b64decode(line) for line in files["consistency"].split()]
        change(hashes)
        return files | {"consistency": lines(hashes)}

    return spoil


def _flip_first(hashes: list[bytes]) -> None:
    hashes[0] = (
        lines([_flipped(b64decode(hashes[0]))]).strip() if len(hashes[0]) == 44 else _flipped(hashes[0])
    )


def _checkpoint(files: Files, note: bytes) -> Files:
    """Put another checkpoint in the place of the newest, in the proof as well."""
    proof = files["entry.tlog-proof"].replace(files["checkpoint"], note)
    return files | {"checkpoint": note, "entry.tlog-proof": proof}


def _edit_size(files: Files) -> Files:
    return _checkpoint(files, files["checkpoint"].replace(b"\n%d\n" % SIZE, b"\n%d\n" % (SIZE - 1)))


def _edit_size_signed(files: Files) -> Files:
    """At 599 the last tiles and bundles are narrower: give them, so that only their hashes can tell."""
    narrower = {
        entries_path(LAST, SIZE % 256 - 1): bundle(read_bundle(files[LAST_BUNDLE])[:-1]),
        tile_path(0, LAST, SIZE % 256 - 1): files[LAST_TILE][:-32],
    }
    return _checkpoint(files | narrower, sign(replace(head(files["checkpoint"]), size=SIZE - 1)))


def _swap_roots(files: Files) -> Files:
    new, old = head(files["checkpoint"]), head(files["checkpoint.older"])
    swapped = files["checkpoint"].replace(lines([new.root]), lines([old.root]))
    return _checkpoint(files, swapped) | {
        "checkpoint.older": files["checkpoint.older"].replace(lines([old.root]), lines([new.root]))
    }


def _swap_roots_signed(files: Files) -> Files:
    new, old = head(files["checkpoint"]), head(files["checkpoint.older"])
    older = sign(replace(old, root=new.root))
    return _checkpoint(files, sign(replace(new, root=old.root))) | {"checkpoint.older": older}


def _other_origin_signed(files: Files) -> Files:
    return _checkpoint(files, sign(replace(head(files["checkpoint"]), origin="another.example/evidence")))


def _wrong_key(files: Files) -> Files:
    older = sign(head(files["checkpoint.older"]), STRANGER)
    return _checkpoint(files, sign(head(files["checkpoint"]), STRANGER)) | {"checkpoint.older": older}


def _wrong_key_under_the_id(files: Files) -> Files:
    body, _, line = sign(head(files["checkpoint"]), STRANGER).decode().rpartition(" ")
    raw = SIGNER.verifier.key_id + b64decode(line)[4:]
    return _checkpoint(files, f"{body} ".encode() + lines([raw]))


def _rewritten(files: Files) -> Files:
    """The whole log made anew with one early entry changed; only who kept an older checkpoint can know."""
    entries = [*ENTRIES[:5], _flipped(ENTRIES[5]), *ENTRIES[6:]]
    anew = dict(log_files(origin=ORIGIN, entries=entries, signer=SIGNER))
    return held(anew.__getitem__) | {"checkpoint.older": files["checkpoint.older"]}


def _rolled_back(files: Files) -> Files:
    """Show the older state as the newest one, and the newest as the older."""
    return files | {"checkpoint": files["checkpoint.older"], "checkpoint.older": files["checkpoint"]}


TAMPERINGS: dict[str, Callable[[Files], Files]] = {
    "a bit of an entry is flipped": _flip_entry,
    "an entry is dropped, the later ones move up": _drop_entry,
    "two entries are swapped": _swap_entries,
    "the last byte of an entry is cut off": _truncate_entry,
    "the last entry is cut off the log": _truncate_log,
    "two hashes are shown as if they were an entry": _node_for_entry,
    "a bit of a tile of leaves is flipped": lambda files: files | {TILE: _flipped(files[TILE])},
    "two hashes of a tile are swapped": lambda files: (
        files | {TILE: files[TILE][32:64] + files[TILE][:32] + files[TILE][64:]}
    ),
    "a bit of an upper tile is flipped": lambda files: files | {UPPER_TILE: _flipped(files[UPPER_TILE])},
    "a bit of the proof is flipped": lambda files: _proof(files, _flip_first),
    "a hash of the proof is dropped": lambda files: _proof(files, lambda hashes: hashes.pop(2)),
    "two hashes of the proof are swapped": lambda files: _proof(files, _swap_hashes),
    "the proof is cut short": lambda files: _proof(files, lambda hashes: hashes.pop()),
    "a hash is added to the proof": lambda files: _proof(files, lambda hashes: hashes.append(hashes[0])),
    "another place is claimed for the entry": lambda files: (
        files | {"entry.tlog-proof": _index(files, INDEX + 1)}
    ),
    "a place beyond the end is claimed": lambda files: files | {"entry.tlog-proof": _index(files, SIZE)},
    "the size in the checkpoint is edited": _edit_size,
    "the size is edited and signed anew": _edit_size_signed,
    "the roots of two checkpoints are swapped": _swap_roots,
    "the roots are swapped and signed anew": _swap_roots_signed,
    "another log's name is signed with the key": _other_origin_signed,
    "another key signs under the same name": _wrong_key,
    "another key signs under the same name and id": _wrong_key_under_the_id,
    "a bit of the consistency proof is flipped": _consistency(_flip_first),
    "a hash of the consistency proof is dropped": _consistency(lambda hashes: hashes.pop()),
    "two hashes of the consistency proof are swapped": _consistency(_swap_hashes),
    "an older checkpoint is shown as the newest": _rolled_back,
    "history is rewritten and signed anew": _rewritten,
}
