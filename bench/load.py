"""Load over HTTP: threads with a socket each, ready-made requests, and as little reading as possible.

The client shares the machine with the server, so it must be cheap: it sends prepared bytes and reads
the status, the length and the body. Its own processor time is measured and reported beside the rest.
"""

import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

HOST = "127.0.0.1"
ANSWER_SECONDS = 30.0


class BadAnswerError(Exception):
    """A request was not answered as a measurement may count it."""


@dataclass
class Load:
    """What came back: seconds of each request, statuses, and how long the whole took."""

    latencies: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: float = 0.0
    client_cpu: float = 0.0
    sizes: list[int] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def get(path: str, cookies: Mapping[str, str] | None = None) -> bytes:
    """Return the bytes of a GET as a browser of a Chinese reader sends it."""
    return _head("GET", path, cookies or {}) + b"\r\n"


def post(path: str, fields: Mapping[str, str], cookies: Mapping[str, str]) -> bytes:
    """Return the bytes of a POST of a form."""
    body = urlencode(fields).encode()
    head = _head("POST", path, cookies)
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n".encode()
    return head + b"\r\n" + body


def _head(method: str, path: str, cookies: Mapping[str, str]) -> bytes:
    words = f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Language: zh-CN\r\nAccept: text/html\r\n"
    if cookies:
        words += "Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()) + "\r\n"
    return words.encode()


class Line:
    """One kept connection. The server may close it; then it is opened again, outside the timed part."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send one request; return status, headers and body."""
        if self._socket is None:
            self._socket = socket.create_connection((HOST, self._port), timeout=ANSWER_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        data = self._more(b"")
        while (end := data.find(b"\r\n\r\n")) < 0:
            data = self._more(data)
        headers = data[:end]
        body = data[end + 4 :]
        lower = headers.lower()
        length = _length(lower)
        while len(body) < length:
            body = self._more(body)
        if b"\r\nconnection: close" in lower:
            self.close()
        return int(headers[9:12]), headers, body

    def close(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None

    def _more(self, data: bytes) -> bytes:
        assert self._socket is not None
        more = self._socket.recv(262_144)
        if not more:
            self.close()
            raise BadAnswerError("the server closed the connection in the middle of an answer")
        return data + more


def _length(headers: bytes) -> int:
    start = headers.find(b"\r\ncontent-length:")
    if start < 0:
        raise BadAnswerError("an answer without a length: this client does not read streams")
    return int(headers[start + 17 :].split(b"\r\n", 1)[0])


def run(
    requests: Sequence[bytes],
    port: int,
    *,
    concurrency: int,
    seconds: float,
    expected: int = 200,
    again: bool = True,
) -> Load:
    """Send requests from `concurrency` connections for at most `seconds`, and return what came back.

    With `again` the requests go round; without, each is sent once at most (a filing is new each time).
    Raises BadAnswerError when any answer has another status than `expected`: a fast error is no speed.
    """
    crew = _Crew(itertools.cycle(requests) if again else iter(requests), port, expected, seconds)
    threads = [threading.Thread(target=crew.work, daemon=True) for _ in range(concurrency)]
    began, cpu = time.perf_counter(), time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load = crew.load
    load.seconds, load.client_cpu = time.perf_counter() - began, time.process_time() - cpu
    if crew.errors or not load.latencies:
        raise BadAnswerError(crew.errors[0] if crew.errors else "no request was answered in time")
    return load


class _Crew:
    """Threads that take the next request in turn, until the time is over or one is answered wrongly."""

    def __init__(self, turns: Iterator[bytes], port: int, expected: int, seconds: float) -> None:
        self.load = Load()
        self.errors: list[str] = []
        self._turns, self._port, self._expected = turns, port, expected
        self._until = time.monotonic() + seconds
        self._lock = threading.Lock()

    def work(self) -> None:
        line = Line(self._port)
        try:
            while time.monotonic() < self._until and not self.errors:
                with self._lock:
                    request = next(self._turns, None)
                if request is None:
                    return
                self._ask(line, request)
        except (OSError, BadAnswerError) as error:
            self.errors.append(str(error))
        finally:
            line.close()

    def _ask(self, line: Line, request: bytes) -> None:
        began = time.perf_counter()
        status, _headers, body = line.ask(request)
        taken = time.perf_counter() - began
        with self._lock:
            self.load.latencies.append(taken)
            self.load.statuses[status] += 1
            self.load.sizes.append(len(body))
        if status != self._expected:
            self.errors.append(f"status {status} instead of {self._expected}: {_extract(body)}")


def _extract(body: bytes) -> str:
    return " ".join(body.decode(errors="replace").split())[:300]
