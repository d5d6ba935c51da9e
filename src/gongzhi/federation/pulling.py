"""Ask neighbours for what is new."""

import http.client
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.cache import cache

from gongzhi.federation.actions.receive import note_asked
from gongzhi.federation.items import MOST_BYTES, MOST_ITEMS, Feed, read_feed
from gongzhi.federation.keys import key_of
from gongzhi.federation.queries import NeighbourView, neighbours, trouble_key
from gongzhi.federation.receiving import receive
from gongzhi.federation.rules.signing import header, read_header, signature_refusal
from gongzhi.kernel.refusals import Refusal, Refused, ensure

Clock = Callable[[], datetime]
SECONDS = 10  # to wait for a neighbour; a default of this project


class Unreachable(Exception):
    """The neighbour did not answer, or not with a feed; asked again at the next turn. `code` says which."""

    def __init__(self, node: str, code: str = "federation.unreachable") -> None:
        super().__init__(node)
        self.code = code


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

    Raises `Unreachable`, and Refused where the answer is not right. Why there was no answer is kept for
    whoever looks at the link.
    """
    note_asked(node=neighbour.node, at=clock())
    try:
        feed = ask(neighbour, clock)
        if feed.node != neighbour.node:
            raise Refused(Refusal("federation.wrong_node", {"node": feed.node}))
    except Unreachable as error:
        _keep_trouble(neighbour.node, error.code)
        raise
    except Refused as refused:
        _keep_trouble(neighbour.node, refused.refusal.code)
        raise
    return receive(node=neighbour.node, feed=feed, at=clock(), after=neighbour.received)


def _keep_trouble(node: str, code: str) -> None:
    """Remember for a day, for whoever looks: it is no fact, since most of it passes by itself."""
    cache.set(trouble_key(node), code, 86_400)


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
    except HTTPError as error:
        code = (
            "federation.not_accepted" if error.code == HTTPStatus.UNAUTHORIZED else "federation.wrong_answer"
        )
        raise Unreachable(neighbour.node, code) from error
    except (URLError, OSError, http.client.HTTPException) as error:
        raise Unreachable(neighbour.node) from error
    if len(body) > MOST_BYTES or proof is None or proof.nonce != nonce or proof.node != neighbour.node:
        raise Unreachable(neighbour.node, "federation.wrong_answer")
    answered = f"{urlsplit(path).path}#{nonce}"
    ensure(signature_refusal(key, proof, method="ANSWER", path=answered, body=body, at=clock()))
    return read_feed(body)
