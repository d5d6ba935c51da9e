"""What waits in clear is gone with whoever made it, or at the next start."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.web.launch.home import make_home
from gongzhi.web.launch.scratch import FOLDER, scratch

KILLED = """
import os, signal, sys
from pathlib import Path
from gongzhi.web.launch.scratch import scratch
with scratch(Path(sys.argv[1])) as folder:
    (folder / "database.dump").write_text("13911112222")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, home], check=False)
    assert done.returncode == -signal.SIGKILL


def left(home: Path) -> list[Path]:
    return [path for path in (home / FOLDER).rglob("*") if path.is_file()]


def test_what_was_left_goes_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("GONGZHI_HOME", str(home))
    make_home()
    killed(home)
    assert len(left(home)) == 1
    make_home()
    assert left(home) == []


def test_whoever_is_at_work_keeps_theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_HOME", str(tmp_path))
    killed(tmp_path)
    with scratch(tmp_path) as mine:
        assert left(tmp_path) == [], "the next one begins with nothing"
        (mine / "database.dump").write_text("x")
        make_home()
        with scratch(tmp_path) as another:
            assert another != mine
        assert left(tmp_path) == [mine / "database.dump"]
    assert left(tmp_path) == []
