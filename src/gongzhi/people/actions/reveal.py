"""Let somebody see who is behind a matter: asked for, agreed to where two are needed, and over by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import ensure
from gongzhi.ledger.public import ensure_checkpointed, record
from gongzhi.people.actions.note_use import note_use
from gongzhi.people.facts import (
    Actor,
    IdentityRevealed,
    RevealAsked,
    RevealClosed,
    RevealDeclined,
    RevealState,
    RevealWish,
)
from gongzhi.people.models import Reveal
from gongzhi.people.purposes import reveal_reasons
from gongzhi.people.queries import RevealView, asked_reason, reveal_view
from gongzhi.people.rules import decision_refusal, opened_refusal, reveal_refusal
from gongzhi.people.vocabulary import bases


def ask_reveal(
    *,
    contact_id: UUID,
    subject: UUID,
    wish: RevealWish,
    by: Actor,
    at: datetime,
    second_needed: bool,
    relaying: bool = False,
) -> RevealView:
    """Open an identity to `by` for a while, or ask a second person first, inside the caller's transaction.

    The caller has checked that the actor works on `subject`, or is the desk that passes on what is to be said
    (`relaying`). What is open is read by `identity_of` once the transaction is over. Raises Refused:
    ``people.third_party``, ``people.contact_not_entitled``, ``people.purpose_missing``,
    ``people.basis_does_not_carry``, ``people.minutes_unknown``, ``people.reason_missing``,
    ``people.reason_too_long``, ``ledger.evidence_late``.
    """
    assert connection.in_atomic_block
    ensure(reveal_refusal(by, wish, limits=reveal_reasons().limits, relaying=relaying))
    assert by.account_id
    assert by.post_id
    assert by.unit_id
    row = Reveal(
        contact_id=contact_id,
        subject=subject,
        purpose=wish.purpose,
        basis=wish.basis,
        minutes=wish.minutes,
        state=RevealState.ASKED,
        account=by.account_id,
        post=by.post_id,
        unit=by.unit_id,
        asked_at=at,
    )
    if second_needed:
        fact = RevealAsked(
            contact_id=contact_id,
            reveal_id=row.id,
            unit_id=by.unit_id,
            purpose=wish.purpose,
            basis=wish.basis,
            minutes=wish.minutes,
            reason=Private(wish.reason),
        )
        record(fact, subject=subject, by=by.name(), at=at)
    else:
        _open(row, reason=wish.reason, second=None, asker=by, by=by, at=at)
    row.save(force_insert=True)
    return reveal_view(row)


def decide_reveal(*, reveal_id: UUID, agree: bool, reason: str, by: Actor, at: datetime) -> RevealView:
    """Agree to a request as the second person, or decline it with a reason, inside the caller's transaction.

    The caller has checked that the actor may be the second person (`second_refusal`). The time counts from
    here. Raises Refused: ``people.reveal_decided``, ``people.reveal_lapsed``, ``people.decline_reason_missing``.
    """
    assert connection.in_atomic_block
    row = Reveal.objects.select_for_update().get(id=reveal_id)
    state = RevealState(row.state)
    ensure(decision_refusal(state, asked_at=row.asked_at, agree=agree, reason=reason, at=at))
    row.decided_by, row.decided_at = by.account_id, at
    if agree:
        asker = Actor(kind=by.kind, account_id=row.account, post_id=row.post, unit_id=row.unit)
        _open(row, reason=asked_reason(row), second=by.account_id, asker=asker, by=by, at=at)
    else:
        row.state = RevealState.DECLINED
        fact = RevealDeclined(reveal_id=row.id, unit_id=row.unit, reason=Private(reason))
        record(fact, subject=row.subject, by=by.name(), at=at)
    row.save(update_fields=["state", "decided_by", "decided_at", "until", "fact", "review_until"])
    return reveal_view(row)


def close_reveal(*, reveal_id: UUID, by: Actor, at: datetime) -> None:
    """Close an identity that is not needed any more; once it is over, or closed, nothing is left to do.

    Raises Refused ``people.not_yours``.
    """
    with transaction.atomic(durable=True):
        row = Reveal.objects.select_for_update().get(id=reveal_id)
        over = row.closed_at is not None or row.until is None or at >= row.until
        if over and (by.account_id, by.post_id) == (row.account, row.post):
            return
        ensure(opened_refusal(by, account=row.account, post=row.post, until=row.until, closed=False, at=at))
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record(RevealClosed(reveal_id=row.id), subject=row.subject, by=by.name(), at=at)


def close_unapproved(*, subject: UUID, by: Actor, at: datetime) -> None:
    """Close what is open of a matter without a second person, now that one is needed; in the caller's transaction."""
    assert connection.in_atomic_block
    rows = Reveal.objects.select_for_update().filter(subject=subject, decided_by=None, closed_at=None)
    for row in rows.filter(until__gt=at).order_by("id"):
        row.closed_at = at
        row.save(update_fields=["closed_at"])
        record(RevealClosed(reveal_id=row.id), subject=subject, by=by.name(), at=at)


def _open(row: Reveal, *, reason: str, second: UUID | None, asker: Actor, by: Actor, at: datetime) -> None:
    """Put on record that the identity is open, and count it as a use by whoever asked."""
    ensure_checkpointed(at)
    row.state, row.until = RevealState.OPEN, at + timedelta(minutes=row.minutes)
    days = bases()[row.basis].review_days
    row.review_until = at + timedelta(days=days) if days else None
    fact = IdentityRevealed(
        contact_id=row.contact_id,
        reveal_id=row.id,
        unit_id=row.unit,
        purpose=row.purpose,
        basis=row.basis,
        until=row.until,
        second=second,
        reason=Private(reason),
        review_until=row.review_until,
    )
    row.fact = record(fact, subject=row.subject, by=by.name(), at=at)
    note_use(
        subject=row.subject,
        what="IDENTITY",
        purpose=row.purpose,
        basis=row.basis,
        by=asker,
        at=at,
        until=row.until,
    )
