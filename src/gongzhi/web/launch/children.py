"""Processes under supervision: started, restarted when they die, stopped together."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from gongzhi.web.launch.postgres import die_with_parent
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

STOP_SECONDS = 10
# A child that dies this often within a minute will not live by being started once more.
MOST_DEATHS = 5
DEATHS_WITHIN = 60.0


@dataclass
class Child:
    """A command kept running."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start the process, in a group of its own, so that what it started can be ended with it."""
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor, which stops all in order
            preexec_fn=lambda: die_with_parent(signal.SIGTERM),
        )

    def restart_if_dead(self) -> str | None:
        """Start the process again if it died; return what happened in words, or None.

        Raises `Problem` when it died too often to hope.
        """
        if self.process is None or (code := self.process.poll()) is None:
            return None
        self._end_group(signal.SIGKILL)
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < DEATHS_WITHIN] + [now]
        if len(self.deaths) > MOST_DEATHS:
            raise Problem(
                _("The process %(name)s ended %(times)s times within a minute (%(cause)s).")
                % {"name": self.name, "times": len(self.deaths), "cause": _cause(code)},
                _("The lines above say why. Stored data are safe; start again once it is mended."),
            )
        self.start()
        return _("The process %(name)s ended (%(cause)s) and was started again; nothing stored is lost.") % {
            "name": self.name,
            "cause": _cause(code),
        }

    def ask_to_stop(self) -> None:
        """Ask the process to finish what it is doing."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for the process to end, and end it if it takes too long."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self._end_group(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _end_group(self, number: signal.Signals) -> None:
        assert self.process
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)


def _cause(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else _("exit code %(code)s") % {"code": code}
