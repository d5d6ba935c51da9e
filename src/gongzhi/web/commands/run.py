"""`gongzhi run`: everything, from nothing to an address in the browser."""

import argparse
import signal
from types import FrameType

from gongzhi.web.launch.supervisor import Stopped, supervise
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `run`."""
    command = commands.add_parser("run", help=_("start the database, the web server and the worker"))
    command.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Start everything and watch it until Ctrl-C or SIGTERM."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in signals:  # once is enough: stopping in order takes a moment
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in signals:
        signal.signal(number, stop)
    try:
        supervise()
    except Stopped:
        say(_("Stopped. Your data are kept; the same command starts it again."))
    return 0
