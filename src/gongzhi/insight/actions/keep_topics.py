"""What people say of topics: two are one, some messages are another one, and what a topic is called."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.algorithms.public import judge, uses_about
from gongzhi.insight.actions.tidy_topics import recount
from gongzhi.insight.card_queries import about_a_person
from gongzhi.insight.topic_facts import CLUSTER, TopicKind, TopicNamed, TopicsMerged, TopicSplit
from gongzhi.insight.topic_models import PlacedMessage, Topic, TopicLink
from gongzhi.insight.topic_queries import representatives
from gongzhi.insight.topic_rules import keep_refusal, merge_refusal, name_refusal, split_refusal
from gongzhi.kernel.commitments import Private
from gongzhi.kernel.refusals import Refusal, Refused, ensure
from gongzhi.ledger.public import record
from gongzhi.organization.public import within
from gongzhi.people.facts import Actor

_LINKED = 50  # of the messages that go, so many are kept apart from those that stand for the rest
_TIED = 5  # so many of those


def merge_topics(*, topic_id: UUID, other_id: UUID, by: Actor, at: datetime) -> None:
    """Say that two topics are one: the other's messages are in this one now, and stay with it when counted anew.

    Done again it changes nothing. Raises Refused: ``insight.topic_not_entitled``, ``insight.topic_not_here``,
    ``insight.topic_gone``, ``insight.topic_itself``.
    """
    ensure(keep_refusal(by))
    with transaction.atomic(durable=True):
        topic, other = _held([topic_id, other_id], by)
        if other.into_id == topic.id:
            return
        gone = topic.closed_at is not None or other.closed_at is not None
        ensure(merge_refusal(itself=topic.id == other.id, gone=gone))
        ones, others = _standing_for(topic, at)[:1], _standing_for(other, at)
        links = [(one, each) for one in ones for each in others] + _said_before(topic.id, other.id)
        _link(links, together=True, matter=topic.matter, at=at)
        PlacedMessage.objects.filter(topic=other).update(topic=topic)
        other.into, other.closed_at = topic, at
        other.save(update_fields=["into", "closed_at"])
        recount([topic.id])
        _note(TopicsMerged, topic, other.id, links, by, at)


def split_topic(*, topic_id: UUID, case_ids: Collection[UUID], new_id: UUID, by: Actor, at: datetime) -> UUID:
    """Say that some messages of a topic are another topic, and return it; they stay apart when counted anew.

    The same `new_id` again changes nothing. Raises Refused: ``insight.topic_not_entitled``, ``insight.topic_not_here``,
    ``insight.topic_gone``, ``insight.topic_nothing``, ``insight.topic_many``, ``insight.topic_all``.
    """
    ensure(keep_refusal(by))
    with transaction.atomic(durable=True):
        (topic,) = _held([topic_id], by)
        if Topic.objects.filter(id=new_id).exists():
            return new_id
        ensure(merge_refusal(itself=False, gone=topic.closed_at is not None))
        rows = PlacedMessage.objects.filter(topic=topic, case_id__in=list(case_ids)).order_by("at", "case_id")
        chosen = list(rows.values_list("case_id", flat=True))
        ensure(split_refusal(chosen=len(chosen), size=topic.size))
        stays = _standing_for(topic, at, number=_TIED, without=chosen)
        Topic.objects.create(id=new_id, kind=TopicKind.MANY_PLACES, first_at=at, last_at=at)
        PlacedMessage.objects.filter(case_id__in=chosen).update(topic=new_id)
        links = [(one, each) for one in stays for each in chosen[:_LINKED]] + _said_before(topic.id, new_id)
        _link(links, together=False, matter=topic.matter, at=at)
        recount([topic.id, new_id])
        _note(TopicSplit, topic, new_id, links, by, at)
        for each in chosen:
            _overrule(each, str(new_id), by, at)
        return new_id


def name_topic(*, topic_id: UUID, name: str, by: Actor, at: datetime) -> None:
    """Give a topic a name, or take it away with "".

    Raises Refused: ``insight.topic_not_entitled``, ``insight.topic_not_here``, ``insight.topic_gone``,
    ``insight.topic_name_long``, ``insight.topic_name_of_a_person``.
    """
    ensure(keep_refusal(by))
    name = " ".join(name.split())
    ensure(name_refusal(name, personal=about_a_person(name)))
    with transaction.atomic(durable=True):
        (topic,) = _held([topic_id], by)
        if topic.name != name:
            topic.name = name
            topic.save(update_fields=["name"])
            record(TopicNamed(name=Private(name)), subject=topic.id, by=by.name(), at=at)


def _held(ids: Sequence[UUID], by: Actor) -> list[Topic]:
    """Lock topics in the order of their ids, and return them as they were asked for; those within the post's area."""
    rows = {row.id: row for row in Topic.objects.select_for_update().filter(id__in=ids).order_by("id")}
    if any(each not in rows for each in ids):
        raise Refused(Refusal("insight.topic_gone"))
    if any(not within(by.division, row.division) for row in rows.values() if row.division):
        raise Refused(Refusal("insight.topic_not_here"))
    return [rows[each] for each in ids]


def _standing_for(
    topic: Topic, at: datetime, *, number: int | None = None, without: Collection[UUID] = ()
) -> list[UUID]:
    found = representatives(topic.id, "", at, number=number, without=without)
    return [each.case_id for each in found]


def _said_before(topic_id: UUID, other_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return each two messages, one of either topic, of which people said something before: it is said anew."""
    of = {
        each: set(PlacedMessage.objects.filter(topic=each).values_list("case_id", flat=True))
        for each in (topic_id, other_id)
    }
    here, there = of[topic_id], of[other_id]
    links = TopicLink.objects.filter(one__in=here | there, other__in=here | there).order_by("id")
    pairs = links.values_list("one", "other")
    return [(one, other) for one, other in pairs if (one in here) is not (other in here)]


def _link(links: Iterable[tuple[UUID, UUID]], *, together: bool, matter: str, at: datetime) -> None:
    """Keep what was said of each two messages; the last word counts."""
    for one, other in links:
        one, other = sorted((one, other))
        TopicLink.objects.update_or_create(
            one=one, other=other, defaults={"together": together, "matter": matter, "said_at": at}
        )


def _note(
    fact: type[TopicsMerged] | type[TopicSplit],
    topic: Topic,
    other: UUID,
    links: Sequence[tuple[UUID, UUID]],
    by: Actor,
    at: datetime,
) -> None:
    pairs = [sorted(pair) for pair in links]
    said = fact(
        other=other,
        matter=topic.matter,
        ones=tuple(one for one, _ in pairs),
        others=tuple(each for _, each in pairs),
    )
    record(said, subject=topic.id, by=by.name(), at=at)


def _overrule(case_id: UUID, topic: str, by: Actor, at: datetime) -> None:
    """The register counts that a person decided otherwise."""
    use = next((each for each in uses_about(case_id) if each.code == CLUSTER), None)
    if use is not None:
        judge(use=use.id, value=topic, by=by, at=at)
