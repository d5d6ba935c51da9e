"""A system that is told: a real server of HTTP that keeps what it gets, and fails when it is asked to."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.conf import LazySettings

from gongzhi.channels.keys import queries


@dataclass
class Receiver:
    """What arrived: headers and body each. `answers` are the next statuses; 204 when there are none."""

    url: str = ""
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@pytest.fixture
def receiver(settings: LazySettings) -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            found.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status = found.answers.pop(0) if found.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_address[1]}/events?room=1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.GONGZHI_HOOK_NETWORKS = ["127.0.0.0/8"]
    queries.forget_known()
    yield found
    server.shutdown()
    server.server_close()
