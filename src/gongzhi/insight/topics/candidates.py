"""Which messages of the window may be like one: found by their keys through an index, never by going through all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from gongzhi.diagnosis.similarity.reading import Text, plain, text_of
from gongzhi.diagnosis.similarity.reading import number as number
from gongzhi.diagnosis.similarity.signature import SLOTS, Counted, Signature, nothing_counted, sign
from gongzhi.diagnosis.similarity.signature import count as count
from gongzhi.diagnosis.similarity.signature import packed as packed
from gongzhi.diagnosis.similarity.signature import unpacked as unpacked
from gongzhi.insight.topic_models import FeatureCounts, PlacedMessage
from gongzhi.insight.topic_queries import topic_settings

_MEMBERS = 30  # the newest of a topic a message is compared with
# Each key is looked up by itself, so that the partial index is taken whatever the table's statistics say, and a key
# that very many share costs no more than a rare one.
_CANDIDATES = """
    with found as materialized (
        select distinct m.case_id, m.topic_id, m.keys from unnest(%(keys)s::bigint[]) as k(key) cross join lateral (
            select case_id, topic_id, keys from gongzhi_placedmessage
            where live and keys @> array[k.key] and case_id <> %(self)s limit %(of_key)s
        ) m
    )
    select case_id, topic_id, (select count(*) from unnest(keys) as key where key = any(%(keys)s::bigint[])) as shared
    from found order by shared desc, case_id limit %(most)s
"""
_OF_TOPICS = """
    select t.id, m.case_id from unnest(%(topics)s::uuid[]) as t(id) cross join lateral (
        select case_id from gongzhi_placedmessage where topic_id = t.id and live and case_id <> %(self)s
        order by at desc limit %(members)s
    ) m
"""


@dataclass(frozen=True)
class Candidate:
    """A message that shares keys with another one, and its topic."""

    case_id: UUID
    topic_id: UUID | None
    shared: int


def words_of(text: str, address: str) -> Text:
    """Return what is compared of a case: its first sentence as the title, the place it names before the whole text."""
    read = text_of("", text)
    return Text(read.title, f"{plain(address)}。{read.body}" if address else read.body)


def signature_of(text: Text, counted: Counted) -> Signature:
    """Return the signature of a message by the settings of topics."""
    settings = topic_settings()
    return sign(text, counted, keys_kept=settings["keys_kept"], key_at_most=settings["key_at_most"])


def counted_now() -> Counted:
    """Return what is known of features since the last count; remembered until there is another one."""
    newest = FeatureCounts.objects.order_by("-made_at").values_list("made_at", flat=True).first()
    return _counted(newest) if newest else nothing_counted()


@lru_cache(maxsize=1)
def _counted(made_at: datetime) -> Counted:
    row = FeatureCounts.objects.get(made_at=made_at)
    held = np.frombuffer(bytes(row.counts), dtype=np.uint16)
    names = frozenset(np.frombuffer(bytes(row.names), dtype=np.int64).tolist())
    return Counted(row.messages, held, names) if len(held) == SLOTS else nothing_counted()


def candidates(signature: Signature, *, without: UUID) -> list[Candidate]:
    """Return the messages with most keys in common, most first."""
    settings = topic_settings()
    values = {
        "keys": list(signature.keys[: settings["keys_asked"]]),
        "self": without,
        "of_key": settings["of_key"],
        "most": settings["candidates"],
    }
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, values)
        return [Candidate(*row) for row in cursor.fetchall()]


def members_of(topics: Iterable[UUID], *, without: UUID) -> dict[UUID, list[UUID]]:
    """Return the newest messages of some topics."""
    wanted = list(topics)
    found: dict[UUID, list[UUID]] = {each: [] for each in wanted}
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(_OF_TOPICS, {"topics": wanted, "self": without, "members": _MEMBERS})
            for topic_id, case_id in cursor.fetchall():
                found[topic_id].append(case_id)
    return found


def signatures_of(case_ids: Iterable[UUID]) -> dict[UUID, Signature]:
    """Return kept signatures."""
    rows: Any = PlacedMessage.objects.filter(case_id__in=list(case_ids), live=True)
    return {
        case_id: unpacked(features)
        for case_id, features in rows.values_list("case_id", "features")
        if features
    }
