"""An application that says what reached it: what the porter's tests are served by."""

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gongzhi.web.front.measures import chosen
from gongzhi.web.front.porter import Porter


class _Stream:
    """Three chunks, and a word on whether it was closed."""

    streaming = True
    closed = False

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"one,", b"two,", b"three")

    def close(self) -> None:
        _Stream.closed = True


class _Large(_Stream):
    """Eight megabytes in pieces."""

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"x" * 65_536 for _ in range(128))


class _Broken(_Stream):
    """A list that cannot be made to its end."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"first line"
        raise ValueError("the rest")


STREAMS = {"/stream": _Stream, "/large": _Large, "/api/broken": _Broken}


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """Answer with what was asked; ``/slow`` takes a fifth of a second, some others answer in pieces."""
    path = environ["PATH_INFO"].encode("latin-1").decode()
    if path in STREAMS:
        start("200 OK", [("Content-Type", "text/plain")])
        return STREAMS[path]()
    if path == "/slow":
        time.sleep(0.2)
    body = environ["wsgi.input"].read()
    told = {
        "path": path,
        "query": environ["QUERY_STRING"],
        "method": environ["REQUEST_METHOD"],
        "length": environ["CONTENT_LENGTH"],
        "type": environ.get("CONTENT_TYPE"),
        "address": environ["REMOTE_ADDR"],
        "cookie": environ.get("HTTP_COOKIE"),
        "host": environ.get("HTTP_HOST"),
        "spoofed": environ.get("HTTP_X_REAL_NAME"),
        "body": len(body),
        "first": body[:8].decode("latin-1"),
        "closed": _Stream.closed,
        "process": os.getpid(),
    }
    start("200 OK", [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return _Whole(json.dumps(told).encode())


class _Whole(list[bytes]):
    """A body that is there at once, as Django's plain responses are."""

    streaming = False

    def __init__(self, body: bytes) -> None:
        super().__init__([body])


application = Porter(echo, chosen())
