"""`gongzhi upper`: platforms above, how each link stands, and what to do by hand."""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

Found = TypeVar("Found")


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `upper`."""
    group = commands.add_parser("upper", help=_("orders of a platform above, such as a city's hotline"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    load = actions.add_parser("load", help=_("load how a platform above is reached and what its codes mean"))
    load.add_argument("file", type=Path, metavar=_("FILE"))
    load.set_defaults(run=run_load)
    status = actions.add_parser(
        "status", help=_("how each link stands; exit code 1 when somebody has to look")
    )
    status.set_defaults(run=run_status)
    pull = actions.add_parser("pull", help=_("take in orders and tell what waits, now"))
    pull.set_defaults(run=run_pull)
    compare = actions.add_parser("reconcile", help=_("compare the lists of a day on both sides"))
    compare.add_argument("platform", metavar=_("PLATFORM"))
    compare.add_argument("day", nargs="?", metavar=_("DAY"), help=_("like 2026-03-02 (default: yesterday)"))
    compare.set_defaults(run=run_reconcile)
    resend = actions.add_parser("resend", help=_("try what a platform above did not take again"))
    resend.add_argument("message", nargs="?", metavar=_("MESSAGE"), help=_("its id (default: all)"))
    resend.set_defaults(run=run_resend)


def run_load(arguments: argparse.Namespace) -> int:
    """Load a mapping, and make a key where the link needs one."""
    try:
        text = arguments.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(str(error), _("Nothing was changed.")) from None
    with inside_django():
        from gongzhi.channels.public import load_mapping_above, make_key_above
        from gongzhi.people.facts import SYSTEM

        meaning = _refused(lambda: load_mapping_above(text=text, by=SYSTEM, at=now()))
        path = make_key_above(meaning.platform) if meaning.connection["kind"] == "http" else None
    say(_("✓ %(name)s is known from %(day)s on.") % {"name": meaning.name, "day": meaning.valid_from})
    if path:
        say(_("The shared key stands in %(file)s.") % {"file": path})
    return 0


def run_status(_arguments: argparse.Namespace) -> int:
    """Print each link, the codes to map, and what was not taken."""
    look = False
    with inside_django():
        from django.utils import timezone

        from gongzhi.channels.public import standing_above, stuck_above, trouble_above, unknown_above

        found = standing_above(timezone.localdate())
        for each in found:
            numbers = {
                "code": each.code,
                "name": each.meaning.name,
                "waiting": each.waiting,
                "stuck": each.stuck,
                "differing": each.differing,
            }
            say(
                _("%(code)s  %(name)s  waiting %(waiting)s, not taken %(stuck)s, differences %(differing)s")
                % numbers
            )
            if each.trouble:
                say(f"  ! {trouble_above(each.trouble)}")
            for what, value, _at in unknown_above(each.meaning):
                say(_("  code to map: %(what)s %(value)s") % {"what": what.lower(), "value": value})
            look = look or bool(each.trouble or each.stuck or each.differing)
        for message in stuck_above():
            say(f"  ✗ {message.id}  {message.order.number}  {message.kind.lower()}  {message.code}")
    if not found:
        say(_("No platform above is known. Load one: gongzhi upper load FILE.yaml"))
    return 1 if look else 0


def run_pull(_arguments: argparse.Namespace) -> int:
    """Take in orders and tell what waits."""
    with inside_django():
        from gongzhi.channels.public import pull_orders, put_up_above, tell_above

        new = pull_orders(now)
        while put_up_above(now):
            pass
        told = tell_above(now)
    say(_("✓ %(new)s orders and steps taken in, %(told)s told above.") % {"new": new, "told": told})
    return 0


def run_reconcile(arguments: argparse.Namespace) -> int:
    """Compare one day."""
    try:
        day = date.fromisoformat(arguments.day) if arguments.day else None
    except ValueError as error:
        raise Problem(str(error), _("Nothing was changed.")) from None
    with inside_django():
        from django.utils import timezone

        from gongzhi.channels.public import SilentAbove, compare_day_above, trouble_above

        wanted = day or timezone.localdate() - timedelta(days=1)
        try:
            found = _refused(lambda: compare_day_above(arguments.platform, wanted, now))
        except SilentAbove as error:
            raise Problem(trouble_above(error.code), _("Nothing was changed.")) from None
    if found is None:
        say(_("There is no list of that day yet."))
        return 1
    say(_("✓ Compared. Differences: %(found)s") % {"found": found})
    return 0


def run_resend(arguments: argparse.Namespace) -> int:
    """Try messages again."""
    try:
        wanted = UUID(arguments.message) if arguments.message else None
    except ValueError as error:
        raise Problem(str(error), _("Nothing was changed.")) from None
    with inside_django():
        from gongzhi.channels.public import resend_above

        number = _refused(lambda: resend_above(wanted, now))
    say(_("✓ %(number)s messages are tried again.") % {"number": number})
    return 0


def _refused(action: Callable[[], Found]) -> Found:
    try:
        return action()
    except Refused as refused:
        from gongzhi.ui.words import refusal_sentence

        raise Problem(refusal_sentence(refused.refusal), _("Nothing was changed.")) from None
