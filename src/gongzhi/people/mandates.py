"""Reads of mandates, of what was done under them, and of matters one person said are theirs."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from gongzhi.people.facts import Actor, ActorKind
from gongzhi.people.mandate_facts import ActedView, HelpedAct, MandateProof, MandateView
from gongzhi.people.models import HelpedOnce, Mandate, SameHand
from gongzhi.ui.photo_store import kept

# Whoever takes matters in for others may be given a mandate; what it is about is data.
HELPING = ("case.intake", "application.intake")
MATTERS_OF_ONE = 50  # that one person joined; more are no list any more


def may_help(by: Actor) -> bool:
    """Tell whether a post takes matters in for others."""
    return by.kind is ActorKind.STAFF and any(map(by.may, HELPING))


def mandate_view(row: Mandate) -> MandateView:
    """Return a row as rules and screens see it."""
    return MandateView(
        id=row.id,
        subject=row.subject,
        kinds=tuple(row.kinds.split(",")),
        acts=tuple(HelpedAct(each) for each in row.acts.split(",")),
        proof=MandateProof(row.proof),
        has_photo=bool(row.photo),
        through_resident=row.through_resident,
        account=row.account,
        unit=row.unit,
        made_at=row.made_at,
        until=row.until,
        revoked_at=row.revoked_at,
    )


def acting_under(mandate_id: UUID, by: Actor) -> Actor:
    """Return the actor who is the person concerned, with somebody of the staff typing; the mandate is looked at by
    the action that uses it."""
    return Actor(kind=ActorKind.RESIDENT, account_id=by.account_id, post_id=by.post_id, mandate=mandate_id)


def mandate_of(mandate_id: UUID) -> MandateView | None:
    """Return one mandate, or None."""
    row = Mandate.objects.filter(id=mandate_id).first()
    return mandate_view(row) if row else None


def mandates_held(by: Actor, *, at: datetime) -> list[MandateView]:
    """Return the mandates somebody holds now for several matters, newest first."""
    if by.account_id is None:
        return []
    rows = Mandate.objects.filter(account=by.account_id, subject=None, until__gt=at, revoked_at=None)
    return [mandate_view(row) for row in rows.order_by("-id")[:200]]


def mandates_about(subject: UUID) -> list[MandateView]:
    """Return the mandates something was done under for a matter, or that were given for it, newest first."""
    used = HelpedOnce.objects.filter(subject=subject).values("mandate")
    rows = Mandate.objects.filter(Q(subject=subject) | Q(id__in=used))
    return [mandate_view(row) for row in rows.order_by("-id")]


def acted_for(subject: UUID) -> list[ActedView]:
    """Return what was done for somebody in a matter, newest first."""
    rows = HelpedOnce.objects.filter(subject=subject).select_related("mandate").order_by("-id")
    return [
        ActedView(
            id=row.id,
            mandate=row.mandate_id,
            subject=row.subject,
            act=HelpedAct(row.act),
            proof=MandateProof(row.mandate.proof),
            unit=row.mandate.unit,
            at=row.at,
            disputed_at=row.disputed_at,
            undone=row.undone,
        )
        for row in rows
    ]


def mandate_photo(mandate_id: UUID) -> bytes | None:
    """Return the photo of the paper a mandate rests on, for whoever the caller has found to be entitled."""
    row = Mandate.objects.filter(id=mandate_id).first()
    return kept(row.photo) if row else None


def matters_joined(subject: UUID, *, without: UUID | None = None) -> list[UUID]:
    """Return the other matters the same person said are theirs, in the order of their ids.

    Nothing is reached through one in which staff typed: whoever helped may know its code, and could join it to a
    matter of their own. With `without`, nothing is reached through that one either, and it is left out.
    """
    left_out = {subject} if without is None else {subject, without}
    found, todo = set(left_out), [subject]
    while todo and len(found) <= MATTERS_OF_ONE:
        here = todo.pop()
        if here != subject and HelpedOnce.objects.filter(subject=here).exists():
            continue
        rows = SameHand.objects.filter(Q(first=here) | Q(second=here)).values_list("first", "second")
        new = {each for pair in rows for each in pair} - found
        found |= new
        todo += new
    return sorted(found - left_out)
