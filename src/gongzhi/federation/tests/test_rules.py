"""Signatures, order and items of a link."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.federation.items import (
    Feed,
    Item,
    head_refusal,
    opened,
    order_refusal,
    read_feed,
    units_named,
    write_feed,
)
from gongzhi.federation.rules.signing import header, read_header, signature_refusal
from gongzhi.kernel.commitments import commit
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.facts import Sealed
from gongzhi.ledger.rules import entry_bytes

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
KEY, OTHER = b"k" * 32, b"x" * 32
PATH = "/federation/facts?after=3&limit=200"


def item(seq: int = 1, *, node: str = "city", text: str = "冬季前完成楼道安全整治", **data: object) -> Item:
    salt = b"s" * 32
    fact_id = new_id()
    entry = entry_bytes(
        fact_id=fact_id,
        node=node,
        kind="directives.issued",
        subject=new_id(),
        actor="system",
        at=AT,
        data={"text": {"commitment": commit(text, salt)}, "matter": "05", **data},
        blind=b"b" * 16,
    )
    return Item(seq, Sealed(fact_id, entry, {"text": (salt, text)}), {new_id(): "GOV"})


def signed(key: bytes = KEY, **changes: object) -> str:
    terms: dict[str, object] = {
        "node": "county",
        "method": "GET",
        "path": PATH,
        "at": AT,
        "nonce": "n1",
        "body": b"",
    }
    return header(key, **terms | changes)  # type: ignore[arg-type]


def refusal(
    text: str, *, path: str = PATH, body: bytes = b"", at: datetime = AT, key: bytes = KEY
) -> str | None:
    found = read_header(text)
    assert found is not None
    refused = signature_refusal(key, found, method="GET", path=path, body=body, at=at)
    return refused.code if refused else None


def test_a_signature_holds_for_what_was_signed_and_for_nothing_else() -> None:
    assert refusal(signed()) is None
    assert refusal(signed(), at=AT + timedelta(minutes=4)) is None
    assert refusal(signed(), at=AT + timedelta(minutes=6)) == "federation.too_old"
    assert refusal(signed(), at=AT - timedelta(minutes=6)) == "federation.too_old"
    assert refusal(signed(), key=OTHER) == "federation.bad_signature"
    assert refusal(signed(), path=PATH.replace("after=3", "after=0")) == "federation.bad_signature"
    assert refusal(signed(), body=b"{}") == "federation.bad_signature"
    assert refusal(signed(nonce="n1").replace("nonce=n1", "nonce=n2")) == "federation.bad_signature"
    assert refusal(signed().replace("node=county", "node=other")) == "federation.bad_signature"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bearer x",
        "Gongzhi-HMAC-SHA256",
        "Gongzhi-HMAC-SHA256 node=a",
        signed() + ",node=b",
        "x" * 2000,
        signed().replace("at=2026", "at=nonsense-2026"),
        signed().replace("nonce=n1", "nonce="),
    ],
)
def test_what_is_no_header_is_none(text: str) -> None:
    found = read_header(text)
    assert found is None or refusal(text) == "federation.bad_signature"


def test_a_feed_comes_back_as_it_was_written() -> None:
    feed = Feed("city", 7, (item(6), item(7)))
    assert read_feed(write_feed(feed)) == feed
    fact = opened(feed.items[0], node="city")
    assert fact.texts == {"text": "冬季前完成楼道安全整治"}


def test_texts_bytes_and_node_are_checked() -> None:
    right = item()
    salt, _text = right.sealed.openings["text"]
    cases = {
        "federation.wrong_text": Sealed(right.sealed.id, right.sealed.entry, {"text": (salt, "别的话")}),
        "federation.wrong_node": item(node="elsewhere").sealed,
        "federation.not_canonical": Sealed(right.sealed.id, right.sealed.entry + b" ", {}),
    }
    for code, sealed in cases.items():
        with pytest.raises(Refused) as error:
            opened(Item(1, sealed, {}), node="city")
        assert error.value.refusal.code == code
    invented = Sealed(right.sealed.id, right.sealed.entry, {"goal": (salt, "没有承诺的话")})
    with pytest.raises(Refused):
        opened(Item(1, invented, {}), node="city")


@given(
    st.binary(max_size=60)
    | st.builds(lambda x: json.dumps(x).encode(), st.dictionaries(st.text(), st.text()))
)
def test_what_is_no_feed_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(Refused) as error:
        read_feed(body)
    assert error.value.refusal.code == "federation.malformed"


def test_items_come_in_order_and_history_does_not_go_back() -> None:
    assert order_refusal(4, received=3) is None
    assert order_refusal(3, received=3) is None  # a retry
    gap = order_refusal(5, received=3)
    assert gap is not None
    assert gap.details == {"expected": 4, "got": 5}
    assert head_refusal(3, received=3) is None
    assert head_refusal(2, received=3) is not None


def test_the_units_a_fact_names() -> None:
    one, two = new_id(), new_id()
    fact = opened(item(holders={"lead": f"{one}", "resident": ""}, unit_id=str(two)), node="city")
    assert units_named(fact) == {one, two}
    assert all(isinstance(each, UUID) for each in units_named(fact))
