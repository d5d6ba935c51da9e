"""`gongzhi screenshots`: pictures of the pages for the documentation (a development environment is needed)."""

import argparse
from pathlib import Path

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `screenshots`."""
    command = commands.add_parser("screenshots", help=_("take pictures of the pages of a running demo"))
    command.add_argument("--url", default="http://127.0.0.1:8000", help=_("address of the running demo"))
    command.add_argument(
        "--folder", type=Path, default=Path("docs/pictures"), help=_("where the pictures go")
    )
    command.add_argument(
        "--every",
        action="store_true",
        help=_("every page, whole, at three widths and in both languages, for a release to be looked at"),
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take each picture of the table in `gongzhi.web.screenshots`."""
    try:
        from gongzhi.web.screenshots import take_all, take_every
    except ModuleNotFoundError as error:
        if error.name != "playwright":
            raise
        raise Problem(
            _("Pictures are taken by the tools of the development environment."), _("Type: make screenshots")
        ) from None
    take = take_every if arguments.every else take_all
    for file in take(arguments.url, arguments.folder):
        say(str(file))
    return 0
