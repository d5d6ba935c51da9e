"""What follows for topics from the messages in them: size, place, matter, kind; and what leaves the window.

All of it is derived, so none of it is a fact of its own.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from gongzhi.insight.topic_models import PlacedMessage, Topic
from gongzhi.insight.topic_queries import topic_settings
from gongzhi.insight.topic_rules import common_division, kind_of
from gongzhi.loops.public import loops_by_id
from gongzhi.people.facts import Actor

_NAME = 1 << 40  # keys from here on are names of places
_NEWEST = 200  # messages that tell a topic's kind and matter


def recount(topics: Collection[UUID]) -> None:
    """Set what follows from their messages, in the caller's transaction; a topic without messages is closed."""
    assert connection.in_atomic_block
    for row in Topic.objects.select_for_update().filter(id__in=list(topics)).order_by("id"):
        messages = PlacedMessage.objects.filter(topic=row.id).order_by("-at", "case_id")
        row.size = messages.count()
        if row.size == 0:
            row.closed_at = row.closed_at or row.last_at
        else:
            newest = list(messages.values_list("case_id", "at", "division", "grid", "keys")[:_NEWEST])
            row.closed_at = None
            row.last_at = newest[0][1]
            row.first_at = messages.order_by("at").values_list("at", flat=True)[0]
            row.division = common_division([each[2] for each in newest])
            row.matter = _matter([each[0] for each in newest])
            named = Counter(key for each in newest for key in set(each[4]) if key >= _NAME)
            grids = Counter(each[3] for each in newest if each[3])
            row.kind = kind_of([*named.values(), *grids.values()], len(newest))
        row.save()


def _matter(case_ids: Collection[UUID]) -> str:
    matters = Counter(loop.matter for loop in loops_by_id(case_ids).values() if loop.matter)
    return min(matters, key=lambda each: (-matters[each], each), default="")


def leave_window(*, by: Actor, at: datetime) -> int:
    """Let messages leave the window, some at a time: their keys and features go, so that no index holds them."""
    settings = topic_settings()
    since = at - timedelta(days=settings["window_days"])
    with transaction.atomic(durable=True):
        rows = PlacedMessage.objects.filter(live=True, at__lt=since).order_by("at")
        ids = list(rows.values_list("case_id", flat=True)[: settings["step"]])
        if ids:
            PlacedMessage.objects.filter(case_id__in=ids).update(live=False, keys=[], features=b"")
        over = Topic.objects.filter(closed_at=None, last_at__lt=since)
        return len(ids) + over.update(closed_at=at)
