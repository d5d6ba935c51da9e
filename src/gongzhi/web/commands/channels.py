"""`gongzhi channels open311-sample`: what a client of Open311 needs to try itself against this installation."""

import argparse
import json
import os
from typing import TYPE_CHECKING

from gongzhi.web.launch.inside import inside_django
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

if TYPE_CHECKING:
    from gongzhi.channels.public import Sample


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `channels`."""
    group = commands.add_parser("channels", help=_("the ways in for other systems"))
    actions = group.add_subparsers(metavar=_("COMMAND"), required=True)
    command = actions.add_parser(
        "open311-sample", help=_("make a key and two requests to try Open311 with, and print them")
    )
    command.add_argument(
        "--url", default="", help=_("address of the web server; else the one of this machine")
    )
    command.add_argument("--json", action="store_true", help=_("print JSON"))
    command.add_argument("--shell", action="store_true", help=_("print lines that a shell can read"))
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Make what is missing, take the sample key of the last call back, and print everything."""
    with inside_django():
        sample = _sample()
    url = (arguments.url or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}").rstrip("/")
    found = {
        "BASE": f"{url}/open311/v2/",
        "DISCOVERY": f"{url}/open311/discovery.json",
        "KEY": sample.key,
        "PLAIN": sample.plain,
        "META": sample.meta,
    }
    if arguments.json:
        say(json.dumps(found))
        return 0
    if arguments.shell:
        for name, value in found.items():
            say(f"{name}={value}")
        return 0
    for name, label in (
        ("BASE", _("base address")),
        ("DISCOVERY", _("discovery")),
        ("KEY", _("key, valid until the next call")),
        ("PLAIN", _("service without attributes")),
        ("META", _("service with attributes")),
    ):
        say(f"  {label}: {found[name]}")
    return 0


def _sample() -> "Sample":
    from gongzhi.channels.public import make_open311_sample
    from gongzhi.kernel.instants import now
    from gongzhi.kernel.refusals import Refused
    from gongzhi.people.facts import SYSTEM
    from gongzhi.ui.words import refusal_sentence

    try:
        return make_open311_sample(by=SYSTEM, at=now())
    except Refused as refused:
        raise Problem(
            refusal_sentence(refused.refusal),
            _("The sample needs a county with units, desks and matters, such as the demo's."),
        ) from None
