"""A proof as a file that can be kept: the place of an entry, the hashes, and the signed checkpoint (C2SP tlog-proof).

Pure: it reads and writes the lines. Whether the hashes lead to the root is for `tree.check_inclusion`, whether the
signatures are good for `notes`. The extra bytes are covered by no signature: nothing may be believed because of them.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass

from gongzhi.ledger.tree import HASH_BYTES, MAX_PROOF, MAX_SIZE, ProofError

HEADER = "c2sp.org/tlog-proof@v1"
MAX_CHARACTERS = 1_000_000  # what others read of a signed note as well


@dataclass(frozen=True)
class TlogProof:
    """`hashes` from the leaf's neighbour upwards, `checkpoint` the signed note as it was published."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None


def write(proof: TlogProof) -> str:
    """Return the text of a ``.tlog-proof`` file; raises ProofError for a proof that could not be read back."""
    lines = [HEADER]
    if proof.extra is not None:
        lines.append(f"extra {_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [_base64(each) for each in proof.hashes]
    text = "\n".join([*lines, "", proof.checkpoint])
    parse(text)
    return text


def parse(text: str) -> TlogProof:
    """Read the text of a ``.tlog-proof`` file; raises ProofError.

    ``format``: not the lines of such a file; ``index``, ``hash``, ``length``: as in `tree`. There is one spelling for
    each proof: no leading zeros, no other line ends, no base64 with loose bits.
    """
    if len(text) > MAX_CHARACTERS:
        raise ProofError("length")
    head, parted, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not parted or not checkpoint or lines.pop(0) != HEADER:
        raise ProofError("format")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = _bytes(lines.pop(0).removeprefix("extra "), "format")
    if not lines or not lines[0].startswith("index "):
        raise ProofError("format")
    index = _index(lines.pop(0).removeprefix("index "))
    if len(lines) > MAX_PROOF:
        raise ProofError("length")
    hashes = tuple(_bytes(line, "hash") for line in lines)
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofError("hash")
    return TlogProof(index, hashes, checkpoint, extra)


def _index(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MAX_SIZE))):
        raise ProofError("index")
    if str(int(text)) != text or int(text) > MAX_SIZE:
        raise ProofError("index")
    return int(text)


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _bytes(text: str, code: str) -> bytes:
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (NotBase64, UnicodeEncodeError):
        raise ProofError(code) from None
    if _base64(data) != text:
        raise ProofError(code)
    return data
