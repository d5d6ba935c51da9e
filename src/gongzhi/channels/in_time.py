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
    opened: "list[_Ending] | None" = None  # by whom all are closed in the end, those in nobody's hands too
    _watch: tuple[threading.Timer, socket.socket] | None = None
    _answering = False

    def _new_conn(self) -> socket.socket:
        found: socket.socket = super()._new_conn()  # type: ignore[misc]
        twin = found.dup()  # TLS takes the socket itself over

        def cut() -> None:
            with contextlib.suppress(OSError):
                twin.shutdown(socket.SHUT_RDWR)

        self._watch = threading.Timer(self.longest, cut), twin
        self._watch[0].daemon = True
        self._watch[0].start()
        if self.opened is not None:
            self.opened.append(self)
        return found

    def getresponse(self) -> Any:
        """Return the answer. One that ends with its connection is given it here: it is watched all the same."""
        self._answering = True
        try:
            return super().getresponse()  # type: ignore[misc]
        finally:
            self._answering = False

    def close(self) -> None:
        """Close the connection, and let nobody watch it any more."""
        super().close()  # type: ignore[misc]
        if self._watch is not None and not self._answering:
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
        self._opened: list[_Ending] = []
        super().__init__()

    def init_poolmanager(self, *args: Any, **more: Any) -> None:
        super().init_poolmanager(*args, **more)
        more = {"longest": self._longest, "opened": self._opened}
        plain, sealed = type("Plain", (InTime,), more), type("Sealed", (SealedInTime,), more)
        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (urllib3.HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("SealedPool", (urllib3.HTTPSConnectionPool,), {"ConnectionCls": sealed}),
        }

    def close(self) -> None:
        """Close all connections now: a pool would leave that to whoever collects what nobody holds any more."""
        super().close()
        while self._opened:
            self._opened.pop().close()


def session(longest: float) -> requests.Session:
    """Return a session whose connections end after so many seconds."""
    found = requests.Session()
    for scheme in ("http://", "https://"):
        found.mount(scheme, _Adapter(longest))
    return found
