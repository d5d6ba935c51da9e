"""Speaks to the address: no other host, no proxy, TLS that is checked, one deadline for all, one more try at most."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from gongzhi.diagnosis.endpoint.prompt import Question, body_of

MOST_BYTES = 262_144  # of an answer, its envelope included
_LONGEST_WAIT = 2.0  # seconds before the second try, whatever the server asks for
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


class UnansweredError(Exception):
    """No answer. `code`: why; never a word of what was sent or came back."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked, by which name, with which key, for how many seconds at most; `ca`: an office's own CA."""

    url: str
    model: str
    key: str = ""
    timeout: float = 20.0
    ca: str = ""


def is_allowed(url: str) -> bool:
    """Tell whether an address may be asked at all: over TLS, or on this very machine; no name and password in it."""
    parts = urlsplit(url)
    if parts.username or parts.password or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)


def speak(endpoint: Endpoint, question: Question) -> str:
    """Return what the model said, as text; raise `UnansweredError`."""
    if not is_allowed(endpoint.url):
        raise UnansweredError("ADDRESS")
    until = time.monotonic() + endpoint.timeout
    strict, tried = True, 0
    while True:
        tried += 1
        body = json.dumps(body_of(question, model=endpoint.model, strict=strict), ensure_ascii=False)
        try:
            status, wait, data = _ask(endpoint, body.encode(), until)
        except _OnceMoreError:
            status, wait, data = 0, 0.1, b""
        if status == 200:
            return content_of(data)
        again = status in (0, 408, 425, 429, 500, 502, 503, 504)
        schema_unknown = strict and status in (400, 422)
        if tried > 1 or not (again or schema_unknown):
            raise UnansweredError(_why(status))
        strict = strict and not schema_unknown
        pause = 0.0 if schema_unknown else min(wait, _LONGEST_WAIT)
        if time.monotonic() + pause >= until:
            raise UnansweredError("TIMEOUT")
        time.sleep(pause)


def _why(status: int) -> str:
    if 300 <= status < 400:
        return "REDIRECT"
    return {0: "UNREACHABLE", 401: "KEY", 403: "KEY", 404: "NOT_FOUND", 429: "BUSY"}.get(status, "STATUS")


class _OnceMoreError(Exception):
    """The connection broke before anything came back."""


def _ask(endpoint: Endpoint, body: bytes, until: float) -> tuple[int, float, bytes]:
    """Return status, seconds to wait, and body of one request."""
    parts = urlsplit(endpoint.url.rstrip("/") + "/chat/completions")
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json",
        "Accept-Encoding": "identity",
    }
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    left = until - time.monotonic()
    if left <= 0:
        raise UnansweredError("TIMEOUT")
    connection = _connection(endpoint, parts.scheme, parts.hostname or "", parts.port, left)
    began = False
    try:
        connection.connect()
        with _cut_off(connection, until):
            connection.request(
                "POST", f"{parts.path}?{parts.query}" if parts.query else parts.path, body, headers
            )
            answer = connection.getresponse()
            began = True
            data = _read(answer)
            if time.monotonic() >= until:
                raise UnansweredError("TIMEOUT")
            return answer.status, _wait(answer.getheader("Retry-After")), data
    except ssl.SSLError:
        raise UnansweredError("TLS") from None
    except (OSError, HTTPException, ValueError):
        if time.monotonic() >= until - 0.01:
            raise UnansweredError("TIMEOUT") from None
        if began:
            raise UnansweredError("BROKEN") from None
        raise _OnceMoreError from None
    finally:
        connection.close()


def _connection(endpoint: Endpoint, scheme: str, host: str, port: int | None, left: float) -> HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context(cafile=endpoint.ca or None)
        return HTTPSConnection(host, port, timeout=left, context=context)
    return HTTPConnection(host, port, timeout=left)


@contextmanager
def _cut_off(connection: HTTPConnection, until: float) -> Iterator[None]:
    """Cut a connection off at the deadline, however slowly it drips."""

    line = connection.sock

    def cut() -> None:
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, until - time.monotonic()), cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _read(answer: HTTPResponse) -> bytes:
    data = answer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UnansweredError("TOO_LONG")
    return data


def _wait(told: str | None) -> float:
    try:
        return max(0.0, float(told or 0.2))
    except ValueError:
        return 0.2


def content_of(data: bytes) -> str:
    """Return the text of a completion, sent whole or in pieces; raise `UnansweredError` where it is none."""
    try:
        text = data.decode()
        if text.lstrip().startswith("data:"):
            return _from_pieces(text)
        return _whole(json.loads(text))
    except (ValueError, RecursionError, KeyError, IndexError, TypeError, AttributeError):
        raise UnansweredError("BROKEN") from None


def _whole(said: Any) -> str:
    choice = said["choices"][0]
    message = choice["message"]
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise UnansweredError("REFUSED")
    content = message.get("content")
    if not isinstance(content, str) or not content.strip():
        raise UnansweredError("REFUSED" if content in (None, "") else "BROKEN")
    return content


def _from_pieces(text: str) -> str:
    """Return what a stream of server-sent events says together."""
    pieces = []
    for line in text.splitlines():
        if not line.startswith("data:") or line[5:].strip() in ("", "[DONE]"):
            continue
        choice = json.loads(line[5:])["choices"][0]
        if choice.get("finish_reason") == "content_filter":
            raise UnansweredError("REFUSED")
        pieces.append(choice.get("delta", {}).get("content") or "")
    if not (whole := "".join(pieces)).strip():
        raise UnansweredError("REFUSED")
    return whole
