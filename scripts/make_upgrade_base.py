"""Make the base from which later versions are tested to upgrade: a small installation of this version.

Run once for each version, right before it is published, and commit what it writes into tests/upgrade:
``<version>.backup``, ``<version>.receipts.json`` and ``<version>.migrations``. Needs PostgreSQL 15, the
oldest server that is supported: its backups are read by every later one.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import gongzhi
from gongzhi.web.launch.binaries import OLDEST, find_binaries
from gongzhi.web.launch.database import open_database

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.small_county import write_files  # noqa: E402
from tests.upgrade.test_upgrade import KEY  # noqa: E402

MIGRATIONS = ROOT / "src/gongzhi/migrations"


def main() -> None:
    """Write the three files of this version."""
    target = ROOT / "tests/upgrade" / gongzhi.__version__
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o711)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            os.environ.pop(name, None)
        os.environ |= {
            "GONGZHI_HOME": f"{above}/home",
            "GONGZHI_SECRET_KEY": KEY,
            "PG_BINDIR": str(find_binaries(major=OLDEST)),
        }
        write_files(Path(above, "county"))
        with open_database(start=True, say=print):
            run("gongzhi.web.command", "migrate")
            run("gongzhi.web.command", "organization", "import", f"{above}/county")
            receipts = run("tests.upgrade.life", "begin")
            run("gongzhi.web.command", "backup", f"{target}.backup")
    Path(f"{target}.backup").chmod(0o644)  # a fictional county: no secret in it
    Path(f"{target}.receipts.json").write_text(
        json.dumps(json.loads(receipts), ensure_ascii=False, indent=1) + "\n"
    )
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}"
        for file in sorted(MIGRATIONS.glob("0*.py"))
    ]
    Path(f"{target}.migrations").write_text("\n".join(lines) + "\n")
    sys.stdout.write(f"{target}.backup: {Path(f'{target}.backup').stat().st_size:,} bytes\n")


def run(module: str, *words: str) -> str:
    """Run a module and return what it says."""
    done = subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.stdout)
    return done.stdout


if __name__ == "__main__":
    main()
