"""Decisions about who may know what of a case: contact data, confidential cases 保密, and what somebody needs. Pure."""

from collections.abc import Collection, Mapping
from uuid import UUID

from gongzhi.cases.rules import parties_for, title_of
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind

NEEDS_NOTE_LIMIT = 200
# What a confidential case is called, whoever reads the list, in both languages at once.
CONFIDENTIAL_TITLE = "保密诉求 · Confidential"
# The desks that pass on what is to be said in a confidential case, and those who handle it and never know to whom.
RELAYING = frozenset({"operator", "intake", "caller"})
HANDLING = frozenset({"lead", "co"})

Holders = Mapping[str, Collection[UUID | None]]


def listed_title(text: str, *, confidential: bool) -> str:
    """Return what lists, notices and searches call a case."""
    return CONFIDENTIAL_TITLE if confidential else title_of(text)


def parts_of(by: Actor, holders: Holders) -> frozenset[str]:
    """Return the parties the actor's unit plays in a case, as far as its post acts for any."""
    return _played(by, holders) if parties_for(by) else frozenset()


def is_masked(by: Actor, *, confidential: bool, holders: Holders) -> bool:
    """Of a confidential case 保密, whoever only reads the area sees number, matter, state and times, no more."""
    return confidential and by.kind is not ActorKind.SYSTEM and not parts_of(by, holders)


def contact_refusal(by: Actor, *, holders: Holders, open_: bool, confidential: bool) -> Refusal | None:
    """Only a unit that plays a part in an open case may look at the contact data (PIPL art. 6).

    Of a confidential one the desks alone, which pass on what is to be said: never who handles it. A post
    that carries ``contact.relay`` only sees them there.
    """
    parts = _played(by, holders)
    if not parts:
        return Refusal("cases.not_yours")
    if not open_:
        return Refusal("cases.ended")
    if confidential and (parts & HANDLING or not parts & RELAYING):
        return Refusal("cases.contact_confidential")
    if not (by.may("contact.show") or (confidential and by.may("contact.relay"))):
        return Refusal("people.contact_not_entitled")
    return None


def needs_shown(by: Actor, *, holders: Holders, open_: bool, confidential: bool) -> bool:
    """What somebody needs to be talked with is read by those who may get in touch and the desks they talk to."""
    if not open_:
        return False
    if parts_of(by, holders) & RELAYING:
        return True
    return contact_refusal(by, holders=holders, open_=open_, confidential=confidential) is None


def confidentiality_refusal(by: Actor, *, confidential: bool, holders: Holders) -> Refusal | None:
    """The resident asks for it, or whoever takes reports does for them; the resident alone lifts it."""
    if by.kind is ActorKind.RESIDENT:
        return None
    if by.kind is not ActorKind.STAFF or not (by.may("case.intake") or by.may("case.dispatch")):
        return Refusal("loops.not_entitled")
    if not confidential:
        return Refusal("cases.resident_lifts_it")
    return None if parts_of(by, holders) & RELAYING else Refusal("cases.not_yours")


def needs_refusal(by: Actor, *, note: str, holders: Holders) -> Refusal | None:
    """The resident says it, or whoever takes reports or calls does for them, in a few words."""
    if len(note) > NEEDS_NOTE_LIMIT:
        return Refusal("cases.needs_too_long", {"limit": NEEDS_NOTE_LIMIT})
    if by.kind is ActorKind.RESIDENT:
        return None
    if by.kind is not ActorKind.STAFF or not parties_for(by):
        return Refusal("loops.not_entitled")
    return None if parts_of(by, holders) & RELAYING else Refusal("cases.not_yours")


def _played(by: Actor, holders: Holders) -> frozenset[str]:
    if by.unit_id is None:
        return frozenset()
    return frozenset(party for party, units in holders.items() if by.unit_id in units)
