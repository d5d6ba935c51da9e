"""`gongzhi loops`: check definitions, publish them, set time limits, load a year's days off."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.web.commands.staffing import register_staffing
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.offline import set_up_offline
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _
from gongzhi.web.launch.words import language

Result = TypeVar("Result")

EVERYWHERE = "*"  # how a time profile says that it holds in every division


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `loops`."""
    group = commands.add_parser("loops", help=_("definitions of loops, time limits, days off"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    check = actions.add_parser("check", help=_("check definition files; exit code 1 when one is not sound"))
    check.add_argument("files", nargs="+", type=Path, metavar=_("FILE"))
    check.set_defaults(run=run_check)
    publish = actions.add_parser(
        "publish", help=_("publish a definition as the next version; running loops keep theirs")
    )
    publish.add_argument("file", type=Path, metavar=_("FILE"))
    publish.set_defaults(run=run_publish)
    profile = actions.add_parser("profile", help=_("set the time limits of a division from a day on"))
    profile.add_argument("file", type=Path, metavar=_("FILE"))
    profile.add_argument(
        "--division", metavar=_("CODE"), help=_("where they hold: 12 digits (default: what the file says)")
    )
    profile.add_argument(
        "--from",
        dest="since",
        type=date.fromisoformat,
        metavar=_("DATE"),
        help=_("the first day, e.g. 2027-01-01 (default: what the file says)"),
    )
    profile.set_defaults(run=run_profile)
    register_staffing(actions)
    calendar = actions.add_parser(
        "calendar", help=_("load the days off and make-up working days of a year; deadlines are counted anew")
    )
    calendar.add_argument("file", type=Path, metavar=_("FILE"))
    calendar.set_defaults(run=run_calendar)


def run_check(arguments: argparse.Namespace) -> int:
    """Print which check failed where. The verifier is pure: no database is needed."""
    set_up_offline()
    from gongzhi.loops.public import check_text, render_findings

    sound = True
    for file in arguments.files:
        findings = check_text(_read(file))
        if findings:
            sound = False
            say(_("✗ %(file)s is not sound: %(count)s findings.") % {"file": file, "count": len(findings)})
            for line in render_findings(findings, language()).splitlines():
                say(f"  {line}")
        else:
            say(_("✓ %(file)s is sound.") % {"file": file})
    return 0 if sound else 1


def run_publish(arguments: argparse.Namespace) -> int:
    """Publish a definition, on record; one the verifier refuses changes nothing."""
    text = _read(arguments.file)
    with inside_django():
        from gongzhi.loops.public import check_text, publish_definition, render_findings
        from gongzhi.people.facts import SYSTEM

        if findings := check_text(text):
            say(render_findings(findings, language()))
        version = _published(lambda: publish_definition(text=text, by=SYSTEM, at=now()))
    say(
        _("✓ New loops follow version %(version)s. Running ones keep the version they began with.")
        % {"version": version}
    )
    return 0


def run_profile(arguments: argparse.Namespace) -> int:
    """Set time limits, on record. Loops keep the limits of the day they were opened."""
    text = _read(arguments.file)
    with inside_django():
        from gongzhi.loops.public import BadProfile, parse_profile, publish_profile
        from gongzhi.people.facts import SYSTEM
        from gongzhi.ui.words import refusal_sentence

        try:
            profile = parse_profile(text)
        except BadProfile as error:
            for refusal in error.refusals:
                say(f"  {refusal_sentence(refusal)}")
            raise Problem(
                _("%(file)s is no usable time profile.") % {"file": arguments.file},
                _("Compare it with src/gongzhi/loops/profiles/default.yaml"),
            ) from None
        division = _division(arguments.division or profile.jurisdiction)
        since = arguments.since or profile.valid_from
        _published(
            lambda: publish_profile(
                division=division,
                text=text,
                valid_from=since,
                valid_to=profile.valid_to,
                by=SYSTEM,
                at=now(),
            )
        )
    say(
        _("✓ These limits hold in %(division)s for what is filed from %(since)s on.")
        % {"division": division or _("every division"), "since": since}
    )
    return 0


def run_calendar(arguments: argparse.Namespace) -> int:
    """Load a calendar, on record; the worker recomputes the deadlines it touches."""
    text = _read(arguments.file)
    with inside_django():
        from gongzhi.loops.public import load_calendar
        from gongzhi.people.facts import SYSTEM

        loaded = _published(lambda: load_calendar(text=text, by=SYSTEM, at=now()))
    if loaded:
        say(_("✓ Loaded. The worker counts the deadlines anew within seconds, or when it starts next."))
    else:
        say(_("This file was loaded before; nothing changed."))
    return 0


def _division(code: str) -> str:
    from gongzhi.organization.public import is_division_code

    if code == EVERYWHERE:
        return ""
    if not is_division_code(code):
        raise Problem(
            _("%(code)s is not the code of a division.") % {"code": code},
            _("Give the 12 digits of the county, towns and villages as zeros: 510900000000"),
        )
    return code


def _published(publish: Callable[[], Result]) -> Result:
    from gongzhi.ui.words import refusal_sentence

    try:
        return publish()
    except Refused as refused:
        raise Problem(refusal_sentence(refused.refusal), _("Nothing was changed.")) from None


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        raise Problem(
            _("%(file)s cannot be read: %(reason)s.") % {"file": file, "reason": reason},
            _("Check the name, and that it is text in UTF-8."),
        ) from None
