"""Every version upgrades the database of each version before it, with its data.

The bases are made by scripts/make_upgrade_base.py, once for each version, and never changed.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.conftest import CHECK_REPLAY, ROOT, chosen_home, gongzhi

HERE = Path(__file__).parent
MIGRATIONS = ROOT / "src/gongzhi/migrations"
# Codes of residents are hashed under the key of the installation; that of the bases is no secret.
KEY = "for tests only, never in an installation"
BASES = sorted(HERE.glob("*.backup"))


def test_there_is_a_base_to_upgrade_from() -> None:
    assert BASES, "python scripts/make_upgrade_base.py"
    assert all(base.stat().st_size < 300_000 for base in BASES)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.stem)
def test_an_earlier_version_goes_on_under_this_one(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receipts = base.with_suffix(".receipts.json").read_text()
    monkeypatch.setenv("GONGZHI_SECRET_KEY", KEY)
    with chosen_home(), open_database(start=True, say=pytest.fail):
        assert "Restored" in gongzhi("restore", base)
        gongzhi("migrate")
        assert "differences: []" in gongzhi("django", "shell", "-v", "0", "-c", CHECK_REPLAY)
        went_on = subprocess.run(
            [sys.executable, "-m", "tests.upgrade.life", "go_on"],
            cwd=ROOT,
            input=receipts,
            capture_output=True,
            text=True,
            check=False,
        )
        assert went_on.returncode == 0, went_on.stderr
        now = json.loads(went_on.stdout)
        assert now["texts"] == [receipt["text"] for receipt in json.loads(receipts)]
        assert now["states"] == ["closed", "closed", "answered", "working", "working"]
        assert now["words"] == [{"text": "今天又多了一车。"}]
        assert "differences: []" in gongzhi("django", "shell", "-v", "0", "-c", CHECK_REPLAY)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.stem)
def test_a_published_migration_is_never_edited(base: Path) -> None:
    for line in base.with_suffix(".migrations").read_text().splitlines():
        digest, name = line.split()
        found = hashlib.sha256((MIGRATIONS / name).read_bytes()).hexdigest()
        assert found == digest, f"{name} is part of version {base.stem}: write another migration instead"
