"""From a fact to its bytes, and back: tables, no database."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.canonical import MAX_INTEGER, decode, encode
from gongzhi.kernel.commitments import Private, commit
from gongzhi.ledger.rules import BLIND_BYTES, entry_bytes, read_entry, seal

BEIJING = timezone(timedelta(hours=8))
AT = datetime(2026, 11, 22, 16, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
LEAVES = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text()
# A lone surrogate is no text in UTF-8; requests with one are refused at the door.
INSTANTS = st.datetimes(timezones=st.just(UTC) | st.just(BEIJING)).filter(lambda at: 1900 < at.year < 3000)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@dataclass(frozen=True)
class Reported:
    kind: ClassVar[str] = "tests.reported"
    text: Private
    town: str
    floors: tuple[int, ...] = ()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None, "楼道"]}, '{"a":[true,null,"楼道"],"b":1}'),
        ('\u2028\x07"\\', '"\u2028\\u0007\\"\\\\"'),
        # RFC 8785, section 3.2.3: sorted by UTF-16 code units, so the emoji stands before U+FB33.
        ({"\ufb33": 1, "😀": 2, "\u20ac": 3, "1": 4}, '{"1":4,"€":3,"😀":2,"\ufb33":1}'),
        (-MAX_INTEGER, "-9007199254740991"),
    ],
)
def test_canonical_json_writes_the_bytes_of_rfc_8785(value: object, expected: str) -> None:
    assert encode(value) == expected.encode()
    assert decode(encode(value)) == value


@pytest.mark.parametrize("value", [1.5, {1: 2}, 2**53, b"bytes", "\ud800", {"at": AT}])
def test_canonical_json_refuses_what_has_no_single_form(value: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the type is the contract, the words are not
        encode(value)


@pytest.mark.parametrize(
    "data", [b'{"a":1, "b":2}', b'{"b":1,"a":2}', b'{"a":1,"a":2}', b"1.0", b'"\\u4e00"']
)
def test_bytes_written_otherwise_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not canonical|no canonical"):
        decode(data)


@given(VALUES.filter(lambda value: _encodable(value)))
def test_every_value_survives_the_journey(value: object) -> None:
    assert decode(encode(value)) == value


def _encodable(value: object) -> bool:
    try:
        encode(value)
    except UnicodeEncodeError:
        return False
    return True


def test_private_texts_leave_only_their_commitment() -> None:
    data, openings = seal(Reported(text=Private("三单元楼道灯不亮"), town="石桥镇", floors=(3, 4)))

    salt, text = openings["text"]
    assert text == "三单元楼道灯不亮"
    assert data == {"text": {"commitment": commit(text, salt)}, "town": "石桥镇", "floors": [3, 4]}
    again, _openings = seal(Reported(text=Private("三单元楼道灯不亮"), town="石桥镇"))
    assert again["text"] != data["text"], "equal texts must not look equal"


@dataclass(frozen=True)
class Nested:
    kind: ClassVar[str] = "tests.nested"
    inner: object


@pytest.mark.parametrize(
    "inner", [(Private("三单元"),), {"a": Private("三单元")}, Reported(Private("三单元"), "石桥镇")]
)
def test_a_private_text_deeper_in_a_fact_is_refused(inner: object) -> None:
    """Nobody would find its opening by name, and it must not slip into the entry as plain text."""
    with pytest.raises(ValueError, match="private text"):
        seal(Nested(inner))


@pytest.mark.parametrize("value", [0.5, {"share": 0.5}, [1, [2.0]], 1 + 2j, b"bytes", object()])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="cannot hold a"):
        seal(Nested(value))


def test_a_private_text_never_shows_in_repr_or_log(caplog: pytest.LogCaptureFixture) -> None:
    fact = Reported(text=Private("三单元楼道灯不亮"), town="石桥镇")
    logging.getLogger("tests").warning("%s %r %s", fact, fact.text, [fact])
    assert "三单元" not in f"{fact} {fact.text!r} {fact.text} {[fact]!r} {caplog.text}"


@given(
    text=TEXTS,
    town=TEXTS,
    floors=st.lists(st.integers(-MAX_INTEGER, MAX_INTEGER)),
    at=INSTANTS,
)
def test_what_is_sealed_reads_back(text: str, town: str, floors: list[int], at: datetime) -> None:
    data, openings = seal(Reported(text=Private(text), town=town, floors=tuple(floors)))
    entry = entry_bytes(
        fact_id=UUID(int=1),
        node="n",
        kind=Reported.kind,
        subject=None,
        actor="system",
        at=at,
        data=data,
        blind=bytes(BLIND_BYTES),
    )
    recorded = read_entry(entry)
    assert recorded.at == at
    assert recorded.data["town"] == town
    assert recorded.data["floors"] == floors
    salt, opened = openings["text"]
    assert opened == text
    assert recorded.data["text"] == {"commitment": commit(opened, salt)}
    assert entry == entry_bytes(
        fact_id=recorded.id,
        node=recorded.node,
        kind=recorded.kind,
        subject=recorded.subject,
        actor=recorded.actor,
        at=recorded.at,
        data=recorded.data,
        blind=bytes(BLIND_BYTES),
    )


def test_an_entry_reads_back_and_keeps_the_instant() -> None:
    subject = UUID("01936fd0-0000-7000-8000-000000000001")
    entry = entry_bytes(
        fact_id=UUID("01936fd0-0000-7000-8000-000000000002"),
        node="510900",
        kind="tests.reported",
        subject=subject,
        actor="resident",
        at=AT,
        data={"town": "石桥镇"},
        blind=bytes(BLIND_BYTES),
    )

    recorded = read_entry(entry, position=7)

    assert (recorded.at, recorded.subject, recorded.position) == (AT, subject, 7)
    assert b'"at":"2026-11-22T08:00:00.123456Z"' in entry
    assert recorded.at.tzinfo is UTC


def test_an_entry_needs_its_whole_blind() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        entry_bytes(
            fact_id=UUID(int=1), node="", kind="", subject=None, actor="", at=AT, data={}, blind=b"short"
        )
