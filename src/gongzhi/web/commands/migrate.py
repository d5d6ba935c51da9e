"""`gongzhi migrate`: bring the tables up to this version."""

import argparse

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `migrate`."""
    command = commands.add_parser("migrate", help=_("bring the tables of the database up to this version"))
    command.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Migrate as the role that owns the tables; the rights of the serving role and the shipped rules follow."""
    with inside_django(as_owner=True):
        from django.core.management import call_command

        from gongzhi.kernel.instants import now
        from gongzhi.web.defaults import install_defaults

        call_command("migrate", verbosity=0, interactive=False)
        install_defaults(at=now())
    return 0
