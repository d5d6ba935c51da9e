"""Webhooks and e-mail against servers that answer in all the ways servers do."""

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiosmtpd.controller import Controller

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.notices.facts import HookKind
from gongzhi.notices.ways.email import Email
from gongzhi.notices.ways.hook import Hook, dingtalk_signature
from gongzhi.notices.ways.journal import Journal
from gongzhi.notices.ways.way import NotAccepted, Parcel, Unsure
from gongzhi.web.tests.running import free_port


@pytest.fixture(autouse=True)
def _folders(settings: Any, tmp_path: Path) -> None:
    settings.GONGZHI_NOTICES_FOLDER = tmp_path / "notices"
    settings.GONGZHI_HOOK_HOSTS = ["localhost", "127.0.0.1"]
    settings.DEFAULT_FROM_EMAIL = "notices@gongzhi.example"


class Group(BaseHTTPRequestHandler):
    """Stands for the server of a group: keeps what is posted, answers as the path says."""

    got: list[tuple[str, dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, dict(self.headers), body))
        if self.path.startswith("/silent"):
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        status = int(self.path[1:4])
        answer = {"/200/no": b'{"errcode":310000}', "/200/odd": b"<html>"}.get(
            urlsplit(self.path).path, b'{"errcode":0}'
        )
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/200/elsewhere")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def group() -> Iterator[str]:
    Group.got.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Group)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def parcel(to: str, kind: HookKind = HookKind.PLAIN, secret: str = "") -> Parcel:
    return Parcel(
        key=new_id(), at=now(), to=to, text="A-1：下一步由本单位办理。", title="A-1", kind=kind, secret=secret
    )


def test_plain_json_is_signed_over_the_very_bytes(group: str) -> None:
    sent = parcel(f"{group}/200/x", secret="s")
    Hook().send(sent)
    _path, headers, body = Group.got[0]
    assert json.loads(body) == {"id": str(sent.key), "text": sent.text}
    assert headers["X-Gongzhi-Signature"] == "sha256=" + hmac.new(b"s", body, hashlib.sha256).hexdigest()
    assert Hook().went_out(sent.key) is True


def test_dingtalk_gets_its_signature_and_its_error_is_one(group: str) -> None:
    Hook().send(parcel(f"{group}/200/ok?access_token=a", HookKind.DINGTALK, "SEC"))
    asked = parse_qs(urlsplit(Group.got[0][0]).query)
    stamp = int(asked["timestamp"][0])
    assert abs(stamp / 1000 - time.time()) < 60
    digest = hmac.new(b"SEC", f"{stamp}\nSEC".encode(), hashlib.sha256).digest()
    assert asked["sign"] == [base64.b64encode(digest).decode()]
    assert json.loads(Group.got[0][2])["msgtype"] == "text"
    assert dingtalk_signature("SEC", stamp).startswith(f"timestamp={stamp}&sign=")
    for path in ("/200/no", "/200/odd", "/500/x", "/302/x"):
        sent = parcel(f"{group}{path}", HookKind.WECOM)
        with pytest.raises(NotAccepted, match="server_refused"):
            Hook().send(sent)
        assert Hook().went_out(sent.key) is False
    assert not any("elsewhere" in path for path, _headers, _body in Group.got)  # no redirect is followed


def test_an_answer_that_never_came_leaves_it_open(group: str) -> None:
    sent = parcel(f"{group}/silent")
    with pytest.raises(Unsure):
        Hook().send(sent)
    assert Hook().went_out(sent.key) is None


def test_a_host_nobody_named_and_one_that_is_not_there() -> None:
    for address in ("http://10.0.0.1/x", "https://example.org/x", "file:///etc/passwd", "nonsense"):
        with pytest.raises(NotAccepted, match="hook_host"):
            Hook().send(parcel(address))
    with pytest.raises(NotAccepted, match="no_server"):
        Hook().send(parcel(f"http://127.0.0.1:{free_port()}/x"))


class Post:
    """A mail server that takes or refuses by the receiver's name."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        name = address.partition("@")[0]
        if name.isdigit():
            return f"{name} no"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if envelope.rcpt_tos[0].startswith("data"):
            return f"{envelope.rcpt_tos[0][4:7]} no"
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    handler = Post()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    yield handler
    controller.stop()


def test_an_e_mail_can_be_stopped_and_names_nobody(post: Post) -> None:
    key = new_id()
    link = "https://gongzhi.example/notices/stop/x"
    Email().send(
        Parcel(key=key, at=now(), to="lin@example.org", text="您好！", title="A-1：已答复。", stop_link=link)
    )
    mail = message_from_bytes(post.taken[0])
    assert mail["Message-ID"] == f"<{key}@gongzhi.example>"
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert Email().went_out(key) is True


@pytest.mark.parametrize(
    ("to", "code", "permanent"),
    [
        ("550@example.org", "mailbox_refused", True),
        ("450@example.org", "mailbox_refused", False),
        ("data554@example.org", "server_refused", True),
        ("data451@example.org", "server_refused", False),
    ],
)
def test_a_no_is_a_no_and_may_be_for_good(post: Post, to: str, code: str, permanent: bool) -> None:
    key = new_id()
    with pytest.raises(NotAccepted) as no:
        Email().send(Parcel(key=key, at=now(), to=to, text="x", title="x"))
    assert (no.value.code, no.value.permanent) == (code, permanent)
    assert Email().went_out(key) is False


def test_no_server_is_no_matter_of_the_address(settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(NotAccepted, match="no_server") as no:
        Email().send(Parcel(key=new_id(), at=now(), to="lin@example.org", text="x", title="x"))
    assert not no.value.permanent


def test_a_line_cut_off_by_a_crash_says_nothing(tmp_path: Path) -> None:
    kept, key = Journal(tmp_path / "j"), new_id()
    kept.note(key, "begun", at=now())
    (path,) = (tmp_path / "j").glob("*.log")
    with path.open("a") as file:
        file.write(f"{key} accep")
    assert kept.went_out(key) is None
    other = new_id()
    kept.note(other, "begun", at=now())
    kept.note(other, "accepted", at=now())
    assert (kept.went_out(key), kept.went_out(other)) == (None, True)
    assert kept.name() == kept.name() == Journal(tmp_path / "j").name()
    assert Journal(tmp_path / "k").name() != kept.name()
