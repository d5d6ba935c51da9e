"""`gongzhi catalogue`: check files of service items, and publish them."""

import argparse
from pathlib import Path

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.offline import set_up_offline
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `catalogue`."""
    group = commands.add_parser("catalogue", help=_("service items: what residents can apply for"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    check = actions.add_parser("check", help=_("check files of items; exit code 1 when one is not sound"))
    check.add_argument("files", nargs="+", type=Path, metavar=_("FILE"))
    check.set_defaults(run=run_check)
    publish = actions.add_parser(
        "publish", help=_("publish the version in a file; applications keep the version they began with")
    )
    publish.add_argument("file", type=Path, metavar=_("FILE"))
    publish.set_defaults(run=run_publish)


def run_check(arguments: argparse.Namespace) -> int:
    """Print what is wrong in which line. The reader is pure: no database is needed."""
    set_up_offline()
    sound = True
    for file in arguments.files:
        found = _print_findings(file, _read(file))
        sound = sound and not found
        if not found:
            say(_("✓ %(file)s is sound.") % {"file": file})
    return 0 if sound else 1


def run_publish(arguments: argparse.Namespace) -> int:
    """Publish a version, on record; a file with findings changes nothing."""
    text = _read(arguments.file)
    with inside_django():
        from gongzhi.catalogue.public import publish_item
        from gongzhi.people.facts import SYSTEM
        from gongzhi.ui.words import refusal_sentence

        _print_findings(arguments.file, text)
        try:
            version = publish_item(text=text, by=SYSTEM, at=now())
        except Refused as refused:
            raise Problem(refusal_sentence(refused.refusal), _("Nothing was changed.")) from None
    say(_("✓ Version %(version)s is published.") % {"version": version})
    return 0


def _print_findings(file: Path, text: str) -> int:
    from gongzhi.catalogue.public import check_item
    from gongzhi.ui.words import refusal_sentence

    findings = check_item(text)
    if findings:
        say(_("✗ %(file)s is not sound: %(count)s findings.") % {"file": file, "count": len(findings)})
    for finding in findings:
        say(f"  {refusal_sentence(finding)}")
    return len(findings)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": reason},
            _("Check the name, and that it is text in UTF-8."),
        ) from None
