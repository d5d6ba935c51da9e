"""Reads of topics, as far as a reader's area goes. Confidential cases are in none, so nothing of them can show."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from gongzhi.insight.topic_facts import (
    DayCount,
    Representative,
    TopicKind,
    TopicLine,
    TopicPlace,
    TopicView,
)
from gongzhi.insight.topic_models import PlacedMessage, Topic, TopicLink
from gongzhi.insight.topic_rules import READ, WEEK, days_between, growth, heat, trend
from gongzhi.loops.public import loops_by_id
from gongzhi.organization.public import prefix_of, within
from gongzhi.people.facts import Actor

_LINES = """
    select t.id, t.kind, t.name, t.matter, t.division, count(*), min(m.at), max(m.at),
        count(*) filter (where m.at > %(week)s), count(*) filter (where m.at > %(before)s and m.at <= %(week)s),
        count(distinct m.division), count(distinct (m.division, m.grid)),
        count(distinct (m.at at time zone %(zone)s)::date) filter (where m.at > %(month)s)
    from gongzhi_topic t join gongzhi_placedmessage m on m.topic_id = t.id
    where t.closed_at is null and m.division like %(area)s and m.at <= %(at)s and m.at > %(since)s {only}
    group by t.id having count(*) >= %(least)s
"""

_NEWEST = 100  # messages of a topic among which those are looked for that stand for it
_NEWEST_OF = """
    select t.id, m.case_id, m.keys from unnest(%(topics)s::uuid[]) as t(id) cross join lateral (
        select case_id, keys, at from gongzhi_placedmessage
        where topic_id = t.id and at > %(since)s and at <= %(at)s and division like %(area)s
            and not case_id = any(%(without)s::uuid[])
        order by at desc, case_id limit %(newest)s
    ) m order by t.id, m.at, m.case_id
"""


@lru_cache(maxsize=1)
def topic_settings() -> Mapping[str, Any]:
    """Return the numbers topics go by."""
    found: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "data" / "topics.yaml").read_text(encoding="utf-8")
    )
    return found


def may_read(by: Actor, area: str) -> bool:
    """Tell whether somebody may read the topics of an area: with the power to, within the divisions of the post."""
    return by.may(READ) and within(by.division, area)


def topics_now(by: Actor, area: str, at: datetime, *, limit: int | None = None) -> tuple[TopicLine, ...]:
    """Return the topics of an area, the hottest first; nothing for whoever may not read there.

    A topic that goes beyond the area is told as far as it lies in it.
    """
    if not may_read(by, area):
        return ()
    lines = _lines(area, at)
    lines.sort(key=lambda line: (-line.heat.degrees, -line.size, -line.last_at.timestamp(), str(line.id)))
    return _titled(lines[: limit or topic_settings()["shown"]], area, at)


def topic(topic_id: UUID, by: Actor, at: datetime, *, area: str = "") -> TopicView | None:
    """Return one topic as far as it lies in an area, the reader's own by default; None where there is nothing to read.

    What went into another topic is read as that one.
    """
    area = area or by.division
    if not may_read(by, area):
        return None
    topic_id = standing(topic_id)
    lines = _lines(area, at, only=topic_id)
    if not lines:
        return None
    rows = _messages(topic_id, area, at)
    ids = tuple(row["case_id"] for row in rows)
    return TopicView(
        line=_titled(lines, area, at)[0],
        representatives=representatives(topic_id, area, at),
        days=_days(rows, at),
        spots=_spots(rows),
        case_ids=ids,
    )


def standing(topic_id: UUID) -> UUID:
    """Return the topic that one went into, however often; itself where it stands."""
    for _ in range(20):
        into = Topic.objects.filter(id=topic_id).values_list("into", flat=True).first()
        if into is None:
            break
        topic_id = into
    return topic_id


def series(topic_id: UUID, by: Actor, at: datetime, *, area: str = "") -> tuple[DayCount, ...]:
    """Return how many messages of a topic came in on each day of the window."""
    area = area or by.division
    return _days(_messages(standing(topic_id), area, at), at) if may_read(by, area) else ()


def places(topic_id: UUID, by: Actor, at: datetime, *, area: str = "") -> tuple[TopicPlace, ...]:
    """Return from which divisions and grids the messages of a topic came, most first."""
    area = area or by.division
    return _spots(_messages(standing(topic_id), area, at)) if may_read(by, area) else ()


def topic_of(case_id: UUID, by: Actor, at: datetime) -> TopicLine | None:
    """Return the topic a case is in, for whoever may read topics here."""
    found = PlacedMessage.objects.filter(case_id=case_id).values_list("topic", flat=True).first()
    if found is None or not may_read(by, by.division):
        return None
    lines = _lines(by.division, at, only=found)
    return _titled(lines, by.division, at)[0] if lines else None


def representatives(
    topic_id: UUID, area: str, at: datetime, *, number: int | None = None, without: Collection[UUID] = ()
) -> tuple[Representative, ...]:
    """Return the messages that stand for a topic: those of the newest with most of what most of these share."""
    number = number or topic_settings()["representatives"]
    return _representatives([topic_id], area, at, number, without).get(topic_id, ())


def _window(at: datetime) -> datetime:
    return at - timedelta(days=topic_settings()["window_days"])


def _lines(area: str, at: datetime, *, only: UUID | None = None) -> list[TopicLine]:
    values = {
        "area": f"{prefix_of(area)}%",
        "at": at,
        "since": _window(at),
        "week": at - WEEK,
        "before": at - 2 * WEEK,
        "month": at - 4 * WEEK,
        "zone": timezone.get_current_timezone_name(),
        "least": topic_settings()["least"] if only is None else 1,
        "only": only,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(only="and t.id = %(only)s" if only else ""), values)
        rows = cursor.fetchall()
    return [_line(row, at) for row in rows]


def _line(row: Sequence[Any], at: datetime) -> TopicLine:
    (topic_id, kind, name, matter, division, size, first, last, recent, before, divisions, spots, active) = (
        row
    )
    return TopicLine(
        id=topic_id,
        kind=TopicKind(kind),
        title=name,
        named=bool(name),
        matter=matter,
        size=size,
        recent=recent,
        before=before,
        growth=growth(recent, before),
        trend=trend(recent=recent, before=before, first_at=first, at=at),
        divisions=divisions,
        places=spots,
        first_at=first,
        last_at=last,
        heat=heat(
            recent=recent,
            before=before,
            active_days=active,
            divisions=divisions,
            weights=topic_settings()["heat"],
        ),
        division=division,
    )


def _titled(lines: Iterable[TopicLine], area: str, at: datetime) -> tuple[TopicLine, ...]:
    """Give topics nobody named the listed title of the message of the area that stands for them there."""
    lines = list(lines)
    nameless = [line.id for line in lines if not line.named]
    found = _representatives(nameless, area, at, 1) if nameless else {}
    return tuple(
        replace(line, title=found[line.id][0].title) if found.get(line.id) else line for line in lines
    )


def _representatives(
    topics: Collection[UUID], area: str, at: datetime, number: int, without: Collection[UUID] = ()
) -> dict[UUID, tuple[Representative, ...]]:
    of_topic: dict[UUID, list[tuple[UUID, frozenset[int]]]] = defaultdict(list)
    values: dict[str, Any] = {
        "topics": list(topics),
        "area": f"{prefix_of(area)}%" if area else "%",
        "at": at,
        "since": _window(at),
        "newest": _NEWEST,
        "without": list(without),
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_OF, values)
        for topic_id, case_id, keys in cursor.fetchall():
            of_topic[topic_id].append((case_id, frozenset(keys)))
    chosen = {topic_id: _most_shared(each, number) for topic_id, each in of_topic.items()}
    loops = loops_by_id({case_id for each in chosen.values() for case_id in each})
    return {
        topic_id: tuple(
            Representative(case_id, loops[case_id].number, loops[case_id].title, loops[case_id].opened_at)
            for case_id in each
            if case_id in loops
        )
        for topic_id, each in chosen.items()
    }


def _most_shared(messages: Sequence[tuple[UUID, frozenset[int]]], number: int) -> list[UUID]:
    held: dict[int, int] = defaultdict(int)
    for _case, keys in messages:
        for key in keys:
            held[key] += 1
    rows = [(sum(held[key] - 1 for key in keys) / (len(keys) or 1), case_id) for case_id, keys in messages]
    order = sorted(range(len(rows)), key=lambda at: (-rows[at][0], at))
    return [rows[at][1] for at in order[:number]]


def _messages(topic_id: UUID, area: str, at: datetime) -> list[dict[str, Any]]:
    rows = PlacedMessage.objects.filter(
        topic=topic_id, division__startswith=prefix_of(area), at__lte=at, at__gt=_window(at)
    )
    return [dict(row) for row in rows.order_by("at", "case_id").values("case_id", "at", "division", "grid")]


def _days(rows: Sequence[Mapping[str, Any]], at: datetime) -> tuple[DayCount, ...]:
    if not rows:
        return ()
    counts: dict[date, int] = defaultdict(int)
    for row in rows:
        counts[timezone.localdate(row["at"])] += 1
    days = days_between(min(counts), timezone.localdate(at), at_most=topic_settings()["window_days"])
    return tuple(DayCount(day, counts.get(day, 0)) for day in days)


def _spots(rows: Sequence[Mapping[str, Any]]) -> tuple[TopicPlace, ...]:
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        counts[row["division"], row["grid"]] += 1
    return tuple(
        TopicPlace(division, grid, count)
        for (division, grid), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    )


def people_said(matter: str, *, since: datetime) -> tuple[int, int]:
    """Return how often people put topics of a matter together and took them apart since then, by messages linked."""
    rows = TopicLink.objects.filter(matter=matter, said_at__gt=since)
    found = rows.aggregate(
        merges=Count("said_at", filter=Q(together=True), distinct=True),
        splits=Count("said_at", filter=Q(together=False), distinct=True),
    )
    return found["merges"], found["splits"]
