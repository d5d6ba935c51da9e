"""Django's connections to the database."""

from typing import cast

from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper


def leave_database() -> None:
    """Close this thread's connection and the pool of the process, before the database is stopped."""
    connection.close()
    cast(DatabaseWrapper, connection).close_pool()
