"""`gongzhi messages`: compile the catalogues, and find what has no translation."""

import argparse

from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `messages`."""
    group = commands.add_parser("messages", help=_("compile and check the translations"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    compiling = actions.add_parser("compile", help=_("compile the catalogues that have changed"))
    compiling.set_defaults(run=run_compile)
    checking = actions.add_parser(
        "check", help=_("list what has no translation; exit code 1 when there is any")
    )
    checking.set_defaults(run=run_check)


def run_compile(_arguments: argparse.Namespace) -> int:
    """Compile what is newer than its compiled form."""
    from gongzhi.web.catalogues import compile_catalogues

    compile_catalogues()
    return 0


def run_check(_arguments: argparse.Namespace) -> int:
    """List the gaps."""
    from gongzhi.web.catalogues import gaps

    found = list(gaps())
    for gap in found:
        say(f"{gap.package}: {gap.place}: {gap.problem}: {gap.message!r}")
    return 1 if found else 0
