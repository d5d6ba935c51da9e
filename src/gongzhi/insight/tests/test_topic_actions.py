"""Messages come into topics through the gate, leave them when they must, and stay where people put them."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.small_county import COUNTY, START, TOWN, WEST, County

from gongzhi.algorithms.facts import Outcome, Stage, Tier
from gongzhi.algorithms.models import AlgorithmUse
from gongzhi.algorithms.public import switch_off, switch_on
from gongzhi.algorithms.tests.in_force import put_in_force, who
from gongzhi.cases.facts import Channel
from gongzhi.cases.public import Person, Place, file_case, set_confidential
from gongzhi.insight.public import (
    ask_alike,
    check_links,
    forget_message,
    leave_window,
    merge_topics,
    name_topic,
    place_message,
    places,
    rebuild_topics,
    regroup,
    series,
    split_topic,
    topic,
    topic_of,
    topics_now,
)
from gongzhi.insight.topic_facts import CLUSTER, CLUSTER_PURPOSE, SIMILAR, SIMILAR_PURPOSE, TopicKind
from gongzhi.insight.topic_models import FeatureCounts, PlacedMessage, Topic, TopicLink
from gongzhi.kernel.refusals import Refused
from gongzhi.ledger.public import facts_about
from gongzhi.people.facts import RESIDENT, SYSTEM

pytestmark = pytest.mark.django_db

LAMPS = (
    "柳林路路灯不亮。从学校门口到加油站一段全黑，晚上走路看不见。",
    "柳林路一段没有路灯。孩子放学走柳林路，加油站那一段漆黑一片，路灯坏了很久。",
    "柳林路的路灯坏了。加油站到学校门口的路灯不亮，请来修。",
)
NOISE = (
    "桃源里小区外夜里施工太吵。工地半夜还在打桩，老人孩子睡不着。",
    "桃源里小区外夜间施工扰民。凌晨两点工地还在打桩，老人孩子睡不着。",
)


@pytest.fixture
def running(county: County) -> County:
    put_in_force(CLUSTER, Tier.SEARCH, at=START, purposes=(CLUSTER_PURPOSE,), level=1)
    return county


def filed(
    text: str, *, division: str = TOWN, at: datetime = START, address: str = "", confidential: bool = False
) -> UUID:
    return file_case(
        text=text,
        place=Place(division=division, address=address),
        channel=Channel.PORTAL,
        person=Person(),
        by=RESIDENT,
        at=at,
        confidential=confidential,
        once=uuid4(),
    ).loop_id


def place(case_id: UUID, *, at: datetime = START) -> UUID | None:
    with transaction.atomic(durable=True):
        return place_message(case_id=case_id, by=SYSTEM, at=at)


def placed(*texts: str, at: datetime = START, division: str = TOWN) -> list[UUID]:
    cases = []
    for text in texts:
        cases.append(filed(text, at=at, division=division))
        place(cases[-1], at=at)
    return cases


def topics_of(cases: list[UUID]) -> list[UUID | None]:
    found = dict(PlacedMessage.objects.filter(case_id__in=cases).values_list("case_id", "topic"))
    return [found[each] for each in cases]


def test_without_an_entry_nothing_is_kept(county: County) -> None:
    assert place(filed(LAMPS[0])) is None
    assert not PlacedMessage.objects.exists()
    assert regroup(by=SYSTEM, at=START) == 0
    assert topics_now(county.actor("leader"), COUNTY, START) == ()


def test_messages_about_one_problem_come_into_one_topic(running: County) -> None:
    lamps, noise = placed(*LAMPS), placed(*NOISE)
    assert len({*topics_of(lamps)}) == 1
    assert None not in topics_of(lamps)
    assert topics_of(noise)[0] not in topics_of(lamps)
    row = Topic.objects.get(id=topics_of(lamps)[0])
    assert (row.size, row.kind, row.division) == (3, TopicKind.ONE_PLACE, TOWN)
    uses = AlgorithmUse.objects.filter(about__in=lamps)
    assert {each.outcome for each in uses} == {Outcome.SHOWN}
    assert len(uses) == 3


def test_placing_again_changes_nothing(running: County) -> None:
    (case,) = placed(LAMPS[0])
    assert place(case) is None
    assert AlgorithmUse.objects.filter(about=case).count() == 1


def test_of_a_confidential_case_nothing_is_kept(running: County) -> None:
    assert place(filed(LAMPS[0], confidential=True)) is None
    cases = placed(*LAMPS)
    with transaction.atomic(durable=True):
        assert forget_message(case_id=cases[2], by=SYSTEM, at=START)
        assert not forget_message(case_id=cases[2], by=SYSTEM, at=START)
    assert PlacedMessage.objects.count() == 2
    assert Topic.objects.get(id=topics_of(cases[:2])[0]).size == 2


def test_a_topic_without_messages_is_closed(running: County) -> None:
    cases = placed(*LAMPS[:2])
    found = topics_of(cases)[0]
    with transaction.atomic(durable=True):
        for each in cases:
            forget_message(case_id=each, by=SYSTEM, at=START)
    row = Topic.objects.get(id=found)
    assert row.closed_at is not None
    assert row.size == 0


def test_a_signature_holds_no_word(running: County) -> None:
    (case,) = placed(LAMPS[0])
    row = PlacedMessage.objects.get(case_id=case)
    assert not any(
        word.encode(code) in bytes(row.features)
        for word in ("柳林", "路灯", "学校")
        for code in ("utf-8", "utf-16-le", "utf-32-le")
    )
    assert all(isinstance(each, int) for each in row.keys)


def test_in_shadow_signatures_are_kept_and_nobody_is_shown_a_topic(county: County) -> None:
    put_in_force(
        CLUSTER, Tier.SEARCH, at=START, purposes=(CLUSTER_PURPOSE,), limit_ms=60000, until=Stage.SHADOW
    )
    cases = placed(*LAMPS)
    assert topics_of(cases) == [None] * 3
    assert topics_now(county.actor("leader"), COUNTY, START) == ()


def test_switched_off_a_new_message_goes_the_way_it_always_went(running: County) -> None:
    cases = placed(*LAMPS[:2])
    switch_off(code=CLUSTER, reason="试一试", by=who("gate-owner", at=START), at=START)
    after = filed(LAMPS[2])
    assert place(after) is None
    assert not PlacedMessage.objects.filter(case_id=after).exists()
    switch_on(code=CLUSTER, reason="继续", by=who("gate-owner", at=START), at=START)
    place(after)
    assert topics_of([after]) == topics_of(cases[:1])


def test_topics_are_read_within_the_area_of_the_post(running: County) -> None:
    cases = placed(*LAMPS)
    leader = running.actor("leader")
    (line,) = topics_now(leader, COUNTY, START)
    assert (line.size, line.recent, line.before, line.growth) == (3, 3, 0, None)
    assert line.title
    assert line.heat.degrees == sum(each.degrees for each in line.heat.terms) > 0
    view = topic(line.id, leader, START)
    assert view is not None
    assert {*view.case_ids} == {*cases}
    assert sum(each.count for each in view.days) == 3
    assert view.days == series(line.id, leader, START)
    assert [(each.division, each.count) for each in view.spots] == [(TOWN, 3)]
    assert view.spots == places(line.id, leader, START)
    assert len(view.representatives) == 3
    assert topic_of(cases[0], leader, START) == line
    for stranger in ("operator", "water-handler"):
        assert topics_now(running.actor(stranger), COUNTY, START) == ()
        assert topic(line.id, running.actor(stranger), START, area=COUNTY) is None
    assert topics_now(leader, WEST, START) == ()
    assert topics_now(leader, "110000000000", START) == ()


def test_below_three_messages_nothing_is_a_topic_to_be_shown(running: County) -> None:
    placed(*LAMPS[:2])
    assert topics_now(running.actor("leader"), COUNTY, START) == ()


def test_a_day_later_all_are_put_together_anew_and_topics_keep_their_ids(running: County) -> None:
    cases, others = placed(*LAMPS), placed(*NOISE)
    before = topics_of([*cases, *others])
    PlacedMessage.objects.filter(case_id=cases[2]).update(topic=None)
    day = START + timedelta(days=1)
    assert regroup(by=SYSTEM, at=day) == 1
    assert topics_of([*cases, *others]) == before
    assert regroup(by=SYSTEM, at=day + timedelta(minutes=5)) == 0
    assert FeatureCounts.objects.get().messages == 5
    assert regroup(by=SYSTEM, at=day, again=True) == 0
    assert topics_of([*cases, *others]) == before


def test_what_people_put_together_stays_together(running: County) -> None:
    lamps, noise = placed(*LAMPS), placed(*NOISE)
    one, other = topics_of(lamps)[0], topics_of(noise)[0]
    assert one
    assert other
    desk = running.actor("dispatcher")
    for _again in range(2):
        merge_topics(topic_id=one, other_id=other, by=desk, at=START)
    assert set(topics_of([*lamps, *noise])) == {one}
    assert [fact.kind for fact in facts_about([one])] == ["insight.topics_merged"]
    regroup(by=SYSTEM, at=START + timedelta(days=1))
    assert set(topics_of([*lamps, *noise])) == {one}
    assert topic(other, running.actor("leader"), START) == topic(one, running.actor("leader"), START)
    assert TopicLink.objects.filter(together=True).exists()
    assert list(check_links()) == []


def test_what_people_took_apart_stays_apart(running: County) -> None:
    lamps = placed(*LAMPS)
    one, new = topics_of(lamps)[0], uuid4()
    assert one
    desk = running.actor("dispatcher")
    for _again in range(2):
        assert split_topic(topic_id=one, case_ids=lamps[2:], new_id=new, by=desk, at=START) == new
    assert topics_of(lamps) == [one, one, new]
    regroup(by=SYSTEM, at=START + timedelta(days=1))
    found = topics_of(lamps)
    assert found[0] == found[1] != found[2]
    assert AlgorithmUse.objects.get(about=lamps[2]).agreed is False
    assert list(check_links()) == []
    TopicLink.objects.update(together=True)
    assert len(list(check_links())) == TopicLink.objects.count() > 0


def test_the_last_word_on_two_messages_counts(running: County) -> None:
    lamps = placed(*LAMPS)
    one, new = topics_of(lamps)[0], uuid4()
    assert one
    desk = running.actor("dispatcher")
    split_topic(topic_id=one, case_ids=lamps[2:], new_id=new, by=desk, at=START)
    merge_topics(topic_id=one, other_id=new, by=desk, at=START + timedelta(hours=1))
    regroup(by=SYSTEM, at=START + timedelta(days=1))
    assert len({*topics_of(lamps)}) == 1
    assert list(check_links()) == []


def test_what_came_before_the_entry_is_placed_when_topics_are_made_anew(county: County) -> None:
    cases = [filed(text) for text in LAMPS]
    assert rebuild_topics(by=SYSTEM, at=START) == 0
    put_in_force(CLUSTER, Tier.SEARCH, at=START, purposes=(CLUSTER_PURPOSE,), level=1)
    assert rebuild_topics(by=SYSTEM, at=START) == 3
    assert len({*topics_of(cases)}) == 1
    before = topics_of(cases)
    assert rebuild_topics(by=SYSTEM, at=START) == 0
    assert topics_of(cases) == before


def test_a_name_is_kept_over_days(running: County) -> None:
    cases = placed(*LAMPS)
    found = topics_of(cases)[0]
    assert found
    desk, leader = running.actor("dispatcher"), running.actor("leader")
    name_topic(topic_id=found, name="  柳林路  路灯 ", by=desk, at=START)
    regroup(by=SYSTEM, at=START + timedelta(days=1))
    (line,) = topics_now(leader, COUNTY, START + timedelta(days=1))
    assert (line.title, line.named) == ("柳林路 路灯", True)


@pytest.mark.parametrize("login", ["leader", "operator", "water-handler"])
def test_who_does_not_keep_topics_changes_none(running: County, login: str) -> None:
    cases = placed(*LAMPS)
    found = topics_of(cases)[0]
    assert found
    by = running.actor(login)
    acts = (
        lambda: merge_topics(topic_id=found, other_id=found, by=by, at=START),
        lambda: split_topic(topic_id=found, case_ids=cases[:1], new_id=uuid4(), by=by, at=START),
        lambda: name_topic(topic_id=found, name="柳林路", by=by, at=START),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.refusal.code == "insight.topic_not_entitled"
    assert not TopicLink.objects.exists()


def test_what_cannot_be_is_refused(running: County) -> None:
    cases = placed(*LAMPS)
    found = topics_of(cases)[0]
    assert found
    desk = running.actor("dispatcher")

    def code(act: object, **values: object) -> str:
        with pytest.raises(Refused) as refused:
            act(**values, by=desk, at=START)  # type: ignore[operator]
        return refused.value.refusal.code

    assert code(merge_topics, topic_id=found, other_id=found) == "insight.topic_itself"
    assert code(merge_topics, topic_id=found, other_id=uuid4()) == "insight.topic_gone"
    assert code(split_topic, topic_id=found, case_ids=[], new_id=uuid4()) == "insight.topic_nothing"
    assert code(split_topic, topic_id=found, case_ids=cases, new_id=uuid4()) == "insight.topic_all"
    assert code(name_topic, topic_id=found, name="路" * 61) == "insight.topic_name_long"


def test_old_messages_leave_the_window_in_steps(running: County) -> None:
    cases = placed(*LAMPS)
    found = topics_of(cases)[0]
    later = START + timedelta(days=91)
    assert leave_window(by=SYSTEM, at=START) == 0
    assert leave_window(by=SYSTEM, at=later) == 4  # three messages and their topic
    row = PlacedMessage.objects.get(case_id=cases[0])
    assert (row.live, row.keys, bytes(row.features), row.topic_id) == (False, [], b"", found)
    assert Topic.objects.get(id=found).closed_at == later
    assert topics_now(running.actor("leader"), COUNTY, later) == ()
    assert place(filed(LAMPS[1], at=later), at=later) is None
    assert leave_window(by=SYSTEM, at=later) == 0


def test_candidates_come_by_the_index(running: County) -> None:
    (case,) = placed(LAMPS[0])
    row = PlacedMessage.objects.get(case_id=case)
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into gongzhi_placedmessage (case_id, at, division, grid, keys, features, live) select "
            "gen_random_uuid(), %s, %s, '', array[n %% 400, n %% 7000, n], '', true from generate_series(1, 20000) n",
            [START, TOWN],
        )
        cursor.execute("analyze gongzhi_placedmessage")
        cursor.execute(
            "explain select m.* from unnest(%s::bigint[]) as k(key) cross join lateral (select case_id from "
            "gongzhi_placedmessage where live and keys @> array[k.key] limit 300) m",
            [list(row.keys)],
        )
        plan = "\n".join(each[0] for each in cursor.fetchall())
    assert "placed_by_key" in plan
    assert "Seq Scan" not in plan


def test_placing_takes_a_few_queries_however_many_there_are(running: County) -> None:
    placed(*LAMPS)
    case = filed(LAMPS[1])
    with CaptureQueriesContext(
        connection,
    ) as few:
        place(case)
    placed(*(f"{text}再说一遍。" for text in LAMPS * 4))
    case = filed(LAMPS[2])
    with CaptureQueriesContext(connection) as many:
        place(case)
    assert len(many) <= len(few) + 2


@pytest.fixture
def finding(running: County) -> County:
    put_in_force(SIMILAR, Tier.SEARCH, at=START, purposes=(SIMILAR_PURPOSE,), level=1, limit_ms=60000)
    return running


def asked(text: str, *, division: str = COUNTY, case_id: UUID | None = None) -> tuple[UUID, ...]:
    return ask_alike(
        text=text, address="", division=division, channel="PORTAL", by=RESIDENT, at=START, case_id=case_id
    ).case_ids


def test_who_writes_hears_of_others(finding: County) -> None:
    lamps, _noise = placed(*LAMPS), placed(*NOISE)
    assert set(asked("柳林路加油站那里路灯不亮")) == {*lamps}
    assert asked("柳林路加油站那里路灯不亮", division=WEST) == ()
    assert asked("社保卡丢了在哪里补办") == ()
    assert asked("路灯") == ()
    use = AlgorithmUse.objects.filter(version__algorithm__code=SIMILAR).latest("at")
    assert (use.about, use.about_kind) == (None, "draft")


def test_without_the_entry_nobody_is_looked_for(running: County) -> None:
    placed(*LAMPS)
    assert asked("柳林路加油站那里路灯不亮") == ()


def test_a_case_made_confidential_is_not_found_any_more(finding: County) -> None:
    lamps = placed(*LAMPS)
    set_confidential(case_id=lamps[0], confidential=True, by=RESIDENT, at=START)
    from gongzhi.ledger.public import facts_about
    from gongzhi.web.reactions import react

    with transaction.atomic():
        react([fact for fact in facts_about([lamps[0]]) if fact.kind == "cases.confidentiality_set"])
    assert lamps[0] not in asked("柳林路加油站那里路灯不亮")
