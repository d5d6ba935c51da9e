"""The port of the web server."""

import errno
import os
import socket

from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

USUAL = 8000


def choose_port(host: str) -> int:
    """Return the port to listen on: the one `PORT` asks for, else 8000, else one that is free.

    Raises `Problem` when the port asked for is taken or not allowed. Asked here, since several web
    processes share a port (SO_REUSEPORT) and would happily share it with a stranger.
    """
    asked = os.environ.get("PORT")
    if asked is None:
        return USUAL if _refusal(host, USUAL) is None else _free(host)
    if not asked.isdecimal() or not 0 < int(asked) < 65536:
        raise Problem(
            _("PORT=%(port)s is not a port.") % {"port": asked}, _("Give a number: PORT=8001 make run")
        )
    refusal = _refusal(host, int(asked))
    if refusal is None:
        return int(asked)
    if refusal.errno == errno.EACCES:
        raise Problem(
            _("Port %(port)s is reserved for the system's own services.") % {"port": asked},
            _("Choose one above 1023: PORT=8001 make run"),
        )
    if refusal.errno == errno.EADDRINUSE:
        raise Problem(
            _("Port %(port)s is used by another program.") % {"port": asked},
            _("Choose another (PORT=%(next)s make run), or leave PORT out and a free one is taken.")
            % {"next": min(int(asked) + 1, 65535)},
        )
    raise Problem(
        _("This machine cannot listen on %(host)s: %(reason)s.") % {"host": host, "reason": refusal.strerror},
        _("Choose another address: GONGZHI_BIND=127.0.0.1 make run"),
    )


def _refusal(host: str, port: int) -> OSError | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            return error
    return None


def _free(host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])
