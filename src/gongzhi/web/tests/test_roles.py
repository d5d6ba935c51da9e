"""Two roles and a database on a given server."""

from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from gongzhi.web.command import main
from gongzhi.web.launch.addresses import Addresses, addresses_file, django_database, saved_addresses
from gongzhi.web.launch.database import open_database
from gongzhi.web.launch.postgres import Server
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.roles import prepare


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        return (connection.execute(question).fetchone() or [None])[0]


def test_prepare_makes_an_owner_and_a_role_that_only_serves(server: Server) -> None:
    made = prepare(server.url())

    assert ask(made.owner, "select current_user") == "gongzhi_owner"
    assert ask(made.serving, "select current_database()") == "gongzhi"
    with psycopg.connect(made.owner) as connection:
        connection.execute("create table ours ()")
    with pytest.raises(errors.InsufficientPrivilege):
        ask(made.serving, "create table theirs ()")
    assert prepare(server.url(), known=made) == made, "repeating it changes nothing"


def test_a_lost_data_folder_gets_new_passwords(server: Server) -> None:
    first = prepare(server.url())
    second = prepare(server.url())
    assert ask(second.serving, "select 1") == 1
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(first.serving)


def test_an_administrator_who_is_no_superuser_is_enough(server: Server) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create role manager login createrole createdb password 'managed'")
    made = prepare(server.url(user="manager", password="managed"), database="county_510900")
    assert ask(made.owner, "select current_database()") == "county_510900"


def test_the_command_keeps_the_addresses_for_its_owner_only(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["db", "prepare", "--admin-url", server.url()]) == 0

    made = saved_addresses()
    assert made is not None
    assert f"DATABASE_URL={made.serving}" in capsys.readouterr().out
    assert addresses_file().stat().st_mode & 0o777 == 0o600


def test_a_superusers_url_is_turned_into_the_two_roles(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", server.url(database="county"))
    with open_database(start=True, say=pytest.fail) as database:
        assert (
            ask(database.addresses.serving, "select current_user || '@' || current_database()")
            == "gongzhi_app@county"
        )
        assert database.server is None


def test_a_single_role_is_used_for_everything_and_said(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("create role lone login password 'wolf'")
        connection.execute("create database lair owner lone")
    url = server.url(user="lone", password="wolf", database="lair")
    monkeypatch.setenv("DATABASE_URL", url)
    said: list[str] = []
    with open_database(start=True, say=said.append) as database:
        assert database.addresses == Addresses(owner=url, serving=url)
    assert "trigger" in said[0]


def test_a_server_that_does_not_answer_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:secret@127.0.0.1:1/gongzhi")
    with pytest.raises(Problem, match="cannot be reached") as problem, open_database(start=True, say=print):
        pass
    assert "secret" not in str(problem.value)


def test_an_unreadable_address_is_refused_without_repeating_it() -> None:
    with pytest.raises(ValueError, match="not one PostgreSQL understands") as refusal:
        django_database("postgresql://user:secret@[host/x")
    assert "secret" not in str(refusal.value)
