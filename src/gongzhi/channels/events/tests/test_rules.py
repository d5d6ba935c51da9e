"""Where a webhook may lead, what goes there, and when it is tried again; and what an event says."""

import base64
import hashlib
import hmac
import ipaddress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from gongzhi.channels.events.cloudevents import body_of, event_of, headers_of, secret_of
from gongzhi.channels.events.rules import (
    BACK_OFF,
    again_after,
    is_told,
    kinds_refusal,
    may_reach,
    url_refusal,
)
from gongzhi.ledger.facts import Recorded

FACT = Recorded(
    id=UUID(int=7),
    node="999901000000",
    kind="cases.filed",
    subject=UUID(int=8),
    actor="staff:1@2",
    at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
    data={
        "matter": "city",
        "text": {"commitment": "ab"},
        "account_id": "1",
        "inside": [{"unit_id": "u", "account": "x", "note": {"commitment": "cd"}}],
    },
    position=41,
)


@pytest.mark.parametrize(
    "url",
    ["https://a.example/x", "http://10.0.0.1:8080/e?x=1", "https://a.example"],
)
def test_addresses_that_will_do(url: str) -> None:
    assert url_refusal(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.example",
        "ftp://a.example/",
        "file:///etc/passwd",
        "https://user:word@a.example/",
        "https://a.example:99999/",
        "https://a.example/#x",
        "https://a.example/ x",
        "https://a.example/\r\nHost: b",
        "https://[::1/",
        f"https://a.example/{'x' * 500}",
        "https://中文.example/",
    ],
)
def test_addresses_that_will_not(url: str) -> None:
    found = url_refusal(url)
    assert found is not None
    assert found.code == "channels.hook_url"


@pytest.mark.parametrize(
    ("address", "secure", "inside", "may"),
    [
        ("93.184.216.34", True, (), True),
        ("93.184.216.34", False, (), False),
        ("127.0.0.1", True, (), False),
        ("10.1.2.3", True, (), False),
        ("169.254.169.254", True, (), False),
        ("224.0.0.1", True, (), False),
        ("::1", True, (), False),
        ("fe80::1", True, (), False),
        ("::ffff:127.0.0.1", True, (), False),
        ("10.1.2.3", False, ("10.0.0.0/8",), True),
        ("11.1.2.3", False, ("10.0.0.0/8",), False),
        ("::127.0.0.1", True, (), False),
        ("64:ff9b::a00:1", True, (), False),
        ("64:ff9b::808:808", True, (), True),
        ("2002:a00:1::", True, (), False),
        ("2002:808:808::", True, (), True),
    ],
)
def test_what_listens_in_the_house_is_not_reached(
    address: str, secure: bool, inside: tuple[str, ...], may: bool
) -> None:
    networks = [ipaddress.ip_network(each) for each in inside]
    assert may_reach(ipaddress.ip_address(address), secure=secure, inside=networks) is may


def test_who_hears_of_what() -> None:
    assert is_told("loops.moved", ())
    assert is_told("loops.moved", ("loops.",))
    assert not is_told("cases.filed", ("loops.",))
    for private in (
        "people.identity_revealed",
        "accounts.signed_in",
        "channels.key_issued",
        "ledger.heartbeat",
    ):
        assert not is_told(private, ())
    assert kinds_refusal(["cases.", "loops.moved"]) is None
    assert kinds_refusal(["people."]) is not None
    assert kinds_refusal(["cases.,people."]) is not None


def test_later_and_later_for_some_three_days() -> None:
    waits = [again_after(attempt) for attempt in range(1, len(BACK_OFF) + 1)]
    assert waits == sorted(filter(None, waits))
    assert sum(filter(None, waits), timedelta()) > timedelta(days=2.5)
    assert again_after(len(BACK_OFF) + 1) is None


def test_an_event_names_no_person_and_no_text() -> None:
    event = event_of(FACT)
    assert event["data"] == {"matter": "city", "inside": [{"unit_id": "u"}]}
    assert (event["by"], event["sequence"]) == ("staff", "00000000000000000041")
    assert event["time"] == "2026-03-02T01:00:00.000000Z"
    assert {"specversion", "id", "source", "type"} <= set(event)


def test_a_message_can_be_checked_by_what_standard_webhooks_says() -> None:
    secret, body = secret_of("key", "hook", 1), body_of(event_of(FACT))
    headers = headers_of(secret, "id", body, FACT.at)
    signed = f"id.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert (
        headers["webhook-signature"]
        == "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    )
    assert secret not in {
        secret_of("key", "hook", 2),
        secret_of("key", "other", 1),
        secret_of("other", "hook", 1),
    }
