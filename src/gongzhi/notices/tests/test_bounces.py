"""What comes back of e-mails, and what only looks so."""

import mailbox
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.notices.bounces import Report, read_bounces, report_of

KEY = UUID("01977a4e-0000-7000-8000-000000000001")


def report(*, action: str = "failed", status: str = "5.1.1", whole: bool = True, key: UUID = KEY) -> bytes:
    """Write a report as mail servers do, after RFC 3464."""
    sent = f"Message-ID: <{key}@gongzhi.example>\r\nTo: lin@example.org\r\nSubject: A-1\r\n\r\n"
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    return (
        "From: MAILER-DAEMON@example.org\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; lin@example.org\r\nAction: {action}\r\nStatus: {status}\r\n\r\n"
        f"--b\r\nContent-Type: {kind}\r\n\r\n{sent}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("whole", [True, False])
def test_a_dead_mailbox_is_recognised_by_what_was_sent(whole: bool) -> None:
    assert report_of(report(whole=whole)) == Report(KEY, for_good=True)


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delivered", "2.0.0"), ("", "")]
)
def test_what_may_still_arrive_is_no_dead_mailbox(action: str, status: str) -> None:
    found = report_of(report(action=action, status=status))
    assert found == Report(KEY, for_good=False)


def test_answers_and_rubbish_say_nothing() -> None:
    for raw in (
        b"",
        b"Subject: out of office\r\n\r\nback on Monday",
        b"\xff\xfe\x00",
        report().replace(str(KEY).encode(), b"x"),
    ):
        assert report_of(raw) is None


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=600), st.integers(min_value=0, max_value=700))
def test_nothing_that_comes_stops_the_reader(rubbish: bytes, at: int) -> None:
    whole = report()
    report_of(whole[:at] + rubbish + whole[at:])
    report_of(rubbish)


def test_a_maildir_is_read_once(tmp_path: Path, settings: Any, db: None) -> None:
    settings.GONGZHI_BOUNCES = str(tmp_path / "Maildir")
    assert read_bounces(at=now()) == 0
    box = mailbox.Maildir(settings.GONGZHI_BOUNCES)
    box.add(report(key=new_id()))
    box.add(b"Subject: hello\r\n\r\nthank you")
    assert [read_bounces(at=now()) for _ in range(2)] == [2, 0]
    (kept,) = (tmp_path / "Maildir" / "cur").iterdir()
    assert b"thank you" in kept.read_bytes()
