"""Sealed streams: any length, any way of cutting it into writes and reads; nothing changed, dropped or swapped."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.people.vault.sealing import CipherKind, SealBroken, new_key
from gongzhi.people.vault.streams import CHUNK, OpeningReader, SealingWriter

_SIZES = st.sampled_from([0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 7])


def sealed(
    plain: bytes, key: bytes, *, step: int = 10_000, cipher: CipherKind = CipherKind.AES_256_GCM
) -> bytes:
    target = io.BytesIO()
    writer = SealingWriter(target, key, about=b"a backup", cipher=cipher)
    for start in range(0, len(plain), step):
        writer.write(plain[start : start + step])
    writer.close()
    return target.getvalue()


def opened(data: bytes, key: bytes, *, about: bytes = b"a backup") -> bytes:
    return OpeningReader(io.BytesIO(data), key, about=about).read()


@given(size=_SIZES, step=st.sampled_from([999, CHUNK, 3 * CHUNK]), cipher=st.sampled_from(CipherKind))
def test_a_stream_comes_out_as_it_went_in(size: int, step: int, cipher: CipherKind) -> None:
    key, plain = new_key(), bytes(index % 251 for index in range(size))
    data = sealed(plain, key, step=step, cipher=cipher)
    assert opened(data, key) == plain
    reader, parts = OpeningReader(io.BytesIO(data), key, about=b"a backup"), []
    while part := reader.read(step):
        parts.append(part)
    assert b"".join(parts) == plain
    assert {len(part) for part in parts[:-1]} <= {step}, "fewer at the end only"


@given(size=_SIZES, where=st.floats(min_value=0, max_value=1), bit=st.integers(min_value=0, max_value=7))
def test_a_changed_bit_is_noticed(size: int, where: float, bit: int) -> None:
    key = new_key()
    data = bytearray(sealed(bytes(size), key))
    data[min(int(where * len(data)), len(data) - 1)] ^= 1 << bit
    with pytest.raises(SealBroken):
        opened(bytes(data), key)


def test_what_is_cut_off_left_out_repeated_or_swapped_is_noticed() -> None:
    key = new_key()
    data = sealed(bytes(3 * CHUNK + 5), key)
    head, sealed_chunk = data[:8], CHUNK + 16
    chunks = [data[start : start + sealed_chunk] for start in range(8, len(data), sealed_chunk)]
    assert len(chunks) == 4
    one, two, three, last = chunks
    for wrong in (
        [one, two, three],
        [one, two],
        [],
        [two, three, last],
        [one, three, last],
        [two, one, three, last],
        [one, one, two, three, last],
        [one, two, three, last, last],
        [one, two, three, last, b"\0"],
    ):
        with pytest.raises(SealBroken):
            opened(head + b"".join(wrong), key)
    for cut in (0, 1, 7, 8, 9, 23, 24, len(data) - 1):
        with pytest.raises(SealBroken):
            opened(data[:cut], key)


def test_another_key_and_another_purpose_open_nothing() -> None:
    key = new_key()
    data = sealed(b"13800000001", key)
    assert b"13800000001" not in data
    with pytest.raises(SealBroken):
        opened(data, new_key())
    with pytest.raises(SealBroken):
        opened(data, key, about=b"something else")
    mixed = sealed(bytes(2 * CHUNK), key)[: 8 + CHUNK + 16] + sealed(bytes(2 * CHUNK), key)[8 + CHUNK + 16 :]
    with pytest.raises(SealBroken):
        opened(mixed, key)
