"""`gongzhi verify`: whether a proof file holds, offline; or the page that checks it in a browser, as a file."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _
from gongzhi.web.launch.words import language

# The very file that is handed out: what it says here is what it says anywhere.
PROGRAM = Path(__file__).resolve().parents[2] / "ledger" / "standalone" / "verify.py"


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `verify`."""
    verify = commands.add_parser(
        "verify",
        help=_(
            "check a proof file, offline: exit code 0 it fits (with --key: proven), 1 something is wrong, 2 not checked"
        ),
    )
    verify.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("the proof file"))
    verify.add_argument(
        "--key",
        action="append",
        default=[],
        metavar=_("KEY"),
        help=_("the log's key, or its 30 digits from a receipt or notice"),
    )
    verify.add_argument(
        "--policy",
        type=Path,
        metavar=_("FILE"),
        help=_("a tlog-policy of your own instead of the one in the file"),
    )
    verify.add_argument(
        "--max-age", type=float, metavar=_("HOURS"), help=_("how old the newest witness may be")
    )
    verify.add_argument(
        "--page",
        type=Path,
        metavar=_("FILE"),
        help=_("write the page that checks proofs in a browser to this file"),
    )
    verify.set_defaults(run=run_verify)


def run_verify(arguments: argparse.Namespace) -> int:
    """Check a file, write the page, or both. Needs no database and no network."""
    if arguments.page:
        from gongzhi.ledger.static_verifier import page

        try:
            arguments.page.write_text(page(), encoding="utf-8")
        except OSError as error:
            raise Problem(
                _("The page could not be written: %(error)s") % {"error": error}, _("Choose another file.")
            ) from error
        say(_("✓ %(path)s checks proofs in any browser, without a network.") % {"path": arguments.page})
    if arguments.file is None:
        if not arguments.page:
            raise Problem(_("No file was named."), _("Name the proof file: gongzhi verify FILE"))
        return 0
    # Neither `nan` nor `inf`: with them every file would be fresh enough.
    if arguments.max_age is not None and not 0 <= arguments.max_age < float("inf"):
        raise Problem(
            _("So many hours there are not: %(hours)s.") % {"hours": arguments.max_age},
            _("Give a number of hours from 0 on, e.g. --max-age 24"),
        )
    given = [f"--key={key}" for key in arguments.key]
    given += [f"--policy={arguments.policy}"] if arguments.policy else []
    given += [f"--max-age={arguments.max_age}"] if arguments.max_age is not None else []
    speaks = {**os.environ, "GONGZHI_LANG": "zh" if language() == "zh-hans" else "en"}
    command = [sys.executable, "-I", str(PROGRAM), *given, "--", str(arguments.file)]
    return subprocess.run(command, env=speaks, check=False).returncode
