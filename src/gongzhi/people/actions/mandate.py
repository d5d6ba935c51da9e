"""Give a mandate to act for somebody, use it, take it back."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.people.actions.contact import leave_contact
from gongzhi.people.facts import Actor
from gongzhi.people.mandate_facts import (
    ActedFor,
    HelpedAct,
    MandateMade,
    MandateRevoked,
    MandateView,
    MandateWish,
)
from gongzhi.people.mandate_rules import mandate_refusal, mandate_wish_refusal, revoke_refusal
from gongzhi.people.mandate_terms import mandate_terms
from gongzhi.people.mandates import mandate_view, may_help
from gongzhi.people.models import HelpedOnce, Mandate
from gongzhi.people.queries import same_phone
from gongzhi.ui.photo_store import keep, photo_name, removed_unless_done


def make_mandate(
    *,
    wish: MandateWish,
    acts: Sequence[HelpedAct],
    kinds: Sequence[str],
    by: Actor,
    at: datetime,
    subject: UUID | None = None,
    contact_id: UUID | None = None,
    stored: str = "",
    days: int = 0,
    mandate_id: UUID | None = None,
) -> MandateView:
    """Put a mandate on record inside the caller's transaction: for one matter, or for all of some kinds.

    `stored` is the name under which the photo of a paper is kept; the caller removes it if all fails. `days`: how long,
    where not the usual time. Raises Refused: ``people.may_not_help``, ``people.mandate_allows_nothing``,
    ``people.witness_missing``, ``people.mandate_note_too_long``, ``people.mandate_days``.
    """
    assert connection.in_atomic_block
    terms = mandate_terms()
    days = days or terms.usual_days
    ensure(
        mandate_wish_refusal(by, wish, acts=acts, helps=may_help(by), days=days, longest=terms.longest_days)
    )
    assert by.account_id
    assert by.unit_id
    if wish.photo:
        keep(stored, wish.photo)
    row = Mandate(
        id=mandate_id or new_id(),
        contact_id=contact_id,
        subject=subject,
        kinds=",".join(kinds),
        acts=",".join(acts),
        proof=wish.proof,
        photo=stored if wish.photo else "",
        photo_sha256=hashlib.sha256(wish.photo).hexdigest() if wish.photo else "",
        through_resident=wish.through_resident,
        account=by.account_id,
        unit=by.unit_id,
        made_at=at,
        until=at + timedelta(days=days),
    )
    row.save(force_insert=True)
    record(_made(row, wish), subject=subject or row.id, by=by.name(), at=at)
    return mandate_view(row)


def _made(row: Mandate, wish: MandateWish) -> MandateMade:
    view = mandate_view(row)
    return MandateMade(
        mandate_id=row.id,
        matter_only=row.subject is not None,
        kinds=view.kinds,
        acts=view.acts,
        proof=view.proof,
        photo_sha256=row.photo_sha256,
        through_resident=row.through_resident,
        unit_id=row.unit,
        until=row.until,
        note=Private(wish.note) if wish.note.strip() else None,
    )


def give_mandate(
    *,
    wish: MandateWish,
    acts: Sequence[HelpedAct],
    kinds: Sequence[str],
    by: Actor,
    at: datetime,
    days: int = 0,
    subject: UUID | None = None,
    name: str = "",
    phone: str = "",
    helper_name: str = "",
    helper_phone: str = "",
    once: UUID | None = None,
) -> MandateView:
    """Take down a mandate for one matter that is there already, or one for all matters of some kinds.

    Where it is for several matters, who the person is goes into the vault with it. Given again with the same `once` it
    is the one given before. Raises as `make_mandate` does, and ``people.mandate_person_missing``.
    """
    if subject is None and not (name.strip() and phone.strip()):
        raise Refused(Refusal("people.mandate_person_missing"))
    stored = photo_name() if wish.photo else ""
    with removed_unless_done(*filter(None, [stored])), transaction.atomic(durable=True):
        if once and (before := _given_before(once, by)):
            return before
        made = make_mandate(
            wish=wish,
            acts=acts,
            kinds=kinds,
            by=by,
            at=at,
            subject=subject,
            stored=stored,
            days=days,
            mandate_id=once,
        )
        if subject is None:
            Mandate.objects.filter(id=made.id).update(
                contact=leave_contact(
                    name=name,
                    phone=phone,
                    helper_name=helper_name,
                    helper_phone=helper_phone,
                    subject=made.id,
                    by=by,
                    at=at,
                )
            )
        return made


def _given_before(once: UUID, by: Actor) -> MandateView | None:
    row = Mandate.objects.filter(id=once).first()
    return mandate_view(row) if row and row.account == by.account_id else None


def use_mandate(
    *,
    subject: UUID,
    kind: str,
    act: HelpedAct,
    by: Actor,
    at: datetime,
    mandate_id: UUID | None = None,
    contact_id: UUID | None = None,
    handled_by: Collection[UUID | None] = (),
) -> UUID | None:
    """Record, in the transaction of what is done, that it is done for somebody; nothing where nobody helps.

    The mandate is the actor's, or the one named. `contact_id` is whom the matter is of: a mandate for several matters
    is for those of the one person who gave it. `handled_by`: the units that work on the matter now. Raises Refused:
    ``people.mandate_of_another``, ``people.mandate_over``, ``people.mandate_not_for_this``,
    ``people.mandate_of_somebody_else``, ``people.handles_it_itself``.
    """
    assert connection.in_atomic_block
    if (used := mandate_id or by.mandate) is None:
        return None
    row = Mandate.objects.select_for_update().get(id=used)
    view = mandate_view(row)
    ensure(
        mandate_refusal(
            view,
            subject=subject,
            kind=kind,
            act=act,
            account=by.account_id,
            handled_by=handled_by,
            same_person=view.subject is not None or same_phone(row.contact_id, contact_id),
            at=at,
        )
    )
    done = HelpedOnce(mandate_id=used, subject=subject, act=act, at=at)
    done.save(force_insert=True)
    fact = ActedFor(acted_id=done.id, mandate_id=used, act=act, proof=view.proof, unit_id=view.unit)
    record(fact, subject=subject, by=f"staff:{by.account_id}@{by.post_id}", at=at)
    return done.id


def revoke_mandate(*, mandate_id: UUID, by: Actor, at: datetime) -> None:
    """Take a mandate back. What was done under it stays, and can be disputed.

    The caller has checked that a resident is the one it is for. Raises Refused ``people.may_not_help``,
    ``people.mandate_over``.
    """
    with transaction.atomic(durable=True):
        row = Mandate.objects.select_for_update().get(id=mandate_id)
        ensure(revoke_refusal(by, mandate_view(row), helps=may_help(by)))
        row.revoked_at = at
        row.save(update_fields=["revoked_at"])
        record(MandateRevoked(mandate_id=row.id), subject=row.subject or row.id, by=by.name(), at=at)
