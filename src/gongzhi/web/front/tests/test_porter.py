"""The porter in the real server, tried over sockets by those it is there for."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gongzhi.web.launch.ports import choose_port

HOST = "127.0.0.1"
Start = Callable[..., int]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start the server with the application that echoes; ``start(GONGZHI_THREADS="2")`` returns its port."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(**environment: str) -> int:
        port = choose_port(HOST)
        words = f"-m granian --interface rsgi --host {HOST} --port {port} --workers 1 --log-level error"
        words += " --http1-header-read-timeout 1000 gongzhi.web.front.tests.echo:application"
        plain = {"GONGZHI_WORKERS": "1", "GONGZHI_ADDRESS_RATE": "0"}
        running.append(
            subprocess.Popen([sys.executable, *words.split()], env={**os.environ, **plain, **environment})
        )
        for _ in range(300):
            with contextlib.suppress(OSError):
                socket.create_connection((HOST, port), timeout=1).close()
                return port
            time.sleep(0.02)
        raise TimeoutError

    yield serve
    for process in running:
        process.terminate()
        process.wait(10)


def line(port: int, seconds: float = 10) -> socket.socket:
    return socket.create_connection((HOST, port), timeout=seconds)


def ask(port: int, request: bytes) -> tuple[int, bytes, bytes]:
    """Send one request on a connection of its own; return status, head and body."""
    with line(port) as one:
        one.sendall(request)
        return hear(one)


def hear(one: socket.socket) -> tuple[int, bytes, bytes]:
    data = b""
    while b"\r\n\r\n" not in data and (more := one.recv(65536)):
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(each[15:]) for each in head.lower().split(b"\r\n") if each.startswith(b"content-length:")), None
    )
    while (length is None or len(body) < length) and (more := one.recv(65536)):
        body += more
    return int(head[9:12]), head, body


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""]).encode()


def told(answer: tuple[int, bytes, bytes]) -> dict[str, Any]:
    assert answer[0] == 200
    found: dict[str, Any] = json.loads(answer[2])
    return found


def test_a_request_reaches_the_application_whole(start: Start) -> None:
    port = start()
    answer = ask(
        port, get("/%E6%A1%A5/a%2Fb?q=%E6%A1%A5&x=1", "Cookie: a=1", "Cookie: b=2", "X_Real_Name: root")
    )
    found = told(answer)
    assert (found["path"], found["query"]) == ("/桥/a/b", "q=%E6%A1%A5&x=1")
    assert (found["cookie"], found["host"], found["address"]) == ("a=1; b=2", "x", HOST)
    assert found["spoofed"] is None, "a header with an underscore would pass for one of a proxy"
    assert answer[1].lower().count(b"set-cookie") == 2
    body = b"x" * 700_000
    head = f"POST /p HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    found = told(ask(port, head.encode() + body))
    assert (found["body"], found["length"], found["type"]) == (700_000, "700000", "text/plain")
    chunked = b"POST /p HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    found = told(ask(port, chunked))
    assert (found["first"], found["length"]) == ("hello", "5")


def test_an_answer_may_come_in_pieces(start: Start) -> None:
    port = start()
    status, _head, body = ask(port, get("/stream"))
    assert status == 200
    assert b"one," in body
    assert b"three" in body
    assert told(ask(port, get("/")))["closed"], "what was opened for it is closed"
    status, _head, body = ask(port, get("/stream").replace(b"GET", b"HEAD"))
    assert (status, body) == (200, b"")


def test_half_an_answer_is_no_answer(start: Start) -> None:
    """What breaks off while it is made is an error; what is sent says its length, so a broken line shows."""
    port = start()
    status, head, body = ask(port, get("/api/broken"))
    assert status == 500
    assert b"content-type: application/problem+json" in head.lower()
    assert b"first line" not in body
    status, head, body = ask(port, get("/large"))
    assert (status, len(body)) == (200, 8 * 1_048_576)
    assert b"content-length: 8388608" in head.lower()


def test_who_reads_slowly_holds_no_thread(start: Start) -> None:
    port = start(GONGZHI_THREADS="1")
    slow = [line(port) for _ in range(8)]
    for one in slow:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.sendall(get("/large"))
    time.sleep(0.3)
    began = time.monotonic()
    assert ask(port, get("/"))[0] == 200
    assert time.monotonic() - began < 1
    for one in slow:
        one.close()


def test_bodies_have_one_room_and_nobody_takes_all_of_it(start: Start) -> None:
    port = start(GONGZHI_BODIES="8", GONGZHI_HTTPS="1")

    def post(address: str, length: int, sent: int) -> socket.socket:
        one = line(port)
        head = f"POST / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\nContent-Length: {length}\r\n\r\n"
        with contextlib.suppress(OSError):
            one.sendall(head.encode() + b"x" * sent)
        return one

    filling = [post(f"198.51.100.{n}", 2_000_000, 1_900_000) for n in range(4)]
    time.sleep(0.3)
    with post("198.51.100.1", 400_000, 400_000) as one:
        assert hear(one)[0] == 503, "one address gets a quarter"
    with post("198.51.100.9", 1_500_000, 1_500_000) as one:
        assert hear(one)[0] == 503, "all of it is taken"
    with post("198.51.100.9", 100_000, 100_000) as one:
        assert hear(one)[0] == 200, "a form has room"
    for one in filling:
        one.close()
    time.sleep(0.3)
    with post("198.51.100.9", 1_500_000, 1_500_000) as one:
        assert hear(one)[0] == 200, "and all is free again"


def test_who_comes_too_often_waits_and_others_do_not(start: Start) -> None:
    port = start(GONGZHI_ADDRESS_RATE="5", GONGZHI_ADDRESS_BURST="10", GONGZHI_HTTPS="1")
    flood = get("/", "X-Forwarded-For: 1.2.3.4, 198.51.100.1")
    statuses = Counter(ask(port, flood)[0] for _ in range(60))
    assert 10 <= statuses[200] <= 20
    assert statuses[429] == 60 - statuses[200]
    status, head, body = ask(port, flood)
    assert status == 429
    assert b"retry-after: 1" in head.lower()
    assert "请稍等" in body.decode()
    began = time.monotonic()
    assert ask(port, get("/", "X-Forwarded-For: 198.51.100.2"))[0] == 200
    assert time.monotonic() - began < 0.5
    assert ask(port, get("/static/x.css", "X-Forwarded-For: 198.51.100.1"))[0] == 200
    spoofed = get("/", "X-Forwarded-For: 198.51.100.2, 198.51.100.1")
    assert 429 in [ask(port, spoofed)[0] for _ in range(10)], "what visitors say of themselves counts nothing"
    apart = [get("/", f"X-Forwarded-For: 10.0.0.{n}", "X-Forwarded-For: 198.51.100.1") for n in range(10)]
    assert 429 in [ask(port, each)[0] for each in apart], "nor in a header of its own before the proxy's"
    time.sleep(1.1)
    assert ask(port, flood)[0] == 200


@pytest.mark.parametrize(
    ("path", "kind", "holds"),
    [
        ("/open311/v2/requests.json", b"application/json", b'[{"code": "429"'),
        ("/open311/v2/requests.xml", b"text/xml", b"<errors><error><code>429</code>"),
        ("/api/v1/cases", b"application/problem+json", b'"code": "front.too_often"'),
        ("/report", b"text/html", b'lang="zh-CN"'),
    ],
)
def test_a_refusal_has_the_form_its_reader_knows(start: Start, path: str, kind: bytes, holds: bytes) -> None:
    port = start(GONGZHI_ADDRESS_RATE="0.1", GONGZHI_ADDRESS_BURST="1")
    ask(port, get(path))
    status, head, body = ask(port, get(path))
    assert status == 429
    assert b"content-type: " + kind in head.lower()
    assert holds in body


def test_a_slow_head_is_closed(start: Start) -> None:
    port = start()
    with line(port) as slow:
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        began = time.monotonic()
        assert slow.recv(100) == b""
        assert 0.5 < time.monotonic() - began < 3


def test_slow_bodies_hold_no_thread_and_are_closed(start: Start) -> None:
    port = start(GONGZHI_THREADS="1", GONGZHI_BODY_SILENCE="1")
    slow = [line(port) for _ in range(30)]
    for one in slow:
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
    began = time.monotonic()
    assert ask(port, get("/"))[0] == 200
    assert time.monotonic() - began < 0.5, "others are served meanwhile"
    status, head, _body = hear(slow[0])
    assert (status, b"connection: close" in head.lower()) == (408, True)
    for one in slow:
        one.close()


def test_drop_by_drop_is_too_slow_as_well(start: Start) -> None:
    port = start(GONGZHI_BODY_SILENCE="1", GONGZHI_BODY_GRACE="1")
    with line(port) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(6):
            time.sleep(0.3)
            with contextlib.suppress(OSError):
                slow.sendall(b"x")
        assert hear(slow)[0] == 408


def test_too_much_is_cut_off_before_it_is_sent(start: Start) -> None:
    port = start()
    with line(port) as one:
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99000000\r\n\r\nabc")
        assert hear(one)[0] == 413
    with line(port) as one, contextlib.suppress(OSError):
        one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent, chunk = 0, b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
        while sent < 120:
            one.sendall(chunk)
            sent += 1
        raise AssertionError("120 MB were taken")
    assert ask(port, get("/"))[0] == 200


def test_half_a_form_is_no_form(start: Start) -> None:
    port = start()
    before = told(ask(port, get("/")))["process"]
    for _ in range(20):
        with line(port) as one:
            one.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc")
    assert told(ask(port, get("/")))["process"] == before


def test_a_burst_is_over_when_it_is_over(start: Start) -> None:
    """One thread, five requests a second: sixty at once. Some are served, the rest hears at once that it is full."""
    port = start(GONGZHI_THREADS="1", GONGZHI_WAITING="4", GONGZHI_PATIENCE="10")
    answers: list[tuple[int, float]] = []

    def one() -> None:
        began = time.monotonic()
        status, head, _body = ask(port, get("/slow"))
        assert status == 200 or b"retry-after: 2" in head.lower()
        answers.append((status, time.monotonic() - began))

    crowd = [threading.Thread(target=one) for _ in range(60)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    statuses = Counter(status for status, _seconds in answers)
    assert 5 <= statuses[200] <= 12
    assert statuses[200] + statuses[503] == 60
    assert max(seconds for _status, seconds in answers) < 4
    began = time.monotonic()
    assert ask(port, get("/slow"))[0] == 200
    assert time.monotonic() - began < 1, "nothing is left of it"


def test_nobody_waits_longer_than_they_have_patience(start: Start) -> None:
    port = start(GONGZHI_THREADS="1", GONGZHI_PATIENCE="0.3")
    statuses: list[int] = []
    crowd = [threading.Thread(target=lambda: statuses.append(ask(port, get("/slow"))[0])) for _ in range(8)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert Counter(statuses)[503] >= 4
    assert Counter(statuses)[200] >= 2


def test_connections_that_say_nothing_keep_nobody_out(start: Start) -> None:
    port = start()
    silent = [line(port) for _ in range(300)]
    assert ask(port, get("/"))[0] == 200
    for one in silent:
        one.close()
