"""Every version upgrades the database of each version before it, with its data.

The bases are made by scripts/make_upgrade_base.py, once for each version, and never changed.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import psycopg
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


IDENTITIES = """
from datetime import timedelta
from uuid import uuid4
from django.db import transaction
from gongzhi.cases.models import Case
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.instants import now
from gongzhi.ledger.public import record
from gongzhi.people.facts import SYSTEM, IdentityRevealed
from gongzhi.people.models import Contact
from gongzhi.people.vault.identity import read
for loop, contact in Case.objects.filter(contact__isnull=False).values_list("loop_id", "contact_id"):
    until = now() + timedelta(minutes=5)
    with transaction.atomic():
        fact = record(IdentityRevealed(contact_id=contact, reveal_id=uuid4(), unit_id=uuid4(), purpose="VISIT",
            basis="DUTY", until=until, second=None, reason=Private("核实")), subject=loop, by="system", at=now())
    found = read(contact, fact=fact)
    print(found.name, found.phone)
flags = Contact.objects.values_list("has_name", "has_phone", "by_helper", "mark")
print("marks:", len({mark for *_rest, mark in flags}), "flags:", {tuple(rest) for *rest, _mark in flags})
"""


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.stem)
def test_people_of_an_earlier_version_are_in_the_vault(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGZHI_SECRET_KEY", KEY)
    with chosen_home(), open_database(start=True, say=pytest.fail) as database:
        gongzhi("restore", base)
        said = gongzhi("django", "shell", "-v", "0", "-c", IDENTITIES)
        assert "王小满 13800000001" in said
        assert "flags: {(True, True, False)}" in said
        assert "marks: 1 " in said, "the same number, the same mark"
        with psycopg.connect(database.addresses.owner) as owner:
            assert not owner.execute(
                "select from information_schema.columns where table_name = 'gongzhi_contact'"
                " and column_name in ('name', 'phone', 'helper_name', 'helper_phone')"
            ).fetchall()
            rewritten = owner.execute(
                "select 'gongzhi_contact'::regclass::oid <> pg_relation_filenode('gongzhi_contact')"
            )
            assert rewritten.fetchone() == (True,), "dropped columns would stay in the file of the table"
            for table in ("gongzhi_contact", "vault.identity", "gongzhi_fact"):
                rows = owner.execute(f"select t::text from {table} t").fetchall()  # noqa: S608 - names from here
                assert "13800000001" not in str(rows)
                assert b"13800000001".hex() not in str(rows)


@pytest.mark.parametrize("base", BASES, ids=lambda base: base.stem)
def test_a_published_migration_is_never_edited(base: Path) -> None:
    for line in base.with_suffix(".migrations").read_text().splitlines():
        digest, name = line.split()
        found = hashlib.sha256((MIGRATIONS / name).read_bytes()).hexdigest()
        assert found == digest, f"{name} is part of version {base.stem}: write another migration instead"
