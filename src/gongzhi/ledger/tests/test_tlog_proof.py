"""The file of a proof: one spelling each way, and every other one refused. No database."""

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.ledger.tlog_proof import MAX_CHARACTERS, TlogProof, parse, write
from gongzhi.ledger.tree import MAX_PROOF, MAX_SIZE, ProofError, leaf_hash

CHECKPOINT = (
    "county.example/evidence\n5\n"
    + b64encode(bytes(32)).decode()
    + "\n\n— county.example/evidence AAAAAA==\n"
)
HASHES = (leaf_hash(b"a"), leaf_hash(b"b"))
FIRST, SECOND = (b64encode(each).decode() for each in HASHES)


def test_a_proof_is_written_as_the_specification_shows_it() -> None:
    proof = TlogProof(4, HASHES, CHECKPOINT, b"extra bytes")
    text = (
        f"c2sp.org/tlog-proof@v1\nextra ZXh0cmEgYnl0ZXM=\nindex 4\n{FIRST}\n{SECOND}\n"
        f"\ncounty.example/evidence\n5\n{b64encode(bytes(32)).decode()}\n\n— county.example/evidence AAAAAA==\n"
    )
    assert write(proof) == text
    assert parse(text) == proof


def test_the_only_entry_of_a_log_needs_no_hash() -> None:
    proof = TlogProof(0, (), CHECKPOINT)
    assert write(proof) == f"c2sp.org/tlog-proof@v1\nindex 0\n\n{CHECKPOINT}"
    assert parse(write(proof)) == proof


def test_the_longest_proof_of_the_last_entry_is_read() -> None:
    proof = TlogProof(MAX_SIZE, (HASHES[0],) * MAX_PROOF, CHECKPOINT)
    assert parse(write(proof)) == proof


@given(
    st.integers(0, MAX_SIZE),
    st.lists(st.binary(min_size=32, max_size=32), max_size=MAX_PROOF),
    st.none() | st.binary(max_size=50),
    st.text(min_size=1),
)
def test_every_proof_survives_the_journey(
    index: int, hashes: list[bytes], extra: bytes | None, checkpoint: str
) -> None:
    proof = TlogProof(index, tuple(hashes), checkpoint, extra)
    assert parse(write(proof)) == proof


GOOD = f"c2sp.org/tlog-proof@v1\nindex 4\n{FIRST}\n{SECOND}\n\n{CHECKPOINT}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "format"),
        (CHECKPOINT, "format"),
        (GOOD.replace("@v1", "@v2"), "format"),
        (GOOD.replace("\n", "\r\n"), "format"),
        ("\n" + GOOD, "format"),
        (GOOD.replace("index 4\n", ""), "format"),
        (GOOD.replace("index 4", "Index 4"), "format"),
        (GOOD.replace("index", "extra !\nindex"), "format"),
        (GOOD.replace("index", "extra AB==\nindex"), "format"),
        (GOOD.replace("index", "extra AA==\nextra AA==\nindex"), "format"),
        (GOOD.replace(CHECKPOINT, ""), "format"),
        (GOOD.partition("\n\n")[0], "format"),
        (GOOD.replace("index 4", "index 04"), "index"),
        (GOOD.replace("index 4", "index "), "index"),
        (GOOD.replace("index 4", "index -4"), "index"),
        (GOOD.replace("index 4", "index +4"), "index"),
        (GOOD.replace("index 4", "index ４"), "index"),
        (GOOD.replace("index 4", "index 4 "), "index"),
        (GOOD.replace("index 4", f"index {MAX_SIZE + 1}"), "index"),
        (GOOD.replace("index 4", f"index {'9' * 5000}"), "index"),
        (GOOD.replace(FIRST, FIRST[:-4]), "hash"),
        (GOOD.replace(FIRST, FIRST[:-1]), "hash"),
        (GOOD.replace(FIRST, FIRST[:10] + " " + FIRST[11:]), "hash"),
        (GOOD.replace(FIRST, "哈" + FIRST[1:]), "hash"),
        (GOOD.replace(FIRST, FIRST.replace("/", "_").replace("+", "-")), "hash"),
        # The same bytes with loose bits at the end: what two people sign must not differ in spelling.
        (GOOD.replace(FIRST, FIRST[:-2] + chr(ord(FIRST[-2]) + 1) + "="), "hash"),
        (GOOD.replace(FIRST, "\n".join([FIRST] * (MAX_PROOF + 1))), "length"),
        (GOOD + "x" * MAX_CHARACTERS, "length"),
    ],
)
def test_every_other_spelling_is_refused(text: str, code: str) -> None:
    assert parse(GOOD).index == 4
    assert text != GOOD
    with pytest.raises(ProofError) as error:
        parse(text)
    assert error.value.code == code


@pytest.mark.parametrize(
    "proof",
    [
        TlogProof(-1, HASHES, CHECKPOINT),
        TlogProof(MAX_SIZE + 1, HASHES, CHECKPOINT),
        TlogProof(4, (b"short",), CHECKPOINT),
        TlogProof(4, HASHES, ""),
        TlogProof(4, HASHES * MAX_PROOF, CHECKPOINT),
    ],
)
def test_what_could_not_be_read_back_is_not_written(proof: TlogProof) -> None:
    with pytest.raises(ProofError):
        write(proof)


@given(st.text())
def test_whatever_comes_is_read_or_refused(text: str) -> None:
    for whole in (text, GOOD[:30] + text, GOOD.replace(SECOND, text)):
        try:
            assert write(parse(whole)) == whole
        except ProofError:
            continue
