"""Notes and cosignatures: what we sign Go opens, what Go signs we open, and both refuse the same."""

import json
import subprocess
from base64 import b64encode
from typing import Any

import pytest

from gongzhi.ledger.notes import (
    CosignatureSigner,
    Ed25519Signer,
    NoteError,
    open_note,
    parse_vkey,
    sign_note,
    signature_line,
)
from tests.differential.verifiers import HERE, go_program

LOG = Ed25519Signer("log.example/evidence", b"\x01" * 32)
ANOTHER = Ed25519Signer("log.example/evidence", b"\x02" * 32)
WITNESS = CosignatureSigner(Ed25519Signer("见证.example/w1", b"\x03" * 32), 1_800_000_000)
BODY = "log.example/evidence\n7\n" + b64encode(bytes(range(32))).decode() + "\n"
KEYS = [LOG.verifier.vkey(), WITNESS.verifier.vkey()]
NOTE = sign_note(BODY, [LOG, WITNESS])
STRANGER = signature_line(BODY, ANOTHER)

# What is done to a note, and whether it still opens.
DONE = {
    "nothing": (NOTE, True),
    "a line of an unknown key is added": (NOTE + STRANGER, True),
    "the log's line is taken out": (sign_note(BODY, [WITNESS]), True),
    "the witness's line is taken out": (sign_note(BODY, [LOG]), True),
    "an extension line is signed as well": (sign_note(BODY + "further\n", [LOG, WITNESS]), True),
    "the body holds an empty line": (sign_note(BODY + "\nfurther\n", [LOG, WITNESS]), True),
    "only a stranger signed": (sign_note(BODY, [ANOTHER]), False),
    "the size is edited": (NOTE.replace("\n7\n", "\n8\n"), False),
    "the body is edited and the log signs anew": (
        sign_note(BODY.replace("\n7\n", "\n8\n"), [LOG]) + signature_line(BODY, WITNESS),
        False,
    ),
    "a line is added to the body": (NOTE.replace("\n\n", "\nfurther\n\n"), False),
    "the last newline is missing": (NOTE[:-1], False),
    "words follow the signatures": (NOTE + "words\n", False),
    "the empty line is missing": (NOTE.replace("\n\n", "\n"), False),
    "a tab stands in the body": (NOTE.replace("log.example", "log\texample", 1), False),
    "a line ends with a carriage return": (NOTE.replace("=\n", "=\r\n"), False),
    "the dash is a hyphen": (NOTE.replace("— log", "- log"), False),
    "the base64 has a letter too few": (NOTE[:-3] + "\n", False),
    "the signature is too short": (NOTE + "— log.example/evidence AAAA\n", False),
    "the time of the cosignature is edited": (
        NOTE.replace(
            b64encode(WITNESS.verifier.key_id + WITNESS.sign(BODY)).decode(),
            b64encode(
                WITNESS.verifier.key_id + WITNESS.at(5).sign(BODY)[:8] + WITNESS.sign(BODY)[8:]
            ).decode(),
        ),
        False,
    ),
    "a cosignature stands under the log's id": (
        BODY
        + "\n— log.example/evidence "
        + b64encode(LOG.verifier.key_id + CosignatureSigner(LOG, 1).sign(BODY)).decode()
        + "\n",
        False,
    ),
}


def by_go(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    program = go_program(HERE / "notes" / "main.go")
    done = subprocess.run([program], input=json.dumps(asked), capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def by_us(note: str) -> dict[str, Any]:
    try:
        opened = open_note(note, [parse_vkey(key) for key in KEYS])
    except NoteError:
        return {"Text": "", "Lines": None, "Made": "", "Wrong": True}
    lines = [each.line.removeprefix("— ").removesuffix("\n") for each in opened.verified]
    return {"Text": opened.body, "Lines": lines, "Made": "", "Wrong": False}


def test_both_open_and_refuse_the_same_notes() -> None:
    notes = {done: note for done, (note, _opens) in DONE.items()}
    told = by_go([{"Note": note, "Keys": KEYS} for note in notes.values()])
    for (done, note), go in zip(notes.items(), told, strict=True):
        assert by_us(note) == go, done
        assert go["Wrong"] is not DONE[done][1], done


@pytest.mark.parametrize("body", [BODY, BODY + "further\n", "一行\n", "\n"])
def test_both_write_the_same_bytes(body: str) -> None:
    """Ed25519 has no randomness of its own: two that sign the same have signed the same."""
    plain, timed = by_go(
        [
            {"Note": body, "Skey": LOG.skey()},
            {"Note": body, "Skey": WITNESS.skey(), "Time": WITNESS.seconds},
        ]
    )
    assert plain["Made"] == sign_note(body, [LOG])
    assert timed["Made"] == sign_note(body, [WITNESS])
