"""`gongzhi verify`: checks a file without a database, and writes the page that does the same."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gongzhi.ledger.proof_file import fingerprint
from gongzhi.ledger.static_verifier import page
from gongzhi.ledger.tests import proofs, tampering

KEY = fingerprint(proofs.LOG.verifier.vkey())


def gongzhi(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the command where no installation is, with no way to a database."""
    environment = {"PATH": os.environ["PATH"], "GONGZHI_HOME": str(folder / "none"), "GONGZHI_LANG": "en"}
    command = [sys.executable, "-m", "gongzhi.web.command", "verify", *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_a_good_file_and_the_key_on_paper(tmp_path: Path) -> None:
    (tmp_path / "good.json").write_bytes(proofs.good_file())
    said = gongzhi(tmp_path, "good.json", "--key", KEY)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "Proven: number 202611-0000012, 3 records" in said.stdout
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (
            tampering.in_fact(1, "entry", '"WEB"', '"WEC"'),
            (),
            "Record 2: This record does not lead to the log",
        ),
        (proofs.good_file(), ("--key", "1" * 30), "The file names another key"),
        (proofs.good_file(), ("--max-age", "0.5"), "too old"),
    ],
    ids=["altered", "another key", "too old"],
)
def test_what_is_wrong_is_named(tmp_path: Path, content: bytes, more: tuple[str, ...], words: str) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    said = gongzhi(tmp_path, "bad.json", *more)
    assert said.returncode == 1
    assert words in said.stdout


def test_the_page_as_a_file(tmp_path: Path) -> None:
    said = gongzhi(tmp_path, "--page", "check.html")
    assert said.returncode == 0, said.stderr
    assert (tmp_path / "check.html").read_text(encoding="utf-8") == page()


def test_what_cannot_be_done_is_said_with_the_next_step(tmp_path: Path) -> None:
    assert "Name the proof file" in gongzhi(tmp_path).stderr
    assert gongzhi(tmp_path).returncode == 1
    (tmp_path / "good.json").write_bytes(proofs.good_file())
    for hours in ("nan", "inf", "-1"):
        said = gongzhi(tmp_path, "good.json", f"--max-age={hours}")
        assert (said.returncode, said.stdout) == (1, ""), "every file would be fresh enough"
        assert "Give a number of hours from 0 on" in said.stderr
    assert "Choose another file" in gongzhi(tmp_path, "--page", "no/such/folder.html").stderr
    assert gongzhi(tmp_path, "nothing.json").returncode == 2
