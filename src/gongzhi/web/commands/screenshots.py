"""`gongzhi screenshots`: pictures of the pages for the documentation (a development environment is needed)."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongzhi.web.launch.ports import choose_port
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.terminal import complain, say
from gongzhi.web.launch.words import gettext as _

READY_SECONDS = 900


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `screenshots`."""
    command = commands.add_parser("screenshots", help=_("take pictures of the pages of the demo"))
    command.add_argument(
        "--url", help=_("address of a demo that runs; without it one is started for the pictures")
    )
    command.add_argument(
        "--folder", type=Path, default=Path("docs/pictures"), help=_("where the pictures go")
    )
    command.add_argument(
        "--every",
        action="store_true",
        help=_("every page, whole, at three widths, in both languages and three looks, to be looked at"),
    )
    command.add_argument("--only", default="", help=_("with --every: only pages whose name holds this"))
    command.add_argument(
        "--look",
        action="append",
        choices=["light", "dark", "elder"],
        help=_("with --every: only this look; may be given again"),
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Take each picture of the tables in `gongzhi.web.screenshot_pages`; 1 when some could not be taken."""
    try:
        from gongzhi.web.screenshots import LOOKS, take_all, take_every
    except ModuleNotFoundError as error:
        if error.name != "playwright":
            raise
        raise Problem(
            _("Pictures are taken by the tools of the development environment."), _("Type: make screenshots")
        ) from None
    missing = 0
    with _demo(arguments.url) as url:
        looks = tuple(arguments.look or LOOKS)
        every = take_every(url, arguments.folder, only=arguments.only, looks=looks)
        for taken in every if arguments.every else take_all(url, arguments.folder):
            missing += bool(taken.problem)
            if taken.problem:
                complain(f"✗ {taken.file}: {taken.problem}")
            elif taken.wider:
                say(
                    _("%(file)s  %(pixels)d px wider than the screen")
                    % {"file": taken.file, "pixels": taken.wider}
                )
            else:
                say(str(taken.file))
    return 1 if missing else 0


@contextmanager
def _demo(url: str | None) -> Iterator[str]:
    """Yield the address of the demo: the one that was named, or of one that is started and ended here."""
    if url:
        yield url
        return
    port = choose_port("127.0.0.1")
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "run.log").open("wb") as log:
        # The database of an administrator's demo runs as another account, which has to get in.
        Path(folder).chmod(0o711)
        say(_("Starting a demo for the pictures. It takes a minute or two."))
        process = subprocess.Popen(
            [sys.executable, "-m", "gongzhi.web.command", "run"],
            env={**os.environ, "GONGZHI_HOME": f"{folder}/home", "GONGZHI_DEMO": "1", "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(process, address, Path(log.name))
            yield address
        finally:
            process.terminate()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/readyz", timeout=5):  # noqa: S310 - our own address
                return
        except (OSError, urllib.error.URLError):
            time.sleep(1)
    raise Problem(
        _("The demo did not start: %(said)s") % {"said": log.read_text(errors="replace")[-800:]},
        _("Start one yourself (make run) and name it: gongzhi screenshots --url http://127.0.0.1:8000"),
    )
