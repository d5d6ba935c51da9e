"""A witness: it cosigns what a log says of itself, as long as the log only grows (C2SP tlog-witness).

Of every log it keeps one thing, the last checkpoint it cosigned. What to answer is decided here, purely; the store
behind it changes that one thing by a single compare-and-set, or two requests at a time could roll a log back.
"""

from base64 import b64encode
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

from gongzhi.ledger.checkpoints import Checkpoint, CheckpointError, read_checkpoint, read_hash, read_size
from gongzhi.ledger.notes import (
    CosignatureSigner,
    NoteError,
    Verifier,
    open_note,
    signature_line,
    split_note,
)
from gongzhi.ledger.tree import EMPTY_ROOT, ProofError, check_consistency

MAX_REQUEST = 256 * 1024
MAX_PROOF_LINES = 63
SIZE_TYPE, TEXT_TYPE = "text/x.tlog.size", "text/plain; charset=utf-8"
# Only the log itself can bring this about; any other refusal may be a stranger playing with old checkpoints.
FORK = "forked"


@dataclass(frozen=True)
class Watched:
    """A log a witness knows: whose keys it trusts for the origin, and what it cosigned last (nothing: 0)."""

    origin: str
    verifiers: tuple[Verifier, ...]
    size: int = 0
    root: bytes = EMPTY_ROOT
    note: str = ""


@dataclass(frozen=True)
class Request:
    """What a log asks: its last cosigned size, why the new tree begins with that one, and the new checkpoint."""

    old: int
    proof: tuple[bytes, ...]
    note: str
    checkpoint: Checkpoint


@dataclass(frozen=True)
class Answer:
    """What a witness answers. `code` is for its own log lines; `after` is what it must keep before it says so."""

    status: int
    body: str
    code: str
    content_type: str = TEXT_TYPE
    after: Watched | None = None


class Store(Protocol):
    """Where a witness keeps what it cosigned last."""

    def find(self, origin: str) -> Watched | None:
        """Return what is known of a log, or None when it is not watched."""

    def swap(self, before: Watched, after: Watched) -> bool:
        """Keep `after` for good if `before` is still what is kept, in one step; return whether it was."""


class StoreError(RuntimeError):
    """What was cosigned cannot be read or kept, so nothing is cosigned; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class RequestError(ValueError):
    """A request that is none; `code` says what is wrong first."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def request_body(old: int, proof: list[bytes], note: str) -> bytes:
    """Return the body a log sends to a witness."""
    lines = [f"old {old}", *(b64encode(each).decode() for each in proof), "", note]
    return "\n".join(lines).encode()


def read_request(body: bytes) -> Request:
    """Read the body of a request; raises RequestError when it is malformed."""
    if len(body) > MAX_REQUEST:
        raise RequestError("too_long")
    head, parted, note = body.partition(b"\n\n")
    if not parted:
        raise RequestError("request_form")
    try:
        first, *hashes = head.decode("ascii").split("\n")
        if not first.startswith("old ") or len(hashes) > MAX_PROOF_LINES:
            raise RequestError("request_form")
        old, proof = read_size(first.removeprefix("old ")), tuple(read_hash(each) for each in hashes)
        text, _ = split_note(note)
        return Request(old, proof, note.decode(), read_checkpoint(text))
    except UnicodeDecodeError as error:
        raise RequestError("request_form") from error
    except (CheckpointError, NoteError) as error:
        raise RequestError(error.code) from error


def answer(watched: Watched | None, request: Request, cosigner: CosignatureSigner) -> Answer:
    """Return what a witness answers to a request, knowing what it last cosigned of that log.

    `cosigner` holds the time it cosigns at. Of the order of checks the protocol leaves open, this is one: nobody
    without the log's signature learns how far a log has come.
    """
    checkpoint = request.checkpoint
    if watched is None or watched.origin != checkpoint.origin:
        return _refused(404, "unknown_log")
    try:
        opened = open_note(request.note, watched.verifiers)
    except NoteError as error:
        return _refused(403, error.code)
    if request.old > checkpoint.size:
        return _refused(400, "rolled_back")
    if request.old != watched.size:
        return Answer(409, f"{watched.size}\n", "size_differs", SIZE_TYPE)
    code = _inconsistency(watched, request)
    if code:
        return _refused(422, code)
    line = signature_line(opened.body, cosigner)
    note = opened.body + "\n" + "".join(each.line for each in opened.verified) + line
    after = replace(watched, size=checkpoint.size, root=checkpoint.root, note=note)
    return Answer(200, line, "cosigned", after=after)


def witness(body: bytes, store: Store, cosigner: CosignatureSigner) -> Answer:
    """Answer a request, keeping what was cosigned before anybody hears of it.

    When another request was faster, this one is decided anew, and finds that its old size is no longer true.
    """
    try:
        request = read_request(body)
    except RequestError as error:
        return _refused(400, error.code)
    while True:
        before = store.find(request.checkpoint.origin)
        found = answer(before, request, cosigner)
        if before is None or found.after is None or store.swap(before, found.after):
            return found


@dataclass(frozen=True)
class Fork:
    """Two checkpoints of one log and one size, each with the log's signature: its own word against it."""

    origin: str
    size: int
    notes: tuple[str, str]


def fork_in(body: bytes, store: Store) -> Fork | None:
    """Return what a request that was refused as a fork proves, or None when it proves nothing (any more)."""
    request = read_request(body)
    watched = store.find(request.checkpoint.origin)
    if watched is None or not watched.note or request.checkpoint.size != watched.size:
        return None
    if request.checkpoint.root == watched.root:
        return None
    opened = open_note(request.note, watched.verifiers)
    notes = (watched.note, opened.body + "\n" + "".join(each.line for each in opened.verified))
    return Fork(watched.origin, watched.size, notes)


def origin_hash(origin: str) -> str:
    """Return the name under which a witness shows the last checkpoint it cosigned of a log."""
    return sha256(origin.encode()).hexdigest()


def _inconsistency(watched: Watched, request: Request) -> str:
    """Return why the new tree does not begin with the old one, or an empty text when it does."""
    size, root = request.checkpoint.size, request.checkpoint.root
    if size == 0 and root != EMPTY_ROOT:
        return "empty_root"
    if request.old == 0:
        return "proof_of_nothing" if request.proof else ""
    if request.old == size and watched.root != root:
        return FORK
    try:
        check_consistency(request.old, size, watched.root, root, request.proof)
    except ProofError as error:
        return f"inconsistent_{error.code}"
    return ""


def _refused(status: int, code: str) -> Answer:
    return Answer(status, f"{code}\n", code)
