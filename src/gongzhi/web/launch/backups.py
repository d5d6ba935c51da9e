"""Back an installation up into one file, and bring it back.

The file is a tar archive: ``manifest.json`` (what and when) and ``contents.sealed``, a second archive of
``database.dump`` (pg_dump, custom format) and ``uploads/``, sealed under a key of its own which the key generation of
the month wraps: when that generation is destroyed, the backup has gone blind. What lies in a bucket stays there.
Passwords of the database, the installation's key and the generations stay out of it: whoever finds a backup must
read nothing. The manifest holds a mark of the installation's key, so that a restore under another one can say what
that means. Backups of format 1 were not sealed; they are still read.
"""

import contextlib
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

import gongzhi
from gongzhi.kernel.instants import to_text
from gongzhi.web.launch.addresses import Addresses
from gongzhi.web.launch.binaries import find_binaries
from gongzhi.web.launch.database import is_empty, wipe
from gongzhi.web.launch.home import UPLOADS, folder_problem, home_path, secret
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.roles import connect
from gongzhi.web.launch.scratch import scratch
from gongzhi.web.launch.words import gettext as _

FORMAT = 2
_MANIFEST, _DUMP = "manifest.json", "database.dump"


def back_up(addresses: Addresses, target: Path, *, at: datetime) -> int:
    """Write a backup to `target` while the installation may go on working; return its size in bytes.

    The dump shows one moment. An upload is stored before the row which names it, so that copying the
    uploads after the dump misses none. `target` appears when it is whole. Needs Django set up, for the keys.
    """
    from gongzhi.web.launch.sealed_contents import CONTENTS, sealed_member, wrapped_key

    draft = target.with_name(f".{target.name}.part")
    try:
        # The dump in clear never leaves the machine: it waits in the data folder, not where backups are kept.
        with scratch(home_path()) as folder, draft.open("wb") as file:
            draft.chmod(0o600)  # it holds what residents told, if sealed
            dump = folder / _DUMP
            dump.touch(mode=0o600)
            _postgres(
                "pg_dump",
                addresses,
                "--format=custom",
                "--no-owner",
                "--no-privileges",
                f"--file={dump}",
                exact=False,
            )
            key, sealed_under = wrapped_key(at)
            manifest = json.dumps(_about(addresses, at) | sealed_under).encode()
            with tarfile.open(fileobj=file, mode="w", format=tarfile.GNU_FORMAT) as archive:
                _add(archive, _MANIFEST, manifest)
                with (
                    sealed_member(archive, CONTENTS, key, about=manifest) as inside,
                    tarfile.open(fileobj=inside, mode="w|") as contents,
                ):
                    contents.add(dump, _DUMP)
                    _add_uploads(contents)
        draft.rename(target)
    except OSError as error:
        raise folder_problem(target.parent, error) from error
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _about(addresses: Addresses, at: datetime) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": gongzhi.__version__,
        "at": to_text(at),
        "postgres": _server_version(addresses),
        "key_mark": key_mark(),
        "bucket": bucket(),
    }


def _add_uploads(contents: tarfile.TarFile) -> None:
    """Add what was uploaded. A file erased meanwhile is left out: its row was blanked after the dump, or will be."""
    for path in sorted((home_path() / UPLOADS).rglob("*")):
        with contextlib.suppress(FileNotFoundError):
            contents.add(path, str(path.relative_to(home_path())), recursive=False)


def restore(addresses: Addresses, source: Path, *, force: bool) -> dict[str, Any]:
    """Bring the backup `source` back into the database; return its manifest.

    Raises `Problem` when the database is not empty and `force` is not given, when the file is no
    backup, was changed, has gone blind, or is of a later version. Tables and rights are to be brought up
    to date after it (`gongzhi migrate`), and what was erased since is to be erased again.
    """
    if not force and not is_empty(addresses):
        raise Problem(
            _("The database is not empty; restoring would replace everything in it."),
            _("Choose an empty one (GONGZHI_HOME=…), or add --force if that is what you want."),
        )
    try:
        with tarfile.open(source) as archive, scratch(home_path()) as folder:
            written = _member(archive, _MANIFEST).read()
            manifest: dict[str, Any] = json.loads(written)
            if manifest["format"] > FORMAT:
                raise Problem(
                    _("This backup was made by version %(version)s, which is newer than this one.")
                    % {"version": manifest["version"]},
                    _("Bring this Gongzhi up to that version first."),
                )
            contents = _opened(archive, manifest, written)
            # Once through before anything is touched: a file that was changed or cut off is noticed here.
            dump = folder / _DUMP
            for member, content in contents():
                if member.name == _DUMP:
                    _copy(content, dump)
            if not dump.exists():
                raise KeyError(_DUMP)
            wipe(addresses)
            _bring_back(addresses, dump)
            for member, content in contents():
                if member.name != _DUMP:
                    _restore_upload(member, content)
    except (tarfile.TarError, KeyError, ValueError) as error:
        from gongzhi.people.public import SealBroken
        from gongzhi.web.launch.sealed_contents import changed

        # A file that was cut off is an archive at its beginning, and ends in the middle of a member.
        damaged = isinstance(error, SealBroken) or str(error) == "unexpected end of data"
        raise (changed() if damaged else _no_backup(source)) from None
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


def _postgres(program: str, addresses: Addresses, *options: str, exact: bool, connected: bool = True) -> str:
    """Run a program of PostgreSQL as the owner of the tables; return what it printed.

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
        [binaries / program, *([f"--dbname={addresses.owner}"] if connected else []), *options],
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
    return done.stdout


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


def _opened(
    archive: tarfile.TarFile, manifest: dict[str, Any], written: bytes
) -> Callable[[], Iterator[tuple[tarfile.TarInfo, IO[bytes]]]]:
    """Return what goes through dump and uploads, as often as it is called."""
    if manifest["format"] == 1:
        return lambda: _files(archive)
    from gongzhi.web.launch.sealed_contents import CONTENTS, opened_member, unwrapped_key

    key = unwrapped_key(manifest)

    def again() -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
        with opened_member(_member(archive, CONTENTS), key, about=written) as inside:
            yield from _files(inside)

    return again


def _files(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """Yield dump and uploads. A name that leads elsewhere, or anything but a file, makes it no backup.

    Python's own filter against such names came with 3.11.4 only.
    """
    for member in archive:
        parts = PurePosixPath(member.name).parts
        if member.isdir() or (parts[:1] != (UPLOADS,) and member.name != _DUMP):
            continue
        content = archive.extractfile(member) if member.isfile() else None
        if content is None or ".." in parts:
            raise ValueError(member.name)
        yield member, content


def _bring_back(addresses: Addresses, dump: Path) -> None:
    """Restore both schemas; the vault's own is not in a selection of what stands in it, and not in older dumps."""
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--schema=public"]
    if " SCHEMA - vault " in _postgres(
        "pg_restore", addresses, "--list", str(dump), exact=True, connected=False
    ):
        with connect(addresses.owner) as connection:
            connection.execute("create schema vault")
        options.append("--schema=vault")
    _postgres("pg_restore", addresses, *options, str(dump), exact=True)


def _restore_upload(member: tarfile.TarInfo, content: IO[bytes]) -> None:
    target = home_path() / member.name
    target.parent.mkdir(parents=True, exist_ok=True)
    _copy(content, target)
    target.chmod(member.mode & 0o755)


def _copy(source: IO[bytes], target: Path) -> None:
    with source, target.open("wb") as file:
        shutil.copyfileobj(source, file)


def _no_backup(source: Path) -> Problem:
    return Problem(
        _("%(file)s is not a backup of Gongzhi.") % {"file": source},
        _("Name a file which `gongzhi backup` wrote."),
    )
