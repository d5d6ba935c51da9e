"""What is on record stays: the privilege refuses the serving role, the tripwire everybody."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.ledger import public as ledger
from gongzhi.ledger.models import Fact, Opening
from gongzhi.ledger.tests.test_actions import AT, note
from gongzhi.web.launch.grants import apply_grants

COLUMN = {
    "gongzhi_fact": "node",
    "gongzhi_entry": "position",
    "gongzhi_tile": "data",
    "gongzhi_checkpoint": "note",
    "gongzhi_cosignature": "line",
}
GUARDED = list(COLUMN)
CHANGES = [
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table} cascade",
]


@pytest.fixture(autouse=True)
def _own_keys(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_KEYS = tmp_path / "keys"


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
@pytest.mark.parametrize("table", ["gongzhi_broken", "gongzhi_logkey"])
def test_what_was_found_broken_and_which_keys_signed_cannot_be_deleted(table: str) -> None:
    with (
        serving(),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"delete from {table}")  # noqa: S608 - one of the two above


@pytest.mark.django_db
def test_the_serving_role_does_its_work() -> None:
    with serving():
        note(1)
        assert ledger.sequence() == 1
        assert ledger.rotate_key(by="system", at=AT)
        assert ledger.sequence() == 1
        assert list(ledger.faults()) == []
        assert ledger.keep_findings(found=[ledger.Fault("entry", 0)], by="system", at=AT) == 1
        assert ledger.keep_findings(found=[], by="system", at=AT) == 0
        assert ledger.follow("tests", lambda recorded: None) == 2
        assert Opening.objects.all().delete()[0] == 1
