"""Out into one file and back, by the commands an administrator types."""

import io
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from tests.small_county import write_files
from tests.upgrade.life import TEXTS

from gongzhi.ledger.note_keys import CosignatureSigner
from gongzhi.ledger.rules import read_entry
from gongzhi.web.launch.addresses import Addresses, saved_addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.launch.home import home_path
from gongzhi.web.tests.conftest import CHECK_REPLAY, ROOT, gongzhi, migrated_home

FILL = """
from django.db import transaction
from gongzhi.kernel.instants import now
from gongzhi.ledger import public as ledger
from gongzhi.people.facts import SYSTEM, AccountDeactivated
from gongzhi.people.public import open_account
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.cases.public import clean_photo
from gongzhi.cases.tests.pictures import picture
from gongzhi.cases.tests.steps import filed
filed(photos=[clean_photo(picture())])
for number in range(5):
    account = new_id()
    with transaction.atomic():
        fact = AccountDeactivated(account_id=account, reason=Private(f"调离 {number}"))
        ledger.record(fact, subject=account, by="system", at=now())
open_account(login="zhang.wei", name="张伟", password=None, by=SYSTEM, at=now())
while ledger.sequence():
    pass
"""


def contents(addresses: Addresses) -> dict[str, list[tuple[object, ...]]]:
    with psycopg.connect(addresses.owner) as connection:
        return {
            table: connection.execute(f"select * from {table} order by 1").fetchall()  # noqa: S608 - names from here
            for table in (
                "gongzhi_fact",
                "gongzhi_entry",
                "gongzhi_head",
                "gongzhi_opening",
                "gongzhi_account",
                "gongzhi_contact",
                "gongzhi_loop",
                "gongzhi_case",
                "gongzhi_photo",
                "gongzhi_obligation",
                "gongzhi_deadline",
                "gongzhi_once",
                "django_migrations",
                "vault.identity",
            )
        }


@pytest.fixture(scope="module")
def installation() -> Iterator[Path]:
    """The data folder of an installation with five cases, one with a photo, and six more facts."""
    with migrated_home() as home:
        write_files(home.parent / "county")
        with open_database(start=True, say=pytest.fail):
            gongzhi("organization", "import", home.parent / "county")
            live = [sys.executable, "-m", "tests.upgrade.life", "begin"]
            subprocess.run(live, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
            gongzhi("django", "shell", "-v", "0", "-c", FILL)
        yield home


@pytest.fixture(scope="module")
def backup(installation: Path) -> Path:
    """A backup of it."""
    file = installation.parent / "备份 1.tar"
    assert "Written" in gongzhi("backup", file)
    return file


def test_the_round_trip_brings_everything_back(
    installation: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_database(start=False, say=pytest.fail) as database:
        before = contents(database.addresses)
    elsewhere = installation.parent / "elsewhere"
    monkeypatch.setenv("GONGZHI_HOME", str(elsewhere))
    assert "Copy the folder `keys`" in gongzhi("restore", backup, code=1)
    shutil.copytree(installation / "keys", elsewhere / "keys", dirs_exist_ok=True)
    cosigner = elsewhere / "keys" / "witness.key"
    cosigner.write_text(CosignatureSigner.generate("county.example/witness").skey())
    signed = elsewhere / "keys" / "evidence.signed"
    signed.write_text(f"1000000 {'00' * 32}\n")

    # It could contradict what it cosigned after the backup was made.
    assert "This node was a witness" in gongzhi("restore", backup)
    assert not cosigner.exists()
    assert (elsewhere / "keys" / "witness-before-restore.key").exists()
    assert not signed.exists(), "the tables are older than what was signed last, and that is no fault"

    with open_database(start=False, say=pytest.fail) as database:
        assert contents(database.addresses) == before
        kinds = [read_entry(row[-1]).kind for row in before["gongzhi_fact"]]
        assert {cell for row in before["gongzhi_opening"] for cell in row if isinstance(cell, str)} >= {
            *TEXTS,
            "今天又多了一车。",
        }
        assert kinds[-6:] == ["people.account_deactivated"] * 5 + ["people.account_opened"]
        with psycopg.connect(database.addresses.serving) as serving:
            assert serving.execute("select size from gongzhi_head").fetchone() == (len(kinds),)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute("delete from gongzhi_fact")
            serving.rollback()
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                serving.execute("select from vault.identity")
        assert before["vault.identity"], "the people of the cases are among it"
        with (
            psycopg.connect(database.addresses.owner) as owner,
            pytest.raises(psycopg.Error, match="append-only"),
        ):
            owner.execute("delete from gongzhi_fact")
        assert "differences: []" in gongzhi("django", "shell", "-v", "0", "-c", CHECK_REPLAY)
    ((stored,),) = [
        [cell for cell in row if str(cell).startswith("photos/")] for row in before["gongzhi_photo"]
    ]
    photo = (elsewhere / "uploads" / str(stored)).read_bytes()
    assert photo == (installation / "uploads" / str(stored)).read_bytes()
    assert photo.startswith(b"\xff\xd8\xff")


def test_what_a_killed_backup_leaves_in_clear_goes_with_the_next_command(installation: Path) -> None:
    within = installation / ".dump"
    with open_database(start=True, say=pytest.fail):
        command = [sys.executable, "-m", "gongzhi.web.command", "backup", installation.parent / "killed.tar"]
        with subprocess.Popen(command, cwd=ROOT) as process:
            until = time.monotonic() + 60
            while not (dumps := list(within.glob("*/database.dump"))) and time.monotonic() < until:
                time.sleep(0.001)
            process.kill()
        assert process.returncode == -signal.SIGKILL
        (dump,) = dumps
        assert dump.exists()
        assert [path.stat().st_mode & 0o777 for path in (within, dump.parent, dump)] == [0o700, 0o700, 0o600]
        assert "Written" in gongzhi("backup", installation.parent / "next.tar")
        assert list(within.iterdir()) == []


def test_what_is_there_is_replaced_only_when_asked(backup: Path) -> None:
    assert "--force" in gongzhi("restore", backup, code=1)
    assert "Restored" in gongzhi("restore", backup, "--force")


def test_a_restore_under_another_key_says_what_that_means(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "django.secret" not in gongzhi("restore", backup, "--force")
    monkeypatch.setenv("GONGZHI_SECRET_KEY", "the key of another installation")
    assert "Copy django.secret" in gongzhi("restore", backup, "--force")


def test_what_lies_in_a_bucket_is_said_not_to_be_in_it(installation: Path, backup: Path) -> None:
    file = installation.parent / "bucket.tar"
    said = gongzhi("backup", file, GONGZHI_BUCKET="photos-of-cases")
    assert "bucket photos-of-cases and are not in this file" in said
    assert "photos-of-cases" in gongzhi("restore", file, "--force")
    assert "bucket" not in gongzhi("restore", backup, "--force")


def test_a_backup_holds_no_password_and_opens_for_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as archive:
        assert archive.getnames() == ["manifest.json", "contents.sealed"]
    made = saved_addresses()
    assert made is not None
    for url in (made.owner, made.serving):
        password = str(conninfo_to_dict(url)["password"])
        assert password.encode() not in backup.read_bytes()
    for file in (home_path() / "keys").glob("kek-*.key"):
        assert file.read_bytes() not in backup.read_bytes()


def test_what_is_no_backup_is_said(backup: Path, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("a letter")
    assert "not a backup" in gongzhi("restore", file, "--force", code=1)
    assert "No such file" in gongzhi("restore", tmp_path / "missing.tar", "--force", code=1)


@pytest.mark.parametrize("name", ["uploads/../../outside", "uploads/link"])
@pytest.mark.usefixtures("backup")
def test_a_file_that_would_be_written_elsewhere_is_no_backup(tmp_path: Path, name: str) -> None:
    """Backups of the first format were not sealed, so that anybody could put together such a one."""
    forged = tmp_path / "forged.tar"
    with tarfile.open(ROOT / "tests/upgrade/0.1.0.backup") as archive, tarfile.open(forged, "w") as copy:
        for member in archive.getmembers():
            if member.isfile():
                copy.addfile(member, archive.extractfile(member))
        entry = tarfile.TarInfo(name)
        if name.endswith("link"):
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        copy.addfile(entry, io.BytesIO())
    assert "is not a backup" in gongzhi("restore", forged, "--force", code=1)
    assert not (home_path().parent / "outside").exists()
    assert not (home_path() / "uploads" / "link").exists()


def test_a_backup_that_was_changed_or_cut_off_touches_nothing(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    at = whole.index(b"contents.sealed")
    changed = bytearray(whole)
    changed[at + 5_000] ^= 1
    inside = bytearray(whole)  # behind what is read first, in the dump
    inside[(at + len(whole)) // 2] ^= 1
    shifted = whole.replace(b'"bucket": ""', b'"bucket":""  ', 1)
    wrongs = bytes(changed), bytes(inside), whole[: at + 20_000], shifted
    with open_database(start=True, say=pytest.fail) as database:
        before = contents(database.addresses)
        for wrong in wrongs:
            file = tmp_path / "wrong.tar"
            file.write_bytes(wrong)
            said = gongzhi("restore", file, "--force", code=1)
            assert "changed or cut off" in said or (wrong is shifted and "not a backup" in said)
            assert contents(database.addresses) == before


def test_nothing_of_it_can_be_read_without_the_keys(installation: Path, backup: Path, tmp_path: Path) -> None:
    raw = backup.read_bytes()
    for text in (*TEXTS, "王小满", "13800000001", "gongzhi_fact"):
        assert text.encode() not in raw
    with tarfile.open(backup) as archive:
        assert b"PGDMP" not in raw, "the head of a dump"
        member = archive.extractfile("contents.sealed")
        assert member is not None
        (tmp_path / "contents.tar").write_bytes(member.read())
    assert not tarfile.is_tarfile(tmp_path / "contents.tar")
    keys, away = installation / "keys", installation / "keys.away"
    keys.rename(away)
    try:
        with open_database(start=True, say=pytest.fail):
            assert "Copy the folder `keys`" in gongzhi("restore", backup, "--force", code=1)
            keys.mkdir(mode=0o700, exist_ok=True)
            for file in away.glob("kek-*.key"):
                (keys / file.name).write_bytes(bytes(32))
            assert "are not those" in gongzhi("restore", backup, "--force", code=1)
            for file in keys.glob("kek-*.key"):
                file.rename(file.with_suffix(".gone"))
            assert "gone blind" in gongzhi("restore", backup, "--force", code=1)
    finally:
        shutil.rmtree(keys, ignore_errors=True)
        away.rename(keys)
