"""Hypothesis cards of the demo: written, looked at, late, missed, and drafts of programs."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.utils import timezone

from gongzhi.insight.facts import CardPlace, CardText, Evidence, Ground, Outcome
from gongzhi.insight.public import check_card, dismiss_card, draft_card, propose_card
from gongzhi.organization.public import actor_for, unit_by_code
from gongzhi.people.facts import SYSTEM, Actor
from gongzhi.people.public import account_by_login
from gongzhi.web.demo.county import read_yaml
from gongzhi.web.demo.staffing import unit_code

_NAMES = UUID("7c5a9f7e-3f43-4c86-8a2e-5f0c6a1a2b90")
WRITER, CHECKER = "leader1", "supervisor1"
_WEEK = timedelta(days=7)


def seed_cards(*, end: datetime) -> None:
    """Write the cards, let somebody else look on their days, and draft what a program would have drafted."""
    told = read_yaml("cards.yaml")
    for number, each in enumerate(told["cards"]):
        _card(uuid5(_NAMES, f"card {number}"), each, end)
    for number, each in enumerate(told["drafts"]):
        _draft(uuid5(_NAMES, f"draft {number}"), each, end)


def _card(card_id: UUID, told: dict[str, Any], end: datetime) -> None:
    ago, span = told["days"]
    at = end - timedelta(days=ago)
    unit = unit_by_code(unit_code(told["unit"]))
    assert unit is not None, told["unit"]
    day = timezone.localdate(at) + timedelta(days=span)
    propose_card(
        card_id=card_id,
        place=CardPlace(told["matter"], told["division"]),
        text=CardText(told["expected"], told["why"], told["true_if"], told["false_if"]),
        unit_id=unit.id,
        check_on=day,
        by=_actor(WRITER, at),
        at=at,
    )
    if "outcome" in told:
        looked = at + timedelta(days=span + told.get("late", 0))
        check_card(
            card_id=card_id,
            outcome=Outcome(told["outcome"]),
            seen=told["seen"],
            done=told.get("done", ""),
            by=_actor(CHECKER, looked),
            at=looked,
        )


def _draft(card_id: UUID, told: dict[str, Any], end: datetime) -> None:
    at = end - timedelta(days=told["days"])
    last = timezone.localdate(at) - timedelta(days=1)
    figures = told["figures"] | {"first": (last - _WEEK).isoformat(), "last": last.isoformat()}
    evidence = Evidence(Ground(told["ground"]), f"demo/{card_id}", figures)
    place = CardPlace(told["matter"], told["division"])
    draft_card(card_id=card_id, place=place, evidence=evidence, by=SYSTEM, at=at)
    if "dismissed" in told:
        dismiss_card(
            card_id=card_id, reason=told["dismissed"], by=_actor(WRITER, at), at=at + timedelta(hours=3)
        )


def _actor(login: str, at: datetime) -> Actor:
    account = account_by_login(login)
    actor = actor_for(account.id, at=at) if account else None
    assert actor is not None, login
    return actor
