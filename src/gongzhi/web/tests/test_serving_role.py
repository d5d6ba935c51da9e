"""The role that serves may do all a day brings, and cannot change what is on record."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from tests.small_county import COUNTY, IN_WEST, START, County, import_county

from gongzhi.cases.facts import Channel, Filer, Finding, Satisfaction
from gongzhi.cases.public import (
    Filed,
    Person,
    Place,
    add,
    answer,
    ask,
    classify,
    dispatch,
    file_case,
    handle,
    judge,
    note,
    reopen,
    reply,
    reveal,
    urge,
)
from gongzhi.cases.tests.steps import WISH
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import follow, sequence, size
from gongzhi.loops.public import end_overdue_pauses, fire_due, loop_row, recompute_deadlines
from gongzhi.organization.public import close_account, take_leave
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.public import account_by_login, note_opening, seal_look, set_password, uses_of
from gongzhi.web.launch.grants import apply_grants
from gongzhi.web.reactions import react

pytestmark = pytest.mark.django_db


@pytest.fixture
def serving(db: None) -> Iterator[None]:
    """Do everything as `gongzhi_app`, with the rights a migration gives it."""
    with connection.cursor() as cursor:
        cursor.execute("select from pg_roles where rolname = 'gongzhi_app'")
        if not cursor.fetchall():
            cursor.execute("create role gongzhi_app")
        apply_grants()
        cursor.execute("set role gongzhi_app")
        yield
        cursor.execute("reset role")


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def filed(once: UUID | None = None) -> Filed:
    return file_case(
        text="西街口的垃圾桶满了三天没人收。",
        place=Place(division=COUNTY, longitude=IN_WEST[0], latitude=IN_WEST[1]),
        channel=Channel.PORTAL,
        matter="city.waste",
        person=Person(filer=Filer.NAMED, name="王小满", phone="13800000001"),
        by=RESIDENT,
        at=START,
        once=once,
    )


def a_whole_case(county: County) -> UUID:
    dispatcher, handler = county.actor("dispatcher"), county.actor("town-handler")
    case_id = filed(once=new_id()).loop_id
    classify(case_id=case_id, matter="city.waste.street", by=dispatcher, at=at(0.2))
    town = county.unit("town")
    dispatch(case_id=case_id, event="dispatch", unit_id=town, by=dispatcher, at=at(0.5), once=new_id())
    handle(case_id=case_id, event="sign", by=handler, at=at(1))
    reveal(case_id=case_id, wish=WISH, by=handler, at=at(1))
    note(case_id=case_id, text="环卫公司人手不够。", by=handler, at=at(1))
    ask(case_id=case_id, question="是哪一个垃圾桶？", by=handler, at=at(1))
    reply(case_id=case_id, text="菜场门口。", by=RESIDENT, at=at(2))
    add(case_id=case_id, text="又多了一车。", by=RESIDENT, at=at(2))
    urge(case_id=case_id, by=RESIDENT, at=at(2))
    answer(case_id=case_id, finding=Finding.SOLVED, text="已清运。", by=handler, at=at(3))
    judge(case_id=case_id, solved=True, satisfied=Satisfaction.SATISFIED, by=RESIDENT, at=at(4), drawn=999)
    reopen(case_id=case_id, why="又堆起来了。", by=RESIDENT, at=at(30))
    return case_id


@pytest.mark.usefixtures("serving")
def test_a_day_needs_no_more_than_the_serving_role_has() -> None:
    county = import_county()
    case_id = a_whole_case(county)
    silent = filed().loop_id
    fire_due(at=at(24 * 60), limit=1_000)
    end_overdue_pauses(at=at(24 * 60))
    recompute_deadlines(since=START.date(), because="calendar", at=at(24 * 60))
    dispatcher, handler = account_by_login("dispatcher"), account_by_login("town-handler")
    assert dispatcher
    assert handler
    set_password(account_id=dispatcher.id, password="correct horse battery", by=SYSTEM, at=START)
    stand_in = account_by_login("operator")
    assert stand_in
    day, by = START.date(), county.actor("admin")
    leave = {
        "account_id": dispatcher.id,
        "stand_in_id": stand_in.id,
        "start": day,
        "to": day + timedelta(days=7),
    }
    take_leave(**leave, by=by, at=START)
    close_account(account_id=handler.id, reason="调离", by=county.actor("admin"), at=at(24 * 61))
    while sequence():
        pass
    while follow("reactions", react):
        pass
    row = loop_row(case_id)
    assert row
    assert row.state == "working"
    assert loop_row(silent)
    assert size() > 30


@pytest.mark.usefixtures("serving")
def test_pages_sessions_and_the_cache_work_under_the_serving_role() -> None:
    import_county()
    client = Client()
    client.post("/report", {"text": "西街口的垃圾桶满了。"})
    client.post("/report/place", {"nowhere": "on"})
    assert client.post("/report/person", {"filer": "ANONYMOUS"}).headers["Location"] == "/report/receipt"
    assert client.post("/follow", {"number": "260302-0000099", "code": "AAAAAAAAAA"}).status_code == 200
    cache.set("a", 1)
    cache.delete("a")
    account = account_by_login("town-handler")
    assert account
    set_password(account_id=account.id, password="correct horse battery", by=SYSTEM, at=START)
    client = Client()
    signed_in = client.post("/sign-in/", {"login": "town-handler", "password": "correct horse battery"})
    assert signed_in.status_code == 302
    assert client.get("/work/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


@pytest.mark.usefixtures("serving")
def test_the_serving_role_notes_uses_of_data_and_seals_some() -> None:
    county = import_county()
    handler, supervisor, subject = county.actor("town-handler"), county.actor("supervisor"), new_id()
    note_opening(subject=subject, what="SHEET", purpose="HANDLE", by=handler, at=START)
    seal_look(
        subject=subject,
        basis="《监察法》第二十一条",
        until=at(24).date(),
        by=supervisor,
        at=START,
    )
    note_opening(subject=subject, what="SHEET", purpose="HANDLE", by=handler, at=at(24))
    assert uses_of(subject, at=at(24))[0] == 2


@pytest.mark.parametrize(
    "statement",
    [
        "update gongzhi_fact set kind = 'other'",
        "delete from gongzhi_fact",
        "truncate gongzhi_fact cascade",
        "update gongzhi_entry set position = 7",
        "delete from gongzhi_entry",
        "truncate gongzhi_entry",
        "alter table gongzhi_fact disable trigger append_only",
        "drop trigger append_only on gongzhi_fact",
        "drop table gongzhi_entry",
        "create table ours (a int)",
        "create or replace function gongzhi_refuse_change() returns trigger language sql as ''",
        "select rolpassword from pg_authid",
        "set session_replication_role = replica",
        "delete from django_migrations",
        "grant all on gongzhi_fact to gongzhi_app",
        "alter role gongzhi_app superuser",
        "copy gongzhi_fact to program 'cat'",
    ],
)
@pytest.mark.usefixtures("serving")
def test_what_is_on_record_is_out_of_its_reach(statement: str) -> None:
    import_county()
    filed()
    sequence()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from gongzhi_fact")
        before = cursor.fetchone()
    if statement.startswith("grant"):
        # PostgreSQL only warns; what counts is that nothing was granted.
        with connection.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute(
                "select has_table_privilege('gongzhi_app', 'gongzhi_fact', 'update, delete, truncate')"
            )
            assert cursor.fetchone() == (False,)
        return
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        connection.cursor().execute(statement)
    assert "InsufficientPrivilege" in type(error.value.__cause__).__name__, error.value
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from gongzhi_fact")
        assert cursor.fetchone() == before
