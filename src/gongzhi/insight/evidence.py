"""What a card can rest on, by its key: read again when the card is written, so that nobody can make figures up."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from gongzhi.insight.card_facts import CardPlace, Evidence, Ground
from gongzhi.insight.topic_queries import topic
from gongzhi.people.facts import Actor

Found = tuple[CardPlace, Evidence]


def topic_key(topic_id: UUID, *, at: datetime) -> str:
    """Return how a topic is named as evidence: once a month, since topics go on."""
    return f"topic/{topic_id}/{timezone.localdate(at):%Y-%m}"


def evidence_named(key: str, by: Actor, *, at: datetime) -> Found | None:
    """Return what a key names, as far as the reader may know of it; None for anything else."""
    kind, _slash, rest = key.partition("/")
    read = _READ.get(kind)
    return read(rest, by, at) if read else None


def _topic(rest: str, by: Actor, at: datetime) -> Found | None:
    try:
        found = topic(UUID(rest.partition("/")[0]), by, at)
    except ValueError:
        return None
    if found is None:
        return None
    line = found.line
    figures = {"seen": str(line.size), "first": timezone.localdate(line.first_at).isoformat()}
    place = CardPlace(line.matter, line.division or by.division)
    return place, Evidence(Ground.TOPIC, topic_key(line.id, at=at), figures)


_READ: Mapping[str, Callable[[str, Actor, datetime], Found | None]] = {"topic": _topic}
