"""Notices: messages a second through the gateway of files, and a turn of the worker with a million old messages.

What was sent before are rows made inside the server: sent long ago, to one contact each fifty. People who are told
are made by the product's own actions, each with a number in the vault, and each message opens it on record.
"""

import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import transaction
from tests.small_county import COUNTY

from bench.installation import Installation
from bench.results import Result
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.instants import now
from gongzhi.notices.actions.send import bounced
from gongzhi.notices.actions.tell import tell_persons
from gongzhi.notices.facts import MessageState, NewMessage, Way, Wish
from gongzhi.notices.models import Message
from gongzhi.notices.public import choose_at_filing, send_due
from gongzhi.people.facts import RESIDENT, SYSTEM
from gongzhi.people.public import leave_contact
from gongzhi.web.launch.terminal import say

SMALL, LARGE = 10_000, 1_000_000
SAME = 1.3  # times what it costs at 10,000
SENT, ROUNDS, IDLE, BACK = 20, 5, 500, 40
EACH = 50  # old messages to one contact


def measure(installation: Installation) -> Iterator[Result]:
    """Send, ask when nothing is due, and take back what bounced, at 10,000 old messages and at many more."""
    installation.prepare()
    installation.stop_serving()
    installation.spoil()
    large = int(os.environ.get("BENCH_MESSAGES", LARGE))
    least: dict[str, float] = {}
    with installation.administrator() as connection:
        old = 0
        for total in (SMALL, large):
            began = time.monotonic()
            _grow(connection, old, total)
            old = total
            say(f"    {total:,} old messages made in {time.monotonic() - began:.0f} s")
            seconds, cpu = _send(installation)
            yield Result(f"notices.sms.at_{total}", "messages/s", 1 / seconds, n=SENT * ROUNDS, at_size=total)
            found = {
                "send": ("CPU-ms/message", cpu, SENT * ROUNDS),
                "idle_turn": ("CPU-ms/turn", _idle(installation), IDLE),
                "bounce": ("CPU-ms/message", _bounce(installation), BACK),
            }
            for name, (unit, value, n) in found.items():
                yield Result(
                    f"notices.{name}.at_{total}",
                    unit,
                    value,
                    floor_name="the same at 10,000" if name in least else None,
                    floor_value=least.get(name),
                    n=n,
                    at_size=total,
                    target=SAME if name in least else None,
                )
                least.setdefault(name, value)


def _grow(connection: psycopg.Connection[tuple[object, ...]], old: int, total: int) -> None:
    """Bring the number of old messages to `total`, and vacuum as a server would."""
    span = {"first": old + 1, "last": total, "each": EACH, "division": COUNTY}
    connection.execute("set session_replication_role = replica")  # right by construction
    connection.execute(_CONTACTS, span)
    connection.execute(_MESSAGES, span)
    connection.execute("set session_replication_role = default")
    connection.execute("vacuum analyze gongzhi_contact, gongzhi_message")
    connection.execute("checkpoint")


def _told(count: int) -> list[UUID]:
    """Let so many new people be told something now, and return the ids of the messages."""
    at, news = now(), []
    for _ in range(count):
        subject = new_id()
        with transaction.atomic(durable=True):
            contact = leave_contact(
                name="林小河",
                phone="13800000001",
                helper_name="",
                helper_phone="",
                subject=subject,
                by=RESIDENT,
                at=at,
            )
            wish = Wish(ways=(Way.SMS,))
            choose_at_filing(subject=subject, contact_id=contact, wish=wish, by=RESIDENT, at=at)
        news.append(
            NewMessage(
                fact_id=new_id(),
                code="case.signed",
                subject=subject,
                number="A-1",
                division=COUNTY,
                at=at,
                urgent=True,
            )
        )
    with transaction.atomic(durable=True):
        tell_persons(news)
    subjects = [new.subject for new in news]
    return list(Message.objects.filter(subject__in=subjects).values_list("id", flat=True))


def _send(installation: Installation) -> tuple[float, float]:
    """Return seconds and processor milliseconds (this process and the database) of one message.

    Each is in the folder afterwards.
    """
    seconds, cpu = [], []
    for _ in range(ROUNDS):
        _told(SENT)
        before, used, began = _out(), _used(installation), time.perf_counter()
        assert send_due(at=now(), clock=now) == SENT, "not everything that was due went out"
        seconds.append(time.perf_counter() - began)
        cpu.append(_used(installation) - used)
        assert _out() - before == SENT, "not everything that went out is there"
    return statistics.median(seconds) / SENT, statistics.median(cpu) / SENT


def _idle(installation: Installation) -> float:
    """Ask for what is due when nothing is; return the processor milliseconds of one turn."""
    used = _used(installation)
    for _ in range(IDLE):
        assert send_due(at=now(), clock=now) == 0
    return (_used(installation) - used) / IDLE


def _bounce(installation: Installation) -> float:
    """Take back what went out; return the processor milliseconds of one."""
    keys = _told(BACK)
    assert send_due(at=now(), clock=now) == BACK
    used = _used(installation)
    for key in keys:
        assert bounced(key=key, by=SYSTEM, at=now())
    used = _used(installation) - used
    assert Message.objects.filter(id__in=keys, state=MessageState.BOUNCED).count() == BACK
    return used / BACK


def _used(installation: Installation) -> float:
    """Return the processor milliseconds this process and the database have used so far."""
    return (installation.cpu() + time.process_time()) * 1000


def _out() -> int:
    return sum(1 for _ in (Path(settings.GONGZHI_SMS_FOLDER) / "out").glob("*.json"))


def _key(table: int, n: str) -> str:
    """Return the SQL of an id made from a number: they rise with it, as the ids of the product rise with time."""
    return f"(lpad(to_hex({n}), 12, '0') || '7{table:03x}8000' || lpad(to_hex({n}), 12, '0'))::uuid"


_CONTACTS = f"""
insert into gongzhi_contact
    (id, has_name, has_phone, has_email, has_address, by_helper, mark, salt, left_at)
select {_key(1, "n")}, true, true, false, false, false, '', '', now() - interval '90 days'
from generate_series(%(first)s::bigint / %(each)s, %(last)s::bigint / %(each)s) as n
on conflict (id) do nothing
"""  # noqa: S608 - names of our own tables
_MESSAGES = f"""
insert into gongzhi_message
    (id, fact_id, code, subject, number, division, contact_id, way, language, state, attempts, at, next_at, taken_at,
     sent_as, journal, sent_at, parts, cost, provider_id, failure)
select {_key(2, "n")}, {_key(3, "n")}, 'case.signed', {_key(4, "n / %(each)s")}, 'B' || n, %(division)s,
    {_key(1, "n / %(each)s")}, 'SMS', 'zh-hans', 'SENT', 1, made.at, made.at, made.at,
    {_key(2, "n")}, '', made.at, 1, 40, '', ''
from generate_series(%(first)s::bigint, %(last)s::bigint) as n,
    lateral (select now() - interval '60 days' + n * interval '1 second' / 2 as at) as made
"""  # noqa: S608 - names of our own tables
