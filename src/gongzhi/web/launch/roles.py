"""Make the two roles and the database of an installation on a PostgreSQL server."""

import secrets
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from gongzhi.web.launch.addresses import OWNER, SERVING, VAULT, Addresses
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

CONNECT_SECONDS = 10
DEFAULT_NAME = "gongzhi"
# Databases of the server itself: nobody's tables belong there.
_MAINTENANCE = {"", "postgres", "template0", "template1"}


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect outside Django, each statement on its own; raises `Problem` when the server does not answer."""
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.Error as error:
        raise unreachable(error) from None


def unreachable(error: psycopg.Error) -> Problem:
    """Say that the database does not answer. What libpq says names host and role, never a password."""
    reason = str(error).strip().splitlines()[-1] if str(error).strip() else type(error).__name__
    return Problem(
        _("The database cannot be reached: %(reason)s") % {"reason": reason},
        _(
            "Check that the server runs and that DATABASE_URL is right: postgresql://user:password@host:5432/name"
        ),
    )


def name_of_database(url: str) -> str:
    """Return the database `url` is meant for: the one it names, unless that is one of the server's own."""
    named = str(conninfo_to_dict(url).get("dbname") or "")
    return DEFAULT_NAME if named in _MAINTENANCE else named


def can_prepare(url: str) -> bool:
    """Tell whether the role of `url` may make roles and databases (a superuser or nearly one)."""
    with connect(_on(url, "postgres") if not _exists(url) else url) as connection:
        row = connection.execute(
            "select rolsuper or (rolcreaterole and rolcreatedb) from pg_roles where rolname = current_user"
        ).fetchone()
    return bool(row and row[0])


def prepare(admin_url: str, *, database: str | None = None, known: Addresses | None = None) -> Addresses:
    """Make, on the server of `admin_url`, the owning and the serving role and the database; return their addresses.

    Repeating it changes nothing. Passwords are those of `known`, or new ones when there are none: an
    installation that lost its data folder gets its server back that way.
    """
    name = database or name_of_database(admin_url)
    passwords = {
        OWNER: _password(known.owner if known else ""),
        SERVING: _password(known.serving if known else ""),
    }
    with connect(_on(admin_url, "postgres")) as connection:
        for role, password in passwords.items():
            _make_role(connection, role, password)
        _make_vault_role(connection)
        found = connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
        if found:
            statement = sql.SQL("alter database {} owner to {}")
        else:
            statement = sql.SQL("create database {} owner {} template template0 encoding 'UTF8'")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER)))
        connection.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("grant connect on database {} to {}").format(
                sql.Identifier(name), sql.Identifier(SERVING)
            )
        )
    return Addresses(
        owner=_as_role(admin_url, OWNER, passwords[OWNER], name),
        serving=_as_role(admin_url, SERVING, passwords[SERVING], name),
    )


def _make_role(connection: psycopg.Connection[tuple[object, ...]], role: str, password: str) -> None:
    found = connection.execute("select 1 from pg_roles where rolname = %s", [role]).fetchone()
    verb = sql.SQL("alter role" if found else "create role")
    connection.execute(
        sql.SQL("{} {} login password {}").format(verb, sql.Identifier(role), sql.Literal(password))
    )
    # On a managed server the administrator is no superuser, and gives a database to a role only as its member.
    superuser = connection.execute("select rolsuper from pg_roles where rolname = current_user").fetchone()
    if role == OWNER and not (superuser and superuser[0]):
        connection.execute(sql.SQL("grant {} to current_user").format(sql.Identifier(role)))


def _make_vault_role(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Make the role that owns the vault; the owner of the tables gives it the vault, as its member."""
    if not connection.execute("select 1 from pg_roles where rolname = %s", [VAULT]).fetchone():
        connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(VAULT)))
    connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(VAULT), sql.Identifier(OWNER)))


def _exists(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=CONNECT_SECONDS).close()
    except psycopg.OperationalError as error:
        if f'database "{conninfo_to_dict(url).get("dbname")}" does not exist' in str(error):
            return False
        raise unreachable(error) from None
    return True


def _password(url: str) -> str:
    return str(conninfo_to_dict(url).get("password") or "") if url else secrets.token_urlsafe(24)


def _on(url: str, database: str) -> str:
    parts = conninfo_to_dict(url)
    return _as_role(url, str(parts.get("user") or ""), str(parts.get("password") or ""), database)


def _as_role(url: str, user: str, password: str, database: str) -> str:
    """Return the address of `database` on the server of `url` for another role, as a URL."""
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    rest = {key: value for key, value in parts.items() if key not in {"user", "password", "dbname"}}
    who = quote(user, safe="") + (f":{quote(password, safe='')}" if password else "")
    at = f"{who}@" if who else ""
    return f"postgresql://{at}/{quote(database, safe='')}?{urlencode(rest, quote_via=quote)}"
