"""`gongzhi loops check FILE`: is this loop definition sound?"""

import argparse
from pathlib import Path

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `loops`."""
    group = commands.add_parser("loops", help=_("check loop definitions"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser("check", help=_("check definition files; exit code 1 when one is not sound"))
    command.add_argument("files", nargs="+", type=Path, metavar=_("FILE"))
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print which check failed where. The verifier is pure: no database is needed."""
    from gongzhi.loops.rules.verifier import check_text

    sound = True
    for file in arguments.files:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
            raise Problem(
                _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": reason},
                _("Name a definition in YAML, for example src/gongzhi/loops/definitions/case.yaml"),
            ) from None
        findings = check_text(text)
        for finding in findings:
            say(f"{file}: {finding}")
        if findings:
            sound = False
            say(_("✗ %(file)s is not sound: %(count)s findings.") % {"file": file, "count": len(findings)})
        else:
            say(_("✓ %(file)s is sound.") % {"file": file})
    return 0 if sound else 1
