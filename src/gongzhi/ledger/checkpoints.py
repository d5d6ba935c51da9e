"""Checkpoints: the head of a tree as the text of a note (C2SP tlog-checkpoint)."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1
MAX_ORIGIN = 255


class CheckpointError(ValueError):
    """A text that is no checkpoint; `code` says what is wrong first."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Checkpoint:
    """Whose log, how many entries it has, and the hash over all of them.

    `extensions` are further lines some logs write; ours writes none, and nothing is made of them.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def body(self) -> str:
        """Return the text that is signed."""
        lines = (self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions)
        body = "".join(f"{line}\n" for line in lines)
        if read_checkpoint(body) != self:
            raise CheckpointError("checkpoint_form")
        return body


def read_checkpoint(body: str) -> Checkpoint:
    """Read the text of a note as a checkpoint; raises CheckpointError when it is none."""
    if not body.endswith("\n"):
        raise CheckpointError("no_final_newline")
    lines = body[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise CheckpointError("checkpoint_form")
    origin, size, root, *extensions = lines
    try:
        long = len(origin.encode()) > MAX_ORIGIN
    except UnicodeEncodeError as error:  # half a letter has no bytes, so nobody can sign it
        raise CheckpointError("origin_form") from error
    if long:
        raise CheckpointError("origin_too_long")
    if any(letter < " " for letter in origin):
        raise CheckpointError("origin_form")
    return Checkpoint(origin, read_size(size), read_hash(root), tuple(extensions))


def read_size(text: str) -> int:
    """Read a tree size: decimal digits without leading zeros."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" and text != "0"):
        raise CheckpointError("tree_size")
    size = int(text)
    if size > MAX_SIZE:
        raise CheckpointError("tree_size")
    return size


def read_hash(text: str) -> bytes:
    """Read a hash of 32 bytes in base64, in its one spelling."""
    try:
        value = b64decode(text, validate=True)
    except ValueError as error:
        raise CheckpointError("hash_form") from error
    if len(value) != HASH_BYTES or b64encode(value).decode() != text:
        raise CheckpointError("hash_form")
    return value
