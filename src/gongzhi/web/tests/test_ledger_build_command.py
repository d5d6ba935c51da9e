"""`gongzhi ledger build`, as somebody types it who compares logs. Without a database."""

from pathlib import Path

import pytest

from gongzhi.ledger.log_files import log_files
from gongzhi.ledger.notes import Ed25519Signer
from gongzhi.web.tests.conftest import gongzhi

SIGNER = Ed25519Signer("county.example/evidence", bytes(range(32)))
# In the order of names, which is not the order of numbers, nor that of any language.
ENTRIES = {"1": b"one", "10": b"ten", "2": b"two", "B": b"", "a": b"\xff\x00", "甲": "第一".encode()}


@pytest.fixture
def given(tmp_path: Path) -> Path:
    (tmp_path / "entries").mkdir()
    for name, data in reversed(ENTRIES.items()):
        (tmp_path / "entries" / name).write_bytes(data)
    (tmp_path / "key").write_text(SIGNER.skey() + "\n")
    return tmp_path


def build(folder: Path, *, code: int = 0, origin: str = "county.example/evidence") -> str:
    names = [word for name in ("key", "entries", "out") for word in (f"--{name}", folder / name)]
    return gongzhi("ledger", "build", "--origin", origin, *names, code=code, GONGZHI_LANG="en")


def test_files_become_a_log(given: Path) -> None:
    said = build(given)
    assert "✓ A log of 6 entries" in said
    assert SIGNER.verifier.vkey() in said
    assert SIGNER.skey() not in said
    out = given / "out"
    found = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert found == dict(log_files(origin="county.example/evidence", entries=ENTRIES.values(), signer=SIGNER))


def test_names_may_be_of_any_letters(given: Path) -> None:
    signer = Ed25519Signer("县.example/存证", bytes(range(32)))
    (given / "key").write_text(signer.skey() + "\r\n")
    build(given, origin="县.example/存证")
    note = (given / "out" / "checkpoint").read_text()
    assert note.startswith("县.example/存证\n6\n")
    assert "\n\n— 县.example/存证 " in note


def test_no_entry_is_a_log_as_well(given: Path) -> None:
    for path in (given / "entries").iterdir():
        path.unlink()
    build(given)
    assert sorted(path.name for path in (given / "out").iterdir()) == ["checkpoint", "checkpoint.0"]


def test_what_stands_in_the_way_is_said(given: Path) -> None:
    for origin in ("two\nlines", "", "a\ttab", "half a letter \udcff", "x" * 256):
        assert "cannot be the origin" in build(given, code=1, origin=origin), origin
    (given / "entries" / "long").write_bytes(b"x" * 65_536)
    assert f"{given / 'entries/long'} is longer than the 65,535 bytes" in build(given, code=1)
    (given / "entries" / "long").unlink()
    (given / "entries" / "folder").mkdir()
    assert f"{given / 'entries/folder'} is no file." in build(given, code=1)
    (given / "entries" / "folder").rmdir()
    (given / "out" / "mine").write_text("a thing of mine")
    assert "not an empty folder" in build(given, code=1)
    assert [path.name for path in (given / "out").iterdir()] == ["mine"], "nothing was written by all these"
    (given / "key").write_text(SIGNER.skey()[:-5])
    assert "holds no key of a signed note" in build(given, code=1)
    (given / "key").unlink()
    assert "cannot be read" in build(given, code=1)
