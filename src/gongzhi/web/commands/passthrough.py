"""`gongzhi django …`: Django's own commands, for developers and administrators."""

import argparse

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `django`."""
    command = commands.add_parser("django", help=_("run a command of Django, as the owner of the tables"))
    command.add_argument("words", nargs=argparse.REMAINDER, help=_("the command and its options"))
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Hand the words on."""
    with inside_django(as_owner=True):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["gongzhi django", *arguments.words])
    return 0
