"""The tests' ground: settings, a database server of their own, and a flush that passes the tripwire."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from gongzhi.web.catalogues import compile_catalogues

pytest_plugins = ["tests.small_county", "tests.house.guard"]

# Before Django reads its settings: nothing of an installation on this machine may be touched.
_home = Path(tempfile.mkdtemp(prefix="gongzhi-tests-"))
_home.chmod(0o711)  # the database's own account passes through
atexit.register(shutil.rmtree, _home, ignore_errors=True)
os.environ["GONGZHI_HOME"] = str(_home)
os.environ["GONGZHI_SECRET_KEY"] = "for tests only, never in an installation"
os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
# A test stands for many people at one address; what a flood meets is tried by the tests of the porter.
os.environ["GONGZHI_ADDRESS_RATE"] = "0"
# Playwright runs an event loop in the main thread, and Django then refuses its ORM there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
django.setup()
# A process that runs a part of the suite must not read the settings before it has a home of its own (above); what a
# test starts is told again below.
del os.environ["DJANGO_SETTINGS_MODULE"]
# A catalogue edited a moment ago is the one to be tested.
compile_catalogues()

# Tests commit thousands of times; losing the test database with the machine's power is no loss.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """Run the suite on an embedded server, or on the one `DATABASE_URL` names (its role must be superuser)."""
    from django.db import connections

    from gongzhi.web.launch.addresses import django_database
    from gongzhi.web.launch.postgres import Server

    if "DATABASE_URL" in os.environ:
        yield
        return
    with Server(_home / "database", settings=_FAST) as server:
        found = django_database(server.url(database="gongzhi"))
        found.pop("OPTIONS")
        connections["default"].settings_dict.update(found)
        yield


@pytest.fixture(scope="session", autouse=True)
def _what_was_written_goes_quickly() -> None:
    """Empty what a transactional test wrote, and no more: a flush of all tables takes longer than most tests.

    Facts go as well: the tests' role is superuser and may. What still writes is waited for.
    """
    from django.core.management.commands import flush
    from django.test import TransactionTestCase

    empty = (
        "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'vault')"
    )
    left = {"public.django_migrations", "public.django_content_type", "public.auth_permission"}

    def _empty(*_: Any, **__: Any) -> None:
        from django.db import connection, transaction

        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(empty)
            tables = [name for (name,) in cursor.fetchall() if name not in left]
            filled = [f"select '{name}' where exists (select 1 from {name})" for name in tables]  # noqa: S608
            cursor.execute(" union all ".join(filled))
            written = [name for (name,) in cursor.fetchall()]
            if written:
                cursor.execute(f"lock table {', '.join(written)} in exclusive mode")
                cursor.execute("set local session_replication_role = replica")
                for name in written:
                    cursor.execute(f"delete from {name}")  # noqa: S608
                cursor.execute("set local session_replication_role = origin")

    TransactionTestCase._fixture_teardown = _empty
    flush.Command.handle = _empty


@pytest.fixture(scope="session", autouse=True)
def _what_a_test_starts_finds_the_settings() -> None:
    """Name the settings to processes that tests start; this one has read them."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"


@pytest.fixture(autouse=True)
def _nothing_was_signed_yet() -> None:
    """Each test begins with empty tables: keys of a log that another test began or replaced are none of its own."""
    for path in (_home / "keys").glob("evidence*"):
        path.unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _every_test_begins_in_the_products_language() -> None:
    """Forget the language a page of the test before was read in: it stays with the thread."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)
