"""Raw SQL with the password of the serving role: what is on record stays, and the vault opens to a record only."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import errors

from gongzhi.web.launch.addresses import OWNING_VARIABLE, SERVING_VARIABLE, Addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.launch.postgres import Server
from gongzhi.web.launch.roles import prepare
from gongzhi.web.tests.conftest import gongzhi, migrated_home

Connection = psycopg.Connection[tuple[Any, ...]]

# Two people in the vault, and all of it sequenced.
FILL = """
from django.db import transaction
from gongzhi.kernel.instants import now
from gongzhi.kernel.ids import new_id
from gongzhi.ledger.public import sequence
from gongzhi.people.actions.contact import leave_contact
from gongzhi.people.facts import RESIDENT
for phone in ("13800000001", "13900000002"):
    with transaction.atomic():
        leave_contact(
            name="王小满", phone=phone, helper_name="", helper_phone="", subject=new_id(), by=RESIDENT, at=now()
        )
while sequence():
    pass
"""


@pytest.fixture(scope="module")
def addresses() -> Iterator[Addresses]:
    """An installation of its own with the real roles, so that nothing can be reset to an administrator."""
    with migrated_home(), open_database(start=True, say=pytest.fail) as database:
        gongzhi("django", "shell", "-v", "0", "-c", FILL)
        yield database.addresses


@pytest.fixture
def serving(addresses: Addresses) -> Iterator[Connection]:
    """A connection of the serving role; each statement on its own."""
    with psycopg.connect(addresses.serving, autocommit=True) as connection:
        yield connection


def contacts(connection: Connection) -> tuple[UUID, UUID]:
    one, other = connection.execute("select id from gongzhi_contact order by left_at").fetchall()
    return one[0], other[0]


def matter_of(connection: Connection, contact: UUID) -> UUID | None:
    """Return what a contact was left for, as the record tells everybody who can read it."""
    row = connection.execute(
        "select subject from gongzhi_fact where kind = 'people.contact_left' and"
        " convert_from(entry, 'UTF8')::jsonb -> 'data' ->> 'contact_id' = %s",
        [str(contact)],
    ).fetchone()
    return row[0] if row else None


def entry_of(contact: UUID, subject: UUID | None, *, minutes: float = 10) -> bytes:
    until = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
    data = {"contact_id": str(contact), "until": until}
    return json.dumps({"subject": str(subject), "data": data}).encode()


def fact_of(
    connection: Connection,
    contact: UUID,
    *,
    minutes: float = 10,
    kind: str = "people.identity_revealed",
    recorded: bool = True,
    named: bool = True,
) -> UUID:
    """Put a fact on record as somebody with the role's password can."""
    fact, subject = uuid4(), matter_of(connection, contact) if named else None
    connection.execute(
        "insert into gongzhi_fact (id, node, kind, subject, actor, at, entry)"
        " values (%s, 'here', %s, %s, 'nobody', now(), %s)",
        [fact, kind, subject, entry_of(contact, subject, minutes=minutes)],
    )
    if recorded:
        connection.execute("insert into gongzhi_pendingfact (fact_id) values (%s)", [fact])
    return fact


def read(connection: Connection, contact: UUID, fact: UUID | None) -> list[tuple[Any, ...]]:
    return connection.execute("select sealed from vault.read(%s, %s)", [contact, fact]).fetchall()


def test_nobody_but_the_vaults_own_role_owns_it(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner) as connection:
        owners = connection.execute(
            "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'vault'::regnamespace"
            " and relkind = 'r' union select pg_get_userbyid(nspowner) from pg_namespace where nspname = 'vault'"
            " union select pg_get_userbyid(proowner) from pg_proc where pronamespace = 'vault'::regnamespace"
        ).fetchall()
        assert owners == [("gongzhi_vault",)]
        can_sign_in = connection.execute("select rolcanlogin from pg_roles where rolname = 'gongzhi_vault'")
        assert can_sign_in.fetchone() == (False,)


@pytest.mark.parametrize(
    "statement",
    [
        "select * from vault.identity",
        "select sealed from vault.identity limit 1",
        "insert into vault.identity (contact, subject, sealed, wrapped, generation)"
        " values (gen_random_uuid(), gen_random_uuid(), '', '', '2026-01')",
        "update vault.identity set generation = '2000-01'",
        "delete from vault.identity",
        "truncate vault.identity",
        "copy vault.identity to stdout",
        "copy (select sealed from vault.identity) to stdout",
        "copy vault.identity to program 'cat'",
        "select sealed from vault.identity for update",
        "alter table vault.identity disable row level security",
        "alter table vault.identity owner to gongzhi_app",
        "drop schema vault cascade",
        "create table vault.mine (a int)",
        "set role gongzhi_vault",
        "set role gongzhi_owner",
        "set session authorization gongzhi_vault",
        "alter role gongzhi_vault login password 'mine'",
        "grant gongzhi_vault to gongzhi_app",
        "alter function vault.read(uuid, uuid) security invoker",
        "alter function vault.read(uuid, uuid) reset search_path",
        "alter function vault.read(uuid, uuid) owner to gongzhi_app",
        "create or replace function vault.read(a uuid, b uuid) returns table (sealed bytea, wrapped bytea,"
        " generation text) language sql as 'select sealed, wrapped, generation from vault.identity'",
        "drop function vault.forget(uuid, uuid)",
        "create function mine() returns int language sql as 'select 1'",
        "create view peep as select * from vault.identity",
        "update gongzhi_fact set kind = 'people.identity_revealed'",
        "delete from gongzhi_fact",
        "truncate gongzhi_fact cascade",
        "update gongzhi_entry set position = position + 1",
        "delete from gongzhi_entry",
        "update gongzhi_datause set purpose = 'HANDLE'",
        "delete from gongzhi_datause",
        "truncate gongzhi_datause",
        "delete from gongzhi_usecount",
        "update gongzhi_tile set data = ''",
        "delete from gongzhi_tile",
        "truncate gongzhi_tile",
        "update gongzhi_checkpoint set note = ''",
        "delete from gongzhi_checkpoint",
        "truncate gongzhi_checkpoint cascade",
        "update gongzhi_cosignature set line = ''",
        "delete from gongzhi_cosignature",
        "truncate gongzhi_cosignature",
        "alter table gongzhi_checkpoint disable trigger all",
        "set session_replication_role = replica",
    ],
)
def test_the_serving_role_is_refused(serving: Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        serving.execute(statement)


def test_without_a_fact_the_vault_is_closed(serving: Connection) -> None:
    contact, _other = contacts(serving)
    for fact in (None, uuid4()):
        with pytest.raises(errors.InsufficientPrivilege, match="closed"):
            read(serving, contact, fact)


def test_a_committed_fact_opens_one_identity_until_it_is_over(serving: Connection) -> None:
    contact, other = contacts(serving)
    fact = fact_of(serving, contact)
    ((sealed,),) = read(serving, contact, fact)
    assert b"13800000001" not in sealed
    assert "王小满".encode() not in sealed
    with pytest.raises(errors.InsufficientPrivilege, match="closed"):
        read(serving, other, fact)
    with pytest.raises(errors.InsufficientPrivilege, match="closed"):
        read(serving, contact, fact_of(serving, contact, minutes=-0.001))
    with pytest.raises(errors.InsufficientPrivilege, match="closed"):
        read(serving, contact, fact_of(serving, contact, minutes=25 * 60))
    for kind in ("people.contact_left", "people.data_used", "people.identity_erased"):
        with pytest.raises(errors.InsufficientPrivilege, match="closed"):
            read(serving, contact, fact_of(serving, contact, kind=kind))


def test_a_row_beside_the_order_opens_nothing(serving: Connection) -> None:
    contact, _other = contacts(serving)
    with pytest.raises(errors.InsufficientPrivilege, match="closed"):
        read(serving, contact, fact_of(serving, contact, recorded=False))


def test_a_fact_that_may_still_be_rolled_back_opens_nothing(serving: Connection) -> None:
    contact, _other = contacts(serving)
    with serving.transaction():
        fact = fact_of(serving, contact)
        with pytest.raises(errors.InsufficientPrivilege, match="closed"), serving.transaction():
            read(serving, contact, fact)
    assert read(serving, contact, fact), "committed, it does"
    with serving.transaction():
        with serving.transaction():  # a savepoint has a number of its own
            fact = fact_of(serving, contact)
        with pytest.raises(errors.InsufficientPrivilege, match="closed"), serving.transaction():
            read(serving, contact, fact)
    subject = matter_of(serving, contact)
    with pytest.raises(errors.InsufficientPrivilege, match="closed"):
        serving.execute(
            "with fact as (insert into gongzhi_fact (id, node, kind, subject, actor, at, entry)"
            " values (gen_random_uuid(), '', 'people.identity_revealed', %s, '', now(), %s) returning id)"
            " select vault.read(%s, id) from fact",
            [subject, entry_of(contact, subject), contact],
        )  # fmt: skip


def test_a_fact_in_the_story_of_nobody_opens_nothing(serving: Connection) -> None:
    """Who forges one must put it where the person reads of it."""
    contact, _other = contacts(serving)
    for kind, words, function in (
        ("people.identity_revealed", "closed", "read"),
        ("people.identity_erased", "forgotten", "forget"),
    ):
        fact = fact_of(serving, contact, kind=kind, named=False)
        with pytest.raises(errors.InsufficientPrivilege, match=words):
            serving.execute(f"select vault.{function}(%s, %s)", [contact, fact])


def test_what_others_have_not_committed_opens_nothing(addresses: Addresses, serving: Connection) -> None:
    contact, _other = contacts(serving)
    with psycopg.connect(addresses.serving) as older:
        fact = fact_of(older, contact)
        with serving.transaction():
            later = fact_of(serving, contact)  # gives ours a number after theirs
            with pytest.raises(errors.InsufficientPrivilege, match="closed"), serving.transaction():
                read(serving, contact, fact)
            older.commit()
            assert read(serving, contact, fact), "committed by an older transaction in the meantime"
            with pytest.raises(errors.InsufficientPrivilege, match="closed"), serving.transaction():
                read(serving, contact, later)
        fact = fact_of(older, contact)
        older.rollback()
    with pytest.raises(errors.InsufficientPrivilege, match="closed"):
        read(serving, contact, fact)


def test_shadows_in_the_way_of_names_are_not_looked_at(addresses: Addresses) -> None:
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        contact, _other = contacts(owner)
    for statement in (
        "create temp table gongzhi_fact (id uuid, kind text, entry bytea)",
        "create temp table identity (contact uuid, sealed bytea, wrapped bytea, generation text)",
    ):
        with psycopg.connect(addresses.serving, autocommit=True) as connection:
            try:
                connection.execute(statement)
            except errors.InsufficientPrivilege:
                continue  # no temporary objects at all: better still
            connection.execute("set search_path = pg_temp, public")
            with pytest.raises(errors.InsufficientPrivilege, match="closed"):
                read(connection, contact, uuid4())


def test_nothing_is_forgotten_without_a_fact(serving: Connection) -> None:
    contact, other = contacts(serving)
    revealed, erased = fact_of(serving, contact), fact_of(serving, contact, kind="people.identity_erased")
    for subject, fact in ((contact, uuid4()), (contact, None), (contact, revealed), (other, erased)):
        with pytest.raises(errors.InsufficientPrivilege, match="forgotten"):
            serving.execute("select vault.forget(%s, %s)", [subject, fact])
    assert read(serving, contact, revealed)


def test_an_identity_is_never_put_over_another(serving: Connection) -> None:
    contact, other = contacts(serving)
    fact = fact_of(serving, contact)
    before = read(serving, contact, fact)
    with pytest.raises(errors.UniqueViolation):
        serving.execute("select vault.keep(%s, %s, '\\x00', '\\x00', '2026-01')", [contact, other])
    assert read(serving, contact, fact) == before


def test_an_administrator_who_is_no_superuser_gives_the_vault_its_role(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A managed server: nobody there is a superuser."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create role manager login createrole createdb password 'managed'")
    made = prepare(server.url(user="manager", password="managed"), database="county_510900")
    monkeypatch.setenv(SERVING_VARIABLE, made.serving)
    monkeypatch.setenv(OWNING_VARIABLE, made.owner)
    for _time in range(2):  # and what is there already stays as it is
        gongzhi("migrate")
    with psycopg.connect(made.owner, autocommit=True) as owner:
        found = owner.execute("select tableowner from pg_tables where schemaname = 'vault'").fetchall()
        assert found == [("gongzhi_vault",)]
    gongzhi("django", "shell", "-v", "0", "-c", FILL)
    with psycopg.connect(made.serving, autocommit=True) as serving:
        contact, _other = contacts(serving)
        assert read(serving, contact, fact_of(serving, contact))
        with pytest.raises(errors.InsufficientPrivilege):
            serving.execute("select * from vault.identity")


def test_a_vault_under_the_owner_of_the_tables_moves_to_its_own_role(addresses: Addresses) -> None:
    """An installation prepared by an earlier version: its vault stands under the owner of the tables at first."""
    with psycopg.connect(addresses.owner, autocommit=True) as owner:
        moved = (
            "alter schema vault owner to gongzhi_owner",
            "alter table vault.identity owner to gongzhi_owner",
        )
        for statement in moved:
            owner.execute(statement)
        with psycopg.connect(addresses.serving) as serving, pytest.raises(errors.InsufficientPrivilege):
            serving.execute("select * from vault.identity")
        gongzhi("migrate")
        found = owner.execute("select tableowner from pg_tables where schemaname = 'vault'").fetchall()
        assert found == [("gongzhi_vault",)]
