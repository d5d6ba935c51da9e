"""Post one message: to an address that was looked at before, without redirects, and with little patience."""

import ipaddress
import socket
import ssl
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.db import connection

from gongzhi.channels.events.actions.deliver import Parcel
from gongzhi.channels.events.cloudevents import body_of, event_of, headers_of, secret_of
from gongzhi.channels.events.queries import hook
from gongzhi.channels.events.rules import may_reach
from gongzhi.channels.in_time import InTime, SealedInTime
from gongzhi.ledger.facts import Recorded, UnreadableFact
from gongzhi.ledger.public import entries_after

SECONDS = 10.0  # until the next byte; a default of this project


def send(parcel: Parcel, at: datetime) -> tuple[bool, str]:
    """Post a message; return whether it arrived (any 2xx) and what was said: a status, or a word of ours."""
    view, fact = hook(parcel.hook_id), _fact(parcel)
    if view is None or fact is None:
        return False, "gone"
    body = body_of(event_of(fact))
    secret = secret_of(settings.SECRET_KEY, str(view.id), view.version)
    if not connection.in_atomic_block:
        connection.close()  # others may need it while somebody far away takes their time
    return post(view.url, body, headers_of(secret, str(fact.id), body, at))


def _fact(parcel: Parcel) -> Recorded | None:
    """Return the fact, by its place in the order."""
    try:
        found = entries_after(parcel.position, limit=1)
    except UnreadableFact:
        return None
    return found[0] if found and found[0].id == parcel.fact_id else None


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[bool, str]:
    """Post bytes to an address this installation may reach; the answer's body is not read."""
    parts = urlsplit(url)
    host, secure = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    try:
        address = _reachable(host, port, secure=secure)
    except OSError:
        return False, "no_address"
    if address is None:
        return False, "not_allowed"
    more: dict[str, Any] = {}
    if secure:
        # The system's certificates: an office network may have an authority of its own.
        more = {"server_hostname": host, "assert_hostname": host, "ssl_context": ssl.create_default_context()}
    kind = urllib3.HTTPSConnectionPool if secure else urllib3.HTTPConnectionPool
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with kind(address, port, timeout=SECONDS, retries=False, maxsize=1, **more) as pool:
        pool.ConnectionCls = SealedInTime if secure else InTime
        try:
            answer: Any = pool.request(
                "POST",
                path,
                body=body,
                headers={**headers, "host": parts.netloc.rpartition("@")[2], "connection": "close"},
                redirect=False,
                preload_content=False,
            )
        except urllib3.exceptions.TimeoutError:
            return False, "timeout"
        except urllib3.exceptions.SSLError:
            return False, "certificate"
        except (urllib3.exceptions.HTTPError, OSError, ValueError):
            return False, "no_answer"
        status = answer.status
        answer.close()
    return 200 <= status < 300, str(status)


def _reachable(host: str, port: int, *, secure: bool) -> str | None:
    """Return the address to connect to: looked up once, and used as it was looked at."""
    inside = [ipaddress.ip_network(each) for each in settings.GONGZHI_HOOK_NETWORKS]
    for *_rest, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if may_reach(address, secure=secure, inside=inside):
            return str(address)
    return None
