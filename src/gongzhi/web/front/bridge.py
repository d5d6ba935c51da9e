"""From the server's asynchronous interface to Django's threads: one request, whole, to one thread."""

import sys
import tempfile
from collections.abc import Callable, Iterable
from typing import IO, Any
from urllib.parse import unquote_to_bytes

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

IN_MEMORY = 262_144  # bytes of a body or an answer; what is larger lies in a file of its own


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
    """What Django answered: status and headers."""

    def __init__(self) -> None:
        self.status = 500
        self.headers: list[tuple[str, str]] = []

    def start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        """Take status and headers; called by Django."""
        self.status = int(status[:3])
        self.headers = [(name.lower(), value) for name, value in headers]


def work(application: Application, environ: dict[str, Any]) -> tuple[Answer, bytes | IO[bytes]]:
    """Run Django on a request, in a thread; return the answer with its whole body, in a file where it came in pieces.

    So no thread waits for whoever reads slowly, and one that breaks off while it is made is an error: nobody takes half
    a list for a whole one. What is not taken yet the server holds in its memory, however much that is.
    """
    answer = Answer()
    result: Any = application(environ, answer.start)
    try:
        if not getattr(result, "streaming", True):
            return answer, b"".join(result)
        return answer, b"" if environ["REQUEST_METHOD"] == "HEAD" else _gathered(result)
    finally:
        close = getattr(result, "close", None)
        if close is not None:
            close()


def _gathered(chunks: Iterable[bytes]) -> IO[bytes]:
    """Return what comes in pieces, as a file that is read from its beginning. Raises what making it raises."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it was sent
    try:
        for chunk in chunks:
            file.write(chunk)
    except BaseException:
        file.close()
        raise
    return file
