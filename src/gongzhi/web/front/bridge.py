"""From the server's asynchronous interface to Django's threads: one request, whole, to one thread."""

import asyncio
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def environ_of(scope: Any, body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the environment of a request as PEP 3333 has it. `body` is all of it, `length` its bytes."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "CONTENT_LENGTH": str(length) if length else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope.headers.items():
        if name == "content-type":
            environ["CONTENT_TYPE"] = value
        elif name != "content-length" and "_" not in name:
            key = "HTTP_" + name.upper().replace("-", "_")
            joined = "; " if name == "cookie" else ","
            environ[key] = f"{environ[key]}{joined}{value}" if key in environ else value
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ


class Answer:
    """What Django answered: status, headers, and either the whole body or what is still to be streamed."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        """Take status and headers; called by Django."""
        self.status = int(status[:3])
        self.headers = [(name.lower(), value) for name, value in headers]


def work(
    application: Application, environ: dict[str, Any], proto: Any, loop: asyncio.AbstractEventLoop
) -> tuple[Answer, bytes] | None:
    """Run Django on a request, in a thread; return the answer with its body, or None when it was streamed from here.

    A stream waits for the client, chunk by chunk, so that a large export never lies in memory.
    """
    answer = Answer()
    result: Any = application(environ, answer.start)
    try:
        if not getattr(result, "streaming", True):
            return answer, b"".join(result)
        if environ["REQUEST_METHOD"] == "HEAD":
            return answer, b""
        _stream(answer, result, proto, loop)
        return None
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()


def _stream(answer: Answer, chunks: Iterable[bytes], proto: Any, loop: asyncio.AbstractEventLoop) -> None:
    transport: Any = None
    for chunk in chunks:
        if transport is None:
            transport = proto.response_stream(answer.status, answer.headers)
        if chunk:
            sent: Future[Any] = asyncio.run_coroutine_threadsafe(_send(transport, bytes(chunk)), loop)
            sent.result(timeout=60)
    if transport is None:
        proto.response_empty(answer.status, answer.headers)


async def _send(transport: Any, chunk: bytes) -> None:
    await transport.send_bytes(chunk)
