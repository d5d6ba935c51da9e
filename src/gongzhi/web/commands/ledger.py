"""`gongzhi ledger`: what happened, and whether the tables still say the same."""

import argparse
import time
from collections.abc import Callable, Iterator
from typing import Any

from gongzhi.web.commands.ledger_build import register_build
from gongzhi.web.commands.ledger_log import register_log
from gongzhi.web.commands.ledger_witnesses import register_witnesses
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _

SHOWN = 20  # differences printed; all are counted


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `ledger`."""
    group = commands.add_parser("ledger", help=_("the facts on record, and whether the tables say the same"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    replay = actions.add_parser(
        "replay", help=_("fold every fact anew and compare with the tables; exit code 1 when they differ")
    )
    replay.set_defaults(run=run_replay)
    register_build(actions)
    register_witnesses(actions)
    register_log(actions)


def run_replay(_arguments: argparse.Namespace) -> int:
    """Print each value in which a table is not what the facts say. Changes nothing; works beside others."""
    found = 0
    with inside_django():
        from gongzhi.web.replays import REPLAYS

        for name, check in REPLAYS.items():
            began, here = time.monotonic(), 0
            for difference in _as_far_as_it_goes(check):
                here += 1
                if found + here <= SHOWN:
                    complain(f"  ✗ {difference}")
            found += here
            said = {"name": name, "count": here, "seconds": f"{time.monotonic() - began:.1f}"}
            say(_("%(name)s: values that differ: %(count)s (%(seconds)s s)") % said)
    if found:
        complain(
            _("✗ %(count)s values are not what the facts say. Keep this output, and ask who wrote them.")
            % {"count": found}
        )
        return 1
    say(_("✓ The tables say what the facts say."))
    return 0


def _as_far_as_it_goes(check: Callable[[], Iterator[Any]]) -> Iterator[Any]:
    """Yield what a check finds; where it breaks off on a record somebody altered, that too is a difference."""
    try:
        yield from check()
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        # Not the message of the error: it may quote what a resident typed.
        yield _("a record does not fold (%(error)s). `gongzhi ledger verify` names what was altered") % {
            "error": type(error).__name__
        }
