"""The command line `gongzhi`. Each module of `commands` registers its own; nothing here knows them by name."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import complain
from gongzhi.web.launch.words import gettext as _
from gongzhi.web.launch.words import translate_argparse

# The order of the help: what everybody types first. A module has `register(commands)`, which adds its
# parsers with `set_defaults(run=function)`; the function gets the arguments and returns the exit code.
MODULES = (
    "run",
    "serve",
    "migrate",
    "database",
    "admin",
    "backup",
    "organization",
    "cases",
    "channels",
    "upper",
    "loops",
    "catalogue",
    "patrol",
    "hotline",
    "diagnosis",
    "insight",
    "federation",
    "ledger",
    "vault",
    "verify",
    "witness",
    "demo",
    "messages",
    "screenshots",
    "docs",
    "passthrough",
)


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands, in the language of the terminal."""
    translate_argparse()
    top = argparse.ArgumentParser(
        prog="gongzhi",
        description=_("Gongzhi: a county and its people govern together, and every step is on record."),
        epilog=_(
            "The environment chooses: GONGZHI_HOME (data folder), PORT, DATABASE_URL (a PostgreSQL server of "
            "your own), GONGZHI_DEMO=0 (start empty), GONGZHI_LANG=zh|en."
        ),
    )
    commands = top.add_subparsers(metavar=_("COMMAND"), required=True, dest="command")
    for name in MODULES:
        import_module(f"gongzhi.web.commands.{name}").register(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 done, 1 a problem said in words, 2 wrong usage."""
    chosen = parser().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
    except Problem as problem:
        complain(f"\n✗ {problem}")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    return code


if __name__ == "__main__":
    sys.exit(main())
