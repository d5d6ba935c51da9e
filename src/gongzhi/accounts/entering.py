"""From a right password, passkey or provider to a session, with the second factor between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from gongzhi.accounts.actions.factors import use_recovery_code, use_totp
from gongzhi.accounts.actions.sessions import begin_session
from gongzhi.accounts.actions.tries import note_right, note_wrong, take_try
from gongzhi.accounts.backend import NAME, account_of_id
from gongzhi.accounts.chosen import limits
from gongzhi.accounts.facts import Way
from gongzhi.accounts.hashing import address_key, name_key
from gongzhi.accounts.queries import factors_of, second_owed
from gongzhi.accounts.rules import device_of
from gongzhi.kernel.networks import line_of
from gongzhi.organization.public import SESSION_POST
from gongzhi.people.facts import SYSTEM
from gongzhi.people.public import account_by_login, check_password

# What a session of staff knows beside Django's own: its id here, when it is over, whether a second factor is owed.
SESSION, ENDS, OWED = "accounts.session", "accounts.ends", "accounts.second_owed"
# Who gave a right password and still owes the second factor; and what for the page after it.
_WAITING = "accounts.waiting"
WAITS = timedelta(minutes=10)


@dataclass(frozen=True)
class Tried:
    """What became of a try: the account, or until when one has to wait, or neither."""

    account_id: UUID | None = None
    wait: datetime | None = None


@dataclass(frozen=True)
class Waiting:
    """Somebody with a right password before the second factor."""

    account_id: UUID
    way: Way
    next: str


def address_of(request: HttpRequest) -> str:
    """Return the line a request comes from. Behind our proxy (docs/how-to/install-server.md) it says so itself."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return line_of(request.headers.get("X-Forwarded-For", "").split(",")[-1].strip())
    return line_of(str(request.META.get("REMOTE_ADDR", "")))


def try_password(name: str, password: str, *, address: str, at: datetime) -> Tried:
    """Look at a name and a password, counted by name and address.

    Who is not there waits as well, and is looked at as long: nothing tells whether there is such an account. Where a
    second factor follows, only that makes wrong tries forgotten: else a password would buy four more codes each time.
    """
    keys = {name_key(name): limits("account"), address_key(address): limits("address")}
    if wait := take_try(keys=keys, by=SYSTEM, at=at):
        return Tried(wait=wait)
    found = check_password(login=name, password=password, by=SYSTEM, at=at)
    if found is not None:
        keep = needs_second(found, Way.PASSWORD)
        note_right(name=name_key(name), address=address_key(address), keep=keep, by=SYSTEM, at=at)
        return Tried(account_id=found)
    known = account_by_login(name)
    note_wrong(name=name_key(name), keys=keys, account_id=known.id if known else None, by=SYSTEM, at=at)
    return Tried()


def try_second(account_id: UUID, name: str, code: str, *, address: str, at: datetime) -> Tried:
    """Look at a code of the app or a recovery code; counted like a password, under the same name."""
    keys = {name_key(name): limits("account"), address_key(address): limits("address")}
    if wait := take_try(keys=keys, by=SYSTEM, at=at):
        return Tried(wait=wait)
    plain = "".join(sign for sign in code if sign.isalnum())
    right = (
        use_totp(account_id=account_id, code=plain, by=SYSTEM, at=at)
        if plain.isdigit() and len(plain) == 6
        else use_recovery_code(account_id=account_id, code=plain, by=SYSTEM, at=at)
    )
    if right:
        note_right(name=name_key(name), address=address_key(address), keep=False, by=SYSTEM, at=at)
        return Tried(account_id=account_id)
    note_wrong(name=name_key(name), keys=keys, account_id=account_id, by=SYSTEM, at=at)
    return Tried()


def needs_second(account_id: UUID, way: Way) -> bool:
    """Tell whether somebody who came this way shows a second factor before the session begins."""
    if way in (Way.PASSKEY, Way.DEMO) or (way is Way.PROVIDER and settings.GONGZHI_OIDC_SECOND_FACTOR):
        return False
    return bool(factors_of(account_id))


def let_wait(request: HttpRequest, account_id: UUID, way: Way, *, next_: str, at: datetime) -> None:
    """Remember, under a new session key, who still owes the second factor."""
    request.session.cycle_key()
    request.session[_WAITING] = {
        "account": str(account_id),
        "way": way.value,
        "next": next_,
        "until": (at + WAITS).isoformat(),
    }


def waiting(request: HttpRequest, *, at: datetime) -> Waiting | None:
    """Return who owes the second factor in this session, or None when nobody does, or not any longer."""
    kept = request.session.get(_WAITING)
    if not kept or at >= datetime.fromisoformat(kept["until"]):
        return None
    return Waiting(UUID(kept["account"]), Way(kept["way"]), kept["next"])


def enter(request: HttpRequest, account_id: UUID, way: Way, *, at: datetime) -> bool:
    """Begin a session under a new key; False when the account may not sign in at all."""
    account: Any = account_of_id(account_id)
    if account is None:
        return False
    request.session.pop(_WAITING, None)
    login(request, account, backend=NAME)
    request.session.pop(SESSION_POST, None)
    device = device_of(request.headers.get("User-Agent", ""))
    session = begin_session(account_id=account_id, device=device, way=way, by=SYSTEM, at=at)
    request.session[SESSION] = str(session)
    request.session[ENDS] = (at + timedelta(seconds=settings.SESSION_COOKIE_AGE)).isoformat()
    trusted = way is Way.PROVIDER and settings.GONGZHI_OIDC_SECOND_FACTOR
    if not trusted and second_owed(account_id, at=at):
        request.session[OWED] = True
    else:
        request.session.pop(OWED, None)
    return True


def session_of(request: HttpRequest) -> UUID | None:
    """Return the id of the session a request comes in."""
    found = request.session.get(SESSION)
    return UUID(found) if found else None
