"""What happens to topics while others work on them, and what of them is told to whom."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from tests.small_county import COUNTY, START, TOWNSHIP, VILLAGE, WEST, County

from gongzhi.algorithms.facts import Tier
from gongzhi.algorithms.public import switch_off
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.insight.actions import regroup as regrouping
from gongzhi.insight.actions.place_message import forget_message
from gongzhi.insight.evidence import evidence_named, topic_key
from gongzhi.insight.public import merge_topics, name_topic, regroup, split_topic, topic, topics_now
from gongzhi.insight.tests.test_analysis_screens import topic as laid_down
from gongzhi.insight.tests.test_topic_actions import LAMPS, NOISE, filed, place, placed, topics_of
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE
from gongzhi.insight.topic_models import FeatureCounts, PlacedMessage, Topic, TopicLink
from gongzhi.kernel.refusals import Refused
from gongzhi.people.facts import SYSTEM
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

A_DAY_LATER = START + timedelta(days=1)


@pytest.fixture
def running(county: County) -> County:
    put_in_force(CLUSTER, Tier.SEARCH, at=START, purposes=(CLUSTER_PURPOSE,), level=1)
    return county


def one_topic(*cases: UUID) -> UUID:
    """Put some messages into one topic, whatever they say."""
    rows = PlacedMessage.objects.filter(case_id__in=cases)
    made = Topic.objects.create(kind="MANY_PLACES", division=COUNTY, first_at=START, last_at=START)
    rows.update(topic=made)
    return made.id


def test_a_title_is_of_the_own_area(running: County) -> None:
    here, there = placed(*NOISE, division=WEST), placed(*LAMPS, division=VILLAGE)
    made = one_topic(*here, *there)
    head = running.actor("town-head")
    found = topic(made, head, A_DAY_LATER)
    assert found is not None
    assert "桃源里" in found.line.title
    assert "柳林路" not in found.line.title
    assert {*found.case_ids} == {*here}
    assert topics_now(head, WEST, A_DAY_LATER) == (), "two messages of the own area are no topic there"
    assert topics_now(running.actor("township-head"), TOWNSHIP, A_DAY_LATER)[0].size == 3


def test_a_card_rests_on_what_lies_in_the_own_tree_and_on_three_messages(running: County) -> None:
    made = one_topic(*placed(*NOISE, division=WEST), *placed(*LAMPS, division=VILLAGE))
    key = topic_key(made, at=A_DAY_LATER)
    assert evidence_named(key, running.actor("town-head"), at=A_DAY_LATER) is None
    found = evidence_named(key, running.actor("township-head"), at=A_DAY_LATER)
    assert found is not None
    assert (found[0].division, found[1].figures["seen"]) == (TOWNSHIP, "3")
    whole = evidence_named(key, running.actor("leader"), at=A_DAY_LATER)
    assert whole is not None
    assert (whole[0].division, whole[1].figures["seen"]) == (COUNTY, "5")


def test_a_name_is_of_nobody(running: County) -> None:
    made = one_topic(*placed(*LAMPS))
    with pytest.raises(Refused) as refused:
        name_topic(topic_id=made, name="王小明 13800138000 家", by=running.actor("dispatcher"), at=START)
    assert refused.value.refusal.code == "insight.topic_name_of_a_person"


def test_what_is_said_and_taken_away_while_all_are_counted_stays(
    running: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamps, noise = placed(*LAMPS), placed(*NOISE)
    one, other = topics_of(lamps)[0], topics_of(noise)[0]
    assert one
    assert other
    usual = regrouping._grouped

    def grouped(rows: Sequence[PlacedMessage], *args: Any) -> Any:
        found = usual(rows, *args)
        PlacedMessage.objects.filter(topic=other).update(topic=one)
        Topic.objects.filter(id=other).update(into=one, closed_at=START)
        forget_message(case_id=lamps[0], by=SYSTEM, at=START)
        return found

    monkeypatch.setattr(regrouping, "_grouped", grouped)
    assert regroup(by=SYSTEM, at=A_DAY_LATER) == 0
    assert set(topics_of([*lamps[1:], *noise])) == {one}
    assert not PlacedMessage.objects.filter(case_id=lamps[0]).exists()


def test_a_message_comes_into_the_topic_its_own_went_into(
    running: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamps, noise = placed(*LAMPS[:2]), placed(*NOISE)
    one, other = topics_of(lamps)[0], topics_of(noise)[0]
    assert one
    assert other
    merge_topics(topic_id=other, other_id=one, by=running.actor("dispatcher"), at=START)
    PlacedMessage.objects.filter(case_id__in=lamps).update(topic=one)  # as it was read a moment before
    case_id = filed(LAMPS[2])
    assert place(case_id) == other
    assert Topic.objects.get(id=one).closed_at is not None


def test_a_day_without_messages_is_not_counted_as_done(running: County) -> None:
    assert regroup(by=SYSTEM, at=START) == 0
    assert not FeatureCounts.objects.exists()
    placed(*LAMPS)
    regroup(by=SYSTEM, at=START)
    assert FeatureCounts.objects.get().messages == 3


def test_a_page_says_that_nothing_new_is_added(county: County) -> None:
    put_in_force(CLUSTER, Tier.SEARCH, at=timezone.now(), purposes=(CLUSTER_PURPOSE,), level=1)
    laid_down()
    leader = client_of("leader")
    said = "does not let this run now"
    assert said not in leader.get("/topics/").content.decode()
    switch_off(code=CLUSTER, reason="试一试", by=who("gate-owner", at=timezone.now()), at=timezone.now())
    assert said in leader.get("/topics/").content.decode()


def test_whoever_takes_the_newest_hundred_out_is_remembered(
    running: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongzhi.insight.topic_queries._NEWEST", 1)
    lamps = placed(*LAMPS)
    made, new = one_topic(*lamps), uuid4()
    newest = PlacedMessage.objects.order_by("-at", "case_id").values_list("case_id", flat=True)[0]
    Topic.objects.filter(id=made).update(size=3)
    split_topic(topic_id=made, case_ids=[newest], new_id=new, by=running.actor("dispatcher"), at=START)
    assert TopicLink.objects.filter(together=False).exists()
