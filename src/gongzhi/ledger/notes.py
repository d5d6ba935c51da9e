"""Signed notes: a short text with lines of signatures under it (C2SP signed-note).

Lines of unknown keys are passed over; a line of a known key that does not verify spoils the whole note.
"""

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gongzhi.ledger.note_keys import (
    ID_BYTES,
    Algorithm,
    CosignatureSigner,
    Ed25519Signer,
    NoteError,
    Signer,
    Sm2Signer,
    Verifier,
    cosigned_at,
    is_name,
    parse_vkey,
    unbase64,
)

__all__ = [
    "Algorithm",
    "CosignatureSigner",
    "Ed25519Signer",
    "NoteError",
    "Opened",
    "Signer",
    "Sm2Signer",
    "Verified",
    "Verifier",
    "add_signature",
    "open_note",
    "parse_vkey",
    "sign_note",
    "signature_line",
    "split_note",
]

MAX_NOTE = 1_000_000
MAX_SIGNATURES = 100
_DASH = "— "


@dataclass(frozen=True)
class Verified:
    """A signature that was verified. `seconds` is when, if the signature says so."""

    verifier: Verifier
    signature: bytes

    @property
    def seconds(self) -> int | None:
        """When it was cosigned, in seconds after 1970 began; None for a signature without a time."""
        return cosigned_at(self.signature) if self.verifier.algorithm is Algorithm.COSIGNATURE else None

    @property
    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return _line(self.verifier, self.signature)


@dataclass(frozen=True)
class Opened:
    """A note that was opened: its text, who signed it, and how many lines nobody here knows the key of."""

    body: str
    verified: tuple[Verified, ...]
    unknown: int = 0


def sign_note(body: str, signers: Iterable[Signer]) -> str:
    """Return `body` as a note with a line of each signer."""
    _ensure_body(body)
    return body + "\n" + "".join(signature_line(body, signer) for signer in signers)


def signature_line(body: str, signer: Signer) -> str:
    """Return the line by which `signer` signs `body`, with its newline."""
    return _line(signer.verifier, signer.sign(body))


def add_signature(note: str, line: str) -> str:
    """Return `note` with one more line under it; the line is not verified here."""
    split_note(note)
    _read_line(line.removesuffix("\n"))
    return note + line.removesuffix("\n") + "\n"


def split_note(note: str | bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Return the text of a note and its lines (name, key id, signature), none of them verified."""
    text = _decoded(note)
    at = text.rfind("\n\n")
    if at < 0 or not text.endswith("\n"):
        raise NoteError("note_form")
    body, lines = text[: at + 1], text[at + 2 :].split("\n")[:-1]
    if not lines:
        raise NoteError("unsigned")
    if len(lines) > MAX_SIGNATURES:
        raise NoteError("too_many_signatures")
    return body, [_read_line(line) for line in lines]


def open_note(note: str | bytes, verifiers: Sequence[Verifier]) -> Opened:
    """Verify a note by the keys one trusts; raises NoteError unless at least one of them signed it.

    A second line of the same key is verified too, and not counted: the first one stands.
    """
    known: dict[tuple[str, bytes], Verifier] = {}
    for verifier in verifiers:
        if known.setdefault((verifier.name, verifier.key_id), verifier) != verifier:
            raise NoteError("ambiguous_key")
    body, lines = split_note(note)
    verified: dict[Verifier, Verified] = {}
    unknown = 0
    for name, identity, signature in lines:
        found = known.get((name, identity))
        if found is None:
            unknown += 1
        elif found.verify(body, signature):
            verified.setdefault(found, Verified(found, signature))
        else:
            raise NoteError("bad_signature")
    if not verified:
        raise NoteError("no_known_signature")
    return Opened(body, tuple(verified.values()), unknown)


def _line(verifier: Verifier, signature: bytes) -> str:
    return f"{_DASH}{verifier.name} {b64encode(verifier.key_id + signature).decode()}\n"


def _read_line(line: str) -> tuple[str, bytes, bytes]:
    name, space, rest = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_name(name):
        raise NoteError("signature_line")
    raw = unbase64(rest, "signature_line")
    if len(raw) <= ID_BYTES:
        raise NoteError("signature_line")
    return name, raw[:ID_BYTES], raw[ID_BYTES:]


def _decoded(note: str | bytes) -> str:
    try:
        raw = note.encode() if isinstance(note, str) else note
        if len(raw) > MAX_NOTE:
            raise NoteError("too_long")
        text = raw.decode()
    except UnicodeError as error:
        raise NoteError("note_form") from error
    if any(letter < " " and letter != "\n" for letter in text):
        raise NoteError("control_character")
    return text


def _ensure_body(body: str) -> None:
    if not _decoded(body).endswith("\n"):
        raise NoteError("no_final_newline")
