"""The embedded server: started, killed, started again, and what stands in its way."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from gongzhi.web.launch import postgres
from gongzhi.web.launch.binaries import find_binaries
from gongzhi.web.launch.postgres import Server
from gongzhi.web.launch.problems import Problem

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the server under another account")


def test_a_killed_server_comes_back_with_what_was_committed(server: Server) -> None:
    connection = psycopg.connect(server.url(), autocommit=True)
    connection.execute("create table kept as select generate_series(1, 1000) as number")
    connection.execute("begin")
    connection.execute("insert into kept values (1001)")
    port = server.port

    os.kill(server.pid, signal.SIGKILL)
    while server.alive():
        time.sleep(0.01)
    connection.close()

    started_again(server)

    assert server.port == port, "addresses handed out stay right"
    with psycopg.connect(server.url()) as connection:
        assert connection.execute("select count(*), max(number) from kept").fetchone() == (1000, 1000)


def started_again(server: Server) -> None:
    for _attempt in range(50):  # the killed server's last processes hold its memory for a moment
        try:
            server.start()
        except Problem:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start again within five seconds")


def test_chinese_characters_are_letters_and_compiling_is_off(server: Server) -> None:
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("select '楼道' ~ '^[[:alpha:]]+$', current_setting('jit')").fetchone()
    assert row == (True, "off")


def test_a_password_is_needed_even_on_this_machine(server: Server) -> None:
    wrong = server.url(password="guessed")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_a_second_server_on_the_data_is_refused(server: Server) -> None:
    with pytest.raises(Problem, match=f"process {server.pid}") as problem:
        Server(server.folder).start()
    assert "GONGZHI_HOME" in problem.value.next_step


def test_the_server_ends_when_its_killed_supervisor_does(home: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("prctl(2) is Linux")
    program = (
        "import sys, time; from pathlib import Path; from gongzhi.web.launch.postgres import Server\n"
        "server = Server(Path(sys.argv[1])).start(); print(server.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, home / "database"], stdout=subprocess.PIPE, text=True
    ) as supervisor:
        assert supervisor.stdout
        pid = int(supervisor.stdout.readline())
        supervisor.kill()
    lock = home / "database" / "data" / "postmaster.pid"
    deadline = time.monotonic() + 10
    while lock.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not lock.exists(), f"process {pid} did not shut down cleanly"


def test_missing_programs_are_said_with_the_next_step(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BINDIR", "/nowhere")
    with pytest.raises(Problem, match="PostgreSQL ≥ 15") as problem:
        Server(home / "database").start()
    assert "apt-get install postgresql" in problem.value.next_step


def test_data_of_another_version_ask_for_its_programs(home: Path) -> None:
    data = home / "database" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(Problem, match="PostgreSQL 9"):
        Server(home / "database").start()


def test_a_full_disk_is_said_with_the_next_step(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "LEAST_SPACE", shutil.disk_usage("/").total * 1000)
    with pytest.raises(Problem, match="full") as problem:
        Server(home / "database").start()
    assert "another disk" in problem.value.next_step


def test_a_folder_that_cannot_be_made_is_said_with_the_next_step(home: Path) -> None:
    home.write_text("a file where a folder should be")
    with pytest.raises(Problem, match="cannot be used") as problem:
        Server(home / "database").start()
    assert "GONGZHI_HOME" in problem.value.next_step


@as_root
def test_a_folder_closed_to_the_databases_account_is_said_and_stays_closed(home: Path) -> None:
    home.mkdir(mode=0o700)
    with pytest.raises(Problem, match="never as root") as problem:
        Server(home / "database").start()
    assert "/var/lib/gongzhi" in problem.value.next_step
    assert home.stat().st_mode & 0o777 == 0o700


@as_root
def test_programs_in_a_closed_environment_are_copied(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = find_binaries()
    closed = home / "closed"
    package = closed / found.parent.parent.name
    shutil.copytree(found.parent, package / found.parent.name, symlinks=True)
    libraries = found.parent.parent.with_suffix(".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, closed / libraries.name)
    closed.chmod(0o700)
    home.chmod(0o711)
    monkeypatch.setenv("PG_BINDIR", str(package / found.parent.name / "bin"))

    with Server(home / "database") as server, psycopg.connect(server.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
        assert home / "database" in server.binaries.parents
    assert closed.stat().st_mode & 0o777 == 0o700
