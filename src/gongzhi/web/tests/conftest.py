"""Data folders and servers for the tests of starting and stopping."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongzhi.web.launch.addresses import OWNING_VARIABLE, SERVING_VARIABLE
from gongzhi.web.launch.postgres import Server


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Choose a data folder whose name has a blank and Chinese characters, open enough for the database's account."""
    above = Path(tempfile.mkdtemp(prefix="gongzhi-home-"))
    above.chmod(0o711)
    folder = above / "石桥县 共治"
    monkeypatch.setenv("GONGZHI_HOME", str(folder))
    monkeypatch.setenv("GONGZHI_LANG", "en")
    for name in (SERVING_VARIABLE, OWNING_VARIABLE, "PORT", "GONGZHI_DEMO"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    shutil.rmtree(above)


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    """Run an embedded server in the data folder."""
    with Server(home / "database") as running:
        yield running
