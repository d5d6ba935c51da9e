"""What a card can rest on, by its key: read again when the card is written, so that nobody can make figures up."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from gongzhi.insight.card_facts import CardPlace, Evidence, Ground
from gongzhi.insight.forecast_facts import AlarmKind, ForecastView
from gongzhi.insight.forecast_models import CountAlarm
from gongzhi.insight.forecast_queries import forecast_for
from gongzhi.insight.topic_queries import topic, topic_settings
from gongzhi.organization.public import matter, within
from gongzhi.people.facts import Actor

Found = tuple[CardPlace, Evidence]
WEEK, FOUR_WEEKS = 7, 28


def covers(evidence: CardPlace, place: CardPlace, *, at: datetime) -> bool:
    """Tell whether what was found at one place says something of another: the same, or a part of it."""
    there = matter(place.matter, at=at)
    same = there is not None and evidence.matter in ("", *there.path)
    return same and within(evidence.division, place.division)


def topic_key(topic_id: UUID, *, at: datetime) -> str:
    """Return how a topic is named as evidence: once a month, since topics go on."""
    return f"topic/{topic_id}/{timezone.localdate(at):%Y-%m}"


def alarm_key(alarm_id: UUID) -> str:
    """Return how a burst or a repeated place is named."""
    return f"alarm/{alarm_id}"


def forecast_key(view: ForecastView) -> str:
    """Return how the first week of a forecast is named."""
    return f"forecast/{view.matter}/{view.division}/{view.begins_on.isoformat()}"


def evidence_named(key: str, by: Actor, *, at: datetime) -> Found | None:
    """Return what a key names, as far as the reader may know of it; None for anything else."""
    kind, _slash, rest = key.partition("/")
    read = _READ.get(kind)
    return read(rest, by, at) if read else None


def of_alarm(row: CountAlarm) -> Found:
    """Return what a burst or a repeated place is as evidence."""
    first = row.on - timedelta(days=row.days - 1)
    figures = {
        "seen": str(row.count),
        "usual": f"{row.expected_e2 / 100:.1f}",
        "first": first.isoformat(),
        "last": row.on.isoformat(),
    }
    ground = Ground.BURST if row.kind == AlarmKind.BURST else Ground.REPEAT
    return CardPlace(row.matter, row.division, row.grid), Evidence(ground, alarm_key(row.id), figures)


def of_forecast(view: ForecastView) -> Found:
    """Return what the first week of a forecast is as evidence, beside what a week of the last four brought."""
    week = view.days[:WEEK]
    before = [each.count or 0 for each in view.past[-FOUR_WEEKS:]]
    figures = {
        "seen": f"{sum(each.mean_e2 for each in week) / 100:.0f}",
        "usual": f"{sum(before) / (FOUR_WEEKS / WEEK):.0f}",
        "first": week[0].on.isoformat(),
        "last": week[-1].on.isoformat(),
    }
    return CardPlace(view.matter, view.division), Evidence(Ground.FORECAST, forecast_key(view), figures)


def _topic(rest: str, by: Actor, at: datetime) -> Found | None:
    try:
        found = topic(UUID(rest.partition("/")[0]), by, at)
    except ValueError:
        return None
    if found is None or found.line.size < topic_settings()["least"]:
        return None
    line = found.line
    figures = {"seen": str(line.size), "first": timezone.localdate(line.first_at).isoformat()}
    # A topic that goes beyond the own tree is evidence of what lies in it.
    place = CardPlace(line.matter, line.division if within(by.division, line.division) else by.division)
    return place, Evidence(Ground.TOPIC, topic_key(line.id, at=at), figures)


def _alarm(rest: str, by: Actor, _at: datetime) -> Found | None:
    try:
        row = CountAlarm.objects.filter(id=UUID(rest)).exclude(matter="").first()
    except ValueError:
        return None
    return of_alarm(row) if row and within(by.division, row.division) else None


def _forecast(rest: str, by: Actor, at: datetime) -> Found | None:
    kind, _slash, there = rest.partition("/")
    division = there.partition("/")[0]
    view = forecast_for(kind, division, at) if kind and within(by.division, division) else None
    return of_forecast(view) if view and len(view.days) >= WEEK else None


_READ: Mapping[str, Callable[[str, Actor, datetime], Found | None]] = {
    "topic": _topic,
    "alarm": _alarm,
    "forecast": _forecast,
}
