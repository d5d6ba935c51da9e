"""Decisions about accounts and contact data."""

import re

from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")
REASON_LENGTH = 4  # shorter than "call" is no reason; a default of this project


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


def show_contact_refusal(by: Actor, *, reason: str, relaying: bool = False) -> Refusal | None:
    """Contact data are shown to staff with the power for it, for a reason that is put on record.

    PIPL arts. 6 and 34: within the duty and no more than it needs. `relaying`: what is to be said goes
    through a desk here, and the desk's own power covers that.
    """
    powers = ("contact.show", "contact.relay") if relaying else ("contact.show",)
    if by.kind is not ActorKind.STAFF or not any(map(by.may, powers)):
        return Refusal("people.contact_not_entitled")
    if len(reason.strip()) < REASON_LENGTH:
        return Refusal("people.reason_missing")
    return None
