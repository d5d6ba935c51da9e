"""`gongzhi run` as a newcomer types it: up, killed here and there, up again, stopped, started once more."""

import os
import signal
import socket
from pathlib import Path

import psycopg
import pytest

from gongzhi.web.launch.addresses import saved_addresses
from gongzhi.web.tests.running import SECONDS, Run, alive, free_port, running


@pytest.fixture
def port() -> int:
    return free_port()


def test_it_starts_survives_kills_stops_cleanly_and_keeps_the_data(home: Path, port: int) -> None:
    with running(home, port) as run:
        assert f"{run.url}/" in run.said()
        assert "gongzhi admin create" in run.said(), "without a terminal it says what to type"
        addresses = saved_addresses()
        assert addresses is not None
        with psycopg.connect(addresses.owner) as connection:
            connection.execute("create table kept as select 1 as number")

        for words, sentence in [
            ("gongzhi.web.command worker", "The process worker ended (SIGKILL) and was started again"),
            ("granian", "The process web ended (SIGKILL) and was started again"),
            ("postgres -D", "The database is back"),
        ]:
            os.kill(run.children(words)[0], signal.SIGKILL)
            run.wait_until(sentence)
            run.wait_until_ready()

        one_of_the_web_workers = run.children("granian")[-1]
        os.kill(one_of_the_web_workers, signal.SIGKILL)
        run.wait_until_ready()
        everybody = run.children("")

    assert run.process.returncode == 0
    assert "Stopped. Your data are kept" in run.said()
    assert not [pid for pid in everybody if alive(pid)], "nothing is left behind"

    with running(home, port), psycopg.connect((saved_addresses() or addresses).owner) as connection:
        assert connection.execute("select number from kept").fetchone() == (1,)


def test_a_busy_port_is_said_before_anything_is_started(home: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        run = Run(home, port)
        assert run.process.wait(SECONDS) == 1
    assert f"Port {port} is used by another program" in run.said()
    assert "Traceback" not in run.said()
    assert not (home / "database").exists()
