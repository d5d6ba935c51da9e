"""Backups forget as well: erased again after a restore, and blind when the keys of their month are gone."""

import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from tests.small_county import write_files

from gongzhi.web.launch.binaries import find_binaries
from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.conftest import gongzhi, migrated_home

WHO = {"one": ("王糯米甲", "13911112222"), "other": ("李糯米乙", "13911113333")}

FILL = f"""
from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer
from gongzhi.kernel.instants import now
from gongzhi.people.facts import RESIDENT
from tests.small_county import COUNTY
for name, phone in {list(WHO.values())!r}:
    person = cases.Person(filer=Filer.NAMED, name=name, phone=phone)
    place = cases.Place(division=COUNTY)
    cases.file_case(
        text="门口的灯坏了。", place=place, channel=Channel.PORTAL, person=person, by=RESIDENT, at=now()
    )
"""


def shell(script: str) -> str:
    return gongzhi("django", "shell", "-v", "0", "-c", script)


# As if it had ended: what it takes to be over is tested elsewhere.
ERASE = """
from gongzhi.kernel.instants import now
from gongzhi.people.public import AGAIN
from gongzhi.people.facts import SYSTEM
from gongzhi.cases.models import Case
from gongzhi.cases.public import erase_contact
first = Case.objects.order_by("loop").first()
print(erase_contact(case_id=first.loop_id, because=AGAIN, by=SYSTEM, at=now()))
"""
TURN = """
from datetime import timedelta
from gongzhi.kernel.instants import now
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import turn_keys
for days in (40, 40 + 89, 40 + 91):
    print(turn_keys(by=SYSTEM, at=now() + timedelta(days=days)))
"""
# Everything somebody who has got hold of rows of the vault can try with the keys of this installation.
TRY = """
import sys, json
from uuid import UUID
from gongzhi.people.public import GenerationMissing, SealBroken, key_store
from gongzhi.people.vault.sealing import unseal
opened = 0
for contact, sealed, wrapped, generation in json.load(open({file!r})):
    about = UUID(contact).bytes
    for name in {{generation, *key_store().generations()}}:
        try:
            key = key_store().unwrap(bytes.fromhex(wrapped), generation=name, about=about)
            opened += bool(unseal(bytes.fromhex(sealed), key, about=about))
        except (GenerationMissing, SealBroken):
            pass
print("opened:", opened)
"""


def people() -> int:
    with (
        open_database(start=False, say=pytest.fail) as database,
        psycopg.connect(database.addresses.owner) as owner,
    ):
        return int((owner.execute("select count(*) from vault.identity").fetchone() or (0,))[0])


def rows(file: Path) -> None:
    """Write the rows of the vault into a file, as a stolen dump holds them."""
    with (
        open_database(start=False, say=pytest.fail) as database,
        psycopg.connect(database.addresses.owner) as owner,
    ):
        found = owner.execute(
            "select json_agg(json_build_array(contact, encode(sealed, 'hex'), encode(wrapped, 'hex'), generation))"
            "::text from vault.identity"
        ).fetchone()
    assert found
    file.write_text(str(found[0]))


def raw_dump() -> str:
    """Return what pg_dump gives to somebody who passes the program by."""
    with open_database(start=False, say=pytest.fail) as database:
        done = subprocess.run(
            [find_binaries() / "pg_dump", f"--dbname={database.addresses.owner}"],
            capture_output=True,
            check=True,
            text=True,
        )
    return done.stdout


@pytest.mark.slow
def test_a_backup_forgets_with_the_installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with migrated_home() as home:
        with open_database(start=True, say=pytest.fail):
            write_files(home.parent / "county")
            gongzhi("organization", "import", home.parent / "county")
            shell(FILL)
            before, stolen = home.parent / "before.tar", tmp_path / "stolen.json"
            gongzhi("backup", before)
            rows(stolen)
            dump = raw_dump()
            assert "vault.identity" in dump
            for text in (text for pair in WHO.values() for text in pair):
                assert text not in dump
                assert text.encode().hex() not in dump
            assert "opened: 2" in shell(TRY.format(file=str(stolen))), "the keys of now do open it"

            assert "True" in shell(ERASE)
            assert people() == 1
            assert (home / "keys/erased").read_text().count("contact") == 1

        # Not yet over: it comes back, and what was erased since is erased again.
        elsewhere = home.parent / "elsewhere"
        shutil.copytree(home / "keys", elsewhere / "keys")
        with monkeypatch.context() as there:
            there.setenv("GONGZHI_HOME", str(elsewhere))
            with open_database(start=True, say=pytest.fail):
                assert "Erased again" in gongzhi("restore", before)
                assert people() == 1
                assert "in use" in gongzhi("vault", "status")

        # The month turns, keys go on, the time of the backups is over.
        with open_database(start=True, say=pytest.fail):
            turned = shell(TURN)
            assert "wrapped=1" in turned
            assert turned.count("destroyed=()") == 2
            assert people() == 1
            assert "destroyed on" in gongzhi("vault", "status")
            assert "gone blind" in gongzhi("restore", before, "--force", code=1)
            assert people() == 1, "and nothing was touched"
            assert "opened: 0" in shell(TRY.format(file=str(stolen))), (
                "nor does anything else open what it held"
            )
            assert "--yes" in gongzhi("vault", "retire", "2020-01", code=1)
            assert "cannot be destroyed" in gongzhi("vault", "retire", "2020-01", "--yes", code=1)
            assert "backups: days: 90" in gongzhi("vault", "retention")
            (home / "retention.yaml").write_text("versions: [{valid_from: 2026-01-01, uses: 1}]")
            assert "at least 3 years" in gongzhi("vault", "retention", code=1)
            rows(stolen)
            assert "opened: 1" in shell(TRY.format(file=str(stolen))), "what lives goes on"
