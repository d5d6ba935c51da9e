"""How long one post takes at the most."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
from django.conf import LazySettings

from gongzhi.channels.events import sending
from gongzhi.channels.in_time import InTime


@pytest.fixture
def trickling(settings: LazySettings) -> Iterator[str]:
    """A real server that begins to answer, a byte at a time, and never comes to an end."""
    settings.GONGZHI_HOOK_NETWORKS = ["127.0.0.0/8"]
    server, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        line, _address = server.accept()
        with line:
            try:
                line.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
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
