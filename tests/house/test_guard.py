"""The guard bites."""

import sys
from types import FunctionType
from typing import Any

import pytest
from django.db import connection, transaction

from gongzhi.ledger.models import Cursor
from tests.house.guard import _WRITE, behind


def _write() -> None:
    Cursor.objects.update_or_create(reader="guard", defaults={"position": 1})


def _as_module(name: str) -> Any:
    """Return `_write` as if it stood in another module."""
    return FunctionType(_write.__code__, {**globals(), "__name__": name})


@pytest.mark.django_db
def test_a_view_that_writes_is_caught() -> None:
    with (
        pytest.raises(AssertionError, match=r"cases\.views\.sheet writes outside"),
        transaction.atomic(),
    ):
        _as_module("gongzhi.cases.views.sheet")()
    _as_module("gongzhi.ledger.actions.follow")()
    assert Cursor.objects.filter(reader="guard").exists()


@pytest.mark.django_db
def test_a_reader_called_by_an_action_may_not_write_either() -> None:
    reader = _as_module("gongzhi.cases.queries")
    action = {"__name__": "gongzhi.cases.actions.file_case", "reader": reader}
    with pytest.raises(AssertionError, match=r"cases\.queries"), transaction.atomic():
        exec("reader()", action)  # noqa: S102


@pytest.mark.django_db
def test_raw_writes_are_caught_as_well() -> None:
    sql = "with one as (update gongzhi_cursor set position = 0 returning reader) select * from one"
    with (
        pytest.raises(AssertionError, match="writes outside"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        exec("cursor.execute(sql)", {"__name__": "gongzhi.web.views.health", "cursor": cursor, "sql": sql})  # noqa: S102


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ('INSERT INTO "gongzhi_fact" VALUES (1)', True),
        ('UPDATE "gongzhi_loop" SET "state" = %s', True),
        ("delete from gongzhi_once", True),
        ("with a as (insert into x values (1)) select 1", True),
        ("select 1 from gongzhi_loop for update of l skip locked", False),
        ('SELECT "gongzhi_case"."text" FROM "gongzhi_case"', False),
    ],
)
def test_what_counts_as_a_write(sql: str, writes: bool) -> None:
    assert bool(_WRITE.search(sql)) is writes


def test_a_test_may_write() -> None:
    assert behind(sys._getframe()) == ""
