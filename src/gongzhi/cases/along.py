"""What is told to somebody whose case goes along with another one: the steps of the office, never who reported it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from gongzhi.cases.facts import CameWith
from gongzhi.cases.together import TOLD_ALONG
from gongzhi.ledger.facts import Recorded
from gongzhi.ledger.public import story_of

ALONG = "cases.along"  # no fact of its own: another case's fact, without its words and names
WHISTLED = "cases.whistled"
PARKED = "cases.parked"


def with_parents_steps(story: Sequence[Recorded]) -> list[Recorded]:
    """Return a story with what was done about the case it went along with, while it did, in the order of time."""
    found = [*story, *common_photos(story)]
    for parent_id, since, until in _spans(story):
        found += [
            _told(fact)
            for fact in story_of(parent_id)
            if since <= fact.at and (until is None or fact.at < until) and _is_told(fact)
        ]
    return sorted(found, key=lambda fact: fact.at) if len(found) > len(story) else found


def common_photos(story: Sequence[Recorded]) -> list[Recorded]:
    """Return the photos of an answer that went to several: they were added to the parent's case with the answer."""
    found = []
    for answered in story:
        if answered.kind == "cases.answered_together":
            found += [
                fact
                for fact in story_of(UUID(str(answered.data["parent_id"])))
                if fact.kind == "cases.photo_added"
                and fact.data.get("came_with") == CameWith.ANSWER
                and fact.at == answered.at
            ]
    return found


def _spans(story: Sequence[Recorded]) -> list[tuple[UUID, datetime, datetime | None]]:
    """Return with which case the story's own one went along, since when, and until when (None: still)."""
    spans: list[tuple[UUID, datetime, datetime | None]] = []
    running: tuple[UUID, datetime] | None = None
    joined = False
    for fact in story:
        if running and (fact.kind == "cases.joined" or fact.kind == "loops.moved"):
            spans.append((*running, fact.at))
            running = None
        if fact.kind == "loops.moved":
            joined = fact.data["to_state"] == "joined"
        if fact.kind == "cases.joined" and joined:
            running = (UUID(str(fact.data["parent_id"])), fact.at)
    return [*spans, (*running, None)] if running else spans


def _is_told(fact: Recorded) -> bool:
    return fact.kind in (WHISTLED, PARKED) or (
        fact.kind == "loops.moved" and fact.data["event"] in TOLD_ALONG
    )


def _told(fact: Recorded) -> Recorded:
    if fact.kind == PARKED:  # why, from a closed list; what was written about it is the parent's
        return replace(fact, texts={}, actor="system")
    data: dict[str, Any] = {"event": "whistle" if fact.kind == WHISTLED else fact.data["event"]}
    if fact.kind == "loops.moved":
        data["unit_id"] = fact.data["holders"].get("lead", "").split(",")[0]
        if data["event"] in ("extend", "park"):
            moved = fact.data.get("changes", {})
            data |= {"changes": moved, "review_at": fact.data.get("review_at")}
    return Recorded(
        id=fact.id,
        node=fact.node,
        kind=ALONG,
        subject=fact.subject,
        actor="system",
        at=fact.at,
        data=data,
        position=fact.position,
        texts={},
    )
