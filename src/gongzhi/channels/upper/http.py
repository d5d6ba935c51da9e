"""A platform above over JSON and HTTP, both ways signed with a shared key."""

import secrets
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec
import requests

from gongzhi.channels.in_time import session
from gongzhi.channels.upper.facts import Message, OrderState, Page
from gongzhi.channels.upper.platform import NotAccepted, Unreachable
from gongzhi.channels.upper.rules.mapping import Meaning
from gongzhi.channels.upper.rules.signing import is_signed, sign
from gongzhi.channels.upper.wire import Orders, Problem, States, WireOrder, body_of, page_of, state_of

# Seconds until there is a line, until the next byte, and for all of an answer; defaults of this project.
CONNECT, READ, LONGEST = 3.0, 10.0, 60.0
MOST_BYTES = 16 * 1_048_576
PHOTO_BYTES = 10 * 1_048_576
PULLED, LISTED = 100, 1_000
MOST_PAGES = 1_000  # of one list: a platform that never ends its list is not asked for ever

_Wire = TypeVar("_Wire")


class HttpPlatform:
    """Speaks the documented messages to the address of a mapping. `clock` tells the instant of a signature."""

    def __init__(self, meaning: Meaning, key: bytes, clock: Callable[[], datetime]) -> None:
        self._meaning, self._key, self._clock = meaning, key, clock
        base = urlsplit(str(meaning.connection["address"]).rstrip("/"))
        self._base, self._path = f"{base.scheme}://{base.netloc}", base.path
        self._read = float(meaning.connection.get("timeout", READ))

    def pull(self, cursor: str) -> Page:
        """Return what is new after a cursor."""
        return page_of(self._get("/orders", Orders, after=cursor, limit=PULLED))

    def taken(self) -> None:
        """Nothing to say: the next pull names the cursor."""

    def order(self, number: str) -> Page:
        """Return one order with all its events; an empty page where they show it no more."""
        status, body = self._ask("GET", f"/orders/{quote(number, safe='')}", b"", {})
        if status in (404, 410):
            return Page()
        if status != 200:
            raise Unreachable(f"upper.status_{status}")
        return page_of(Orders(orders=[_read(body, WireOrder)], cursor=""))

    def tell(self, message: Message) -> None:
        """Send a message under its key."""
        path = f"/orders/{quote(message.number, safe='')}/messages"
        status, body = self._ask("POST", path, body_of(message), {"Idempotency-Key": str(message.key)})
        if status in (409, 422):
            raise NotAccepted(_read(body, Problem).code)
        if status not in (200, 201, 202):
            raise Unreachable(f"upper.status_{status}")

    def photo(self, name: str) -> bytes | None:
        """Fetch a picture from a host of the mapping's list, over TLS and nowhere else."""
        where = urlsplit(name)
        if where.scheme != "https" or where.hostname not in self._meaning.photo_hosts:
            return None
        try:
            with (
                session(LONGEST) as line,
                line.get(name, timeout=(CONNECT, self._read), allow_redirects=False, stream=True) as answer,
            ):
                data = (
                    answer.raw.read(PHOTO_BYTES + 1, decode_content=True)
                    if answer.status_code == 200
                    else b""
                )
        except (requests.RequestException, OSError):
            return None
        return data if 0 < len(data) <= PHOTO_BYTES else None

    def list_open(self, day: date) -> Iterator[OrderState] | None:
        """Return the list of a day, page by page."""
        return self._listed(day)

    def _listed(self, day: date) -> Iterator[OrderState]:
        cursor = ""
        for _page in range(MOST_PAGES):
            found = self._get("/states", States, day=day.isoformat(), after=cursor, limit=LISTED)
            yield from map(state_of, found.orders)
            if not found.more or found.cursor == cursor:
                return
            cursor = found.cursor

    def _get(self, path: str, wanted: type[_Wire], **asked: str | int) -> _Wire:
        status, body = self._ask("GET", f"{path}?{urlencode(asked)}" if asked else path, b"", {})
        if status != 200:
            raise Unreachable(f"upper.status_{status}")
        return _read(body, wanted)

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Ask and return status and body of an answer that is signed; one that is not is none."""
        nonce, whole = secrets.token_hex(16), self._path + path
        signed = sign(self._key, what=f"{method} {whole}", at=self._clock(), nonce=nonce, body=body)
        headers |= {"Authorization": signed, "Accept": "application/json"}
        if body:
            headers["Content-Type"] = "application/json"
        try:
            with (
                session(LONGEST) as line,
                line.request(
                    method,
                    self._base + whole,
                    data=body,
                    headers=headers,
                    timeout=(CONNECT, self._read),
                    allow_redirects=False,
                    stream=True,
                ) as answer,
            ):
                found = answer.raw.read(MOST_BYTES + 1, decode_content=True)
                status, proof = answer.status_code, answer.headers.get("Gongzhi-Signature", "")
        except (requests.RequestException, OSError) as error:
            raise Unreachable from error
        except Exception as error:  # what a broken body raises while it is read comes from below `requests`
            raise Unreachable("upper.wrong_answer") from error
        if status in (401, 403):
            raise Unreachable("upper.not_let_in")
        if status >= 500 or status == 429:
            raise Unreachable(f"upper.status_{status}")
        if len(found) > MOST_BYTES:
            raise Unreachable("upper.wrong_answer")
        if not is_signed(
            self._key, proof, what=f"{status} {whole}", nonce=nonce, body=found, at=self._clock()
        ):
            raise Unreachable("upper.wrong_signature")
        return status, found


def _read(body: bytes, wanted: type[_Wire]) -> _Wire:
    try:
        return msgspec.json.decode(body, type=wanted)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise Unreachable("upper.wrong_answer") from error
