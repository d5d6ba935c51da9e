"""Decisions about accounts and contact data."""

import re
from datetime import datetime, timedelta
from uuid import UUID

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind, RevealLimits, RevealState, RevealWish

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
_PHONE = re.compile(r"\+?[0-9][0-9 -]{2,18}[0-9]|[0-9]{3,5}")
# Defaults of this project: shorter than "call" is no reason, and nobody agrees to what was asked the day before.
REASON_LENGTH = 4
REASON_LIMIT = 500
WAITS = timedelta(days=1)


def login_refusal(login: str, *, taken: bool) -> Refusal | None:
    """A login is 2–64 lower-case letters, digits, dots, hyphens or underscores, and unique."""
    if not _LOGIN.fullmatch(login):
        return Refusal("people.login_malformed")
    if taken:
        return Refusal("people.login_taken")
    return None


def management_refusal(by: Actor) -> Refusal | None:
    """Accounts are opened and closed by those who manage the organization, never by oneself."""
    if not by.may("organization.manage"):
        return Refusal("people.not_entitled")
    return None


def deactivation_refusal(by: Actor, *, own: bool, already: bool) -> Refusal | None:
    """Nobody closes the own account: the last administrator would lock everyone out."""
    if refusal := management_refusal(by):
        return refusal
    if own:
        return Refusal("people.own_account")
    if already:
        return Refusal("people.already_deactivated")
    return None


def identity_refusal(by: Actor, *, relaying: bool = False) -> Refusal | None:
    """Who is behind a matter is for authorities alone, and there for posts with the power (PIPL arts. 6 and 34).

    `relaying`: what is to be said goes through a desk here, and the desk's own power covers that.
    """
    if by.third_party:
        return Refusal("people.third_party")
    powers = ("contact.show", "contact.relay") if relaying else ("contact.show",)
    if by.kind is not ActorKind.STAFF or not any(map(by.may, powers)):
        return Refusal("people.contact_not_entitled")
    return None


def reveal_refusal(
    by: Actor, wish: RevealWish, *, limits: RevealLimits, relaying: bool = False
) -> Refusal | None:
    """An identity is seen for a purpose, on a legal basis, for a time, and for a reason that is put on record."""
    if refusal := identity_refusal(by, relaying=relaying):
        return refusal
    if wish.purpose not in limits.bases:
        return Refusal("people.purpose_missing")
    if wish.basis not in limits.bases[wish.purpose]:
        return Refusal("people.basis_does_not_carry")
    if wish.minutes not in limits.minutes:
        return Refusal("people.minutes_unknown")
    if len(wish.reason.strip()) < REASON_LENGTH:
        return Refusal("people.reason_missing")
    if len(wish.reason) > REASON_LIMIT:
        return Refusal("people.reason_too_long", {"limit": REASON_LIMIT})
    return None


def second_refusal(by: Actor, *, asker: UUID, handles: bool, covers: bool) -> Refusal | None:
    """The second person 第二人: another account with the power, who covers the matter.

    A unit that handles the matter does not agree for itself: whoever is complained about may sit there.
    """
    if by.third_party:
        return Refusal("people.third_party")
    if by.kind is not ActorKind.STAFF or not by.may("contact.approve"):
        return Refusal("people.not_second")
    if by.account_id == asker:
        return Refusal("people.second_is_another")
    if handles or not covers:
        return Refusal("people.not_second")
    return None


def decision_refusal(
    state: RevealState, *, asked_at: datetime, agree: bool, reason: str, at: datetime
) -> Refusal | None:
    """A request waits a day; who declines it says why."""
    if state is not RevealState.ASKED:
        return Refusal("people.reveal_decided")
    if at - asked_at > WAITS:
        return Refusal("people.reveal_lapsed")
    if not agree and len(reason.strip()) < REASON_LENGTH:
        return Refusal("people.decline_reason_missing")
    if len(reason) > REASON_LIMIT:
        return Refusal("people.reason_too_long", {"limit": REASON_LIMIT})
    return None


def review_refusal(
    by: Actor, *, asker: UUID, agreed: UUID | None, owed: bool, done: bool, reason: str
) -> Refusal | None:
    """A look in an emergency is reviewed once, by somebody who neither asked nor agreed, and with a reason."""
    if not owed:
        return Refusal("people.no_review_owed")
    if by.account_id in (asker, agreed):
        return Refusal("people.reviewer_is_another")
    if done:
        return Refusal("people.reviewed_already")
    if len(reason.strip()) < REASON_LENGTH:
        return Refusal("people.review_reason_missing")
    return Refusal("people.reason_too_long", {"limit": REASON_LIMIT}) if len(reason) > REASON_LIMIT else None


def opened_refusal(
    by: Actor, *, account: UUID, post: UUID, until: datetime | None, closed: bool, at: datetime
) -> Refusal | None:
    """An open identity is read by whoever asked, in the post they asked in, until its time is over."""
    if by.kind is not ActorKind.STAFF or (by.account_id, by.post_id) != (account, post):
        return Refusal("people.not_yours")
    if until is None:
        return Refusal("people.reveal_not_open")
    return Refusal("people.reveal_over") if closed or at >= until else None


def call_refusal(
    by: Actor, *, purpose: str, phone: str, limits: RevealLimits, relaying: bool
) -> Refusal | None:
    """A call through the exchange shows nobody a number; it needs a purpose, and the telephone to ring at."""
    if refusal := identity_refusal(by, relaying=relaying):
        return refusal
    if purpose not in limits.bases:
        return Refusal("people.purpose_missing")
    return None if _PHONE.fullmatch(phone) else Refusal("people.desk_phone_malformed")
