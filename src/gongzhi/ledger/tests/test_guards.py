"""What is on record stays: the privilege refuses the serving role, the tripwire everybody."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Fact, Opening
from gongzhi.ledger.tests.test_actions import note
from gongzhi.web.launch.grants import apply_grants

GUARDED = ["gongzhi_fact", "gongzhi_entry"]
CHANGES = [
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table} cascade",
]
COLUMN = {"gongzhi_fact": "node", "gongzhi_entry": "position"}


@contextmanager
def serving() -> Iterator[None]:
    """Act as the role that serves, with the rights an installation gives it."""
    with connection.cursor() as cursor:
        cursor.execute("select from pg_roles where rolname = 'gongzhi_app'")
        if not cursor.rowcount:
            cursor.execute("create role gongzhi_app")
        apply_grants()
        cursor.execute("set local role gongzhi_app")
        yield
        cursor.execute("reset role")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("change", CHANGES)
def test_not_even_the_owner_changes_what_is_on_record(table: str, change: str) -> None:
    note(1)
    ledger.sequence()

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table, column=COLUMN[table]))

    assert Fact.objects.count() == ledger.size() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("table", GUARDED)
@pytest.mark.parametrize("change", CHANGES)
def test_the_serving_role_has_not_even_the_right(table: str, change: str) -> None:
    with (
        serving(),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table=table, column=COLUMN[table]))


@pytest.mark.django_db
def test_the_serving_role_does_its_work() -> None:
    with serving():
        note(1)
        assert ledger.sequence() == 1
        assert ledger.follow("tests", lambda recorded: None) == 1
        assert Opening.objects.all().delete()[0] == 1
