"""Start everything in order, say what happens, and keep it running."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

import psycopg

from gongzhi.web.launch.children import Child
from gongzhi.web.launch.database import (
    DEMO,
    DEMO_LOADING,
    Database,
    demo_state,
    has_rows,
    mark,
    open_database,
    wipe,
)
from gongzhi.web.launch.home import home_path, make_home
from gongzhi.web.launch.ports import choose_port
from gongzhi.web.launch.postgres import Server, die_with_parent
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import say
from gongzhi.web.launch.words import gettext as _

GONGZHI = (sys.executable, "-m", "gongzhi.web.command")
READY_SECONDS = 120
LOOK_SECONDS = 0.5
# The last connections of a killed server hold its memory for a moment.
RECOVERY_SECONDS = 15
DATABASE_EVERY = 5.0


class Stopped(BaseException):
    """Somebody pressed Ctrl-C, or the system wants us to end."""


def supervise() -> None:
    """Start everything and watch it; ends by `Stopped`, or by `Problem` when it cannot go on."""
    host = os.environ.get("GONGZHI_BIND", "127.0.0.1")
    make_home()
    port = choose_port(host)
    say(_("Gongzhi is starting. Data folder: %(folder)s") % {"folder": home_path()})
    say(_("1/4 Starting the database …"))
    with open_database(start=True, say=say) as database:
        say(_("2/4 Bringing its tables up to date …"))
        _gongzhi(database, "migrate")
        say(_("3/4 Looking at the data …"))
        demo = _fill(database)
        say(_("4/4 Starting the web server and the worker …"))
        environment = {**database.environment(), "GONGZHI_DEMO": "1" if demo else "0"}
        children = [
            Child("web", [*GONGZHI, "web", "--host", host, "--port", str(port)], environment),
            Child("worker", [*GONGZHI, "worker"], environment),
        ]
        try:
            for child in children:
                child.start()
            address = f"http://{host}:{port}/"
            _wait_until_ready(f"{address}readyz", children)
            _say_ready(address, database, demo)
            _watch(children, database)
        finally:
            for child in children:
                child.ask_to_stop()
            for child in children:
                child.stop()


def _gongzhi(database: Database, *arguments: str, at_terminal: bool = False) -> None:
    """Run another command of ours to its end; raises `Problem` when it failed (it has said why)."""
    done = subprocess.run(
        [*GONGZHI, *arguments],
        env={**os.environ, **database.environment()},
        start_new_session=not at_terminal,
        preexec_fn=None if at_terminal else lambda: die_with_parent(signal.SIGTERM),
        check=False,
    )
    if done.returncode:
        raise Problem(
            _("`gongzhi %(command)s` did not finish.") % {"command": " ".join(arguments)},
            _("The lines above say why. Start again once it is mended; nothing is half done."),
        )


def _fill(database: Database) -> bool:
    """Load the demo county into an empty database, or ask for the first administrator; tell whether it is the demo."""
    wanted = os.environ.get("GONGZHI_DEMO", "1") not in {"0", "no", "false"}
    state = demo_state(database.addresses)
    if state == DEMO_LOADING:
        say(_("    The last start was interrupted while the demo was loading: starting it afresh."))
        wipe(database.addresses)
        _gongzhi(database, "migrate")
        state = ""
    empty = not has_rows(database.addresses, "gongzhi_account")
    if wanted and empty:
        say(_("    Loading the demo county. This takes one to several minutes, once."))
        mark(database.addresses, DEMO_LOADING)
        _gongzhi(database, "demo", "load")
        mark(database.addresses, DEMO)
        state = DEMO
    elif empty:
        _first_administrator(database)
    return wanted and state == DEMO


def _first_administrator(database: Database) -> None:
    if sys.stdin.isatty():
        say(_("    Nobody can sign in yet. Make the first administrator:"))
        _gongzhi(database, "admin", "create", at_terminal=True)
    else:
        say(_("    Nobody can sign in yet. In another terminal, type: gongzhi admin create"))


def _wait_until_ready(url: str, children: list[Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    reason = ""
    while time.monotonic() < deadline:
        for child in children:
            if happened := child.restart_if_dead():
                say(happened)
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except urllib.error.HTTPError as error:
            reason = error.read().decode(errors="replace")[:200]
        except OSError as error:
            reason = str(error)
        time.sleep(0.05)
    raise Problem(
        _("The web server does not answer: %(reason)s") % {"reason": reason},
        _("The lines above may say why. The log of the database is %(log)s.")
        % {"log": home_path() / "database" / "postgres.log"},
    )


def _say_ready(address: str, database: Database, demo: bool) -> None:
    say()
    say(_("✓ Gongzhi is ready: %(address)s") % {"address": address})
    if demo:
        _gongzhi(database, "demo", "accounts")
    say(_("  Ctrl-C stops it. The data stay."))


def _watch(children: list[Child], database: Database) -> None:
    """Keep everything running until `Stopped`."""
    external = None if database.server else _watch_external(database.addresses.serving)
    while True:
        if database.server and not database.server.alive():
            _recover(database.server)
        for child in children:
            if happened := child.restart_if_dead():
                say(happened)
        if external:
            external()
        time.sleep(LOOK_SECONDS)


def _recover(server: Server) -> None:
    """Start a server that died; it recovers every committed transaction from its log."""
    say(_("The database ended unexpectedly. Starting it again …"))
    deadline = time.monotonic() + RECOVERY_SECONDS
    while True:
        try:
            server.start()
        except Problem:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_SECONDS)
        else:
            say(_("The database is back; nothing stored is lost."))
            return


def _watch_external(url: str) -> Callable[[], None]:
    """Return a look at a database that is not ours to start: says when it is gone and when it is back."""
    gone, next_look = False, time.monotonic() + DATABASE_EVERY

    def look() -> None:
        nonlocal gone, next_look
        if time.monotonic() < next_look:
            return
        next_look = time.monotonic() + DATABASE_EVERY
        try:
            psycopg.connect(url, connect_timeout=3).close()
        except psycopg.Error:
            if not gone:
                say(
                    _(
                        "The database does not answer. Pages say so until it is back; start the PostgreSQL server."
                    )
                )
            gone = True
            return
        if gone:
            say(_("The database answers again."))
        gone = False

    return look
