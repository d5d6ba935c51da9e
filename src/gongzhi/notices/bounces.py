"""E-mails that came back: reports of delivery (RFC 3464) in a Maildir the mail server fills, read by the worker.

Only the report's own codes and the Message-ID of what was sent are read: no address, no word.
"""

import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message as Mail
from pathlib import Path
from uuid import UUID

from django.conf import settings

from gongzhi.notices.actions.send import bounced
from gongzhi.notices.ways.journal import journal
from gongzhi.notices.ways.sms import forget_sms
from gongzhi.people.facts import SYSTEM

_KEY = re.compile(r"<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")
# The longest report that is read; what comes back may hold the whole of what was sent.
_LONGEST = 1_000_000


@dataclass(frozen=True)
class Report:
    """What a report says: of which message, and whether it failed for good (``failed`` with a status of class 5)."""

    key: UUID
    for_good: bool


def read_bounces(*, at: datetime, limit: int = 200) -> int:
    """Read up to `limit` new mails: a report is deleted then, anything else stays for people; return how many."""
    if not settings.GONGZHI_BOUNCES or not Path(settings.GONGZHI_BOUNCES).is_dir():
        return 0
    box, read = mailbox.Maildir(settings.GONGZHI_BOUNCES, create=False, factory=None), 0
    for name in list(box.keys())[: limit * 10]:
        try:
            if box.get_message(name).get_subdir() != "new":
                continue
            report = report_of(box.get_bytes(name)[:_LONGEST])
        except (KeyError, FileNotFoundError):
            continue
        read += 1
        if report:
            if report.for_good:
                bounced(key=report.key, by=SYSTEM, at=at)
            box.discard(name)  # it holds an address
        else:
            message = box.get_message(name)
            message.set_subdir("cur")
            message.add_flag("S")
            box[name] = message
        if read >= limit:
            break
    return read


def report_of(raw: bytes) -> Report | None:
    """Return what a report says, or None for a mail that is none: an answer, an absence note, rubbish."""
    try:
        mail = message_from_bytes(raw)
        if mail.get_content_type() != "multipart/report":
            return None
        blocks = [block for part in _parts(mail, "message/delivery-status") for block in _blocks(part)]
        found = _KEY.search(" ".join(_message_ids(mail)))
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        return None
    if found is None or not blocks:
        return None
    for_good = any(
        str(block.get("Action", "")).strip().lower() == "failed"
        and str(block.get("Status", "")).strip().startswith("5.")
        for block in blocks
    )
    return Report(UUID(found[1]), for_good)


def _parts(mail: Mail, kind: str) -> Iterator[Mail]:
    return (part for part in mail.walk() if part.get_content_type() == kind)


def _blocks(part: Mail) -> list[Mail]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Mail)] if isinstance(payload, list) else []


def _message_ids(mail: Mail) -> Iterator[str]:
    """Yield the Message-IDs of what was sent: from the mail that came back whole, or from its headers alone."""
    for part in _parts(mail, "message/rfc822"):
        yield from (str(each.get("Message-ID", "")) for each in _blocks(part))
    for part in _parts(mail, "text/rfc822-headers"):
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            yield str(message_from_bytes(payload).get("Message-ID", ""))


def forget_sent(at: datetime) -> int:
    """Let files of messages and old days of the journal go."""
    return forget_sms(at) + journal().forget(at)
