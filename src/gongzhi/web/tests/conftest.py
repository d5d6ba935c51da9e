"""Data folders and servers for the tests of starting and stopping."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from gongzhi.web.launch.addresses import OWNING_VARIABLE, SERVING_VARIABLE
from gongzhi.web.launch.database import open_database
from gongzhi.web.launch.postgres import Server

ROOT = Path(__file__).parents[4]
# For `gongzhi django shell -c`: the facts folded anew must say what the tables say.
CHECK_REPLAY = """
from gongzhi.web.replays import all_differences
print("differences:", list(all_differences()))
"""


@contextmanager
def chosen_home() -> Iterator[Path]:
    """Choose a data folder whose name has a blank and Chinese characters, open enough for the database's account."""
    above = Path(tempfile.mkdtemp(prefix="gongzhi-home-"))
    above.chmod(0o711)
    folder = above / "石桥县 共治"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GONGZHI_HOME", str(folder))
        environment.setenv("GONGZHI_LANG", "en")
        for name in (SERVING_VARIABLE, OWNING_VARIABLE, "PORT", "GONGZHI_DEMO"):
            environment.delenv(name, raising=False)
        yield folder
    shutil.rmtree(above)


@cache
def _with_tables() -> Path:
    """Make an installation with all its tables and nothing in them: once, for it takes longer than most tests."""
    kept = Path(tempfile.mkdtemp(prefix="gongzhi-tables-"))
    kept.chmod(0o711)
    atexit.register(shutil.rmtree, kept, ignore_errors=True)
    with chosen_home() as folder:
        with open_database(start=True, say=pytest.fail):
            gongzhi("migrate")
        _copy(folder, kept)
    return kept


@contextmanager
def migrated_home() -> Iterator[Path]:
    """Choose a data folder as `gongzhi migrate` leaves it."""
    tables = _with_tables()
    with chosen_home() as folder:
        folder.mkdir(mode=0o711)
        _copy(tables, folder)
        yield folder


def _copy(source: Path, target: Path) -> None:
    """Copy what is in a folder, owners and modes too: the database's account owns its own."""
    subprocess.run(["cp", "-a", f"{source}/.", f"{target}/"], check=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A data folder of this test's own."""
    with chosen_home() as folder:
        yield folder


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    """Run an embedded server in the data folder."""
    with Server(home / "database") as running:
        yield running


def gongzhi(*words: str | Path, code: int = 0, **environment: str) -> str:
    """Run a command as an administrator types it, expect its exit code, and return what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "gongzhi.web.command", *map(str, words)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr
