"""The register by its own schema: facts once, texts in both languages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from gongzhi.algorithms.facts import ReviewView, VersionView, VoteView
from gongzhi.algorithms.figures import kept_live_of
from gongzhi.algorithms.queries import versions_of
from gongzhi.algorithms.record import Entry, Link, record, sections_of
from gongzhi.algorithms.rules.entry import DIMENSIONS, SECTIONS, Form
from gongzhi.algorithms.stops import kept_stops_of
from gongzhi.ledger.public import story_of

SCHEMA = "gongzhi.algorithms/1"
# What of an entry is the same in every language.
_PLAIN = (Form.CODES, Form.DAY, Form.LEVEL, Form.GROUPS, Form.METRICS)
_FACTS = ("code", "version", "digest", "tier", "stage", "url", "registered_on", "begin_month", "end_month")


def as_own(entries: Sequence[Entry], link: Link, *, at: datetime) -> dict[str, Any]:
    """Return the whole register. `as_of` is a day: while nothing happens the bytes stay the same."""
    return {
        "schema": SCHEMA,
        "as_of": timezone.localdate(at).isoformat(),
        "register": link("algorithms"),
        "entries": [_entry(each, link, at=at) for each in entries],
    }


def _entry(entry: Entry, link: Link, *, at: datetime) -> dict[str, Any]:
    english = record(entry, link, english=True)["register"]
    live = kept_live_of(entry.version, at=at)
    document = entry.version.document
    return {
        **{name: english[name] for name in _FACTS},
        "organisation": {"zh": entry.place.name if entry.place else "", "en": english["organisation"]},
        "unit": {"zh": entry.unit.name if entry.unit else "", "en": english["unit"]},
        "switched_off": entry.view.switched_off,
        "suspended": entry.view.suspended,
        "purposes": list(entry.version.purposes),
        "impact": {name: (document.get("impact") or {}).get(name) for name in DIMENSIONS}
        | {"level": entry.version.impact_level or None},
        "evaluation": _plain(entry, "evaluation"),
        "review": [_review(each, entry.votes) for each in entry.reviews],
        "runtime": live.as_data() if live else None,
        "stops": [each.as_data() for each in kept_stops_of(entry.view)],
        "history": _history(entry),
        "post_mortem": {"zh": entry.version.post_mortem, "en": entry.version.post_mortem_en},
        "other_versions": [
            _other(each) for each in versions_of(entry.view.code) if each.id != entry.version.id
        ],
        "texts": {"zh": _texts(entry, english=False), "en": _texts(entry, english=True)},
    }


def _plain(entry: Entry, section: str) -> dict[str, Any] | None:
    written = entry.version.document.get(section)
    if not written:
        return None
    return {field.name: written.get(field.name) for field in SECTIONS[section] if field.form in _PLAIN}


def _texts(entry: Entry, *, english: bool) -> dict[str, Any]:
    found = sections_of(entry.version, english=english)
    return {
        section: {field.name: found[section][field.name] for field in fields if field.form not in _PLAIN}
        for section, fields in SECTIONS.items()
    }


def _review(review: ReviewView, votes: Sequence[VoteView]) -> dict[str, Any]:
    return {
        "on": timezone.localtime(review.at).date().isoformat(),
        "decision": review.event,
        "simple": review.simple,
        "members": review.members,
        "for_residents": review.affected,
        "conditions": review.conditions,
        "no_of_residents_not_followed": review.because,
        "votes": [
            {"seat": vote.seat.value, "for": vote.group, "opinion": vote.opinion.value, "text": vote.text}
            for vote in votes
            if vote.round == review.round
        ],
    }


def _other(version: VersionView) -> dict[str, Any]:
    """Return where another version stands, and what was learned of it."""
    return {
        "version": version.n,
        "digest": version.digest or None,
        "tier": version.tier.value,
        "stage": version.stage.value,
        "post_mortem": {"zh": version.post_mortem, "en": version.post_mortem_en},
    }


def _history(entry: Entry) -> list[dict[str, str]]:
    """Return every state the version was in, by day."""
    moved = [fact for fact in story_of(entry.version.loop_id) if fact.kind == "loops.moved"]
    days = [timezone.localtime(fact.at).date().isoformat() for fact in moved]
    return [{"on": on, "stage": str(fact.data["to_state"])} for on, fact in zip(days, moved, strict=True)]
