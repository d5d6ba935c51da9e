"""A small witness by itself: the protocol over HTTP, with nothing but the standard library around it.

Who may ask is decided by signatures alone, so it reads what strangers send: bodies, time and the number of
connections are bounded, and each refusal is a line for whoever looks after it.
"""

import socket
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol

from gongzhi.ledger.notes import CosignatureSigner
from gongzhi.ledger.witnessing import MAX_REQUEST, Answer, Store, StoreError, witness

SECONDS = 10  # to wait for the next bytes
LONGEST = 60  # a connection lasts, however it uses its time
MAX_CONNECTIONS = 64


class ShowingStore(Store, Protocol):
    """A store that also shows what was cosigned last."""

    def shown(self, name: str) -> str | None:
        """Return the last cosigned checkpoint of the log with this hash, or None."""


class WitnessServer(ThreadingHTTPServer):
    """Answers ``POST /add-checkpoint`` and ``GET /<origin hash>/checkpoint``.

    `clock` returns seconds after 1970 began; `tell` gets a line for each request: the status and why, and the
    origin, where the request got so far.
    """

    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        store: ShowingStore,
        cosigner: CosignatureSigner,
        *,
        clock: Callable[[], float],
        tell: Callable[[str], None],
    ) -> None:
        self.store, self.cosigner, self.clock, self.tell = store, cosigner, clock, tell
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Take a connection when there is a place for it; else let it go at once."""
        if not self._places.acquire(blocking=False):
            self.tell("503 too_many_connections")
            self.shutdown_request(request)
            return
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # no thread could be started
            self._places.release()
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and end it when it has lasted long enough: some send a byte at a time."""
        end = threading.Timer(LONGEST, _hang_up, [request])
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say that a connection broke; what it sent is nobody's business."""
        self.tell("connection_broken")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "gongzhi-witness", ""
    timeout = SECONDS
    server: WitnessServer

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            return
        cosigner = self.server.cosigner.at(int(self.server.clock()))
        try:
            found = witness(body, self.server.store, cosigner)
        except StoreError as error:
            found = Answer(503, f"{error.code}\n", error.code)
        self._answer(found, _origin(body))

    def do_GET(self) -> None:
        self.close_connection |= self.headers.get("Content-Length", "0") != "0"
        name, _slash, rest = self.path.removeprefix("/").partition("/")
        try:
            note = self.server.store.shown(name) if rest == "checkpoint" else None
        except StoreError as error:
            self._answer(Answer(503, f"{error.code}\n", error.code))
            return
        if note is None:
            self._answer(Answer(404, "not_found\n", "not_found"))
        else:
            self._answer(Answer(200, note, "shown"))

    def _body(self) -> bytes | None:
        """Read the body, or answer why not; what is left unread ends the connection."""
        length = self.headers.get("Content-Length", "")
        self.close_connection = True
        if self.path != "/add-checkpoint":
            self._answer(Answer(404, "not_found\n", "not_found"))
        elif "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            self._answer(Answer(411, "length_required\n", "length_required"))
        elif len(length) > 9 or int(length) > MAX_REQUEST:
            self._answer(Answer(413, "too_long\n", "too_long"))
        else:
            body = self.rfile.read(int(length))
            if len(body) == int(length):
                self.close_connection = self.headers.get("Connection", "").lower() == "close"
                return body
            self.server.tell("400 broken_off")
        return None

    def _answer(self, found: Answer, origin: str = "") -> None:
        body = found.body.encode()
        self.send_response(found.status)
        self.send_header("Content-Type", found.content_type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.server.tell(" ".join(part for part in (str(found.status), found.code, origin) if part))

    def log_message(self, *_args: object) -> None:
        """Nothing: every answer has its line already, and addresses of people are not kept."""


def _origin(body: bytes) -> str:
    """Return whose log a request names, for the line about it: as it came, but harmless on a terminal."""
    origin = body.partition(b"\n\n")[2].partition(b"\n")[0][:255].decode(errors="replace")
    return "".join(letter if letter.isprintable() else "?" for letter in origin)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
