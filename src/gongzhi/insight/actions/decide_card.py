"""Take a draft up, dismiss it, or say what became of a card."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from gongzhi.insight.actions.propose_card import said_refusal
from gongzhi.insight.card_facts import CardChecked, CardDismissed, CardState, CardTakenUp, CardText, Outcome
from gongzhi.insight.card_queries import (
    about_a_person,
    card_settings,
    card_view,
    day_of,
    digest_of,
    text_digest,
)
from gongzhi.insight.card_rules import (
    checker_refusal,
    day_refusal,
    draft_refusal,
    is_late,
    outcome_refusal,
    reason_refusal,
    write_refusal,
)
from gongzhi.insight.models import HypothesisCard
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import unit, within
from gongzhi.people.facts import Actor


def take_up_card(
    *, card_id: UUID, text: CardText, unit_id: UUID, check_on: date, by: Actor, at: datetime
) -> None:
    """Make a draft one's own: say in words what is expected, whose it is, and by when. Again changes nothing.

    Raises Refused: ``insight.card_gone``, ``insight.card_not_entitled``, ``insight.card_not_your_tree``,
    ``insight.card_no_draft``, ``insight.card_text_missing``, ``insight.card_text_too_long``,
    ``insight.card_about_a_person``, ``insight.card_day``, ``insight.card_unit_unknown``.
    """
    with transaction.atomic(durable=True):
        row = _held(card_id)
        ensure(write_refusal(by, in_tree=within(by.division, row.division)))
        if row.state == CardState.OPEN and row.taker == by.account_id and row.digest == text_digest(text):
            return
        ensure(draft_refusal(CardState(row.state)))
        ensure(said_refusal(text))
        ensure(day_refusal(check_on, today=day_of(at), longest=card_settings()["longest_days"]))
        if unit(unit_id) is None:
            raise Refused(Refusal("insight.card_unit_unknown"))
        row.expected, row.why = text.expected, text.why
        row.true_if, row.false_if = text.true_if, text.false_if
        row.unit_id, row.check_on, row.digest = unit_id, check_on, text_digest(text)
        row.state, row.taker, row.taken_at = CardState.OPEN, by.account_id, at
        row.save()
        fact = CardTakenUp(unit_id=unit_id, check_on=check_on.isoformat(), digest=row.digest)
        record(fact, subject=card_id, by=by.name(), at=at)


def dismiss_card(*, card_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Dismiss a draft, with a reason; it is counted in public. Again changes nothing.

    Raises Refused: ``insight.card_gone``, ``insight.card_not_entitled``, ``insight.card_not_your_tree``,
    ``insight.card_no_draft``, ``insight.card_reason_missing``, ``insight.card_text_too_long``,
    ``insight.card_about_a_person``.
    """
    with transaction.atomic(durable=True):
        row = _held(card_id)
        ensure(write_refusal(by, in_tree=within(by.division, row.division)))
        if row.state == CardState.DISMISSED and row.taker == by.account_id:
            return
        ensure(draft_refusal(CardState(row.state)))
        ensure(reason_refusal(reason, personal=about_a_person(reason), limit=card_settings()["text"]))
        row.state, row.taker, row.ended_at, row.reason = (
            CardState.DISMISSED,
            by.account_id,
            at,
            reason.strip(),
        )
        row.save(update_fields=["state", "taker", "ended_at", "reason"])
        record(CardDismissed(reason=Private(row.reason)), subject=card_id, by=by.name(), at=at)


def check_card(*, card_id: UUID, outcome: Outcome, seen: str, done: str, by: Actor, at: datetime) -> None:
    """Say whether what was expected came, what was seen, and what was done about it. Again changes nothing.

    Raises Refused: ``insight.card_gone``, ``insight.card_not_entitled``, ``insight.card_not_your_tree``,
    ``insight.card_own``, ``insight.card_not_open``, ``insight.card_over``, ``insight.card_too_early``,
    ``insight.card_seen_missing``, ``insight.card_text_too_long``, ``insight.card_about_a_person``.
    """
    seen, done = seen.strip(), done.strip()
    with transaction.atomic(durable=True):
        row = _held(card_id)
        card, on = card_view(row), day_of(at)
        if card.state is CardState.CHECKED and (card.outcome, card.seen, card.done) == (outcome, seen, done):
            return
        ensure(checker_refusal(by, card, in_tree=within(by.division, row.division)))
        personal = about_a_person(seen, done)
        limit = card_settings()["text"]
        ensure(
            outcome_refusal(
                card, outcome=outcome, seen=seen, done=done, on=on, personal=personal, limit=limit
            )
        )
        row.state, row.outcome, row.ended_at = CardState.CHECKED, outcome, at
        row.late, row.seen, row.done = is_late(card.check_on, on), seen, done
        row.save(update_fields=["state", "outcome", "ended_at", "late", "seen", "done"])
        fact = CardChecked(outcome=outcome, late=row.late, digest=digest_of(seen, done))
        record(fact, subject=card_id, by=by.name(), at=at)


def _held(card_id: UUID) -> HypothesisCard:
    row = HypothesisCard.objects.select_for_update().filter(id=card_id).first()
    if row is None:
        raise Refused(Refusal("insight.card_gone"))
    return row
