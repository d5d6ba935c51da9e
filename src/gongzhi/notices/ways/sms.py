"""Text messages 短信: out to a gateway and in from it. The one kept here is a folder an operator's program empties."""

import contextlib
import fcntl
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Protocol

from django.conf import settings

from gongzhi.kernel.instants import now, to_text

# A file somebody still writes is left alone for so long; afterwards nobody can read it.
STILL_WRITTEN = timedelta(minutes=1)
# How long files of messages that went out or were dealt with are kept: they hold numbers. A default of this project.
KEPT = timedelta(days=30)

_NAME = re.compile(r"[\w-][\w.-]{0,119}")


@dataclass(frozen=True)
class ReceivedSms:
    """One text message that came in; the gateway's id stays the same until `done`."""

    id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime


class SmsGateway(Protocol):
    """What sends and receives text messages."""

    def send(self, *, to: str, text: str, key: str) -> str:
        """Send one message and return the gateway's own id; a repeat with the same `key` sends nothing more.

        Raises an error where it could not be given to the gateway.
        """

    def received(self) -> list[ReceivedSms]:
        """Return what came in and is not done, oldest first."""

    def done(self, sms_id: str) -> None:
        """Take a message that came in off the list; no harm when it comes twice."""


class SmsFolder:
    """Messages as files of JSON: ``out`` to be sent (whoever sends moves it to ``sent``), ``in`` what came in.

    A file appears whole or not at all, under a name made from its key.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, *, to: str, text: str, key: str) -> str:
        """Write ``out/<id>.json``, once for each key: also where it was moved to ``sent`` meanwhile."""
        sms_id = hashlib.sha256(key.encode()).hexdigest()[:32]
        name = f"{sms_id}.json"
        with self._held():
            # In this order: a file moved between the two looks is found by the second.
            if not (self._room("out") / name).exists() and not (self._room("sent") / name).exists():
                line = {"id": sms_id, "to": to, "text": text, "at": to_text(now())}
                _write_whole(self._room("out") / name, json.dumps(line, ensure_ascii=False).encode())
        return sms_id

    def received(self) -> list[ReceivedSms]:
        """Read ``in/*.json`` (`sender`, `text`, `at` with a zone); what nobody can read goes to ``unreadable``."""
        found = []
        for path in sorted(self._room("in").glob("*.json")):
            try:
                found.append(_read(path))
            except FileNotFoundError:
                continue
            except (ValueError, KeyError, TypeError):
                written = datetime.fromtimestamp(path.stat().st_mtime, tz=now().tzinfo)
                if now() - written > STILL_WRITTEN:
                    path.rename(self._room("unreadable") / path.name)
        return sorted(found, key=lambda each: (each.at, each.id))

    def done(self, sms_id: str) -> None:
        """Move ``in/<id>.json`` to ``done``."""
        if _NAME.fullmatch(sms_id):
            with contextlib.suppress(FileNotFoundError):
                (self._room("in") / f"{sms_id}.json").rename(self._room("done") / f"{sms_id}.json")

    def forget(self, at: datetime) -> int:
        """Delete files of messages that were sent or dealt with long ago, numbers and all; return how many."""
        gone = 0
        for room in ("sent", "done", "unreadable"):
            for path in self._room(room).iterdir():
                if path.stat().st_mtime < (at - KEPT).timestamp():
                    path.unlink(missing_ok=True)
                    gone += 1
        return gone

    def _room(self, name: str) -> Path:
        room = self._folder / name
        room.mkdir(parents=True, exist_ok=True, mode=0o700)
        return room

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """Two processes with the same key write one file."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600), "rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path) -> ReceivedSms:
    """Read one message; raises ValueError, KeyError or TypeError where it is none."""
    if not _NAME.fullmatch(path.stem):
        raise ValueError(path.name)
    line = json.loads(path.read_text(encoding="utf-8"))
    sender, text = line["sender"], line["text"]
    if not isinstance(sender, str) or not isinstance(text, str):
        raise TypeError(path.name)
    at = datetime.fromisoformat(line["at"])
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return ReceivedSms(id=path.stem, sender=sender, text=text, at=at)


def sms_gateway() -> SmsGateway:
    """Return the gateway the installation uses: ``GONGZHI_SMS_GATEWAY`` names a function, or else the folder."""
    if name := settings.GONGZHI_SMS_GATEWAY:
        module, _, function = name.partition(":")
        make: Callable[[], SmsGateway] = getattr(import_module(module), function)
        return make()
    return SmsFolder(settings.GONGZHI_SMS_FOLDER)


def forget_sms(at: datetime) -> int:
    """Let the folder hold no number longer than it is needed; a gateway of its own has its own ways."""
    gateway = sms_gateway()
    return gateway.forget(at) if isinstance(gateway, SmsFolder) else 0
