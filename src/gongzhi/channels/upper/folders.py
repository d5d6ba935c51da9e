"""A folder files are dropped into: on this machine, or on another one over SFTP."""

import io
import os
import posixpath
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import paramiko

from gongzhi.channels.upper.platform import Unreachable

MOST_BYTES = 10 * 1_048_576
FOLDERS = ("in", "done", "out")
SECONDS, LONGEST = 20.0, 120.0  # until the next answer, and for one visit to a folder elsewhere


class Folder(Protocol):
    """What the file link needs of a folder. Names are those of files right in it."""

    def names(self, folder: str) -> list[str]: ...

    def read(self, folder: str, name: str) -> bytes: ...

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Write a whole file or none: whoever reads never sees half of one."""
        ...

    def move(self, name: str, to: str) -> None:
        """Move a file from ``in`` to ``done`` under another name."""
        ...


class LocalFolder:
    """A folder of this machine, or one mounted here."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def names(self, folder: str) -> list[str]:
        """Return the names of files, in order; links are none."""
        try:
            (self._path / folder).mkdir(parents=True, exist_ok=True)
            with os.scandir(self._path / folder) as found:
                return sorted(each.name for each in found if each.is_file(follow_symlinks=False))
        except OSError as error:
            raise Unreachable("upper.no_folder") from error

    def read(self, folder: str, name: str) -> bytes:
        """Return the bytes of a file, at most one more than are allowed."""
        try:
            with (self._path / folder / name).open("rb") as file:
                return file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Unreachable("upper.no_folder") from error

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Write beside, flush, and rename."""
        target = self._path / folder / name
        part = target.with_name(f".{name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise Unreachable("upper.no_folder") from error

    def move(self, name: str, to: str) -> None:
        """Move a file to ``done``."""
        try:
            (self._path / "done").mkdir(parents=True, exist_ok=True)
            (self._path / "in" / name).replace(self._path / "done" / to)
        except OSError as error:
            raise Unreachable("upper.no_folder") from error


class SftpFolder:
    """A folder on another machine. The key of its host is known beforehand; another one is not talked to."""

    def __init__(self, connection: dict[str, Any], secret: str) -> None:
        self._where = connection
        self._secret = secret

    @contextmanager
    def _open(self) -> Iterator[paramiko.SFTPClient]:
        try:
            kind, _, encoded = str(self._where["host_key"]).partition(" ")
            host_key = paramiko.PKey.from_type_string(kind, _decoded(encoded))
            where = (self._where["host"], int(self._where.get("port", 22)))
            transport = paramiko.Transport(socket.create_connection(where, SECONDS))
            transport.banner_timeout = transport.auth_timeout = SECONDS
            over = threading.Timer(LONGEST, transport.close)
            over.daemon = True
            over.start()
            try:
                transport.connect(hostkey=host_key, username=self._where["user"], **self._proof())
                client = paramiko.SFTPClient.from_transport(transport)
                if client is None:
                    raise Unreachable
                channel = client.get_channel()
                if channel is not None:
                    channel.settimeout(SECONDS)
                yield client
            finally:
                over.cancel()
                transport.close()
        except (OSError, EOFError, paramiko.SSHException, ValueError) as error:
            raise Unreachable("upper.no_folder") from error

    def _proof(self) -> dict[str, Any]:
        """Return how we show who we are: a key where the secret is one, else a password."""
        if not self._secret.startswith("-----BEGIN"):
            return {"password": self._secret}
        for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
            try:
                return {"pkey": kind.from_private_key(io.StringIO(self._secret))}
            except paramiko.SSHException:
                continue
        raise Unreachable("upper.no_key")

    def _at(self, *parts: str) -> str:
        return posixpath.join(str(self._where["path"]), *parts)

    def names(self, folder: str) -> list[str]:
        """Return the names of files, in order."""
        with self._open() as client:
            _ensure(client, self._at(folder))
            return sorted(
                each.filename
                for each in client.listdir_attr(self._at(folder))
                if (each.st_mode or 0) & 0o170000 == 0o100000
            )

    def read(self, folder: str, name: str) -> bytes:
        """Return the bytes of a file, at most one more than are allowed."""
        with self._open() as client, client.open(self._at(folder, name), "rb") as file:
            return bytes(file.read(MOST_BYTES + 1))

    def write(self, folder: str, name: str, data: bytes) -> None:
        """Write beside and rename over what may stand there."""
        with self._open() as client:
            _ensure(client, self._at(folder))
            part = self._at(folder, f".{name}.part")
            with client.open(part, "wb") as file:
                file.write(data)
            client.posix_rename(part, self._at(folder, name))

    def move(self, name: str, to: str) -> None:
        """Move a file to ``done``."""
        with self._open() as client:
            _ensure(client, self._at("done"))
            client.posix_rename(self._at("in", name), self._at("done", to))


def _ensure(client: paramiko.SFTPClient, path: str) -> None:
    try:
        client.stat(path)
    except FileNotFoundError:
        client.mkdir(path)


def _decoded(text: str) -> bytes:
    import base64

    return base64.b64decode(text.split()[0], validate=True)
