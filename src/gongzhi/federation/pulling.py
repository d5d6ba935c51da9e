"""Ask neighbours for what is new."""

import http.client
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from gongzhi.federation.actions.receive import note_asked, receive
from gongzhi.federation.items import MOST_BYTES, MOST_ITEMS, Feed, read_feed
from gongzhi.federation.keys import key_of
from gongzhi.federation.queries import NeighbourView, neighbours
from gongzhi.federation.rules.signing import header, read_header, signature_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure

Clock = Callable[[], datetime]
SECONDS = 10  # to wait for a neighbour; a default of this project


class Unreachable(Exception):
    """The neighbour did not answer, or not with a feed; asked again at the next turn."""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_more: object) -> None:
        return None


_opener = build_opener(_NoRedirect)


def pull_all(clock: Clock, found: Iterable[NeighbourView] | None = None) -> int:
    """Ask every neighbour once and take in what is new; return how many items came. `clock` tells the instant.

    One that is silent, or whose link stands still, keeps nobody else waiting for more than its time-out.
    """
    taken = 0
    for each in neighbours() if found is None else found:
        try:
            taken += pull(each, clock)
        except (Unreachable, Refused):
            continue
    return taken


def pull(neighbour: NeighbourView, clock: Clock) -> int:
    """Ask one neighbour for the next items and take them in; return how many.

    Raises `Unreachable`, and Refused where the answer is not right.
    """
    note_asked(node=neighbour.node, at=clock())
    feed = ask(neighbour, clock)
    if feed.node != neighbour.node:
        raise Refused(Refusal("federation.wrong_node", {"node": feed.node}))
    return receive(node=neighbour.node, feed=feed, at=clock())


def ask(neighbour: NeighbourView, clock: Clock) -> Feed:
    """Fetch and check the next part of a neighbour's feed."""
    key, nonce = key_of(neighbour.node), secrets.token_hex(16)
    base = urlsplit(neighbour.address)
    path = f"{base.path}/federation/facts?after={neighbour.received}&limit={MOST_ITEMS}"
    signed = header(
        key, node=settings.GONGZHI_NODE, method="GET", path=path, at=clock(), nonce=nonce, body=b""
    )
    request = Request(  # noqa: S310 - the scheme was checked when the neighbour was added
        f"{base.scheme}://{base.netloc}{path}",
        headers={"Authorization": signed, "Accept": "application/json"},
    )
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            body = answer.read(MOST_BYTES + 1)
            proof = read_header(answer.headers.get("Gongzhi-Signature", ""))
    except (URLError, OSError, http.client.HTTPException) as error:
        raise Unreachable(neighbour.node) from error
    if len(body) > MOST_BYTES or proof is None or proof.nonce != nonce or proof.node != neighbour.node:
        raise Unreachable(neighbour.node)
    answered = f"{urlsplit(path).path}#{nonce}"
    ensure(signature_refusal(key, proof, method="ANSWER", path=answered, body=body, at=clock()))
    return read_feed(body)
