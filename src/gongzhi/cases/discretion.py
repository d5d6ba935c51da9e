"""Decisions about who may know what of a case: contact data, confidential cases 保密, needs, what is hidden."""

from collections.abc import Collection, Mapping
from uuid import UUID

from gongzhi.cases.rules import parties_for, title_of
from gongzhi.kernel.refusals import Refusal
from gongzhi.people.facts import Actor, ActorKind
from gongzhi.people.public import screened, searchable

NEEDS_NOTE_LIMIT = 200
LOOK_LIMIT = 200
# What a confidential case is called, whoever reads the list, in both languages at once.
CONFIDENTIAL_TITLE = "保密诉求 · Confidential"
# The desks that pass on what is to be said in a confidential case, and those who handle it and never know to whom.
RELAYING = frozenset({"operator", "intake", "caller"})
HANDLING = frozenset({"lead", "co"})
INTAKE = frozenset({"operator", "intake"})

Holders = Mapping[str, Collection[UUID | None]]


def listed_title(text: str, *, confidential: bool) -> str:
    """Return what lists, notices and searches call a case: its first words, without personal data in them."""
    if confidential:
        return CONFIDENTIAL_TITLE
    title = title_of(screened(text))
    head, cut, marker = title.rpartition("〔")
    return f"{head}…" if cut and "〕" not in marker else title  # half a marker says nothing


def found_by(text: str, *, confidential: bool) -> str:
    """Return the words searches find a case by: no personal data, and none at all where one word would tell."""
    return "" if confidential else searchable(text)


def parts_of(by: Actor, holders: Holders) -> frozenset[str]:
    """Return the parties the actor's unit plays in a case, as far as its post acts for any."""
    return _played(by, holders) if parties_for(by) else frozenset()


def is_masked(by: Actor, *, confidential: bool, holders: Holders) -> bool:
    """Of a confidential case 保密, whoever only reads the area sees number, matter, state and times, no more."""
    return confidential and by.kind is not ActorKind.SYSTEM and not parts_of(by, holders)


def contact_refusal(by: Actor, *, holders: Holders, open_: bool, confidential: bool) -> Refusal | None:
    """Only a unit that plays a part in an open case may ask who reported it (PIPL art. 6): no third party ever.

    Of a confidential one those who handle it and the desks that pass on what is to be said; there a second
    person has to agree. A post that carries ``contact.relay`` only asks at such a desk.
    """
    if by.third_party:
        return Refusal("people.third_party")
    parts = _played(by, holders)
    if not parts:
        return Refusal("cases.not_yours")
    if not open_:
        return Refusal("cases.ended")
    if confidential and not parts & (HANDLING | RELAYING):
        return Refusal("cases.contact_confidential")
    relaying = is_relaying(by, holders=holders, confidential=confidential)
    if not (by.may("contact.show") or (relaying and by.may("contact.relay"))):
        return Refusal("people.contact_not_entitled")
    return None


def is_relaying(by: Actor, *, holders: Holders, confidential: bool) -> bool:
    """Tell whether the actor sits at a desk that passes on what is to be said in a confidential case."""
    parts = _played(by, holders)
    return confidential and bool(parts & RELAYING) and not parts & HANDLING


def look_refusal(
    by: Actor, *, holders: Holders, confidential: bool, reason_missing: bool = False, reason: str = ""
) -> Refusal | None:
    """What is hidden in texts and photos is shown to whoever works on the case and says why (PIPL art. 6).

    Of a confidential one to the desks alone: a text may name who wrote it.
    """
    if by.third_party:
        return Refusal("people.third_party")
    parts = parts_of(by, holders)
    if not parts:
        return Refusal("cases.not_yours")
    if confidential and (parts & HANDLING or not parts & RELAYING):
        return Refusal("cases.look_confidential")
    if reason_missing:
        return Refusal("cases.look_reason_missing")
    return Refusal("cases.look_reason_long", {"limit": LOOK_LIMIT}) if len(reason) > LOOK_LIMIT else None


def clear_refusal(by: Actor, *, holders: Holders, looked: bool) -> Refusal | None:
    """Whoever takes reports in says that nobody can be recognised in a photo, after looking at it."""
    if by.third_party:
        return Refusal("people.third_party")
    if not parts_of(by, holders) & INTAKE:
        return Refusal("cases.not_yours")
    return None if looked else Refusal("cases.look_first")


def needs_shown(by: Actor, *, holders: Holders, open_: bool, confidential: bool) -> bool:
    """What somebody needs to be talked with is read by those who may get in touch and the desks they talk to."""
    if not open_:
        return False
    if parts_of(by, holders) & RELAYING:
        return True
    # Whoever handles a confidential case does not get in touch by itself: the desks pass it on.
    if confidential:
        return False
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
