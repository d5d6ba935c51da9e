"""What a witness answers, without network and database: every answer the protocol knows."""

from base64 import b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.ledger.checkpoints import Checkpoint
from gongzhi.ledger.notes import (
    CosignatureSigner,
    Ed25519Signer,
    add_signature,
    open_note,
    sign_note,
    signature_line,
)
from gongzhi.ledger.tree import EMPTY_ROOT, consistency_proof, leaf_hash, root_of
from gongzhi.ledger.witnessing import (
    MAX_PROOF_LINES,
    MAX_REQUEST,
    SIZE_TYPE,
    Answer,
    Watched,
    answer,
    origin_hash,
    read_request,
    request_body,
    witness,
)

LOG = Ed25519Signer("log.example/evidence", b"\x01" * 32)
THIEF = Ed25519Signer("log.example/evidence", b"\x02" * 32)
WITNESS = CosignatureSigner(Ed25519Signer("witness.example/w1", b"\x03" * 32), 1_800_000_000)
HONEST = [leaf_hash(b"%d" % number) for number in range(40)]
FORGED = [*HONEST[:5], leaf_hash(b"forged"), *HONEST[6:]]


class Kept:
    """A store in memory. `meanwhile` happens between reading and keeping, once."""

    def __init__(self, *watched: Watched) -> None:
        self.logs = {each.origin: each for each in watched}
        self.meanwhile: Watched | None = None

    def find(self, origin: str) -> Watched | None:
        return self.logs.get(origin)

    def swap(self, before: Watched, after: Watched) -> bool:
        if self.meanwhile:
            self.logs[after.origin], self.meanwhile = self.meanwhile, None
        if self.logs[after.origin] != before:
            return False
        self.logs[after.origin] = after
        return True


def note_of(
    size: int, leaves: list[bytes] = HONEST, by: Ed25519Signer = LOG, root: bytes | None = None
) -> str:
    checkpoint = Checkpoint(LOG.name, size, root_of(leaves[:size]) if root is None else root)
    return sign_note(checkpoint.body(), [by])


def proof_of(old: int, size: int, leaves: list[bytes] = HONEST) -> list[bytes]:
    def read(level: int, index: int) -> bytes:
        return root_of(leaves[index << level : (index + 1) << level])

    return consistency_proof(old, size, read)


def asked(old: int, size: int, leaves: list[bytes] = HONEST) -> bytes:
    return request_body(old, proof_of(old, max(old, size), leaves), note_of(size, leaves))


def watched(size: int = 0) -> Watched:
    return Watched(LOG.name, (LOG.verifier,), size, root_of(HONEST[:size]))


def ask(body: bytes, size: int = 0) -> Answer:
    store = Kept(watched(size))
    found = witness(body, store, WITNESS)
    assert (found.status == 200) == (found.after is not None)
    assert store.logs[LOG.name] == (found.after or watched(size))
    return found


@given(st.integers(0, 40), st.integers(0, 40))
def test_honest_growth_is_cosigned(old: int, size: int) -> None:
    old, size = sorted((old, size))
    found = ask(asked(old, size), size=old)
    assert (found.status, found.code) == (200, "cosigned")
    cosigned = open_note(add_signature(note_of(size), found.body), [WITNESS.verifier])
    assert [each.seconds for each in cosigned.verified] == [1_800_000_000]
    assert found.after is not None
    assert (found.after.size, found.after.root) == (size, root_of(HONEST[:size]))
    assert open_note(found.after.note, [WITNESS.verifier, LOG.verifier]).body == cosigned.body


@pytest.mark.parametrize("old", [0, 6, 8, 20])
def test_a_wrong_old_size_is_answered_with_the_right_one(old: int) -> None:
    found = ask(asked(old, 20), size=7)
    assert (found.status, found.body, found.content_type) == (409, "7\n", SIZE_TYPE)
    assert SIZE_TYPE == "text/x.tlog.size"


def test_a_fork_of_the_same_size_is_refused() -> None:
    """Two checkpoints of one size: with the right old size 422, with any other 409 before anything is compared."""
    found = ask(asked(20, 20, FORGED), size=20)
    assert (found.status, found.code) == (422, "forked")
    assert ask(asked(10, 20, FORGED), size=20).status == 409


@pytest.mark.parametrize("size", [21, 32, 40])
def test_a_rewritten_history_is_refused(size: int) -> None:
    """The operator grows a tree whose past is another one: no proof leads from the old root to it."""
    found = ask(asked(20, size, FORGED), size=20)
    assert (found.status, found.code) == (422, "inconsistent_old_root")
    honest = ask(request_body(20, proof_of(20, size), note_of(size, FORGED)), size=20)
    assert honest.status == 422


@pytest.mark.parametrize(
    ("proof", "code"),
    [
        ([], "inconsistent_length"),
        (proof_of(7, 20)[:-1], "inconsistent_length"),
        ([*proof_of(7, 20), bytes(32)], "inconsistent_length"),
        (proof_of(7, 20)[::-1], "inconsistent_old_root"),
        (proof_of(7, 19), "inconsistent_root"),
    ],
)
def test_a_wrong_proof_is_refused(proof: list[bytes], code: str) -> None:
    found = ask(request_body(7, proof, note_of(20)), size=7)
    assert (found.status, found.code) == (422, code)


def test_a_rollback_is_refused() -> None:
    found = ask(request_body(20, [], note_of(7)), size=20)
    assert (found.status, found.code) == (400, "rolled_back")
    # Hiding it behind a smaller old size does not help.
    assert ask(asked(7, 7), size=20).status == 409
    assert ask(asked(0, 7), size=20).status == 409


def test_an_empty_tree_has_one_root_and_nothing_needs_no_proof() -> None:
    assert ask(asked(0, 0)).status == 200
    assert ask(request_body(0, [], note_of(0, root=bytes(32)))).code == "empty_root"
    assert ask(request_body(0, [bytes(32)], note_of(20))).code == "proof_of_nothing"
    assert ask(request_body(0, [bytes(32)], note_of(0))).status == 422
    assert ask(request_body(20, [bytes(32)], note_of(20)), size=20).status == 422


def test_an_unknown_origin_is_not_found() -> None:
    other = sign_note(Checkpoint("other.example/log", 1, HONEST[0]).body(), [LOG])
    found = witness(request_body(0, [], other), Kept(watched()), WITNESS)
    assert (found.status, found.code) == (404, "unknown_log")
    assert answer(watched(), read_request(request_body(0, [], other)), WITNESS).status == 404


def test_a_bad_signature_is_forbidden_and_learns_nothing() -> None:
    """Whoever has not the log's key is told no sizes: 403 comes before all that depends on them."""
    by_thief = request_body(3, [], note_of(20, by=THIEF))
    assert (ask(by_thief, size=7).status, ask(by_thief, size=7).code) == (403, "no_known_signature")
    edited = request_body(3, [], note_of(20).replace("\n20\n", "\n21\n"))
    assert (ask(edited, size=7).status, ask(edited, size=7).code) == (403, "bad_signature")
    only_cosigned = sign_note(Checkpoint(LOG.name, 20, root_of(HONEST[:20])).body(), [WITNESS])
    assert ask(request_body(7, proof_of(7, 20), only_cosigned), size=7).status == 403
    # One right line does not save a note with a wrong one of a known key.
    both = note_of(20) + note_of(21).rsplit("\n\n", 1)[1]
    assert ask(request_body(7, proof_of(7, 20), both), size=7).code == "bad_signature"


def test_lines_of_unknown_keys_are_passed_over() -> None:
    note = add_signature(note_of(20), signature_line(note_of(20).split("\n\n")[0] + "\n", WITNESS))
    found = ask(request_body(7, proof_of(7, 20), note), size=7)
    assert found.status == 200
    assert found.after is not None
    # The second line was the witness's own; it is made anew, not kept as it came.
    assert found.after.note.count("— ") == 2


def test_two_keys_of_a_log_may_take_turns() -> None:
    log = replace(watched(7), verifiers=(LOG.verifier, THIEF.verifier))
    body = request_body(7, proof_of(7, 20), note_of(20, by=THIEF))
    assert witness(body, Kept(log), WITNESS).status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "request_form"),
        (b"old 7", "request_form"),
        (b"7\n\n" + note_of(20).encode(), "request_form"),
        (b"old\n\n" + note_of(20).encode(), "request_form"),
        (b"old 07\n\n" + note_of(20).encode(), "tree_size"),
        (b"old -7\n\n" + note_of(20).encode(), "tree_size"),
        (b"old  7\n\n" + note_of(20).encode(), "tree_size"),
        (b"old 7\r\n\r\n" + note_of(20).encode(), "tree_size"),
        (b"old 9223372036854775808\n\n" + note_of(20).encode(), "tree_size"),
        (b"old 7\nAAAA\n\n" + note_of(20).encode(), "hash_form"),
        (b"old 7\n" + b64encode(bytes(32)) + b" \n\n" + note_of(20).encode(), "hash_form"),
        (b"old 7\n\xff\n\n" + note_of(20).encode(), "request_form"),
        (b"old 7\n\n\n" + note_of(20).encode(), "checkpoint_form"),
        (b"old 7\n\n" + note_of(20).encode()[:-1], "note_form"),
        (b"old 7\n\nno note", "note_form"),
        (b"old 7\n\n" + sign_note("no checkpoint\n", [LOG]).encode(), "checkpoint_form"),
        (request_body(7, [bytes(32)] * (MAX_PROOF_LINES + 1), note_of(20)), "request_form"),
        (b"old 7\n\n" + b"x" * MAX_REQUEST, "too_long"),
    ],
)
def test_what_is_no_request_is_a_bad_one(body: bytes, code: str) -> None:
    found = ask(body, size=7)
    assert (found.status, found.code) == (400, code)


@given(st.binary())
def test_whatever_comes_is_answered(raw: bytes) -> None:
    for body in (raw, b"old 7\n\n" + raw, b"old 7\n" + raw + b"\n\n" + note_of(20).encode()):
        assert ask(body, size=7).status in (400, 422)


@given(st.data())
def test_no_changed_bit_is_cosigned_as_something_else(data: st.DataObject) -> None:
    raw = bytearray(asked(7, 20))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    found = ask(bytes(raw), size=7)
    assert found.status in (400, 403, 404, 409, 422)


def test_who_comes_second_is_told_the_new_size() -> None:
    store = Kept(watched(7))
    store.meanwhile = watched(20)
    found = witness(asked(7, 10), store, WITNESS)
    assert (found.status, found.body) == (409, "20\n")
    assert store.logs[LOG.name] == watched(20)


def test_the_same_checkpoint_is_cosigned_again() -> None:
    """It says anew that this is the largest tree seen, at a later time."""
    store = Kept(watched(20))
    assert witness(asked(20, 20), store, WITNESS.at(1)).status == 200
    assert witness(asked(20, 20), store, WITNESS.at(2)).status == 200


def test_a_watched_log_begins_empty_and_has_its_place_among_the_shown() -> None:
    assert (watched().size, watched().root) == (0, EMPTY_ROOT)
    assert origin_hash("log.example/evidence") == sha256(b"log.example/evidence").hexdigest()
