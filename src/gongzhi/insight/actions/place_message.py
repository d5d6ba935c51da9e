"""Put a message into a topic when its case is filed, and take it out again when it must not be known of.

Topics are derived from cases: what moves a message is the fact of the case, and the use of the entry in the register
that the gate records in the same transaction.
"""

import re
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from gongzhi.algorithms.facts import Tier, Without
from gongzhi.algorithms.public import entry, invoke
from gongzhi.cases.public import case_lines
from gongzhi.diagnosis.public import groups_of
from gongzhi.insight.actions.tidy_topics import recount
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE, TopicKind
from gongzhi.insight.topic_models import PlacedMessage, Topic
from gongzhi.insight.topic_queries import people_said, topic_settings
from gongzhi.insight.topic_rules import floor_of
from gongzhi.loops.public import loop_row
from gongzhi.people.facts import SYSTEM, Actor

_MARKS = re.compile("〔[^〕]*〕")
_KEPT = frozenset({None, Without.SHADOW, Without.HUMAN_ARM, Without.ABSTAINED, Without.FAILED})
YEAR = timedelta(days=365)


def clustering(code: str = CLUSTER) -> bool:
    """Tell whether an entry of the register runs at all, shown or in shadow: without one nothing is kept."""
    found = entry(code)
    stopped = found is None or found.switched_off or found.suspended
    return found is not None and not stopped and bool(found.running or found.trying)


def place_message(*, case_id: UUID, by: Actor, at: datetime) -> UUID | None:
    """Keep the signature of a case's message and put it into a topic, in the caller's transaction; return the topic.

    Without an entry in the register nothing is kept, of a confidential case nothing ever. Twice changes nothing.
    """
    assert connection.in_atomic_block
    if not clustering() or PlacedMessage.objects.filter(case_id=case_id).exists():
        return None
    loop, line = loop_row(case_id), case_lines(SYSTEM, [case_id], texts=True).get(case_id)
    since = at - timedelta(days=topic_settings()["window_days"])
    if loop is None or line is None or line.confidential or not line.text or loop.opened_at <= since:
        return None
    from gongzhi.insight.topics.candidates import counted_now, number, packed, signature_of, words_of
    from gongzhi.insight.topics.placing import ToPlace

    counted = counted_now()
    signature = signature_of(words_of(_MARKS.sub("。", line.text), line.address), counted)
    merges, splits = people_said(loop.matter, since=at - YEAR) if loop.matter else (0, 0)
    answer = invoke(
        code=CLUSTER,
        given=ToPlace(case_id, signature, counted, floor_of(number("floor"), merges=merges, splits=splits)),
        purpose=CLUSTER_PURPOSE,
        tier=Tier.SEARCH,
        about=case_id,
        kind="case",
        groups=groups_of(line.text, channel=line.channel, division=loop.division),
        by=by,
        at=at,
    )
    if answer.without not in _KEPT:
        return None
    topic = _topic(answer.result.value, loop.opened_at) if answer.result else None
    PlacedMessage.objects.create(
        case_id=case_id,
        at=loop.opened_at,
        division=loop.division,
        grid=line.grid,
        keys=list(signature.keys),
        features=packed(signature),
        topic_id=topic,
    )
    if topic:
        recount([topic])
    return topic


def _topic(value: str, at: datetime) -> UUID | None:
    """Return the topic an answer names; with a message that stood alone a new one begins."""
    from gongzhi.insight.topics.placing import ALONE, WITH

    if value == ALONE:
        return None
    if not value.startswith(WITH):
        return _still_standing(UUID(value))
    other = PlacedMessage.objects.select_for_update().filter(case_id=UUID(value.removeprefix(WITH))).first()
    if other is None:
        return None  # taken away in this moment
    if other.topic_id is None:
        other.topic = Topic.objects.create(kind=TopicKind.MANY_PLACES, first_at=at, last_at=at)
        other.save(update_fields=["topic"])
    return other.topic_id


def _still_standing(topic: UUID) -> UUID:
    """Hold the topic, or the one it went into while the message was compared."""
    while into := Topic.objects.select_for_update().get(id=topic).into_id:
        topic = into
    return topic


def forget_message(*, case_id: UUID, by: Actor, at: datetime) -> bool:
    """Take a message out of everything, in the caller's transaction: its words are erased, or became confidential.

    The fact of that is the case's own, with who and when.
    """
    assert connection.in_atomic_block
    row = PlacedMessage.objects.select_for_update().filter(case_id=case_id).first()
    if row is None:
        return False
    topic = row.topic_id
    row.delete()
    if topic:
        recount([topic])
    return True
