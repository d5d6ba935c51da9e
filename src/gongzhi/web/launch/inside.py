"""Run a command inside Django, on the installation's database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from gongzhi.web.launch.addresses import SERVING_VARIABLE
from gongzhi.web.launch.database import Database, open_database
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _
from gongzhi.web.launch.words import language

# What PostgreSQL says of a table and of a column that are not there.
NOT_MIGRATED = frozenset({"42P01", "42703"})


@contextmanager
def inside_django(*, as_owner: bool = False) -> Iterator[Database]:
    """Set Django up on the installation's database, as the serving role or as the owner of the tables.

    Uses the database of a running Gongzhi, and starts the embedded one for the time of the command
    when nothing runs.
    """
    with open_database(start=False, say=say) as database:
        os.environ.update(database.environment())
        if as_owner:
            os.environ[SERVING_VARIABLE] = database.addresses.owner
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.web.settings")

        import django
        from django.db import ProgrammingError
        from django.utils import translation

        from gongzhi.web.launch.pool import leave_database

        django.setup()
        translation.activate(language())
        try:
            yield database
        except ProgrammingError as error:
            if getattr(error.__cause__, "sqlstate", None) not in NOT_MIGRATED:
                raise
            raise Problem(
                _("The tables of this database are missing, or older than this version."),
                _(
                    "Run `gongzhi migrate` first. Where data should be, look at GONGZHI_HOME and DATABASE_URL."
                ),
            ) from error
        finally:
            leave_database()
