"""Which port the pages get."""

import socket
from collections.abc import Iterator

import pytest

from gongzhi.web.launch import ports
from gongzhi.web.launch.problems import Problem

HOST = "127.0.0.1"


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    monkeypatch.setenv("GONGZHI_LANG", "en")
    monkeypatch.delenv("PORT", raising=False)
    with socket.socket() as other:
        other.bind((HOST, 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_asked_for_and_taken_is_said(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(taken))
    with pytest.raises(Problem, match=f"Port {taken} is used by another program") as problem:
        ports.choose_port(HOST)
    assert f"PORT={taken + 1}" in problem.value.next_step


def test_a_taken_port_nobody_asked_for_is_replaced_by_a_free_one(
    taken: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports, "USUAL", taken)
    chosen = ports.choose_port(HOST)
    assert chosen != taken
    with socket.socket() as ours:
        ours.bind((HOST, chosen))


@pytest.mark.parametrize("asked", ["eighty", "0", "65536", "-1"])
def test_what_is_no_port_is_said(asked: str, taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", asked)
    with pytest.raises(Problem, match="is not a port"):
        ports.choose_port(HOST)


def test_an_address_of_another_machine_is_said(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    with pytest.raises(Problem, match=r"cannot listen on 192\.0\.2\.1"):
        ports.choose_port("192.0.2.1")  # RFC 5737: nobody's
