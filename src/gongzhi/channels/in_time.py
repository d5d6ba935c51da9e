"""Connections to other people's servers that end after their time, however slowly something still comes.

A limit for each byte would let one that trickles go on for ever, and with it whoever waits for it.
"""

import contextlib
import socket
import threading
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

LONGEST = 15.0  # seconds for all of it, where nothing else is said; a default of this project


class _Ending:
    longest = LONGEST
    _watch: tuple[threading.Timer, socket.socket] | None = None

    def _new_conn(self) -> socket.socket:
        found: socket.socket = super()._new_conn()  # type: ignore[misc]
        twin = found.dup()  # TLS takes the socket itself over

        def cut() -> None:
            with contextlib.suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

        self._watch = threading.Timer(self.longest, cut), twin
        self._watch[0].daemon = True
        self._watch[0].start()
        return found

    def close(self) -> None:
        """Close the connection, and let nobody watch it any more."""
        super().close()  # type: ignore[misc]
        if self._watch is not None:
            (timer, twin), self._watch = self._watch, None
            timer.cancel()
            twin.close()


class InTime(_Ending, urllib3.connection.HTTPConnection):
    """A plain connection that ends after its time."""


class SealedInTime(_Ending, urllib3.connection.HTTPSConnection):
    """The same over TLS."""


class _Adapter(HTTPAdapter):
    def __init__(self, longest: float) -> None:
        self._longest = longest
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        plain = type("Plain", (InTime,), {"longest": self._longest})
        sealed = type("Sealed", (SealedInTime,), {"longest": self._longest})
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SealedPool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": sealed}),
        }


def session(longest: float) -> requests.Session:
    """Return a session whose connections end after so many seconds."""
    found = requests.Session()
    for scheme in ("http://", "https://"):
        found.mount(scheme, _Adapter(longest))
    return found
