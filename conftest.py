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
# A process that runs a part of the suite must not read the settings before it has a home of its own (above).
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
def _flush_passes_the_tripwire() -> None:
    """Let the flush after a transactional test truncate facts: the tests' role is superuser and may."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    flush = DatabaseOperations.execute_sql_flush

    def execute_sql_flush(self: Any, sql_list: list[str]) -> None:
        # The vault is no table of Django's.
        emptied = ("set local session_replication_role = replica", "truncate vault.identity")
        flush(self, [*emptied, *sql_list])

    DatabaseOperations.execute_sql_flush = execute_sql_flush


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
