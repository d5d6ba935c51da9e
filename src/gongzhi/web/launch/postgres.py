"""The embedded PostgreSQL: a real server as a child of this process, in a folder of its own."""

import ctypes
import errno
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

from gongzhi.web.launch.binaries import copy_binaries, find_binaries, reachable_by, version_of
from gongzhi.web.launch.problems import Problem
from gongzhi.web.launch.words import gettext as _

SUPERUSER = "postgres"
START_SECONDS = 60
STOP_SECONDS = 30
# Some first processes of containers collect the dead only now and then.
CORPSE_SECONDS = 20
# sun_path holds 108 bytes with the final zero (unix(7)); the server adds "/.s.PGSQL.65535".
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.65535")
# initdb needs about 40 MB; the write-ahead log of a busy day takes up to 1 GB (max_wal_size).
LEAST_SPACE = 200 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


class Server:
    """An embedded server with its data in `folder`. Use it as a context manager, or `start` and `stop` it.

    It is a direct child (no pg_ctl): who started it knows whether it lives. Where the kernel can, it
    also hears of our death, so that a killed supervisor leaves no server behind.
    """

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "postgres.log"
        self.port = 0
        self._settings = settings or {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the server, making its data folder first if it is new; returns when it answers.

        Started once more, it keeps its port, so that addresses handed out stay right.
        Raises `Problem` with the next step: no programs, no right, no room, another server on the data.
        """
        try:
            self._prepare_folder()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._refuse_second_server()
            self._launch()
        except OSError as error:
            raise self._problem(error) from error
        return self

    def stop(self) -> None:
        """Stop the server by a fast shutdown: open transactions are rolled back, committed ones are on disk."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.send_signal(signal.SIGQUIT)
                self._process.wait(STOP_SECONDS)
        self._process = None

    def alive(self) -> bool:
        """Tell whether the server process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the server process; 0 while it is not running."""
        return self._process.pid if self._process else 0

    def url(self, *, user: str = SUPERUSER, password: str | None = None, database: str = "postgres") -> str:
        """Return the address of a database on this server as a URL; without `password` the superuser's."""
        password = self._password() if password is None else password
        return (
            f"postgresql://{quote(user)}:{quote(password, safe='')}@/{quote(database)}"
            f"?host={quote(self._host, safe='')}&port={self.port}"
        )

    @property
    def _socket_folder(self) -> Path:
        return self.folder / "socket"

    @property
    def _host(self) -> str:
        too_long = len(os.fsencode(self._socket_folder)) > LONGEST_SOCKET_FOLDER
        return "127.0.0.1" if too_long else str(self._socket_folder)

    def _password(self) -> str:
        return (self.folder / "superuser.secret").read_text()

    def _prepare_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._identity: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = self._account()
            self.folder.chmod(0o711)
            if not reachable_by(self.folder, account.pw_uid, account.pw_gid):
                raise Problem(
                    _("PostgreSQL runs as %(name)s, never as root, and %(name)s cannot enter %(folder)s.")
                    % {"name": account.pw_name, "folder": self.folder},
                    _("Choose a folder outside /root: GONGZHI_HOME=/var/lib/gongzhi make run"),
                )
            self._identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        for place in (self.data, self._socket_folder):
            place.mkdir(mode=0o700, exist_ok=True)
            self._give(place)
        version = self.data / "PG_VERSION"
        binaries = find_binaries(major=int(version.read_text()) if version.exists() else None)
        if self._identity and not reachable_by(
            binaries / "postgres", self._identity["user"], self._identity["group"]
        ):
            binaries = copy_binaries(binaries, self.folder / f"programs-{version_of(binaries)}")
        self.binaries = binaries

    def _account(self) -> pwd.struct_passwd:
        if self.data.is_dir() and self.data.stat().st_uid:
            return pwd.getpwuid(self.data.stat().st_uid)
        for name in (SUPERUSER, "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise Problem(
            _(
                "PostgreSQL refuses to run as root, and this system has neither an account postgres nor nobody."
            ),
            _("Run the command as an ordinary user, or make the account: useradd --system postgres"),
        )

    def _give(self, path: Path) -> None:
        if self._identity:
            os.chown(path, self._identity["user"], self._identity["group"])

    def _initialise(self) -> None:
        if shutil.disk_usage(self.folder).free < LEAST_SPACE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        password = self.folder / "superuser.secret"
        password.unlink(missing_ok=True)
        with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
        self._give(password)
        # The built-in provider gives the same order and the same letters on every system, and it knows
        # Chinese characters as letters, which plain "C" does not (it exists from version 17 on).
        modern = (version_of(self.binaries) or 0) >= 17
        locale = ["--locale-provider=builtin", "--locale=C.UTF-8"] if modern else ["--locale=C.UTF-8"]
        answer = self._run(
            "initdb", "-D", str(self.data), "-U", SUPERUSER, "--encoding=UTF8", *locale, "--data-checksums",
            "--auth-local=scram-sha-256", "--auth-host=scram-sha-256", f"--pwfile={password}",
        )  # fmt: skip
        if answer.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            raise self._failure(answer.stdout)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.binaries / program, *arguments],
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **self._identity,
        )

    def _refuse_second_server(self) -> None:
        """Say clearly that another start of Gongzhi uses the data. The server itself has the last word."""
        lock = self.data / "postmaster.pid"
        lines = lock.read_text().splitlines() if lock.exists() else []
        if not lines:
            return
        _wait_until_collected(int(lines[0]))
        if _is_server(int(lines[0])):
            raise Problem(
                _("Another Gongzhi (process %(pid)s) already uses the data in %(folder)s.")
                % {"pid": lines[0], "folder": self.folder.parent},
                _(
                    "Use that one, stop it with Ctrl-C where it runs, or choose another folder: GONGZHI_HOME=… make run"
                ),
            )

    def _launch(self) -> None:
        self.port = self.port or _free_port()
        uses_socket = self._host != "127.0.0.1"
        options = {
            "port": str(self.port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": f'"{self._socket_folder}"' if uses_socket else "",
            "jit": "off",
            **self._settings,
        }
        with self.log.open("ab") as log:
            started_at = log.tell()
            self._process = subprocess.Popen(
                [
                    self.binaries / "postgres",
                    "-D",
                    self.data,
                    *(f"--{name}={value}" for name, value in options.items()),
                ],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us first; we stop the server last
                preexec_fn=lambda: die_with_parent(signal.SIGINT),
                **self._identity,
            )
        deadline = time.monotonic() + START_SECONDS
        while self._run("pg_isready", "-q", "-h", self._host, "-p", str(self.port)).returncode:
            if not self.alive() or time.monotonic() > deadline:
                self.stop()
                raise self._failure(self.log.read_bytes()[started_at:].decode(errors="replace"))
            time.sleep(0.02)

    def _failure(self, output: str) -> Exception:
        if "No space left on device" in output:
            return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        last = [line for line in output.splitlines() if line.strip()][-3:]
        return Problem(
            _("The embedded PostgreSQL did not start: %(reason)s") % {"reason": " / ".join(last) or "?"},
            _("Its log is %(log)s. A server of your own works as well: DATABASE_URL=postgresql://… make run")
            % {"log": self.log},
        )

    def _problem(self, error: OSError) -> Problem:
        if error.errno == errno.ENOSPC:
            return Problem(
                _("The disk which holds %(folder)s is full.") % {"folder": self.folder},
                _(
                    "Free at least %(megabytes)s MB, or choose a folder on another disk: GONGZHI_HOME=… make run"
                )
                % {"megabytes": LEAST_SPACE // 1024 // 1024},
            )
        return Problem(
            _("The folder of the database, %(folder)s, cannot be used: %(reason)s.")
            % {"folder": error.filename or self.folder, "reason": error.strerror},
            _("Give yourself the right to write there, or choose another folder: GONGZHI_HOME=… make run"),
        )


def die_with_parent(number: signal.Signals) -> None:
    """Have the kernel send this process a signal when its parent ends. Runs in a child, before its program."""
    # prctl(2), Linux only: elsewhere a killed supervisor leaves its server, and the next start says so.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_server(pid: int) -> bool:
    """Tell whether `pid` is a running PostgreSQL: the file may be left from before a crash or restart."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    name, state = _name_and_state(pid)
    return name.startswith("postgres") and state != "Z"


def _wait_until_collected(pid: int) -> None:
    """Wait while `pid` is dead but still in the table of processes: PostgreSQL would take it for alive."""
    deadline = time.monotonic() + CORPSE_SECONDS
    while _name_and_state(pid)[1] == "Z" and time.monotonic() < deadline:
        time.sleep(0.05)


def _name_and_state(pid: int) -> tuple[str, str]:
    """Return name and state of a process (proc_pid_stat(5)); without /proc, those of a running server."""
    try:
        name, _separator, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")[2].rpartition(")")
    except FileNotFoundError:
        return ("", "") if sys.platform == "linux" else ("postgres", "")
    return name, rest.split()[0]
