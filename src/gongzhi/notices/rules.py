"""Decisions about telling: when, how often, in how many parts. Hours are those of the place."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from gongzhi.kernel.refusals import Refusal
from gongzhi.notices.facts import ChoiceState, MessageState, Way
from gongzhi.people.facts import Actor, ActorKind

# What people write to hear no more; upper or lower case, with or without blanks.
STOP_WORDS = frozenset({"stop", "t", "td", "退订", "退", "unsubscribe"})
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.)+[a-zA-Z]{2,63}")
_SHORT_SMS = 70

# What may become of a message: from, to. Everything else is a bug.
MOVES = frozenset(
    {
        (MessageState.WAITING, MessageState.SENDING),
        (MessageState.HELD, MessageState.SENDING),
        (MessageState.WAITING, MessageState.STOPPED),
        (MessageState.HELD, MessageState.STOPPED),
        (MessageState.SENDING, MessageState.SENT),
        (MessageState.SENDING, MessageState.WAITING),
        (MessageState.SENDING, MessageState.FAILED),
        (MessageState.SENDING, MessageState.BOUNCED),
        (MessageState.SENDING, MessageState.UNKNOWN),
        (MessageState.SENDING, MessageState.STOPPED),
        (MessageState.SENT, MessageState.BOUNCED),
        (MessageState.FAILED, MessageState.WAITING),
        (MessageState.UNKNOWN, MessageState.WAITING),
        (MessageState.FAILED, MessageState.SETTLED),
        (MessageState.BOUNCED, MessageState.SETTLED),
        (MessageState.UNKNOWN, MessageState.SETTLED),
    }
)


@dataclass(frozen=True)
class Terms:
    """How people are told at a place on a day."""

    quiet: tuple[time, time]
    digest: time
    tries: tuple[timedelta, ...]
    sms_part: int
    cost: dict[Way, int]


# What rings at night. A mailbox does not.
WAKES = frozenset({Way.SMS, Way.HOOK})


def quiet_end(at: datetime, quiet: tuple[time, time]) -> datetime | None:
    """Return when the quiet hours end that `at` (local) lies in, or None where it lies in none."""
    begin, end = quiet
    clock = at.time().replace(tzinfo=None)
    if begin == end:
        return None
    over_night = begin > end
    inside = clock >= begin or clock < end if over_night else begin <= clock < end
    if not inside:
        return None
    day = at.date() + timedelta(days=1) if over_night and clock >= begin else at.date()
    return datetime.combine(day, end, tzinfo=at.tzinfo)


def first_try(at: datetime, terms: Terms, *, urgent: bool, at_once: bool, wakes: bool) -> datetime:
    """Return when a message is tried first: at once, after the night, or with the daily digest.

    `at` is local. What warns of danger to life waits for nothing; what `wakes` nobody is not held for the night.
    """
    if urgent:
        return at
    if not at_once:
        today = datetime.combine(at.date(), terms.digest, tzinfo=at.tzinfo)
        return today if at < today else today + timedelta(days=1)
    return (quiet_end(at, terms.quiet) if wakes else None) or at


def next_try(at: datetime, attempts: int, tries: Sequence[timedelta]) -> datetime | None:
    """Return when a message that failed for the `attempts`-th time is tried again, or None: that was the last time."""
    return at + tries[attempts - 1] if attempts <= len(tries) else None


def sms_parts(text: str, part: int) -> int:
    """Return how many parts a text message is charged as; signs are counted as in UCS-2, an emoji as two."""
    length = len(text.encode("utf-16-be")) // 2
    return 1 if length <= _SHORT_SMS else -(-length // part)


def is_stop(text: str) -> bool:
    """Tell whether somebody wrote that they want to hear no more."""
    return text.strip().strip("。.!！").lower() in STOP_WORDS


def email_refusal(email: str) -> Refusal | None:
    """An e-mail address has a name, an @ and a domain; that it exists shows when something comes back."""
    return None if len(email) <= 200 and _EMAIL.fullmatch(email) else Refusal("notices.email_malformed")


def used_ways(ways: dict[Way, ChoiceState], *, legal: bool) -> list[Way]:
    """Return the ways a message goes: those chosen; what the law wants told goes also by one that was only stopped.

    A way that came back is used for nothing. For SMS a stop holds for everything: networks block the number.
    """
    wanted = [way for way, state in ways.items() if state is ChoiceState.ON]
    if not legal:
        return wanted
    stopped = [way for way, state in ways.items() if state is ChoiceState.STOPPED and way is not Way.SMS]
    return wanted + stopped


def may_resolve(by: Actor) -> Refusal | None:
    """What could not be delivered is for the desks that pass things on to residents."""
    if by.kind is not ActorKind.STAFF or not by.may("contact.relay"):
        return Refusal("notices.not_entitled")
    return None


def may_set_unit(by: Actor) -> Refusal | None:
    """How a unit is told is its head's to say."""
    if by.kind is not ActorKind.STAFF or by.unit_id is None or not by.may("case.approve"):
        return Refusal("notices.not_head")
    return None


def hook_refusal(address: str, allowed: Collection[str]) -> Refusal | None:
    """Words go to hosts the installation names, over TLS; this machine itself is for tests.

    Signs that programs read in different ways are in no address: what was looked at is where the words go.
    """
    try:
        found = urlsplit(address)
        host, _port = found.hostname or "", found.port
    except ValueError:
        return Refusal("notices.hook_host")
    plain = address.isascii() and address.isprintable() and not set(address) & set("\\@ ")
    if not plain or host not in allowed:
        return Refusal("notices.hook_host")
    if found.scheme != "https" and not (found.scheme == "http" and host in ("localhost", "127.0.0.1")):
        return Refusal("notices.hook_host")
    return None
