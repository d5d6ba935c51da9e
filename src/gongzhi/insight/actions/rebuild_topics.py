"""Make topics anew: place what came in before the entry was in force, and put all of the window together again."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice
from uuid import UUID

from django.db import transaction

from gongzhi.insight.actions.place_message import clustering, place_message
from gongzhi.insight.actions.regroup import regroup
from gongzhi.insight.topic_models import PlacedMessage
from gongzhi.insight.topic_queries import topic_settings
from gongzhi.ledger.public import subjects_of
from gongzhi.loops.public import loops_by_id
from gongzhi.people.facts import Actor

_AT_ONCE = 500


def rebuild_topics(*, by: Actor, at: datetime, step: Callable[[int], None] | None = None) -> int:
    """Place the messages of the window that stand nowhere, the oldest first, and group; return how many were placed.

    What people said of messages stays. Stopped in between, it goes on where it stopped. Without an entry in the
    register nothing is done.
    """
    if not clustering():
        return 0
    since, done = at - timedelta(days=topic_settings()["window_days"]), 0
    filed = subjects_of("cases.filed")
    while some := list(islice(filed, _AT_ONCE)):
        loops = [loop for loop in loops_by_id(some).values() if loop.opened_at > since]
        known = set(PlacedMessage.objects.filter(case_id__in=some).values_list("case_id", flat=True))
        wanted: list[UUID] = [
            loop.id
            for loop in sorted(loops, key=lambda loop: (loop.opened_at, loop.id))
            if loop.id not in known
        ]
        for case_id in wanted:
            with transaction.atomic(durable=True):
                place_message(case_id=case_id, by=by, at=at)
            done += 1
            if step:
                step(done)
    regroup(by=by, at=at, again=True)
    return done
