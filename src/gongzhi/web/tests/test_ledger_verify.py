"""An operator with psql alters one row: the command names it, and the pages of the matter say so."""

import re
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.small_county import COUNTY, IN_WEST, START, County, write_files

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, Place, file_case
from gongzhi.ledger import public as ledger
from gongzhi.people.facts import RESIDENT
from gongzhi.people.models import Account
from gongzhi.people.public import account_by_login
from gongzhi.web.launch.addresses import saved_addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.conftest import gongzhi, migrated_home

SEQUENCE = "from gongzhi.ledger.public import sequence\nwhile sequence(): pass"
ALTER = """
    alter table gongzhi_fact disable trigger append_only;
    update gongzhi_fact set entry = convert_to(replace(convert_from(entry, 'UTF8'), '"actor":"system"',
        '"actor":"nobody"'), 'UTF8') where kind = 'cases.filed';
    alter table gongzhi_fact enable trigger append_only;
"""
GUARD = "The record of this matter is not what was put under seal"


def test_one_altered_row_is_named(tmp_path: Path) -> None:
    write_files(tmp_path / "county")
    rows = tmp_path / "messages.csv"
    rows.write_text("text,time\n西街的路灯不亮。,2026-03-02 09:00\n")
    with migrated_home() as home, open_database(start=True, say=pytest.fail):
        assert "No key signs yet" in gongzhi("ledger", "key")
        gongzhi("organization", "import", tmp_path / "county")
        gongzhi("cases", "import", rows, "--division", "999901000000")
        gongzhi("django", "shell", "-v", "0", "-c", SEQUENCE)
        sound = gongzhi("ledger", "verify")
        assert "✓ Every entry, hash, signature and text is what was signed." in sound
        assert "█" not in sound, "the bar is for a terminal"
        key = next(line for line in gongzhi("ledger", "key").splitlines() if "+" in line)
        assert (home / "keys" / "evidence.key").stat().st_mode & 0o777 == 0o600
        assert "✓" in gongzhi("ledger", "verify", "--key", key)
        assert "This is no key for verifying" in gongzhi("ledger", "verify", "--key", "x", code=1)

        fact = alter()
        for again in (False, True):
            said = gongzhi("ledger", "verify", code=1)
            assert fact in said, again
            assert "entry: the record was altered" in said
            assert "Keep this output" in said
            assert re.search(r"about \d{6}-\d+", said), "by its number, as people know it"

        assert "at most 365 days" in gongzhi("ledger", "rotate-key", "--overlap", "99999999999", code=1)
        new = gongzhi("ledger", "rotate-key", "--overlap", "3")
        gongzhi("django", "shell", "-v", "0", "-c", SEQUENCE)
        shown = gongzhi("ledger", "key")
        assert shown.count("fingerprint") == 2
        assert {line for line in new.splitlines() if "+" in line} < set(shown.splitlines())
        assert key in shown


def alter() -> str:
    """Do as an operator who owns the tables; return the id of the fact."""
    addresses = saved_addresses()
    assert addresses
    with psycopg.connect(addresses.owner) as database:
        for statement in ALTER.split(";")[:-1]:
            database.execute(statement)
        row = database.execute("select id::text from gongzhi_fact where kind = 'cases.filed'").fetchone()
    assert row
    return str(row[0])


@pytest.mark.django_db
def test_the_pages_of_the_matter_say_so(settings: Any, tmp_path: Path, county: County) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    filed, other = case(), case()
    while ledger.sequence():
        pass
    assert list(ledger.faults()) == []
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update gongzhi_opening set text = '别的话' from gongzhi_fact fact"
            " where fact.id = fact_id and fact.kind = 'cases.filed' and fact.subject = %s",
            [filed.loop_id],
        )
        assert cursor.rowcount
        cursor.execute("set local session_replication_role = origin")
    assert ledger.keep_findings(found=list(ledger.faults()), by="system", at=START) >= 1

    account = account_by_login("dispatcher")
    assert account
    staff, english = Client(), {"Accept-Language": "en"}
    staff.force_login(Account.objects.get(id=account.id))
    assert GUARD in staff.get(reverse("loop", args=[filed.loop_id]), headers=english).content.decode()
    assert GUARD not in staff.get(reverse("loop", args=[other.loop_id]), headers=english).content.decode()
    assert GUARD in as_resident(filed)
    assert GUARD not in as_resident(other)


def case() -> Filed:
    return file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste",
        person=Person(filer=Filer.ANONYMOUS),
        by=RESIDENT,
        at=START,
    )


def as_resident(filed: Filed) -> str:
    client = Client()
    client.post("/follow", {"number": filed.number, "code": filed.code})
    page = client.get("/case/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    return page.content.decode()
