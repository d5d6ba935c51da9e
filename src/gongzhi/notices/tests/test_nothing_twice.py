"""Kill -9 while an e-mail changes hands: the receiver's mailbox holds it once, and the outbox says what is known.

A mail server runs in the test, the sender as a process of its own on the same database. SMTP cannot promise "exactly
once": between the server's yes and the sender's disk lies a moment in which nobody can know. Nothing is sent then.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection, transaction
from tests.small_county import COUNTY, import_county

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.notices.actions.choose_ways import choose_at_filing
from gongzhi.notices.actions.resolve import AGAIN, resolve
from gongzhi.notices.actions.tell import tell_persons
from gongzhi.notices.facts import MessageState, NewMessage, Way, Wish
from gongzhi.notices.models import Message
from gongzhi.people.facts import RESIDENT
from gongzhi.people.public import leave_contact
from gongzhi.web.tests.running import free_port

pytestmark = pytest.mark.django_db(transaction=True)

SEND = """
import sys
from datetime import timedelta
import django
django.setup()
from gongzhi.kernel.instants import now
from gongzhi.notices.sending import send_due
send_due(at=now() + timedelta(minutes=int(sys.argv[1])), clock=now)
"""


class Mailbox:
    """A mail server that keeps what it takes, and kills the sender at one moment of the conversation."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.sender: subprocess.Popen[bytes] | None = None
        self.kill_at = ""
        self.killed = False

    async def handle_RCPT(  # noqa: N802 (aiosmtpd calls it so)
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        self._kill("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken.append(envelope.content)
        self._kill("DATA")
        return "250 OK"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        self._kill("QUIT")
        return "221 Bye"

    def _kill(self, at: str) -> None:
        if self.kill_at == at and self.sender:
            self.kill_at, self.killed = "", True
            os.kill(self.sender.pid, signal.SIGKILL)
            self.sender.wait()

    def ids(self) -> list[str]:
        return [message_from_bytes(each)["Message-ID"] for each in self.taken]


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    handler = Mailbox()
    controller = Controller(handler, hostname="127.0.0.1", port=(port := free_port()))
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def start(mailbox: tuple[Mailbox, int], tmp_path: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Return what starts the sender; `later`: how many minutes later it believes it is."""
    handler, port = mailbox
    database = connection.settings_dict
    where = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    address = " ".join(f"{key}='{database[name]}'" for key, name in where.items() if database.get(name))
    environment = os.environ | {
        "DATABASE_URL": address,
        "GONGZHI_HOME": str(settings.GONGZHI_KEYS.parent),  # where this process keeps the keys of the vault
        "GONGZHI_MAIL_HOST": "127.0.0.1",
        "GONGZHI_MAIL_PORT": str(port),
        "GONGZHI_MAIL_FROM": "notices@gongzhi.example",
        "GONGZHI_NOTICES_FOLDER": str(tmp_path / "notices"),
    }

    def start(*, kill_at: str = "", later: int = 0) -> subprocess.Popen[bytes]:
        handler.kill_at = kill_at
        handler.sender = subprocess.Popen([sys.executable, "-c", SEND, str(later)], env=environment)
        return handler.sender

    return start


def tell() -> UUID:
    """Let somebody who chose e-mail be told something."""
    subject = new_id()
    with transaction.atomic(durable=True):
        contact = leave_contact(
            **dict.fromkeys(("name", "phone", "helper_name", "helper_phone"), ""),
            email="lin@example.org",
            subject=subject,
            by=RESIDENT,
            at=now(),
        )
        choose_at_filing(
            subject=subject, contact_id=contact, wish=Wish(ways=[Way.EMAIL]), by=RESIDENT, at=now()
        )
        new = NewMessage(
            fact_id=new_id(), code="case.answered", subject=subject, number="A-1", division=COUNTY, at=now()
        )
        tell_persons([new])
    return subject


@pytest.mark.parametrize(
    ("moment", "there_after", "state"),
    [
        ("RCPT", 0, MessageState.SENT),  # before a byte of it went over: sent as if for the first time
        (
            "DATA",
            1,
            MessageState.UNKNOWN,
        ),  # taken, and the yes never came: nobody can know, so a person decides
        ("QUIT", 1, MessageState.SENT),  # taken and in the journal, not marked: marked, and not sent again
    ],
)
def test_a_killed_sender_sends_nothing_twice(
    mailbox: tuple[Mailbox, int],
    start: Callable[..., Any],
    moment: str,
    there_after: int,
    state: MessageState,
) -> None:
    handler, _port = mailbox
    subject = tell()
    assert start(kill_at=moment).wait(timeout=60) == -signal.SIGKILL
    assert handler.killed
    assert len(handler.taken) == there_after
    assert Message.objects.get(subject=subject).state == MessageState.SENDING
    assert start(later=11).wait(timeout=60) == 0
    assert Message.objects.get(subject=subject).state == state
    assert len(handler.taken) == 1


def test_a_person_may_have_it_sent_again_under_the_same_name(
    mailbox: tuple[Mailbox, int], start: Callable[..., Any]
) -> None:
    """What nobody knows of is sent again by hand only, with the Message-ID it had: a mailbox can tell."""
    handler, _port = mailbox
    desk = import_county().actor("dispatcher")
    subject = tell()
    start(kill_at="DATA").wait(timeout=60)
    start(later=11).wait(timeout=60)
    resolve(message_id=Message.objects.get(subject=subject).id, how=AGAIN, by=desk, at=now())
    assert start().wait(timeout=60) == 0
    assert Message.objects.get(subject=subject).state == MessageState.SENT
    first, second = handler.ids()
    assert first == second == f"<{Message.objects.get(subject=subject).sent_as}@gongzhi.example>"


@pytest.mark.slow
def test_killed_anywhere_again_and_again(mailbox: tuple[Mailbox, int], start: Callable[..., Any]) -> None:
    """Twenty e-mails, a sender killed at random moments: none arrives twice, and none said to be sent is missing."""
    handler, _port = mailbox
    chance = random.Random(2026)
    subjects = {tell() for _ in range(20)}
    later = 0
    for _ in range(12):
        sender = start(later=later)
        time.sleep(1.2 + chance.random() * 1.5)
        sender.kill()
        sender.wait()
        later += 11
    assert start(later=later).wait(timeout=120) == 0
    assert start(later=later + 11).wait(timeout=120) == 0
    states = dict(Message.objects.values_list("sent_as", "state"))
    assert len(states) == len(subjects)
    assert set(states.values()) <= {MessageState.SENT, MessageState.UNKNOWN}
    arrived = Counter(handler.ids())
    assert max(arrived.values()) == 1
    sent = {f"<{key}@gongzhi.example>" for key, state in states.items() if state == MessageState.SENT}
    assert sent <= arrived.keys()
    assert arrived.keys() <= {f"<{key}@gongzhi.example>" for key in states}
