"""An owner alters words in a table and not in the log: the verification names the matter, and its pages say so."""

from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.small_county import COUNTY, IN_WEST, START, County, import_county, write_files

from gongzhi.applications import public as applications
from gongzhi.applications.tests import steps as apply_steps
from gongzhi.cases import public as cases
from gongzhi.cases.facts import Channel, Filer
from gongzhi.cases.models import Case
from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Broken
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.models import Account
from gongzhi.people.public import ASKED, account_by_login
from gongzhi.web.launch.addresses import saved_addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.tests.conftest import gongzhi, migrated_home
from gongzhi.web.tests.test_erasure import ended_case
from gongzhi.web.words_check import CHECKS, all_faults, words_faults

GUARD = "The record of this matter is not what was put under seal"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def county(tmp_path: Path, settings: Any) -> County:
    """A small county with keys of its own, that offers services."""
    settings.GONGZHI_KEYS = tmp_path / "keys"
    county = import_county()
    apply_steps.open_catalogue()
    return county


def case(address: str = "西街七号", *, phone: str = "") -> cases.Filed:
    person = cases.Person(filer=Filer.NAMED, name="王小满", phone=phone) if phone else cases.Person()
    return cases.file_case(
        person=person,
        text="西街口的垃圾桶满了三天没人收。",
        place=cases.Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1], address=address),
        channel=Channel.PORTAL,
        matter="city.waste",
        by=RESIDENT,
        at=START,
    )


def owner(statement: str, *values: UUID) -> None:
    """Do as an owner of the tables does: one statement, no fact."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def verify() -> set[tuple[UUID | None, str]]:
    """Verify and keep what is found, as the command does; return whose words are which."""
    while ledger.sequence():
        pass
    found = list(all_faults((), lambda _done, _all: None))
    ledger.keep_findings(found=found, by=SYSTEM.name(), at=START)
    assert {fault.code for fault in found} <= {"words"}
    return {(fault.subject, fault.where) for fault in found}


def as_staff(loop_id: UUID) -> str:
    account = account_by_login("dispatcher")
    assert account
    client = Client()
    client.force_login(Account.objects.get(id=account.id))
    return client.get(reverse("loop", args=[loop_id]), headers=ENGLISH).content.decode()


def as_resident(number: str, code: str | None, page: str) -> str:
    client = Client()
    client.post("/follow", {"number": number, "code": code})
    shown = client.get(page, headers=ENGLISH)
    assert shown.status_code == 200
    return shown.content.decode()


ALTERED = {
    "text": "update gongzhi_case set text = '别的话' where loop_id = %s",
    "address": "update gongzhi_case set address = '东街一号' where loop_id = %s",
    "point": "update gongzhi_case set latitude_e6 = latitude_e6 + 1 where loop_id = %s",
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ALTERED)
def test_altered_words_of_a_case_are_named_and_its_pages_say_so(what: str, county: County) -> None:
    filed, other = case(), case()
    assert verify() == set()
    true = Case.objects.get(loop=filed.loop_id)
    owner(ALTERED[what], filed.loop_id)

    for _again in range(2):
        assert verify() == {(filed.loop_id, what)}
    assert Broken.objects.get(mended_at=None).subject == filed.loop_id
    assert GUARD in as_staff(filed.loop_id)
    assert GUARD in as_resident(filed.number, filed.code, "/case/")
    assert GUARD not in as_staff(other.loop_id)
    assert GUARD not in as_resident(other.number, other.code, "/case/")

    true.save()
    assert verify() == set()
    assert not Broken.objects.filter(mended_at=None).exists()
    assert GUARD not in as_staff(filed.loop_id)


ROWS = {
    "its state": "update gongzhi_loop set state = 'working' where id = %s",
    "its deadline": "update gongzhi_loop set due_at = due_at + interval '9 days' where id = %s",
    "whom it is of": "update gongzhi_case set contact_id = (select max(id::text)::uuid from gongzhi_contact)"
    " where loop_id = %s",
    "its row": "delete from gongzhi_case where loop_id = %s",
}


@pytest.mark.django_db(transaction=True)
def test_a_row_altered_and_not_its_facts_is_named_and_its_pages_say_so(county: County) -> None:
    filed = {what: case(phone=f"1380000000{number}") for number, what in enumerate(ROWS)}
    other = case(phone="13800000009")
    assert verify() == set()
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
    try:
        for what, statement in ROWS.items():
            owner(statement, filed[what].loop_id)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = origin")
    found = list(all_faults((), lambda _done, _all: None))
    assert {fault.subject for fault in found if fault.code == "table"} == {
        each.loop_id for each in filed.values()
    }
    assert not any("working" in fault.where for fault in found), "places, never values"
    ledger.keep_findings(found=found, by=SYSTEM.name(), at=START)
    mine = filed["its state"]
    assert GUARD in as_staff(mine.loop_id)
    assert GUARD in as_resident(mine.number, mine.code, "/case/")
    assert GUARD not in as_staff(other.loop_id)


@pytest.mark.django_db(transaction=True)
def test_altered_answers_and_reasons_of_an_application_are_named(
    county: County,
) -> None:
    filed, decided = apply_steps.filed(), apply_steps.granted(county)
    assert verify() == set()
    owner(
        "update gongzhi_applicationanswer set value = '1930-01-01' where application_id = %s and key = 'born-on'",
        filed.loop_id,
    )
    owner("update gongzhi_decision set reasons = '另一个理由' where application_id = %s", decided)
    assert verify() == {(filed.loop_id, "answers"), (decided, "reasons")}
    assert GUARD in as_staff(filed.loop_id)
    assert GUARD in as_resident(filed.number, filed.code, "/application/")


WAYS = {
    "an address put in": (ALTERED["address"],),
    "the text taken out": ("update gongzhi_case set text = '' where loop_id = %s",),
    "text and opening": (
        ALTERED["text"],
        "update gongzhi_opening set text = '别的话' from gongzhi_fact fact where fact.id = fact_id"
        " and field = 'text' and fact.subject = %s and fact.kind = 'cases.filed'",
    ),
    "the opening thrown away": (
        ALTERED["text"],
        "delete from gongzhi_opening using gongzhi_fact fact where fact.id = fact_id"
        " and field = 'text' and fact.subject = %s and fact.kind = 'cases.filed'",
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_round_it_is_easier(way: str, county: County) -> None:
    filed = case(address="")
    assert list(words_faults()) == []
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
    try:
        for statement in WAYS[way]:
            owner(statement, filed.loop_id)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("set session_replication_role = origin")
    assert {(fault.code, fault.subject) for fault in words_faults()} == {("words", filed.loop_id)}


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_is_no_fault(county: County) -> None:
    case_id = ended_case(county, ended=START, name="甲某")
    assert cases.erase_words(case_id=case_id, because=ASKED, by=RESIDENT, at=START)
    application_id = apply_steps.granted(county)
    applications.confirm(application_id=application_id, received=True, by=RESIDENT, at=apply_steps.days(2))
    late = apply_steps.days(3)
    assert applications.erase_words(application_id=application_id, because=ASKED, by=SYSTEM, at=late)
    assert list(words_faults()) == []
    assert applications.erase_decisions(application_id=application_id, because=ASKED, by=SYSTEM, at=late)
    assert list(words_faults()) == []

    owner(ALTERED["text"], case_id)
    assert [fault.subject for fault in words_faults()] == [case_id], "nothing is put into what is empty"


@pytest.mark.django_db(transaction=True)
def test_every_matter_is_looked_at_however_many(county: County) -> None:
    several = [case().loop_id for _ in range(5)]
    applied = [apply_steps.filed().loop_id for _ in range(3)]
    for loop_id in several:
        owner(ALTERED["text"], loop_id)
    owner("update gongzhi_applicationanswer set value = '别的'")
    assert [fault.subject for fault in cases.check_words(batch=2)] == several
    assert [fault.subject for fault in applications.check_words(batch=2)] == applied
    assert CHECKS.keys() == {"cases", "applications"}


def test_the_command_names_them_and_finds_them_sound_again(tmp_path: Path) -> None:
    write_files(tmp_path / "county")
    rows = tmp_path / "messages.csv"
    rows.write_text("text,time\n西街的路灯不亮。,2026-03-02 09:00\n")
    with migrated_home(), open_database(start=True, say=pytest.fail):
        gongzhi("organization", "import", tmp_path / "county")
        gongzhi("cases", "import", rows, "--division", "999901000000")
        assert "✓" in gongzhi("ledger", "verify")
        case_id = replace_text("西街的路灯不亮。", "西街的路灯很亮。")
        said = gongzhi("ledger", "verify", code=1)
        assert "words: the text in the table is not the one that was written" in said
        assert case_id in said
        replace_text("西街的路灯很亮。", "西街的路灯不亮。")
        assert "✓" in gongzhi("ledger", "verify")


def replace_text(old: str, new: str) -> str:
    """Do as an operator who owns the tables; return the id of the case."""
    addresses = saved_addresses()
    assert addresses
    with psycopg.connect(addresses.owner) as database:
        row = database.execute(
            "update gongzhi_case set text = %s where text = %s returning loop_id::text", [new, old]
        ).fetchone()
    assert row
    return str(row[0])
