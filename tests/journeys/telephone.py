"""A telephone of the tests: a browser of its own that can be killed, and a network that can be cut or lose answers."""

import contextlib
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright

from gongzhi.cases.tests.pictures import picture


class Network:
    """Stands between the telephone and the server, on an address of its own.

    `up` False: nothing gets through. `losing` True: answers to entries are swallowed after the server gave them.
    """

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        self._server = (parts.hostname or "localhost", parts.port or 80)
        self.up, self.losing, self.lost = True, False, 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self._door.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Cut the network, connections that stand included."""
        self.up = False
        for each in list(self._open):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        self._door.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _address = self._door.accept()
                if not self.up:
                    caller.close()
                    continue
                threading.Thread(target=self._between, args=(caller,), daemon=True).start()

    def _between(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError), caller, socket.create_connection(self._server) as server:
            self._open |= {caller, server}
            sending = threading.Event()
            threading.Thread(target=self._up, args=(caller, server, sending), daemon=True).start()
            while data := server.recv(65536):
                if sending.is_set() and self.losing:
                    self.lost += 1
                    break  # the server has done it; the telephone never hears of it
                caller.sendall(data)
            caller.shutdown(socket.SHUT_RDWR)
            self._open -= {caller, server}

    def _up(self, caller: socket.socket, server: socket.socket, sending: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := caller.recv(65536):
                if b"POST /field/send " in data:
                    sending.set()
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)


class Telephone:
    """Chromium with a folder of its own, so that what it keeps outlives it."""

    def __init__(self, playwright: Playwright, folder: Path, url: str, launch: dict[str, Any]) -> None:
        self._playwright, self._folder, self._url, self._launch = playwright, folder, url, launch
        self.context: BrowserContext | None = None
        self.complaints: list[str] = []

    def start(self, *, named: str = "") -> Page:
        """Open the browser and return its page; `named`: by a name that is no secure address without TLS."""
        url = self._url.replace("localhost", named or "localhost")
        self.context = self._playwright.chromium.launch_persistent_context(
            self._folder,
            executable_path=self._launch["executable_path"],
            args=[*self._launch["args"], f"--host-resolver-rules=MAP {named or 'localhost'} 127.0.0.1"],
            viewport={"width": 360, "height": 740},
            locale="zh-CN",
            base_url=url,
        )
        page = self.context.pages[0]
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text) if "Content Security" in message.text else None
            ),
        )
        return page

    def kill(self) -> None:
        """Kill the browser at once, all its processes: it has no time to save anything."""
        mark = f"--user-data-dir={self._folder}".encode()
        for folder in Path("/proc").iterdir():
            with contextlib.suppress(OSError, ValueError):
                if mark in (folder / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(folder.name), signal.SIGKILL)
        self.end()
        time.sleep(0.3)
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self._folder / name).unlink(missing_ok=True)

    def end(self) -> None:
        """Close what is open."""
        if self.context is not None:
            with contextlib.suppress(Exception):
                self.context.close()
        self.context = None


def photo(number: int) -> dict[str, Any]:
    """Return a photo as a telephone takes one, large and with the place inside."""
    data = picture(size=(2400, 1600 + number))
    return {"name": f"IMG_{number}.jpg", "mimeType": "image/jpeg", "buffer": data}
