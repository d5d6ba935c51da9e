"""The telephone relay 转接: an exchange connects two people, and neither the office nor its pages see the number."""

import contextlib
import fcntl
import json
import os
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol
from uuid import UUID

from django.conf import settings

from gongzhi.kernel.instants import to_text


class PhoneRelay(Protocol):
    """What connects a call. The same `call` may come twice, after a retry: it is one call."""

    def connect(
        self, *, call: UUID, code: str, desk_phone: str, resident_phone: str, until: datetime
    ) -> None:
        """Let `desk_phone` reach `resident_phone` by dialling `code`, until `until`; neither learns the number."""


class RelayFile:
    """Calls as lines of JSON in one file, for an exchange that reads it; only its owner can (0600)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def connect(
        self, *, call: UUID, code: str, desk_phone: str, resident_phone: str, until: datetime
    ) -> None:
        line = {
            "call": str(call),
            "code": code,
            "desk_phone": desk_phone,
            "resident_phone": resident_phone,
            "until": to_text(until),
        }
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # One write of one line: lines of two processes never mix. The lock is against `forget`.
        with os.fdopen(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def forget(self, at: datetime) -> int:
        """Take the calls that are over out of the file, numbers and all; return how many."""
        with contextlib.suppress(FileNotFoundError), self._path.open("r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            lines = file.readlines()
            kept = [line for line in lines if _until(line) > to_text(at)]
            if len(kept) < len(lines):
                file.seek(0)
                file.write(b"".join(kept))
                file.truncate()
            return len(lines) - len(kept)
        return 0


def _until(line: bytes) -> str:
    """Return until when a call lasts; a line nobody can read is over: it may hold half a number."""
    try:
        return str(json.loads(line)["until"])
    except (ValueError, KeyError, TypeError):
        return ""


def forget_calls(at: datetime) -> int:
    """Let the file of calls hold no number longer than it is needed; an exchange of its own has its own ways."""
    relay = phone_relay()
    return relay.forget(at) if isinstance(relay, RelayFile) else 0


def phone_relay() -> PhoneRelay:
    """Return the relay the installation uses: ``GONGZHI_PHONE_RELAY`` names a function, or else the file."""
    if name := settings.GONGZHI_PHONE_RELAY:
        module, _, function = name.partition(":")
        make: Callable[[], PhoneRelay] = getattr(import_module(module), function)
        return make()
    return RelayFile(settings.GONGZHI_RELAY_FILE)
