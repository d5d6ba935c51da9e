"""Get hold of the installation's database: the one `DATABASE_URL` names, or an embedded one."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from gongzhi.web.launch.addresses import (
    OWNING_VARIABLE,
    SERVING_VARIABLE,
    Addresses,
    save_addresses,
    saved_addresses,
)
from gongzhi.web.launch.home import make_home
from gongzhi.web.launch.postgres import Server
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.roles import DEFAULT_NAME, can_prepare, connect, prepare
from gongzhi.web.launch.words import gettext as _

Say = Callable[[str], None]

# Kept as the comment on the schema, where neither a lost data folder nor another host can mistake it.
DEMO_LOADING = "gongzhi: the demo county is being loaded"
DEMO = "gongzhi: the demo county"


@dataclass(frozen=True)
class Database:
    """An installation's database: its two addresses, and the embedded server when it is ours to watch."""

    addresses: Addresses
    server: Server | None

    def environment(self) -> dict[str, str]:
        """Return the variables by which processes of this installation find the database."""
        return {SERVING_VARIABLE: self.addresses.serving, OWNING_VARIABLE: self.addresses.owner}


@contextmanager
def open_database(*, start: bool, say: Say) -> Iterator[Database]:
    """Yield the installation's database, and stop the embedded server afterwards if it was started here.

    With `start` an embedded server is always started (it is `gongzhi run`); else one which runs
    already is used, and one is started for the time of the command only when there is none.
    """
    if url := os.environ.get(SERVING_VARIABLE):
        yield Database(_given(url, say), None)
        return
    home = make_home()
    saved = saved_addresses()
    if saved and not start and _answers(saved.serving):
        yield Database(saved, None)
        return
    with Server(home / "database") as server:
        addresses = prepare(server.url(), database=DEFAULT_NAME, known=saved)
        save_addresses(addresses)
        yield Database(addresses, server)


def _given(url: str, say: Say) -> Addresses:
    """Return the addresses for a server named by `DATABASE_URL`, making roles and database where it may."""
    if owner := os.environ.get(OWNING_VARIABLE):
        return Addresses(owner=owner, serving=url)
    if can_prepare(url):
        make_home()
        addresses = prepare(url, known=saved_addresses())
        save_addresses(addresses)
        return addresses
    say(
        _(
            "DATABASE_URL names one role for everything, so only the trigger guards the facts. "
            "`gongzhi db prepare --admin-url …` makes two roles."
        )
    )
    return Addresses(owner=url, serving=url)


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.Error:
        return False
    return True


def has_rows(addresses: Addresses, table: str) -> bool:
    """Tell whether `table` holds anything."""
    with connect(addresses.owner) as connection:
        statement = psycopg.sql.SQL("select exists(select from {})").format(psycopg.sql.Identifier(table))
        row = connection.execute(statement).fetchone()
    return bool(row and row[0])


def is_empty(addresses: Addresses) -> bool:
    """Tell whether nobody can sign in and nothing is owed: shipped calendars and definitions do not count."""
    with connect(addresses.owner) as connection:
        found = connection.execute("select to_regclass('public.gongzhi_loop') is not null").fetchone()
    if not (found and found[0]):
        return True
    return not has_rows(addresses, "gongzhi_account") and not has_rows(addresses, "gongzhi_loop")


def demo_state(addresses: Addresses) -> str:
    """Return `DEMO`, `DEMO_LOADING`, or nothing when this is no demo."""
    with connect(addresses.owner) as connection:
        row = connection.execute(
            "select coalesce(obj_description(oid, 'pg_namespace'), '') from pg_namespace where nspname = 'public'"
        ).fetchone()
    comment = str(row[0]) if row else ""
    return comment if comment in {DEMO, DEMO_LOADING} else ""


def mark(addresses: Addresses, comment: str) -> None:
    """Write down what the database holds."""
    with connect(addresses.owner) as connection:
        connection.execute(psycopg.sql.SQL("comment on schema public is {}").format(comment))


def wipe(addresses: Addresses) -> None:
    """Drop all tables. For a demo half loaded and for `restore --force`; never otherwise."""
    with connect(addresses.owner) as connection:
        try:
            connection.execute("set lock_timeout = '10s'")
            connection.execute("drop schema public cascade")
            connection.execute("drop schema if exists vault cascade")
        except psycopg.errors.LockNotAvailable:
            raise Problem(
                _("The database is in use."), _("Stop Gongzhi (Ctrl-C, or systemctl stop) and try again.")
            ) from None
        connection.execute("create schema public")
