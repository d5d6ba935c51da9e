"""How long one post takes at the most."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import urllib3
from django.conf import LazySettings

from gongzhi.channels.events import sending
from gongzhi.channels.in_time import InTime, session


@pytest.fixture
def trickling(request: pytest.FixtureRequest, settings: LazySettings) -> Iterator[str]:
    """A real server that begins to answer, a byte at a time, and never comes to an end."""
    settings.GONGZHI_HOOK_NETWORKS = ["127.0.0.0/8"]
    server, over = socket.create_server(("127.0.0.1", 0)), threading.Event()
    begun: bytes = getattr(request, "param", b"HTTP/1.1 200 OK\r\nX-Long: ")

    def serve() -> None:
        line, _address = server.accept()
        with line:
            try:
                line.sendall(begun)
                for _time in range(100):
                    line.sendall(b"x")
                    if over.wait(0.1):
                        return
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    over.set()
    thread.join(5)
    server.close()


def test_an_answer_that_trickles_is_cut_off(trickling: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(InTime, "longest", 0.5)
    began = time.monotonic()
    sending.post(trickling, b"{}", {})
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "trickling",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\n",
    ],
    indirect=True,
)
def test_a_body_that_trickles_is_cut_off_whatever_ends_it(trickling: str) -> None:
    """An answer that ends with its connection takes that along: it is watched all the same."""
    began, before = time.monotonic(), set(threading.enumerate())
    with (
        session(0.5) as line,
        line.get(trickling, timeout=5, stream=True) as answer,
        contextlib.suppress(urllib3.exceptions.HTTPError, OSError),
    ):
        answer.raw.read()
    assert time.monotonic() - began < 5
    for watch in set(threading.enumerate()) - before:
        watch.join(5)
        assert not watch.is_alive(), "nobody watches what is over"


def test_an_answer_that_is_read_is_watched_no_longer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            line, _address = server.accept()
            with line:
                line.recv(65_536)
                line.sendall(b"HTTP/1.0 200 OK\r\n\r\nwhole")

        before = set(threading.enumerate())
        threading.Thread(target=serve, daemon=True).start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with session(600) as line, line.get(address, timeout=5, stream=True) as answer:
            assert answer.raw.read() == b"whole"
        for watch in set(threading.enumerate()) - before:
            watch.join(5)
            assert not watch.is_alive()
