"""Draft cards for what algorithms found; people take them up or dismiss them."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import in_force
from gongzhi.insight.actions.propose_card import draft_within
from gongzhi.insight.card_facts import CardPlace, Evidence
from gongzhi.insight.card_queries import card_settings, day_of, drafted_on, is_looked_after, keys_known
from gongzhi.insight.card_rules import stands_out
from gongzhi.insight.evidence import of_alarm, of_forecast
from gongzhi.insight.forecast_facts import BURSTS, FORECAST
from gongzhi.insight.forecast_models import CountAlarm, Forecast, ForecastRun
from gongzhi.insight.forecast_queries import forecast_for
from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.organization.public import prefix_of, within
from gongzhi.people.facts import Actor

ALARM_DAYS = 7


def draft_cards(*, by: Actor, at: datetime, withheld: frozenset[str] = frozenset()) -> int:
    """Draft a card of each new burst, repeated place and forecast that stands out; returns how many.

    A card is public in the end: of matters whose cases are withheld from the public, no program drafts one.
    What the register lets no longer run drafts nothing, also of what it found before. Where a card about the same
    matter at the same place waits already, or came to its end a short while ago, none is added; nor are there more in
    a day than people can read. Again adds none.
    """
    left = card_settings()["drafts_a_day"] - drafted_on(day_of(at))
    number = 0
    for place, evidence in chain(_alarms(at), _forecasts(at)):
        if number >= left:
            break
        if place.matter in withheld:
            continue
        number += _draft(place, evidence, by, at)
    return number


def _draft(place: CardPlace, evidence: Evidence, by: Actor, at: datetime) -> bool:
    since = at - timedelta(days=card_settings()["quiet_days"])
    if keys_known([evidence.key]) or is_looked_after(place, since=since):
        return False
    try:
        with transaction.atomic(durable=True):
            return draft_within(new_id(), place, evidence, by, at)
    except Refused:
        return False  # a matter or a place that went out of use meanwhile


def _alarms(at: datetime) -> Iterator[tuple[CardPlace, Evidence]]:
    if not in_force(BURSTS, tier=Tier.SEARCH, at=at):
        return
    since = day_of(at) - timedelta(days=ALARM_DAYS)
    rows = CountAlarm.objects.filter(on__gte=since).exclude(matter="").order_by("-on", "-count", "id")
    found = list(rows[:100])
    yield from (of_alarm(row) for row in found if not any(_tells_more(each, row) for each in found))


def _tells_more(one: CountAlarm, other: CountAlarm) -> bool:
    """Tell whether one alarm is the other seen from nearer, or the greater of two of a community: one card for both."""
    if (one.kind, one.matter, one.on) != (other.kind, other.matter, other.on):
        return False
    if one.division == other.division:
        return (-one.count, one.id) < (-other.count, other.id)
    return within(other.division, one.division)


def _forecasts(at: datetime) -> Iterator[tuple[CardPlace, Evidence]]:
    """Return forecasts of today whose first week stands out, of the smallest places; not again of what lies above."""
    run = ForecastRun.objects.filter(begins_on=day_of(at)).first()
    if run is None or not in_force(FORECAST, tier=Tier.SEARCH, at=at):
        return
    limits, told = card_settings(), set[tuple[str, str]]()
    rows = Forecast.objects.filter(run=run).exclude(matter="").only("matter", "division", "mean_e2")
    for row in sorted(rows, key=lambda row: (-len(prefix_of(row.division)), row.division, row.matter)):
        if sum(row.mean_e2[:7]) < 100 * limits["at_least"]:
            continue
        if any(matter == row.matter and within(row.division, place) for matter, place in told):
            continue
        view = forecast_for(row.matter, row.division, at)
        if view is None:
            continue
        place, evidence = of_forecast(view)
        seen, usual = float(evidence.figures["seen"]), float(evidence.figures["usual"])
        if stands_out(seen, usual, above=limits["above_usual"], least=limits["at_least"]):
            told.add((row.matter, row.division))
            yield place, evidence
