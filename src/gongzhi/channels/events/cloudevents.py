"""A fact as another system reads it: CloudEvents 1.0 in JSON, signed as Standard Webhooks has it."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gongzhi.ledger.facts import Recorded

CONTENT_TYPE = "application/cloudevents+json; charset=utf-8"


def event_of(fact: Recorded) -> dict[str, Any]:
    """Return a fact as an event. Texts are no part of it, nor who of the staff acted: `by` is a kind of party.

    `id` is the fact's, so an event that comes twice can be told; `sequence` is its place in the order, as twenty
    digits: by it one asks for what comes after.
    """
    return {
        "specversion": "1.0",
        "id": str(fact.id),
        "source": f"urn:gongzhi:node:{fact.node}",
        "type": f"org.gongzhi.{fact.kind}",
        "subject": str(fact.subject) if fact.subject else None,
        "time": _instant(fact.at),
        "datacontenttype": "application/json",
        "sequence": f"{fact.position or 0:020d}",
        "by": fact.actor.partition(":")[0],
        "data": _plain(fact.data),
    }


def body_of(event: Mapping[str, Any]) -> bytes:
    """Return the bytes that are sent and signed."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def secret_of(key: str, hook: str, version: int) -> str:
    """Return the secret of a hook, made from the installation's own key: a table or backup holds none."""
    digest = hmac.new(key.encode(), f"hook/{hook}/{version}".encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(digest).decode()}"


def headers_of(secret: str, event_id: str, body: bytes, at: datetime) -> dict[str, str]:
    """Return the headers of a message; the signature is over id, second and body."""
    seconds = str(int(at.timestamp()))
    signed = f"{event_id}.{seconds}.".encode() + body
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    return {
        "content-type": CONTENT_TYPE,
        "webhook-id": event_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    """Leave out what only says that there is a text, and accounts: names of people come by no other way either."""
    if isinstance(value, Mapping):
        return {
            name: _plain(item)
            for name, item in value.items()
            if not (isinstance(item, Mapping) and set(item) == {"commitment"}) and name not in _PERSONS
        }
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


_PERSONS = frozenset({"account_id", "account", "contact_id", "first_by", "second_by", "drafted_by", "source"})
