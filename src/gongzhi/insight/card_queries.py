"""Reads of hypothesis cards."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import yaml
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gongzhi.insight.card_facts import (
    CardPlace,
    CardState,
    CardText,
    CardView,
    Evidence,
    Ground,
    Outcome,
    Tally,
)
from gongzhi.insight.card_rules import READ, may_see
from gongzhi.insight.models import HypothesisCard
from gongzhi.kernel.canonical import encode
from gongzhi.organization.public import prefix_of, within
from gongzhi.people.facts import Actor
from gongzhi.people.public import masked


@lru_cache(maxsize=1)
def card_settings() -> Mapping[str, int]:
    """Return the numbers cards go by."""
    found: dict[str, int] = yaml.safe_load(
        (Path(__file__).parent / "data" / "cards.yaml").read_text(encoding="utf-8")
    )
    return found


def about_a_person(*texts: str) -> bool:
    """Tell whether personal data stands in some texts."""
    return any(masked(text).kinds for text in texts if text)


def digest_of(*texts: str) -> str:
    """Return the digest of texts: who read them before the day can show that they are the same."""
    return hashlib.sha256(encode(list(texts))).hexdigest()


def text_digest(text: CardText) -> str:
    return digest_of(*asdict(text).values())


def card_by_id(card_id: UUID) -> CardView | None:
    """Return a card; who may see it is asked by `card_for`."""
    row = HypothesisCard.objects.filter(id=card_id).first()
    return card_view(row) if row else None


def card_for(actor: Actor, card_id: UUID) -> CardView | None:
    """Return a card to staff who may see it; None to everybody else."""
    card = card_by_id(card_id)
    if card is None:
        return None
    in_tree = within(actor.division, card.place.division)
    owner = actor.unit_id is not None and actor.unit_id == card.unit_id
    return card if may_see(actor, in_tree=in_tree, is_owner=owner) else None


def cards_of(actor: Actor, *states: CardState, limit: int) -> list[CardView]:
    """Return cards of the actor's tree and unit in some states, by their day; what is over by its end."""
    rows = _seen_by(actor).filter(state__in=states)
    over = set(states) <= {CardState.CHECKED, CardState.DISMISSED}
    rows = rows.order_by("-ended_at", "-id") if over else rows.order_by("check_on", "id")
    return [card_view(row) for row in rows[:limit]]


def tally_of(actor: Actor, *, on: date) -> Tally:
    """Return what became of the cards somebody may see."""
    return _tally(_seen_by(actor), on)


def _seen_by(actor: Actor) -> QuerySet[HypothesisCard]:
    tree = Q(division__startswith=prefix_of(actor.division))
    own = Q(unit=actor.unit_id) if actor.unit_id else Q(pk=None)
    reads = may_see(actor, in_tree=True, is_owner=False)
    return HypothesisCard.objects.filter(tree | own if reads and actor.may(READ) else own)


def public_tally(*, on: date, ground: Ground | None = None) -> Tally:
    """Return what became of all cards there ever were, or of those on one ground."""
    rows = HypothesisCard.objects.all()
    return _tally(rows.filter(ground=ground.value) if ground else rows, on)


def tallies_by_ground(*, on: date) -> dict[Ground, Tally]:
    """Return the same for each ground that has a card."""
    there = set(HypothesisCard.objects.values_list("ground", flat=True).distinct().order_by())
    return {ground: public_tally(on=on, ground=ground) for ground in Ground if ground.value in there}


def _tally(rows: QuerySet[HypothesisCard], on: date) -> Tally:
    checked = Q(state=CardState.CHECKED)
    found = rows.aggregate(
        true=Count("pk", filter=checked & Q(outcome=Outcome.TRUE)),
        false=Count("pk", filter=checked & Q(outcome=Outcome.FALSE)),
        unclear=Count("pk", filter=checked & Q(outcome=Outcome.UNCLEAR)),
        late=Count("pk", filter=checked & Q(late=True)),
        open=Count("pk", filter=Q(state=CardState.OPEN)),
        overdue=Count("pk", filter=Q(state=CardState.OPEN, check_on__lt=on)),
        drafts=Count("pk", filter=Q(state=CardState.DRAFT)),
        dismissed=Count("pk", filter=Q(state=CardState.DISMISSED)),
    )
    return Tally(**found)


def ended_cards(*outcomes: Outcome) -> QuerySet[HypothesisCard]:
    """Return checked cards, the last checked first: for public pages, which show all of them page by page."""
    rows = HypothesisCard.objects.filter(state=CardState.CHECKED).order_by("-ended_at", "-id")
    return rows.filter(outcome__in=outcomes) if outcomes else rows


def due_cards(*, on: date, limit: int) -> Sequence[UUID]:
    """Return open cards whose unit is to be told: the day has come, or has passed."""
    rows = HypothesisCard.objects.filter(state=CardState.OPEN)
    due = rows.filter(
        Q(check_on__lte=on, told_due=False, told_overdue=False) | Q(check_on__lt=on, told_overdue=False)
    )
    return list(due.order_by("check_on").values_list("id", flat=True)[:limit])


def is_looked_after(place: CardPlace, *, since: datetime) -> bool:
    """Tell whether a draft or an open card is about the same matter at the same place, or one that ended since then."""
    waiting = Q(state__in=(CardState.DRAFT, CardState.OPEN)) | Q(ended_at__gt=since)
    rows = HypothesisCard.objects.filter(waiting, matter=place.matter, division=place.division)
    return rows.filter(grid=place.grid).exists()


def drafted_on(day: date) -> int:
    """Return how many cards programs drafted on a day."""
    first = timezone.make_aware(datetime.combine(day, time.min))
    return HypothesisCard.objects.filter(
        proposer=None, made_at__gte=first, made_at__lt=first + timedelta(days=1)
    ).count()


def keys_known(keys: Sequence[str]) -> set[str]:
    """Return which evidence has a card already."""
    return set(HypothesisCard.objects.filter(key__in=keys).values_list("key", flat=True))


def card_ids(keys: Sequence[str]) -> dict[str, UUID]:
    """Return the card of each evidence that has one."""
    return dict(HypothesisCard.objects.filter(key__in=keys).values_list("key", "id"))


def card_view(row: HypothesisCard) -> CardView:
    """Return a row as others read it."""
    return CardView(
        id=row.id,
        place=CardPlace(row.matter, row.division, row.grid),
        evidence=Evidence(Ground(row.ground), row.key, dict(row.figures)),
        text=CardText(row.expected, row.why, row.true_if, row.false_if),
        state=CardState(row.state),
        unit_id=row.unit_id,
        check_on=row.check_on,
        proposer=row.proposer,
        taker=row.taker,
        made_at=row.made_at,
        taken_at=row.taken_at,
        ended_at=row.ended_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        late=row.late,
        seen=row.seen,
        done=row.done,
        reason=row.reason,
    )


def day_of(at: datetime) -> date:
    """Return the day of an instant where the installation stands."""
    return timezone.localdate(at)
