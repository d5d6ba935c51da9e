"""`gongzhi demo load` and `gongzhi demo accounts`: the fictional county, and who signs in to it."""

import argparse
import time
from collections.abc import Callable

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

STEPS = 20


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `demo`."""
    group = commands.add_parser("demo", help=_("the demo county: load it, list its accounts"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    load = actions.add_parser("load", help=_("load the demo county into an empty database"))
    load.set_defaults(run=run_load)
    accounts = actions.add_parser("accounts", help=_("list the accounts of the demo"))
    accounts.set_defaults(run=run_accounts)


def run_load(_arguments: argparse.Namespace) -> int:
    """Load the demo county and show how far it is."""
    with inside_django():
        from gongzhi.web import demo

        demo.load(progress=show_progress())
    return 0


def run_accounts(_arguments: argparse.Namespace) -> int:
    """Print login and what to try, one account a line. There are no passwords: a click signs in."""
    with inside_django():
        from gongzhi.web import demo

        for login, what in demo.accounts():
            say(f"    {login:<16} {what}")
    return 0


def show_progress() -> Callable[[int, int], None]:
    """Return a `progress(done, total)` which prints a line at each twentieth."""
    began, shown = time.monotonic(), 0

    def progress(done: int, total: int) -> None:
        nonlocal shown
        step = done * STEPS // total if total else STEPS
        if step > shown:
            shown = step
            seconds = time.monotonic() - began
            say(
                _("    %(percent)3d %%  %(seconds)d s") % {"percent": 100 * step // STEPS, "seconds": seconds}
            )

    return progress
