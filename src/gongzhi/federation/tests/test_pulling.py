"""Asking another node over a real wire: what answers is believed only when it shows that it is the other node."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.cache import cache
from tests.small_county import START, County

from gongzhi.federation import pulling
from gongzhi.federation.items import Feed, write_feed
from gongzhi.federation.public import (
    Unreachable,
    add_neighbour,
    key_file,
    make_key,
    neighbour,
    pull,
    pull_all,
)
from gongzhi.federation.rules.signing import header, read_header, signature_refusal
from gongzhi.federation.tests.test_actions import NODE, their_feed
from gongzhi.kernel.instants import now
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import SYSTEM

pytestmark = pytest.mark.django_db
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Other:
    """The other node: answers with `feed`, signed rightly but for `changes`, or with what `instead` makes."""

    key: bytes
    feed: Feed
    changes: dict[str, object] = field(default_factory=dict)
    instead: Callable[[], Answer] | None = None
    asked: list[str] = field(default_factory=list)

    def answer(self, path: str, authorization: str) -> Answer:
        signed = read_header(authorization)
        assert signed is not None
        assert signature_refusal(self.key, signed, method="GET", path=path, body=b"", at=now()) is None
        self.asked.append(path)
        if self.instead:
            return self.instead()
        body = write_feed(self.feed)
        right: dict[str, object] = {
            "node": NODE,
            "method": "ANSWER",
            "path": f"/federation/facts#{signed.nonce}",
            "at": now(),
            "nonce": signed.nonce,
            "body": body,
        }
        changes = dict(self.changes)
        key = changes.pop("key", self.key)
        sent = changes.pop("sent", body)
        assert isinstance(key, bytes)
        assert isinstance(sent, bytes)
        return 200, {"Gongzhi-Signature": header(key, **right | changes)}, sent  # type: ignore[arg-type]


@pytest.fixture
def other(county: County, settings, tmp_path) -> Iterator[Other]:  # type: ignore[no-untyped-def]
    """Another node at work behind a port of this machine, with the key of the link on both sides."""
    settings.GONGZHI_LINKS = tmp_path / "links"
    cache.clear()
    node = Other(bytes.fromhex(make_key(NODE).read_text()), their_feed(county)[0])

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = node.answer(self.path, self.headers["Authorization"])
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        add_neighbour(node=NODE, address=f"http://127.0.0.1:{server.server_port}", by=SYSTEM, at=START)
        yield node
        server.shutdown()


def link():  # type: ignore[no-untyped-def]
    found = neighbour(NODE)
    assert found is not None
    return found


def test_what_is_new_is_asked_for_after_what_is_here(other: Other) -> None:
    assert pull(link(), now) == 2
    assert (link().received, link().behind, link().trouble) == (2, 0, "")
    assert pull(link(), now) == 0
    assert [path.split("?")[1] for path in other.asked] == ["after=0&limit=200", "after=2&limit=200"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": b"x" * 32}, "federation.bad_signature"),
        ({"at": -timedelta(minutes=6)}, "federation.too_old"),
        ({"at": timedelta(minutes=6)}, "federation.too_old"),
        ({"nonce": "recorded-before"}, "federation.wrong_answer"),
        ({"node": "somebody"}, "federation.wrong_answer"),
        ({"path": "/elsewhere#n"}, "federation.bad_signature"),
        ({"sent": b'{"format": 1}'}, "federation.bad_signature"),
        ({"method": "GET"}, "federation.bad_signature"),
    ],
)
def test_an_answer_that_does_not_show_who_sent_it_is_not_taken_in(
    other: Other, changes: dict[str, object], code: str
) -> None:
    # Clocks are set apart when the test runs, which may be long after it was collected.
    other.changes = {k: now() + v if isinstance(v, timedelta) else v for k, v in changes.items()}
    with pytest.raises((Refused, Unreachable)):
        pull(link(), now)
    assert (link().received, link().trouble) == (0, code)
    assert link().answered_at is None
    other.changes = {}
    assert pull(link(), now) == 2  # the right answer brings everything
    assert link().trouble == ""


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((401, {}, b"{}"), "federation.not_accepted"),
        ((500, {}, b"oops"), "federation.wrong_answer"),
        ((302, {"Location": "http://127.0.0.1:1/"}, b""), "federation.wrong_answer"),
        ((200, {}, b"<html>"), "federation.wrong_answer"),
        ((200, {"Gongzhi-Signature": "Bearer x"}, b"{}"), "federation.wrong_answer"),
    ],
)
def test_what_is_no_node_is_asked_again(other: Other, answer: Answer, code: str) -> None:
    other.instead = lambda: answer
    with pytest.raises(Unreachable):
        pull(link(), now)
    assert link().trouble == code
    assert len(other.asked) == 1  # no redirect is followed with the signature


def test_an_answer_without_end_is_not_read(other: Other, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "MOST_BYTES", 100)
    with pytest.raises(Unreachable):
        pull(link(), now)
    assert link().received == 0


def test_a_feed_under_another_name_is_refused(other: Other) -> None:
    other.feed = Feed("somebody", 2, other.feed.items)
    with pytest.raises(Refused, match=r"^federation.wrong_node$"):
        pull(link(), now)
    assert link().trouble == "federation.wrong_node"


def test_one_silent_neighbour_keeps_no_other_waiting(other: Other) -> None:
    add_neighbour(node="999903", address="http://127.0.0.1:1", by=SYSTEM, at=START)
    make_key("999903")
    assert pull_all(now) == 2
    silent = neighbour("999903")
    assert silent is not None
    assert silent.trouble == "federation.unreachable"
    key_file(NODE).unlink()
    assert pull_all(now) == 0
    assert link().trouble == "federation.no_key"
