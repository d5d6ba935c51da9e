"""An installation to measure: a folder of its own, a database, a county, and what `gongzhi run` starts."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bench.processes import cpu_seconds, family, memory_megabytes
from gongzhi.web.launch.children import Child
from gongzhi.web.launch.database import Database, open_database, wipe
from gongzhi.web.launch.ports import choose_port
from gongzhi.web.launch.roles import DEFAULT_NAME
from gongzhi.web.launch.supervisor import GONGZHI
from gongzhi.web.launch.terminal import say

if TYPE_CHECKING:
    from tests.small_county import County

HOST = "127.0.0.1"
READY_SECONDS = 60.0
REST_SECONDS, IDLE = 60, 0.1  # seconds, and of a processor in one of them
# Of this machine's own installation nothing may be touched, and nothing of it may be measured.
FOREIGN = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "GONGZHI_SECRET_KEY",
    "PORT",
    "GONGZHI_WORKERS",
    "GONGZHI_THREADS",
)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Yield a new folder for an installation and remove it afterwards. ``BENCH_DIR`` chooses the disk."""
    path = Path(tempfile.mkdtemp(prefix="gongzhi-bench-", dir=os.environ.get("BENCH_DIR")))
    path.chmod(0o711)  # the database's own account passes through
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


class Installation:
    """A running database with Django set up on it in this process; web server and worker on demand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.port = 0
        self.cases = -1  # how many the county holds; -1: there is no county
        self.county: County | None = None
        self._children: list[Child] = []

    def administrator(self) -> psycopg.Connection[tuple[object, ...]]:
        """Connect as the superuser: for bulk loads, `vacuum` and looks no role of the product may take."""
        assert self.database.server is not None
        url = self.database.server.url(database=DEFAULT_NAME)
        return psycopg.connect(url, autocommit=True)

    def prepare(self, *, cases: int = 0) -> "County":
        """Make sure of a county with exactly the cases asked for; begins anew where it holds others."""
        if self.county is None or self.cases != cases:
            self.begin_anew()
            self.county = _import_county()
            self.cases = cases
            if cases:
                from bench.fill import fill

                began = time.monotonic()
                with self.administrator() as connection:
                    fill(self.county, cases, connection)
                self.vacuum()
                say(f"    {cases:,} cases made in {time.monotonic() - began:.0f} s")
        return self.county

    def begin_anew(self) -> None:
        """Empty the database and bring its tables up to date."""
        self.stop_serving()
        forget_all()
        wipe(self.database.addresses)
        migrate(self.database)
        self.county, self.cases = None, -1

    def spoil(self) -> None:
        """Say that the rows are no longer what `prepare` made: the next benchmark begins anew."""
        self.county, self.cases = None, -1

    def vacuum(self, *, without: Sequence[str] = ()) -> None:
        """Do what autovacuum would have done some minutes later; tables left out are looked at only."""
        with self.administrator() as connection:
            if without:
                found = connection.execute(
                    "select format('%I.%I', schemaname, relname), relname from pg_stat_user_tables"
                ).fetchall()
                others = [str(name) for name, table in found if table not in without]
                connection.execute(f"vacuum analyze {', '.join(others)}".encode())
                connection.execute(f"analyze {', '.join(without)}".encode())
            else:
                connection.execute("vacuum analyze")
            connection.execute("checkpoint")

    def serve(self, *, worker: bool = True) -> int:
        """Start web server and worker if they do not run, and return the port."""
        if not self._children:
            self.port = choose_port(HOST)
            environment = {**self.database.environment(), "GONGZHI_DEMO": "0"}
            web = [*GONGZHI, "web", "--host", HOST, "--port", str(self.port)]
            self._children = [Child("web", web, environment)]
            if worker:
                self._children.append(Child("worker", [*GONGZHI, "worker"], environment))
            for child in self._children:
                child.start()
            wait_until_ready(self.port)
        return self.port

    def rest(self) -> None:
        """Wait until the worker has caught up with what a filled county leaves to it, at most a minute."""
        for _ in range(REST_SECONDS):
            before = self.cpu()
            time.sleep(1)
            if self.cpu() - before < IDLE:
                return

    def stop_serving(self) -> None:
        """Stop web server and worker."""
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.stop()
        self._children = []

    def roots(self) -> dict[str, int]:
        """Return the first process of each part."""
        found = {child.name: child.process.pid for child in self._children if child.process}
        assert self.database.server is not None
        return {**found, "database": self.database.server.pid}

    def cpu(self) -> float:
        """Return the processor seconds all parts have used so far."""
        return cpu_seconds(*self.roots().values())

    def memory(self) -> dict[str, float]:
        """Return the megabytes (PSS) of each part."""
        return {name: memory_megabytes(family(pid)) for name, pid in self.roots().items()}


@contextlib.contextmanager
def installation() -> Iterator[Installation]:
    """Make an installation, set Django up on it, and stop and remove everything at the end."""
    with folder() as home:
        clean_environment(home)
        with open_database(start=True, say=say) as database:
            migrate(database)
            os.environ.update(database.environment())
            os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.web.settings"
            import django

            from gongzhi.web.launch.pool import leave_database

            django.setup()
            made = Installation(database)
            try:
                yield made
            finally:
                made.stop_serving()
                leave_database()


def clean_environment(home: Path) -> None:
    """Point this process and its children to `home`, and to nothing else."""
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(GONGZHI_HOME=str(home), GONGZHI_DEMO="0", GONGZHI_LANG="en")
    # Load comes from one address here; what a flood meets is a measure of its own.
    os.environ.setdefault("GONGZHI_ADDRESS_RATE", "0")


def migrate(database: Database) -> None:
    """Run `gongzhi migrate` in a process of its own, as `gongzhi run` does."""
    environment = {**os.environ, **database.environment()}
    subprocess.run([*GONGZHI, "migrate"], env=environment, start_new_session=True, check=True)


def wait_until_ready(port: int, seconds: float = READY_SECONDS) -> None:
    """Wait for the first 200 on /readyz; raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5).close()
            return
        time.sleep(0.01)
    raise TimeoutError("the web server did not get ready")


def run_command(home: Path, port: int) -> "subprocess.Popen[bytes]":
    """Start `gongzhi run` on a data folder, as a person would, and return its process."""
    environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    environment |= {"GONGZHI_HOME": str(home), "GONGZHI_DEMO": "0", "PORT": str(port)}
    return subprocess.Popen(
        [sys.executable, "-m", "gongzhi.web.command", "run"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def forget_all() -> None:
    """Drop what this process remembers of a database that is about to be emptied."""
    from django.db import connection

    from gongzhi.loops.queries import forget
    from gongzhi.organization.queries import grid_index

    connection.close()
    forget()
    grid_index.expire()


def _import_county() -> "County":
    from tests.small_county import import_county

    from gongzhi.kernel.instants import now

    return import_county(at=now())
