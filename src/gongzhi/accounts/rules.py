"""Decisions about signing in: how many tries, who needs a second factor, who may look after others' ways in."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from gongzhi.accounts.facts import Device
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

SECURITY, AUDIT = "security.manage", "audit.read"
REASON_LENGTH, REASON_LIMIT = 4, 500
_FAMILIES = (
    ("OpenHarmony", Device.HARMONY),
    ("HarmonyOS", Device.HARMONY),
    ("Android", Device.ANDROID),
    ("iPhone", Device.IPHONE),
    ("iPad", Device.IPHONE),
    ("Windows", Device.WINDOWS),
    ("Macintosh", Device.MAC),
    ("Linux", Device.LINUX),
)
_PATH = re.compile(r"/(?![/\\])[^\\\s]*")


@dataclass(frozen=True)
class Limits:
    """How many wrong tries within how long; then the waits, each longer than the one before, the last for ever."""

    tries: int
    within: timedelta
    waits: tuple[timedelta, ...]
    forget: timedelta


@dataclass(frozen=True)
class Tries:
    """Wrong tries since an instant, how often that led to a wait, and until when one waits now."""

    wrong: int
    since: datetime
    times: int = 0
    until: datetime | None = None


def current(tries: Tries, limits: Limits, *, at: datetime) -> Tries:
    """Return what of the tries still counts: old ones do not, and after a quiet day nor do earlier waits."""
    if tries.until is not None and at < tries.until:
        return tries
    since = tries.until or tries.since
    if at - since > limits.forget:
        return Tries(0, at)
    if at - tries.since > limits.within:
        return Tries(0, at, tries.times)
    return Tries(tries.wrong, tries.since, tries.times)


def wait_until(tries: Tries, limits: Limits) -> datetime | None:
    """Return until when no try is taken. Tries that are still being looked at count as wrong ones."""
    if tries.until is not None:
        return tries.until
    return tries.since + limits.within if tries.wrong >= limits.tries else None


def after_wrong(tries: Tries, limits: Limits, *, at: datetime) -> Tries:
    """Return what is counted once a try turned out wrong: at the limit a wait begins, longer each time."""
    if tries.wrong < limits.tries or tries.until is not None:
        return tries
    wait = limits.waits[min(tries.times, len(limits.waits) - 1)]
    return Tries(0, at, tries.times + 1, at + wait)


def second_factor_owed(
    types: Iterable[str], *, needing: Collection[str], since: date | None, today: date
) -> bool:
    """Tell whether posts of these types need a second factor on a day: only once it is in force."""
    return since is not None and since <= today and any(each in needing for each in types)


def security_refusal(by: Actor, *, account: UUID, covers: bool) -> Refusal | None:
    """Others' ways in are for the security administrator of their area; nobody looks after the own ones so."""
    if by.kind is not ActorKind.STAFF or not by.may(SECURITY):
        return Refusal("accounts.not_entitled")
    if by.account_id == account:
        return Refusal("accounts.own_account")
    return None if covers else Refusal("accounts.outside_area")


def audit_refusal(by: Actor) -> Refusal | None:
    """The record of the administration is for the audit administrator."""
    return None if by.kind is ActorKind.STAFF and by.may(AUDIT) else Refusal("accounts.not_entitled")


def reason_refusal(reason: str) -> Refusal | None:
    """A reason goes on record, so it says something."""
    if len(reason.strip()) < REASON_LENGTH:
        return Refusal("accounts.reason_missing")
    if len(reason) > REASON_LIMIT:
        return Refusal("accounts.reason_too_long", {"limit": REASON_LIMIT})
    return None


def device_of(agent: str) -> Device:
    """Return the family a browser says it runs on."""
    return next((family for word, family in _FAMILIES if word in agent), Device.OTHER)


def step_refusal(step: int | None, *, last: int) -> Refusal | None:
    """A code from an app counts once: neither it nor an older one is taken again."""
    return Refusal("accounts.second_wrong") if step is None or step <= last else None


def counter_refusal(told: int, *, last: int) -> Refusal | None:
    """A passkey that counts goes up each time; one that went back was copied (WebAuthn, 6.1.1)."""
    return Refusal("accounts.passkey_copied") if (told or last) and told <= last else None


def is_own_path(path: str) -> bool:
    """Tell whether an address leads to a page of this site: one slash at its beginning, and no other server."""
    return bool(_PATH.fullmatch(path))
