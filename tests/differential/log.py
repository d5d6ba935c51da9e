"""A true log, and what somebody holds of it: its files, an older checkpoint, one entry with its proof."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path

from gongzhi.ledger.checkpoints import Checkpoint, read_checkpoint
from gongzhi.ledger.notes import Ed25519Signer, Signer, open_note, sign_note
from gongzhi.ledger.tiles import bundle, entries_path, grow, reader, tile_path, width_of
from gongzhi.ledger.tlog_proof import TlogProof, write
from gongzhi.ledger.tree import consistency_proof, inclusion_proof, leaf_hash

ORIGIN = "county-17.city.example/evidence"
SIZE, OLDER, INDEX = 600, 345, 299  # three tiles, one of them partial, and a level above them
SIGNER = Ed25519Signer(ORIGIN, bytes(range(32)))

Files = dict[str, bytes]


def entry(number: int) -> bytes:
    """An entry as the ledger writes them: canonical JSON with a blind."""
    value = {"at": "2026-11-28T08:00:00.000000Z", "blind": f"{number:032x}", "kind": "cases.noted", "v": 1}
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


ENTRIES = [entry(number) for number in range(SIZE)]


def build(folder: Path) -> Files:
    """Make the log by the command people type, and return what somebody holds of it."""
    (folder / "entries").mkdir()
    for number, each in enumerate(ENTRIES):
        (folder / "entries" / f"{number:06}.json").write_bytes(each)
    (folder / "key").write_text(SIGNER.skey() + "\n", encoding="ascii")
    command = [str(Path(sys.executable).with_name("gongzhi")), "ledger", "build", "--origin", ORIGIN]
    for name in ("key", "entries", "out"):
        command += [f"--{name}", str(folder / name)]
    subprocess.run(command, check=True, capture_output=True)
    return held(lambda name: (folder / "out" / name).read_bytes())


def held(read: Callable[[str], bytes], entries: list[bytes] = ENTRIES, signer: Signer = SIGNER) -> Files:
    """Gather the files of a log at its last size, and the proofs made from its tiles."""
    files = {
        "vkey": signer.verifier.vkey().encode(),
        "origin": ORIGIN.encode(),
        "checkpoint": read("checkpoint"),
        "checkpoint.older": read(f"checkpoint.{OLDER}"),
        "entry": entries[INDEX],
    }
    size = head(files["checkpoint"]).size
    level = -1
    while width_of(level := level + 1, 0, size):
        number = 0
        while wide := width_of(level, number, size):
            files[tile_path(level, number, wide)] = read(tile_path(level, number, wide))
            if level == 0:
                files[entries_path(number, wide)] = read(entries_path(number, wide))
            number += 1
    hashes = reader(
        size, lambda level, number: files[tile_path(level, number, width_of(level, number, size))]
    )
    files["consistency"] = lines(consistency_proof(OLDER, size, hashes))
    proof = inclusion_proof(INDEX, size, hashes)
    files["entry.tlog-proof"] = write(TlogProof(INDEX, tuple(proof), files["checkpoint"].decode())).encode()
    return files


def tall() -> Files:
    """A log of the size the specification takes for its example, made in one go as the sequencer makes it."""
    entries = [entry(number) for number in range(70_000)]
    leaves = [leaf_hash(each) for each in entries]
    older = grow(0, {}, leaves[:OLDER])
    grown = grow(older.size, older.edges, leaves[OLDER:])
    files = {tile_path(level, number): data for level, number, data in older.full + grown.full}
    for level, edge in grown.edges.items():
        files[tile_path(level, grown.size >> 8 * (level + 1), len(edge) // 32)] = edge
    for first in range(0, len(entries), 256):
        part = entries[first : first + 256]
        files[entries_path(first // 256, len(part))] = bundle(part)
    files["checkpoint"] = sign(Checkpoint(ORIGIN, grown.size, grown.root()))
    files[f"checkpoint.{OLDER}"] = sign(Checkpoint(ORIGIN, OLDER, older.root()))
    return held(files.__getitem__, entries)


def lines(hashes: list[bytes]) -> bytes:
    """Hashes in base64, one a line."""
    return b"".join(b64encode(each) + b"\n" for each in hashes)


def head(note: bytes) -> Checkpoint:
    """Read a checkpoint of this log."""
    return read_checkpoint(open_note(note, [SIGNER.verifier]).body)


def sign(checkpoint: Checkpoint, signer: Signer = SIGNER) -> bytes:
    """Sign a checkpoint as the operator of the log, whatever it says."""
    return sign_note(checkpoint.body(), [signer]).encode()


def save(files: Mapping[str, bytes], folder: Path) -> Path:
    """Write what somebody holds into a folder, for verifiers that read files."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder
