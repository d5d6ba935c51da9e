"""Keys, notes and checkpoints: known examples, round trips, and notes of people who mean ill."""

import shutil
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.ledger import sm2
from gongzhi.ledger.checkpoints import Checkpoint, CheckpointError, read_checkpoint
from gongzhi.ledger.note_keys import cosigned_at, cosigned_message
from gongzhi.ledger.notes import (
    MAX_NOTE,
    Algorithm,
    CosignatureSigner,
    Ed25519Signer,
    NoteError,
    Sm2Signer,
    Verifier,
    add_signature,
    open_note,
    parse_vkey,
    sign_note,
    signature_line,
    split_note,
)

# The examples of the specification and of Go's note package.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
GO_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_BODY = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

LOG = Ed25519Signer("log.example/evidence", bytes(range(32)))
WITNESS = CosignatureSigner(Ed25519Signer("witness.example/w1", b"\x07" * 32))
BODY = "log.example/evidence\n7\n" + b64encode(bytes(32)).decode() + "\n"

LINES = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=0x20))
BODIES = st.lists(LINES, min_size=1).map(lambda lines: "\n".join(lines) + "\n")
NAMES = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn", "Zs", "Zl", "Zp"], exclude_characters="+"
    ),
    min_size=1,
)
needs_sm2 = pytest.mark.skipif(not sm2.installed(), reason="the optional package for SM2 is not installed")


def code_of(note: str | bytes, *verifiers: Verifier) -> str:
    with pytest.raises(NoteError) as caught:
        open_note(note, verifiers)
    return caught.value.code


def test_the_example_of_the_specification_verifies() -> None:
    verifier = parse_vkey(EXAMPLE_KEY)
    opened = open_note(EXAMPLE, [verifier])
    assert opened.body == "This is an example message.\n"
    assert [each.verifier for each in opened.verified] == [verifier]
    assert verifier.vkey() == EXAMPLE_KEY


def test_keys_and_signatures_are_those_of_go() -> None:
    signer = Ed25519Signer.from_skey(GO_SKEY)
    assert signer.verifier.vkey() == GO_VKEY
    assert signer.skey() == GO_SKEY
    assert sign_note(GO_BODY, [signer]) == GO_BODY + "\n" + GO_LINE


@given(NAMES, BODIES, st.integers(0, 2**63 - 1))
def test_what_is_signed_is_opened(name: str, body: str, seconds: int) -> None:
    log, cosigner = Ed25519Signer.generate(name), CosignatureSigner.generate(name).at(seconds)
    note = sign_note(body, [log])
    note = add_signature(note, signature_line(body, cosigner))
    opened = open_note(note.encode(), [parse_vkey(cosigner.verifier.vkey()), log.verifier])
    assert opened.body == body
    assert [each.seconds for each in opened.verified] == [None, seconds]
    assert body + "\n" + "".join(each.line for each in opened.verified) == note
    assert Ed25519Signer.from_skey(log.skey()) == log
    assert CosignatureSigner.from_skey(cosigner.skey()).verifier == cosigner.verifier


@given(st.data())
def test_no_changed_bit_passes(data: st.DataObject) -> None:
    signers = [LOG, WITNESS.at(1_800_000_000)]
    raw = bytearray(sign_note(BODY, signers).encode())
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= 1 << data.draw(st.integers(0, 7))
    try:
        opened = open_note(bytes(raw), [signer.verifier for signer in signers])
    except NoteError:
        return
    # The change hit the name or the id of one line, which nobody knows now; the other still stands.
    assert opened.body == BODY
    assert len(opened.verified) == 1
    assert opened.unknown == 1


@given(st.text(), st.binary())
def test_whatever_comes_is_opened_or_refused(text: str, raw: bytes) -> None:
    for note in (text, raw, BODY.encode() + b"\n" + raw, f"{BODY}\n— {text}\n"):
        assert code_of(note, LOG.verifier)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("", "note_form"),
        ("\n", "note_form"),
        ("no signature\n", "note_form"),
        ("no signature\n\n", "unsigned"),
        (EXAMPLE[:-1], "note_form"),
        (EXAMPLE + "\n", "unsigned"),
        (EXAMPLE + "further words\n", "signature_line"),
        (EXAMPLE.replace("\n", "\r\n"), "control_character"),
        (EXAMPLE.replace("is an", "is\x00an"), "control_character"),
        (EXAMPLE.replace("is an", "is\tan"), "control_character"),
        (EXAMPLE.replace("— ", "- "), "signature_line"),
        (EXAMPLE.replace("— ", "—\u00a0"), "signature_line"),
        (EXAMPLE.replace("— example", "—  example"), "signature_line"),
        (EXAMPLE.replace("com/foo", "com+foo"), "signature_line"),
        (EXAMPLE.replace("com/foo", "com\u2003foo"), "signature_line"),
        (EXAMPLE.replace("aQM=", "aQN="), "signature_line"),
        (EXAMPLE.replace("aQM=", "aQM"), "signature_line"),
        (EXAMPLE.replace("aQM=", "aQM= "), "signature_line"),
        ("text\n\n— example.com/foo Uw2QOg==\n", "signature_line"),
        (EXAMPLE.replace("com/foo Uw", "com/fоо Uw"), "no_known_signature"),  # Cyrillic letters
        (EXAMPLE.replace("example m", "Example m"), "bad_signature"),
        (EXAMPLE.replace("Uw2QOkn", "Uw2QOko"), "bad_signature"),
        (EXAMPLE.replace("Uw2QOkn", "Uw2QPkn"), "no_known_signature"),
        (EXAMPLE.encode() + b"\xff\n", "note_form"),
        ("\ud800" + EXAMPLE, "note_form"),
        ("x" * MAX_NOTE + EXAMPLE, "too_long"),
        (EXAMPLE + GO_LINE * 100, "too_many_signatures"),
    ],
)
def test_a_note_of_ill_will_is_refused(note: str | bytes, code: str) -> None:
    assert code_of(note, parse_vkey(EXAMPLE_KEY)) == code


def test_sixteen_signatures_and_more_are_read() -> None:
    assert open_note(EXAMPLE + GO_LINE * 99, [parse_vkey(EXAMPLE_KEY)]).unknown == 99


def test_a_second_line_of_one_key_is_verified_and_not_counted() -> None:
    first, second = (signature_line(BODY, WITNESS.at(at)) for at in (100, 200))
    opened = open_note(BODY + "\n" + first + second, [WITNESS.verifier])
    assert [each.seconds for each in opened.verified] == [100]
    spoilt = second[:-8] + ("AAAA" if second[-8:-4] != "AAAA" else "BBBB") + second[-4:]
    assert code_of(BODY + "\n" + first + spoilt, WITNESS.verifier) == "bad_signature"


def test_two_keys_that_look_alike_are_no_choice() -> None:
    twin = Verifier(LOG.name, LOG.verifier.key_id, Algorithm.ED25519, b"\x01" * 32)
    assert code_of(sign_note(BODY, [LOG]), LOG.verifier, twin) == "ambiguous_key"


def test_a_cosignature_is_no_signature_of_the_log_and_covers_its_time() -> None:
    """One key in two trades: what it says as a witness cannot be taken for what it says as a log."""
    log, cosigner = WITNESS.key.verifier, WITNESS.at(1000)
    raw = cosigner.sign(BODY)
    assert cosigner.verifier.verify(BODY, raw)
    assert log.key_id != cosigner.verifier.key_id
    assert not log.verify(BODY, raw)
    assert not log.verify(BODY, raw[8:])
    assert not cosigner.verifier.verify(BODY, (1001).to_bytes(8, "big") + raw[8:])
    assert not cosigner.verifier.verify(BODY, b"\xff" * 8 + raw[8:])
    assert log.verify("cosignature/v1\ntime 1000\n" + BODY, raw[8:])
    with pytest.raises(NoteError, match="time_missing"):
        WITNESS.sign(BODY)
    with pytest.raises(NoteError, match="time"):
        WITNESS.at(2**63).sign(BODY)


def test_the_time_in_the_cosignature_of_the_specification_is_read() -> None:
    """Its key is not given there; its id, its time and the message it must have signed are."""
    line = (
        "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZ"
        "qhf5nNo0xUe+mbIUBkBIfZ+qnA=="
    )
    body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    _body, [(name, identity, signature)] = split_note(f"{body}\n{line}\n")
    assert (name, identity.hex(), len(signature)) == ("witness.example.com/w1", "8d66cf3f", 72)
    assert cosigned_at(signature) == 1679315147
    assert cosigned_message(body, 1679315147).decode() == f"cosignature/v1\ntime 1679315147\n{body}"


@pytest.mark.parametrize(
    ("vkey", "code"),
    [
        ("", "vkey"),
        ("name+00000000", "vkey"),
        (EXAMPLE_KEY.replace("530d903a", "530d903b"), "key_id"),
        (EXAMPLE_KEY.replace("530d903a", "530D903A"), "key_id"),
        (EXAMPLE_KEY.replace("/foo", " foo"), "key_name"),
        (EXAMPLE_KEY.replace("/foo", "/f\u200boo"), "key_name"),
        (EXAMPLE_KEY.replace("/foo", "/\u202efoo"), "key_name"),
        (EXAMPLE_KEY.replace("example.com/foo", ""), "key_name"),
        (EXAMPLE_KEY[:-4], "vkey"),
        (EXAMPLE_KEY[:-1] + "=", "vkey"),
        ("example.com/foo+530d903a+" + b64encode(b"\x02" + bytes(32)).decode(), "key_kind"),
        ("example.com/foo+530d903a+" + b64encode(b"\xffother" + bytes(32)).decode(), "key_kind"),
    ],
)
def test_a_wrong_verifier_key_is_refused(vkey: str, code: str) -> None:
    with pytest.raises(NoteError) as caught:
        parse_vkey(vkey)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("skey", "code"),
    [
        (GO_VKEY, "skey"),
        (GO_SKEY.replace("c74f20a3", "c74f20a4"), "key_id"),
        (GO_SKEY.replace("PeterNeumann", "PeterNeuman"), "key_id"),
        (GO_SKEY[:-4], "skey"),
        (GO_SKEY.replace("+AYEK", "+A4EK"), "key_kind"),
    ],
)
def test_a_wrong_signing_key_is_refused(skey: str, code: str) -> None:
    with pytest.raises(NoteError) as caught:
        Ed25519Signer.from_skey(skey)
    assert caught.value.code == code


def test_a_key_does_not_show_itself() -> None:
    assert repr(LOG.seed) not in repr(LOG)
    assert repr(WITNESS.key.seed) not in repr(WITNESS)


@pytest.mark.parametrize(
    ("body", "code"),
    [("no newline", "no_final_newline"), ("tab\there\n", "control_character"), ("", "no_final_newline")],
)
def test_what_is_no_text_of_a_note_is_not_signed(body: str, code: str) -> None:
    with pytest.raises(NoteError) as caught:
        sign_note(body, [LOG])
    assert caught.value.code == code


def test_only_a_signature_line_is_added() -> None:
    for line in ("words", "— name", GO_LINE + GO_LINE):
        with pytest.raises(NoteError, match="signature_line"):
            add_signature(EXAMPLE, line)


@needs_sm2
def test_the_second_line_is_sm2_and_others_pass_it_over() -> None:
    second = Sm2Signer.generate(LOG.name)
    assert Sm2Signer.from_skey(second.skey()) == second
    verifier = parse_vkey(second.verifier.vkey())
    assert verifier == second.verifier
    note = sign_note(BODY, [LOG, second])
    both = open_note(note, [LOG.verifier, verifier])
    assert [each.verifier.algorithm for each in both.verified] == ["ed25519", "sm2-sm3"]
    assert open_note(note, [LOG.verifier]).unknown == 1
    assert code_of(note.replace("\n7\n", "\n8\n"), verifier) == "bad_signature"
    for signature in (
        b"",
        b"no DER",
        bytes(64),
        b"\x30\x06\x02\x01\x00\x02\x01\x00",
        second.sign(BODY) + b"\x00",
    ):
        assert not verifier.verify(BODY, signature)
    with pytest.raises(NoteError, match="key_id"):
        Sm2Signer.from_skey(second.skey().replace("evidence", "evidences"))


@needs_sm2
@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_an_sm2_line_verifies_with_another_program(tmp_path: Path) -> None:
    """The id both sides must agree on is 1234567812345678; with another one nothing verifies."""
    signer = Sm2Signer.generate("log.example/evidence")
    spki = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200") + signer.verifier.public
    for name, content in (("key", spki), ("line", signer.sign(BODY)), ("body", BODY.encode())):
        (tmp_path / name).write_bytes(content)

    def verified(distid: str) -> bool:
        command = ["openssl", "dgst", "-sm3", "-keyform", "DER", "-verify", "key", "-signature", "line"]
        command += ["-sigopt", f"distid:{distid}", "body"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0

    assert verified("1234567812345678")
    assert not verified("8765432187654321")


def test_without_the_optional_package_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("tongsuopy")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "tongsuopy", None)
    with pytest.raises(sm2.Sm2Missing, match=r"gongzhi\[sm\]"):
        Sm2Signer.generate("log.example/evidence")
    assert not sm2.installed()


SIZES = st.integers(0, 2**63 - 1)


@given(
    LINES.filter(bool).filter(lambda line: len(line.encode()) < 256),
    SIZES,
    st.binary(min_size=32, max_size=32),
)
def test_a_checkpoint_is_read_as_it_was_written(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert read_checkpoint(checkpoint.body()) == checkpoint


def test_the_checkpoint_of_the_specification_is_read() -> None:
    body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    checkpoint = read_checkpoint(body)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.body() == body
    assert read_checkpoint(body + "further\n").extensions == ("further",)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (BODY[:-1], "no_final_newline"),
        ("origin\n7\n", "checkpoint_form"),
        (BODY + "\n", "checkpoint_form"),
        ("\n" + BODY, "checkpoint_form"),
        (BODY.replace("\n7\n", "\n07\n"), "tree_size"),
        (BODY.replace("\n7\n", "\n-7\n"), "tree_size"),
        (BODY.replace("\n7\n", "\n+7\n"), "tree_size"),
        (BODY.replace("\n7\n", "\n 7\n"), "tree_size"),
        (BODY.replace("\n7\n", "\n７\n"), "tree_size"),
        (BODY.replace("\n7\n", "\n7_0\n"), "tree_size"),
        (BODY.replace("\n7\n", f"\n{2**63}\n"), "tree_size"),
        (BODY.replace("\n7\n", f"\n{'9' * 5000}\n"), "tree_size"),
        (BODY.replace("AAA=", "AAB="), "hash_form"),
        (BODY.replace("AAA=", "AA=="), "hash_form"),
        (BODY.replace("AAA=", "A*A="), "hash_form"),
        ("o" * 256 + BODY, "origin_too_long"),
    ],
)
def test_what_is_no_checkpoint_is_refused(body: str, code: str) -> None:
    with pytest.raises(CheckpointError) as caught:
        read_checkpoint(body)
    assert caught.value.code == code


def test_no_checkpoint_is_written_that_nobody_could_read() -> None:
    with pytest.raises(CheckpointError):
        Checkpoint("two\nlines", 7, bytes(32)).body()
    with pytest.raises(CheckpointError):
        Checkpoint("origin", 7, bytes(31)).body()


def test_the_lines_of_a_note_are_listed_without_trust() -> None:
    body, lines = split_note(sign_note(BODY, [LOG, WITNESS.at(5)]))
    assert body == BODY
    assert [(name, identity) for name, identity, _ in lines] == [
        (signer.verifier.name, signer.verifier.key_id) for signer in (LOG, WITNESS)
    ]
