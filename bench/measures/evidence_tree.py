"""What the tree costs and how that grows: appending, tiles, proofs. Pure functions, no database."""

import random
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256

from bench.installation import Installation
from bench.results import Result, percentile
from gongzhi.ledger.checkpoints import Checkpoint
from gongzhi.ledger.notes import CosignatureSigner, Ed25519Signer, sign_note
from gongzhi.ledger.tiles import grow, reader
from gongzhi.ledger.tlog_proof import TlogProof, write
from gongzhi.ledger.tree import Frontier, check_inclusion, inclusion_proof, leaf_hash

SIZES = (10_000, 100_000, 1_000_000)
BLOCK = 10_000  # entries between two looks at the clock: what is measured and its floor take turns
BATCH = 500
ENTRY_BYTES = 400
PROOFS = 300
WITNESSES = 3
APPEND_TARGET = 2.0
PROOF_TARGET = 2048  # bytes, beyond entry and openings


def measure(_installation: Installation) -> Iterator[Result]:
    """Grow one tree to each size, and prove entries drawn by lot there."""
    chance = random.Random(9)  # noqa: S311 - entries to measure with
    entries = [chance.randbytes(ENTRY_BYTES) for _ in range(BLOCK)]
    frontier, log = Frontier(), _Log()
    appended = floor = tiled = 0.0
    for size in SIZES:
        while frontier.size < size:
            floor += _two_hashes(entries)
            appended += _append(frontier, entries)
            tiled += log.put(entries)
        assert log.root() == frontier.root()
        yield Result(
            "evidence_tree.append",
            "us/entry",
            appended / size * 1e6,
            floor_name="two raw SHA-256",
            floor_value=floor / size * 1e6,
            n=size,
            at_size=size,
            target=APPEND_TARGET,
        )
        yield Result(
            "evidence_tree.tiles",
            "us/entry",
            tiled / size * 1e6,
            floor_name="two raw SHA-256",
            floor_value=floor / size * 1e6,
            n=size,
            at_size=size,
        )
        yield from _proofs(log, [chance.randrange(size) for _ in range(PROOFS)], entries)


def _two_hashes(entries: Sequence[bytes]) -> float:
    """An entry and a node each: on average a tree needs no fewer."""
    node = bytes(65)
    began = time.perf_counter()
    for entry in entries:
        sha256(entry).digest()
        sha256(node).digest()
    return time.perf_counter() - began


def _append(frontier: Frontier, entries: Sequence[bytes]) -> float:
    append = frontier.append
    began = time.perf_counter()
    for entry in entries:
        append(leaf_hash(entry))
    return time.perf_counter() - began


class _Log:
    """A log in memory, as the sequencer keeps one in tables."""

    def __init__(self) -> None:
        self.size, self.edges, self.full = 0, dict[int, bytes](), dict[tuple[int, int], bytes]()

    def put(self, entries: Sequence[bytes]) -> float:
        """Put the entries in by batches, each with its tiles and its root; return the seconds."""
        began = time.perf_counter()
        for first in range(0, len(entries), BATCH):
            leaves = [leaf_hash(entry) for entry in entries[first : first + BATCH]]
            grown = grow(self.size, self.edges, leaves)
            grown.root()
            self.full.update({(level, number): data for level, number, data in grown.full})
            self.size, self.edges = grown.size, grown.edges
        return time.perf_counter() - began

    def tile(self, level: int, number: int) -> bytes:
        return self.full.get((level, number)) or self.edges[level]

    def root(self) -> bytes:
        return grow(self.size, self.edges, []).root()


def _proofs(log: _Log, indexes: Sequence[int], entries: Sequence[bytes]) -> Iterator[Result]:
    """Make each proof from tiles not looked at before, as the first who asks, and check it."""
    made, checked, longest, root = [], [], 0, log.root()
    checkpoint = _checkpoint(log.size, root)
    for index in indexes:
        began = time.perf_counter()
        proof = inclusion_proof(index, log.size, reader(log.size, log.tile))
        made.append(time.perf_counter() - began)
        began = time.perf_counter()
        check_inclusion(index, log.size, leaf_hash(entries[index % len(entries)]), proof, root)
        checked.append(time.perf_counter() - began)
        longest = max(longest, len(write(TlogProof(index, tuple(proof), checkpoint))))
    count, size = len(indexes), log.size
    yield Result("evidence_tree.prove", "us", percentile(made, 0.5) * 1e6, n=count, at_size=size)
    yield Result("evidence_tree.check", "us", percentile(checked, 0.5) * 1e6, n=count, at_size=size)
    yield Result("evidence_tree.proof", "bytes", longest, n=count, at_size=size, target=PROOF_TARGET)


def _checkpoint(size: int, root: bytes) -> str:
    """Sign a checkpoint by the log and by its witnesses."""
    signers = [
        CosignatureSigner.generate(f"witness-{number}.city.example").at(1_800_000_000)
        for number in range(WITNESSES)
    ]
    origin = "county-17.city.example/evidence"
    return sign_note(Checkpoint(origin, size, root).body(), [Ed25519Signer.generate(origin), *signers])
