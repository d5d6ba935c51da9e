"""Once a day put the messages of the window together anew; topics keep their ids where most of their messages stay.

Only messages that stand where they stood when the counting began are moved: what people say meanwhile, and what becomes
confidential or is erased, stays as it is. Where a message stands is derived; what is recorded is that it was done, how
many moved, and the use of the register's entry.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import django.utils.timezone
from django.db import connection, transaction
from django.db.models import Q

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import invoke
from gongzhi.insight.actions.place_message import YEAR, clustering
from gongzhi.insight.actions.tidy_topics import recount
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE, MessagesPlaced, TopicKind
from gongzhi.insight.topic_models import FeatureCounts, PlacedMessage, Topic, TopicLink
from gongzhi.insight.topic_queries import people_said, topic_settings
from gongzhi.insight.topic_rules import floor_of
from gongzhi.ledger.public import record
from gongzhi.loops.public import loops_by_id
from gongzhi.people.facts import Actor

_COUNTED = 5000  # the newest messages tell how rare a feature is
_LATELY = timedelta(days=2)


def regroup(*, by: Actor, at: datetime, again: bool = False) -> int:
    """Put together anew the newest messages that stand alone or in topics of the last days; return how many moved.

    Once a day, unless `again`; at most as many as the settings say, so that it takes seconds.
    """
    if not clustering():
        return 0
    with transaction.atomic(durable=True):
        if not _count_features(at) and not again:
            return 0
        rows = _rows(at, everything=again)
        if len(rows) < 2:
            return 0
        groups = _grouped(rows, by, at)
        moved, topics = _apply(*_where_they_stood(rows, groups)) if groups is not None else (0, 0)
        fact = MessagesPlaced(
            messages=len(rows), topics=topics, moved=moved, because="again" if again else "day"
        )
        record(fact, subject=None, by=by.name(), at=at)
        return moved


def is_due(at: datetime) -> bool:
    """Tell whether the messages are to be put together anew today: there are some, and it has not been done."""
    day = django.utils.timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    if FeatureCounts.objects.filter(made_at__gte=day).exists() or not clustering():
        return False
    return len(PlacedMessage.objects.filter(live=True).values_list("case_id")[:2]) == 2


def _count_features(at: datetime) -> bool:
    """Count features once a day; whoever comes second, of several workers, finds that it was done."""
    from gongzhi.insight.topics.candidates import count, unpacked

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('gongzhi.insight.topics'))")
    if not is_due(at):
        return False
    newest = PlacedMessage.objects.filter(live=True).order_by("-at").values_list("features", "keys")
    rows = list(newest[:_COUNTED])
    counted = count([unpacked(features) for features, _ in rows], [keys for _, keys in rows])
    import numpy as np

    FeatureCounts.objects.create(
        made_at=at,
        messages=counted.messages,
        counts=counted.held.tobytes(),
        names=np.array(sorted(counted.names), dtype=np.int64).tobytes(),
    )
    FeatureCounts.objects.filter(made_at__lt=at - timedelta(days=7)).delete()
    return True


def _rows(at: datetime, *, everything: bool) -> list[PlacedMessage]:
    rows = PlacedMessage.objects.filter(live=True, at__lte=at)
    if not everything:
        rows = rows.filter(Q(topic=None) | Q(topic__last_at__gt=at - _LATELY))
    newest = rows.order_by("-at", "case_id")[: topic_settings()["again_at_most"]]
    return sorted(newest, key=lambda row: (row.at, row.case_id))


def _grouped(rows: Sequence[PlacedMessage], by: Actor, at: datetime) -> list[int] | None:
    from gongzhi.insight.topics.candidates import counted_now, unpacked
    from gongzhi.insight.topics.placing import ToGroup

    ids = [row.case_id for row in rows]
    together, apart = _said(ids)
    given = ToGroup(
        case_ids=tuple(ids),
        signatures=tuple(unpacked(row.features) for row in rows),
        counted=counted_now(),
        authors=("",) * len(ids),
        scale=_scale(ids, at),
        together=together,
        apart=apart,
    )
    answer = invoke(
        code=CLUSTER,
        given=given,
        purpose=CLUSTER_PURPOSE,
        tier=Tier.SEARCH,
        about=None,
        kind="window",
        groups={},
        by=by,
        at=at,
    )
    return list(answer.result.more["groups"]) if answer.result else None


def _scale(ids: Sequence[UUID], at: datetime) -> tuple[float, ...]:
    loops = loops_by_id(ids)
    matters = [loops[each].matter if each in loops else "" for each in ids]
    factors = {"": 1.0}
    for matter in set(matters) - {""}:
        merges, splits = people_said(matter, since=at - YEAR)
        factors[matter] = floor_of(1.0, merges=merges, splits=splits)
    return tuple(factors[each] for each in matters)


def _said(ids: Sequence[UUID]) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    place = {case_id: at for at, case_id in enumerate(ids)}
    links = TopicLink.objects.filter(one__in=ids, other__in=ids).order_by("said_at", "id")
    said = [(place[link.one], place[link.other], link.together) for link in links]
    return tuple((a, b) for a, b, same in said if same), tuple((a, b) for a, b, same in said if not same)


def _where_they_stood(
    rows: Sequence[PlacedMessage], groups: Sequence[int]
) -> tuple[list[PlacedMessage], list[int]]:
    """Leave out, and hold the rest, what was moved or taken away while the groups were made."""
    held = PlacedMessage.objects.select_for_update().filter(case_id__in=[row.case_id for row in rows])
    now = dict(held.order_by("case_id").values_list("case_id", "topic"))
    pairs = zip(rows, groups, strict=True)
    kept = [(row, group) for row, group in pairs if now.get(row.case_id, row) == row.topic_id]
    return [row for row, _group in kept], [group for _row, group in kept]


def _apply(rows: Sequence[PlacedMessage], groups: Sequence[int]) -> tuple[int, int]:
    """Write who stands where. A group takes over the topic most of whose messages it has; each topic goes once."""
    members: dict[int, list[PlacedMessage]] = defaultdict(list)
    for row, group in zip(rows, groups, strict=True):
        members[group].append(row)
    owners, moved = _owners(members), 0
    touched = {row.topic_id for row in rows if row.topic_id}
    for group, inside in members.items():
        topic = owners.get(group)
        if topic is None and len(inside) > 1:
            first, last = inside[0].at, inside[-1].at
            topic = Topic.objects.create(kind=TopicKind.MANY_PLACES, first_at=first, last_at=last).id
        leaving = [row.case_id for row in inside if row.topic_id != topic]
        if leaving:
            PlacedMessage.objects.filter(case_id__in=leaving).update(topic=topic)
            moved += len(leaving)
        touched |= {topic} if topic else set()
    _lead_on(rows, members, owners)
    recount(touched)
    return moved, len({*owners.values()})


def _owners(members: Mapping[int, Sequence[PlacedMessage]]) -> dict[int, UUID]:
    """Return which topic each group takes over, those with most in common first."""
    common = [
        (count, str(topic), group)
        for group, inside in members.items()
        for topic, count in Counter(row.topic_id for row in inside if row.topic_id).items()
    ]
    owners: dict[int, UUID] = {}
    for _count, topic, group in sorted(common, key=lambda each: (-each[0], each[1], each[2])):
        if group not in owners and UUID(topic) not in owners.values():
            owners[group] = UUID(topic)
    return owners


def _lead_on(
    rows: Sequence[PlacedMessage], members: Mapping[int, Sequence[PlacedMessage]], owners: Mapping[int, UUID]
) -> None:
    """A topic none of whose messages stay is read as the one most of them went to."""
    gone: dict[UUID, Counter[UUID]] = defaultdict(Counter)
    for group, inside in members.items():
        for row in inside:
            if row.topic_id and row.topic_id not in owners.values() and group in owners:
                gone[row.topic_id][owners[group]] += 1
    for topic, heirs in gone.items():
        if not PlacedMessage.objects.filter(topic=topic).exists():
            Topic.objects.filter(id=topic).update(into=min(heirs, key=lambda each: (-heirs[each], str(each))))
