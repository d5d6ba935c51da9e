"""`gongzhi web` and `gongzhi worker`: the two processes that serve, for `run`, systemd or a container."""

import argparse
import os
import resource
import sys

from gongzhi.web.launch.ports import USUAL
from gongzhi.web.launch.words import gettext as _

# Connections a web process holds at once; a default of this project.
CONNECTIONS = 8192


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `web` and `worker`."""
    web = commands.add_parser("web", help=_("serve the pages (a database must be running)"))
    web.add_argument("--host", default="127.0.0.1", help=_("address to listen on"))
    web.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT", USUAL)), help=_("port to listen on")
    )
    web.set_defaults(run=run_web)
    worker = commands.add_parser(
        "worker", help=_("do the timed and background work (a database must be running)")
    )
    worker.set_defaults(run=run_worker)


def run_web(arguments: argparse.Namespace) -> int:
    """Become the web server. ``GONGZHI_WORKERS`` processes (2) with ``GONGZHI_THREADS`` threads (4) each."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
    allow_connections()
    options = {
        "--interface": "rsgi",
        "--host": arguments.host,
        "--port": str(arguments.port),
        "--workers": os.environ.get("GONGZHI_WORKERS", "2"),
        # A connection that says nothing costs a file, no thread: many of them must not keep others out.
        "--backlog": "2048",
        "--backpressure": str(CONNECTIONS),
        # Who has not said within 10 seconds what they want is not heard (a default of this project).
        "--http1-header-read-timeout": "10000",
        "--workers-kill-timeout": "4",
        "--respawn-interval": "0.5",
        "--log-level": "warning",
    }
    words = [word for option in options.items() for word in option]
    command = [
        sys.executable,
        "-m",
        "granian",
        *words,
        "--respawn-failed-workers",
        "gongzhi.web.front.application:application",
    ]
    os.execv(sys.executable, command)  # noqa: S606 - our own program, without a shell


def allow_connections() -> None:
    """Raise the number of files this process may hold open to what the system allows it: each connection is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    enough = CONNECTIONS + 512
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (enough if hard == resource.RLIM_INFINITY else min(enough, hard), hard)
    )


def run_worker(_arguments: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
    # Lanes wait for other people's servers with a connection in their hands: the deadlines need one all the same.
    os.environ.setdefault("GONGZHI_POOL", "16")
    import django

    django.setup()
    from gongzhi.web.launch.worker import work_until_stopped

    work_until_stopped()
    return 0
