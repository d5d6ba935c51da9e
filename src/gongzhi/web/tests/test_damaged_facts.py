"""A fact whose bytes somebody damaged: its line says so, and everything around it goes on."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.small_county import COUNTY, IN_WEST, START, County, write_files

from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.public import Filed, Person, Place, file_case, urge
from gongzhi.ledger import public as ledger
from gongzhi.ledger.facts import UnreadableFact
from gongzhi.ledger.models import Broken, Fact
from gongzhi.people.facts import RESIDENT
from gongzhi.people.models import Account
from gongzhi.people.public import account_by_login
from gongzhi.web.launch.addresses import saved_addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.conftest import gongzhi, migrated_home

Hurt = Callable[[bytes], bytes]
GUARD = "The record of this matter is not what was put under seal"
GAP = "This record cannot be read."
SECRET = "13800138000"
SEQUENCE = "from gongzhi.ledger.public import sequence\nwhile sequence(): pass"


def no_json(_entry: bytes) -> bytes:
    return f'{{"id": {SECRET}'.encode()


def no_such_channel(entry: bytes) -> bytes:
    assert b'"channel":"PORTAL"' in entry
    return entry.replace(b'"channel":"PORTAL"', b'"channel":"ELSE"')


@pytest.fixture
def filed(settings: Any, tmp_path: Path, county: County) -> Filed:
    settings.GONGZHI_KEYS = tmp_path / "keys"
    found = case()
    urge(case_id=found.loop_id, by=RESIDENT, at=START)
    while ledger.sequence():
        pass
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("hurt", [no_json, no_such_channel])
def test_the_pages_stand_and_say_so(filed: Filed, hurt: Hurt, caplog: pytest.LogCaptureFixture) -> None:
    other = case()
    for page in (as_resident(filed, "/case/"), as_staff(filed)):
        assert GAP not in page
        assert GUARD not in page
    fact = damage(filed, hurt)
    log = logging.getLogger("gongzhi.ledger")
    log.addHandler(caplog.handler)
    try:
        for page in (as_resident(filed, "/case/"), as_staff(filed)):
            assert page.count(GAP) == 1
            assert page.count(GUARD) == 1
            assert "Urged" in page or "urged" in page or "You asked" in page
    finally:
        log.removeHandler(caplog.handler)
    assert {getattr(each, "fact", "") for each in caplog.records} >= {str(fact)}
    assert SECRET not in caplog.text
    assert not Broken.objects.exists(), "a page that is read writes nothing"
    assert GUARD not in as_resident(other, "/case/")
    assert GAP not in as_staff(other)


@pytest.mark.django_db
def test_what_the_resident_may_not_read_leaves_no_gap(filed: Filed) -> None:
    damage(filed, no_json, kind="loops.linked")
    assert GAP not in as_resident(filed, "/case/")


@pytest.mark.django_db
def test_the_proof_says_why_there_is_none(filed: Filed) -> None:
    client = resident(filed)
    assert client.get("/case/proof").headers["Content-Disposition"]
    damage(filed, no_json)
    page = client.get("/case/proof", headers={"Accept-Language": "en"}, follow=True)
    assert page.redirect_chain
    assert "A record that belongs to this proof cannot be read" in page.content.decode()


@pytest.mark.django_db
def test_a_reader_stands_still_before_it(filed: Filed) -> None:
    fact = damage(filed, no_json)
    told = ledger.entries_after(0, limit=1000)
    before = {each.id for each in told}
    assert told
    assert fact not in before
    with pytest.raises(UnreadableFact, match=str(fact)) as raised:
        ledger.entries_after(len(told), limit=1000)
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is raised.value.__context__ is None
    with pytest.raises(UnreadableFact):
        ledger.facts_about([filed.loop_id], whole=True)
    assert fact not in {each.id for each in ledger.facts_about([filed.loop_id])}


def test_replay_goes_on_and_names_it(tmp_path: Path) -> None:
    write_files(tmp_path / "county")
    rows = tmp_path / "messages.csv"
    rows.write_text("text,time\n西街的路灯不亮。,2026-03-02 09:00\n东街的路灯不亮。,2026-03-02 09:00\n")
    with migrated_home(), open_database(start=True, say=pytest.fail):
        gongzhi("organization", "import", tmp_path / "county")
        gongzhi("cases", "import", rows, "--division", "999901000000")
        gongzhi("django", "shell", "-v", "0", "-c", SEQUENCE)
        assert "ledger: values that differ: 0" in gongzhi("ledger", "replay")
        addresses = saved_addresses()
        assert addresses
        with psycopg.connect(addresses.owner) as database:
            database.execute("alter table gongzhi_fact disable trigger append_only")
            row = database.execute(
                "update gongzhi_fact set entry = convert_to('{', 'UTF8') where id ="
                " (select id from gongzhi_fact where kind = 'cases.filed' limit 1) returning id::text"
            ).fetchone()
            database.execute("alter table gongzhi_fact enable trigger append_only")
        assert row
        said = gongzhi("ledger", "replay", code=1)
    assert row[0] in said
    assert "ledger: values that differ: 1" in said
    assert "reveals: values that differ: 0" in said, "the last check ran as well"
    assert "Traceback" not in said


def damage(filed: Filed, hurt: Hurt, *, kind: str = "cases.filed") -> UUID:
    """Do as a superuser with psql, to bytes and perhaps the column; return the id of the fact."""
    fact = Fact.objects.get(subject=filed.loop_id, kind="cases.filed")
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute(
            "update gongzhi_fact set entry = %s, kind = %s where id = %s",
            [hurt(bytes(fact.entry)), kind, fact.id],
        )
        assert cursor.rowcount == 1
        cursor.execute("set local session_replication_role = origin")
    return fact.id


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


def resident(filed: Filed) -> Client:
    client = Client()
    client.post("/follow", {"number": filed.number, "code": filed.code})
    return client


def as_resident(filed: Filed, path: str) -> str:
    page = resident(filed).get(path, headers={"Accept-Language": "en"})
    assert page.status_code == 200
    return page.content.decode()


def as_staff(filed: Filed) -> str:
    account = account_by_login("dispatcher")
    assert account
    client = Client()
    client.force_login(Account.objects.get(id=account.id))
    page = client.get(reverse("loop", args=[filed.loop_id]), headers={"Accept-Language": "en"})
    assert page.status_code == 200
    return page.content.decode()
