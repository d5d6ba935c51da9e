"""`gongzhi hotline simulate`: made-up calls for a running server, by a simulator of a telephony system."""

import argparse
import os

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `hotline`."""
    group = commands.add_parser("hotline", help=_("try the hotline's screen and its telephony interface"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser(
        "simulate", help=_("a SIMULATOR of a telephony system: plays made-up calls against a running server")
    )
    command.add_argument(
        "--url", default="", help=_("address of the web server; else the one of this machine")
    )
    command.add_argument("--key", default="", help=_("a key of the scope telephony; else one is made"))
    command.add_argument("--calls", type=int, default=20, help=_("how many calls"))
    command.add_argument(
        "--agent",
        action="append",
        default=[],
        help=_("a telephone it rings at: a login or an extension; several times for several"),
    )
    command.add_argument(
        "--hold",
        type=float,
        default=0.0,
        help=_("let calls ring now, with so many seconds between events; else they lie in the last hour"),
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Play the calls and say what became of their events; exit code 1 when one was refused."""
    url = arguments.url or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"
    with inside_django():
        import requests

        from gongzhi.channels.public import make_telephony_key, simulate_calls
        from gongzhi.kernel.instants import now
        from gongzhi.kernel.refusals import Refused
        from gongzhi.people.facts import SYSTEM
        from gongzhi.ui.words import refusal_sentence

        try:
            key = arguments.key or make_telephony_key(by=SYSTEM, at=now())
            played = simulate_calls(
                base=url,
                key=key,
                calls=arguments.calls,
                agents=arguments.agent,
                clock=now,
                hold=arguments.hold,
                tell=say,
            )
        except Refused as refused:
            raise Problem(
                refusal_sentence(refused.refusal), _("Import a county with a hotline desk first.")
            ) from None
        except requests.ConnectionError:
            raise Problem(
                _("Nobody answers at %(url)s.") % {"url": url}, _("Start the server, or name it with --url.")
            ) from None
    say(
        _("✓ SIMULATOR: %(calls)s calls, %(sent)s events, %(doubled)s of them twice, %(refused)s refused.")
        % {"calls": played.calls, "sent": played.sent, "doubled": played.doubled, "refused": played.refused}
    )
    return 1 if played.refused else 0
