"""Back an installation up into one file, and bring it back.

The file is a tar archive: ``manifest.json`` (what and when), ``database.dump`` (pg_dump, custom
format) and ``uploads/``; what lies in a bucket stays there. Passwords of the database and the
installation's key stay out of it: whoever finds a backup must not be able to try out residents' codes.
The manifest holds a mark of the key, so that a restore under another one can say what that means.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import gongzhi
from gongzhi.kernel.instants import to_text
from gongzhi.web.launch.addresses import Addresses
from gongzhi.web.launch.binaries import find_binaries
from gongzhi.web.launch.database import is_empty, wipe
from gongzhi.web.launch.home import UPLOADS, folder_problem, home_path, secret
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.roles import connect
from gongzhi.web.launch.words import gettext as _

FORMAT = 1
_MANIFEST, _DUMP = "manifest.json", "database.dump"


def back_up(addresses: Addresses, target: Path, *, at: datetime) -> int:
    """Write a backup to `target` while the installation may go on working; return its size in bytes.

    The dump shows one moment. An upload is stored before the row which names it, so that copying the
    uploads after the dump misses none. `target` appears when it is whole.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=target.parent) as folder, tarfile.open(draft, "w") as archive:
            dump = Path(folder) / _DUMP
            _postgres(
                "pg_dump",
                addresses,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--file={dump}",
                exact=False,
            )
            manifest = {
                "format": FORMAT,
                "version": gongzhi.__version__,
                "at": to_text(at),
                "postgres": _server_version(addresses),
                "key_mark": key_mark(),
                "bucket": bucket(),
            }
            _add(archive, _MANIFEST, json.dumps(manifest).encode())
            archive.add(dump, _DUMP)
            if (home_path() / UPLOADS).is_dir():
                archive.add(home_path() / UPLOADS, UPLOADS)
        draft.chmod(0o600)  # it holds what residents told
        draft.rename(target)
    except OSError as error:
        raise folder_problem(target.parent, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def restore(addresses: Addresses, source: Path, *, force: bool) -> dict[str, Any]:
    """Bring the backup `source` back into the database; return its manifest.

    Raises `Problem` when the database is not empty and `force` is not given, when the file is no
    backup, and when it is of a later version. Tables and rights are to be brought up to date after it
    (`gongzhi migrate`).
    """
    if not force and not is_empty(addresses):
        raise Problem(
            _("The database is not empty; restoring would replace everything in it."),
            _("Choose an empty one (GONGZHI_HOME=…), or add --force if that is what you want."),
        )
    try:
        with tarfile.open(source) as archive, tempfile.TemporaryDirectory() as folder:
            manifest: dict[str, Any] = json.load(_member(archive, _MANIFEST))
            if manifest["format"] > FORMAT:
                raise Problem(
                    _("This backup was made by version %(version)s, which is newer than this one.")
                    % {"version": manifest["version"]},
                    _("Bring this Gongzhi up to that version first."),
                )
            _copy(_member(archive, _DUMP), Path(folder) / _DUMP)
            uploads = _uploads(archive)
            wipe(addresses)
            _postgres(
                "pg_restore", addresses, "--no-owner", "--no-privileges", "--schema=public", "--single-transaction",
                str(Path(folder) / _DUMP), exact=True,
            )  # fmt: skip
            _restore_uploads(archive, uploads)
    except (tarfile.TarError, KeyError, ValueError):
        raise _no_backup(source) from None
    except OSError as error:
        raise folder_problem(source.parent, error) from error
    return manifest


def key_mark() -> str:
    """Return a mark of the installation's key: equal keys, equal marks, and no way back to the key."""
    key = os.environ.get("GONGZHI_SECRET_KEY") or secret("django.secret")
    return hashlib.sha256(f"gongzhi backup/{key}".encode()).hexdigest()[:16]


def bucket() -> str:
    """Return the bucket that holds photos and documents, "" where they lie in the data folder.

    What lies there is in no backup of ours: a storage of its own has its own copies and its own versions.
    """
    return os.environ.get("GONGZHI_BUCKET", "")


def _postgres(program: str, addresses: Addresses, *options: str, exact: bool) -> None:
    """Run a program of PostgreSQL as the owner of the tables.

    A later pg_dump reads an earlier server; what pg_restore writes, only its own version understands.
    """
    version = _server_version(addresses)
    try:
        binaries = find_binaries(major=version)
    except Problem:
        if exact:
            raise
        binaries = find_binaries()
    done = subprocess.run(
        [binaries / program, f"--dbname={addresses.owner}", *options],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Problem(
            _("%(program)s failed: %(reason)s")
            % {"program": program, "reason": " / ".join(done.stderr.strip().splitlines()[-2:])},
            _("Nothing was changed by it. Mend the cause and try again."),
        )


def _server_version(addresses: Addresses) -> int:
    with connect(addresses.owner) as connection:
        return connection.info.server_version // 10_000


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _member(archive: tarfile.TarFile, name: str) -> io.BufferedReader:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member  # type: ignore[return-value]


def _uploads(archive: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """Return the uploaded files. A name that leads elsewhere, or anything but a file, makes it no backup.

    Python's own filter against such names came with 3.11.4 only.
    """
    found = []
    for member in archive.getmembers():
        parts = PurePosixPath(member.name).parts
        if parts[:1] != (UPLOADS,) or member.isdir():
            continue
        if not member.isfile() or ".." in parts:
            raise ValueError(member.name)
        found.append(member)
    return found


def _restore_uploads(archive: tarfile.TarFile, members: list[tarfile.TarInfo]) -> None:
    for member in members:
        target = home_path() / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(_member(archive, member.name), target)
        target.chmod(member.mode & 0o755)


def _copy(source: io.BufferedReader, target: Path) -> None:
    with source, target.open("wb") as file:
        shutil.copyfileobj(source, file)


def _no_backup(source: Path) -> Problem:
    return Problem(
        _("%(file)s is not a backup of Gongzhi.") % {"file": source},
        _("Name a file which `gongzhi backup` wrote."),
    )
