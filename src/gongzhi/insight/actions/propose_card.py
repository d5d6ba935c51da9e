"""Write a hypothesis card, or draft one for what an algorithm found."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from gongzhi.insight.card_facts import CardPlace, CardProposed, CardState, CardText, Evidence, Ground
from gongzhi.insight.card_queries import about_a_person, card_settings, day_of, text_digest
from gongzhi.insight.card_rules import day_refusal, figures_refused, text_refusal, write_refusal
from gongzhi.insight.models import HypothesisCard
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import division as division_by_code
from gongzhi.organization.public import grid_by_code, unit, within
from gongzhi.organization.public import matter as matter_by_code
from gongzhi.people.facts import Actor

EMPTY = CardText("", "", "", "")


def propose_card(
    *,
    card_id: UUID,
    place: CardPlace,
    text: CardText,
    unit_id: UUID,
    check_on: date,
    by: Actor,
    at: datetime,
    evidence: Evidence | None = None,
) -> None:
    """Write a card: from now on it is open until somebody else has looked. The same id again changes nothing.

    Evidence that has a card already is refused. Raises Refused: ``insight.card_not_entitled``,
    ``insight.card_not_your_tree``, ``insight.card_text_missing``, ``insight.card_text_too_long``,
    ``insight.card_about_a_person``, ``insight.card_day``, ``insight.card_matter_unknown``,
    ``insight.card_place_unknown``, ``insight.card_unit_unknown``, ``insight.card_known``.
    """
    rests_on = evidence or Evidence(Ground.OWN)
    ensure(write_refusal(by, in_tree=within(by.division, place.division) if by.division else False))
    ensure(said_refusal(text))
    ensure(day_refusal(check_on, today=day_of(at), longest=card_settings()["longest_days"]))
    _look_up(place, at=at)
    if unit(unit_id) is None:
        raise Refused(Refusal("insight.card_unit_unknown"))
    with transaction.atomic(durable=True):
        _keep(
            card_id,
            place,
            rests_on,
            state=CardState.OPEN,
            text=text,
            unit_id=unit_id,
            check_on=check_on,
            by=by,
            at=at,
        )


def draft_card(*, card_id: UUID, place: CardPlace, evidence: Evidence, by: Actor, at: datetime) -> bool:
    """Draft a card for what an algorithm found, for a person to take up or dismiss; tell whether it is a new one.

    One card for each key of evidence, whatever became of it. The caller has asked the gate. Raises Refused:
    ``insight.card_matter_unknown``, ``insight.card_place_unknown``, ``insight.card_figures``.
    """
    with transaction.atomic(durable=True):
        return draft_within(card_id, place, evidence, by, at)


def draft_within(card_id: UUID, place: CardPlace, evidence: Evidence, by: Actor, at: datetime) -> bool:
    """Do what `draft_card` does, in the transaction of the caller."""
    if figures_refused(evidence.figures) or not evidence.key:
        raise Refused(Refusal("insight.card_figures"))
    _look_up(place, at=at)
    if HypothesisCard.objects.filter(key=evidence.key).exists():
        return False
    check_on = day_of(at) + timedelta(days=card_settings()["draft_days"])
    state, text = CardState.DRAFT, EMPTY
    return _keep(
        card_id, place, evidence, state=state, text=text, unit_id=None, check_on=check_on, by=by, at=at
    )


def said_refusal(text: CardText) -> Refusal | None:
    """Ask the rules about the texts of a card."""
    personal = about_a_person(text.expected, text.why, text.true_if, text.false_if)
    return text_refusal(text, personal=personal, limit=card_settings()["text"])


def _look_up(place: CardPlace, *, at: datetime) -> None:
    if matter_by_code(place.matter, at=at) is None:
        raise Refused(Refusal("insight.card_matter_unknown"))
    there = division_by_code(place.division)
    grid = grid_by_code(place.grid) if place.grid else None
    if there is None or (place.grid and (grid is None or not within(place.division, grid.division))):
        raise Refused(Refusal("insight.card_place_unknown"))


def _keep(
    card_id: UUID,
    place: CardPlace,
    evidence: Evidence,
    *,
    state: CardState,
    text: CardText,
    unit_id: UUID | None,
    check_on: date,
    by: Actor,
    at: datetime,
) -> bool:
    if HypothesisCard.objects.filter(id=card_id).exists():
        return False
    if evidence.key and HypothesisCard.objects.filter(key=evidence.key).exists():
        raise Refused(Refusal("insight.card_known"))
    digest = text_digest(text)
    said = {"expected": text.expected, "why": text.why, "true_if": text.true_if, "false_if": text.false_if}
    told = {"matter": place.matter, "division": place.division, "grid": place.grid}
    rests = {"ground": evidence.ground, "key": evidence.key, "figures": dict(evidence.figures)}
    _row, new = HypothesisCard.objects.get_or_create(
        id=card_id,
        defaults={
            **said,
            **told,
            **rests,
            "unit_id": unit_id,
            "check_on": check_on,
            "state": state,
            "proposer": by.account_id,
            "made_at": at,
            "taken_at": at if state is CardState.OPEN else None,
            "digest": digest,
        },
    )
    if new:
        fact = CardProposed(
            state=state,
            matter=place.matter,
            division=place.division,
            grid=place.grid,
            ground=evidence.ground,
            key=evidence.key,
            figures=dict(evidence.figures),
            unit_id=unit_id,
            check_on=check_on.isoformat(),
            digest=digest,
        )
        record(fact, subject=card_id, by=by.name(), at=at)
    return new
