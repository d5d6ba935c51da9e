"""Articles and outages from the first draft to the end; searches; and that the facts rebuild the tables."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from tests.small_county import COUNTY, EAST, START, TOWN, TOWNSHIP, WEST, County

from gongzhi.kernel.ids import new_id
from gongzhi.kernel.refusals import Refused
from gongzhi.knowledge.facts import ArticleState, ArticleText, Helped, OutageTold
from gongzhi.knowledge.models import ArticleVersion, Outage
from gongzhi.knowledge.public import (
    change_outage,
    check_replay,
    count_help,
    end_outage,
    find_articles,
    note_outage,
    outages_at,
    publish_article,
    published,
    version_by_id,
    versions_of,
    withdraw_article,
    write_article,
)
from gongzhi.knowledge.queries import in_force
from gongzhi.ledger.public import story_of
from gongzhi.people.facts import Actor

pytestmark = pytest.mark.django_db

MIGRATING = SimpleNamespace(connection=connection)

WATER = ArticleText(
    title="家里没有水怎么办",
    title_en="What to do when there is no water",
    body="先看供水公司的停水公告。公告里没有的，请说清楼号，我们通知抢修。",
    body_en="Look at the notices of the water company first. Burst pipes are mended within the day.",
    sources="《城市供水条例》第二十二条",
    matters=("water",),
    public=True,
    valid_from=date(2026, 3, 1),
    review_on=date(2027, 3, 1),
)


def article(
    by: Actor, county: County, text: ArticleText = WATER, *, unit: str = "water", out: bool = True
) -> UUID:
    made = new_id()
    write_article(article_id=made, unit_id=county.unit(unit), text=text, by=by, at=START)
    if out:
        publish_article(article_id=made, by=by, at=START)
    return made


def code(act: object, **values: object) -> str:
    with pytest.raises(Refused) as refused:
        act(**values)  # type: ignore[operator]
    return refused.value.refusal.code


def found(text: str, **more: object) -> list[str]:
    return [hit.version.title for hit in find_articles(text, scope=COUNTY, at=START, **more)]  # type: ignore[arg-type]


def test_a_published_version_never_changes(county: County) -> None:
    by = county.actor("dispatcher")
    made = article(by, county)
    assert publish_article(article_id=made, by=by, at=START) == 1, "a retry publishes nothing"
    second = replace(WATER, body=WATER.body + "晚上也有人值班。")
    assert write_article(article_id=made, unit_id=county.unit("water"), text=second, by=by, at=START) == 2
    assert published(made).n == 1  # type: ignore[union-attr]
    publish_article(article_id=made, by=by, at=START + timedelta(days=1))
    new, old = versions_of(made)
    assert (old.state, old.text) == (ArticleState.SUPERSEDED, WATER)
    assert (new.state, new.text) == (ArticleState.PUBLISHED, second)
    withdraw_article(article_id=made, reason="公司改名了", by=by, at=START + timedelta(days=2))
    withdraw_article(article_id=made, reason="公司改名了", by=by, at=START + timedelta(days=2))
    assert published(made) is None
    assert find_articles("停水", scope=COUNTY, at=START + timedelta(days=2)) == []
    kinds = [fact.kind.removeprefix("knowledge.article_") for fact in story_of(made)]
    assert kinds == ["drafted", "published", "drafted", "published", "withdrawn"]
    assert list(check_replay()) == []


def test_until_a_later_version_holds_the_one_before_it_does(county: County) -> None:
    by = county.actor("dispatcher")
    made = article(by, county)
    day = timezone.localdate(START)

    def follow(body: str, days: int) -> None:
        text = replace(WATER, body=body, valid_from=day + timedelta(days=days))
        write_article(article_id=made, unit_id=county.unit("water"), text=text, by=by, at=START)
        publish_article(article_id=made, by=by, at=START)

    def holds(days: int) -> list[int]:
        on = START + timedelta(days=days)
        view = published(made, on=timezone.localdate(on))
        seen = [hit.version.n for hit in find_articles("没有水", scope=COUNTY, at=on)]
        assert seen == [each.n for each in in_force(scope=COUNTY, at=on)] == ([view.n] if view else [])
        return seen

    follow("从下周起这样办。", 7)
    assert [holds(days) for days in (0, 6, 7)] == [[1], [1], [2]]
    follow("还是提前两天。", 5)
    assert [holds(days) for days in (0, 4, 5, 7)] == [[1], [1], [3], [3]], "the second one never held"
    assert list(check_replay()) == []
    withdraw_article(article_id=made, reason="不办了", by=by, at=START + timedelta(days=1))
    assert [holds(days) for days in (1, 5)] == [[], []], "what still held ends with it"
    assert list(check_replay()) == []
    # Versions of before this was kept are given the same days by the migration.
    ArticleVersion.objects.update(followed_on=None)
    import_module("gongzhi.migrations.0025_ages_waits_followers").count_known_calls(None, MIGRATING)
    assert list(check_replay()) == []


def test_a_text_changed_behind_the_facts_shows(county: County) -> None:
    made = article(county.actor("dispatcher"), county)
    ArticleVersion.objects.filter(article=made).update(body="别的话")
    assert [each.what.rsplit("/", 1)[1] for each in check_replay()] == ["digest"]


def test_two_authors_do_not_write_over_each_other(county: County) -> None:
    by, water = county.actor("dispatcher"), county.unit("water")
    made = article(by, county, out=False)
    seen = versions_of(made)[0].digest
    change = {"article_id": made, "unit_id": water, "by": by, "at": START}
    write_article(**change, text=replace(WATER, body="第一人写的"), seen=seen)  # type: ignore[arg-type]
    other = replace(WATER, body="第二人写的")
    assert code(write_article, **change, text=other, seen=seen) == "knowledge.changed_meanwhile"
    assert versions_of(made)[0].text.body == "第一人写的"


def test_what_may_not_be_written(county: County) -> None:
    asked = {"article_id": new_id(), "unit_id": county.unit("water"), "text": WATER, "at": START}
    assert code(write_article, **asked, by=county.actor("operator")) == "knowledge.not_entitled"
    assert code(write_article, **asked, by=county.actor("town-head")) == "knowledge.other_unit"
    by = county.actor("steward")
    assert code(write_article, **asked | {"unit_id": new_id()}, by=by) == "knowledge.unit_unknown"
    wrong = replace(WATER, matters=("nothing",))
    assert code(write_article, **asked | {"text": wrong}, by=by) == "knowledge.matter_unknown"
    assert code(publish_article, article_id=new_id(), by=by, at=START) == "knowledge.no_draft"
    made = article(by, county, replace(WATER, sources=""), out=False)
    assert code(publish_article, article_id=made, by=by, at=START) == "knowledge.sources_missing"
    assert (
        code(publish_article, article_id=made, by=county.actor("town-head"), at=START)
        == "knowledge.other_unit"
    )


def test_search_in_chinese_and_english(county: County) -> None:
    by = county.actor("dispatcher")
    article(by, county)
    article(
        by,
        county,
        replace(
            WATER, title="噪音扰民", title_en="Noise", body="夜间施工要有证明。", body_en="", public=False
        ),
    )
    article(
        by,
        county,
        replace(WATER, title="停水公告在哪里看", title_en="Where notices are", body="在网站。", body_en=""),
    )
    assert found("停水")[0] == "停水公告在哪里看", "the title counts more than the body"
    assert set(found("停水")) == {"停水公告在哪里看", "家里没有水怎么办"}
    assert found("噪音") == ["噪音扰民"]
    assert found("噪音", public_only=True) == []
    assert found("mending a burst pipe") == ["家里没有水怎么办"], "English is found by its stems"
    assert found("我家三楼从昨天晚上开始没有水了，邻居家也没有，请问是不是停水了")[:2]
    assert found("飞机") == found("") == found("，。") == []
    assert "停水" in [words for words, hit in find_articles("停水", scope=WEST, at=START)[1].piece if hit]


def test_only_what_holds_here_and_now_is_found(county: County) -> None:
    by = county.actor("dispatcher")
    article(by, county, replace(WATER, title="镇里的停水", matters=()), unit="town")
    article(by, county, replace(WATER, title="明年的停水", valid_from=date(2027, 1, 1)))
    article(by, county, replace(WATER, title="快要结束的停水", valid_to=date(2026, 3, 3)))
    article(by, county, replace(WATER, title="没写完的停水"), out=False)
    titles = {"镇里的停水", "快要结束的停水"}
    assert set(found("停水")) == titles
    here = find_articles("停水", scope=TOWNSHIP, at=START)
    assert [hit.version.title for hit in here] == ["快要结束的停水"], "another town's is not for here"
    later = find_articles("停水", scope=COUNTY, at=START + timedelta(days=1))
    assert [hit.version.title for hit in later] == ["镇里的停水"]
    assert found("停水", matter="water.burst")[0] == "快要结束的停水", "what is about the matter comes first"


def test_a_search_uses_its_index(county: County) -> None:
    article(county.actor("dispatcher"), county)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain select id from gongzhi_articleversion where words @@ '''停水'''::tsquery")
        assert "article_by_words" in str(cursor.fetchall())


def test_answers_are_counted_without_a_name(county: County) -> None:
    by = county.actor("operator")
    version = versions_of(article(county.actor("dispatcher"), county))[0].id
    for said in (Helped.YES, Helped.YES, Helped.NO, Helped.FURTHER):
        count_help(version_id=version, said=said, by=by, at=START)
    count_help(version_id=version, said=Helped.NO, before=Helped.YES, by=by, at=START)
    count_help(version_id=version, said=Helped.NO, before=Helped.NO, by=by, at=START)
    view = version_by_id(version)
    assert view
    assert (view.yes, view.no, view.further) == (1, 2, 1)
    count_help(version_id=version + 1000, said=Helped.YES, by=by, at=START)  # nothing there: nothing happens


def test_an_outage_is_shown_where_it_is_felt_until_it_is_over(county: County) -> None:
    by, made = county.actor("dispatcher"), new_id()
    outage = OutageTold(
        matter="water.burst",
        division=WEST,
        planned=True,
        starts_at=START,
        until_at=START + timedelta(hours=6),
        text="西街社区检修停水",
        unit_id=county.unit("water"),
    )
    told = {"outage_id": made, "told": outage, "by": by, "at": START}
    note_outage(**told)  # type: ignore[arg-type]
    note_outage(**told)  # type: ignore[arg-type]
    assert Outage.objects.count() == 1

    def here(division: str, matter: str = "", hours: int = 0) -> bool:
        return bool(outages_at(division=division, matter=matter, at=START + timedelta(hours=hours)))

    assert here(WEST)
    assert here(WEST, "water.burst")
    assert here(TOWN, "water")
    assert not here(WEST, "city.waste.street")
    assert not here(EAST, "water.burst")
    assert not here(WEST, hours=-30), "not two days before"
    change_outage(outage_id=made, until_at=START + timedelta(hours=9), by=by, at=START)
    change_outage(outage_id=made, until_at=START + timedelta(hours=9), by=by, at=START)
    assert here(WEST, hours=12), "late is not over: somebody has to say so"
    assert list(check_replay()) == []
    end_outage(outage_id=made, by=by, at=START + timedelta(hours=13))
    end_outage(outage_id=made, by=by, at=START + timedelta(hours=14))
    assert not here(WEST)
    assert code(change_outage, outage_id=made, until_at=None, by=by, at=START) == "knowledge.outage_over"
    kinds = [fact.kind.removeprefix("knowledge.outage_") for fact in story_of(made)]
    assert kinds == ["noted", "changed", "ended"]
    assert list(check_replay()) == []
    assert (
        code(note_outage, **told | {"told": replace(outage, matter="nothing")}) == "knowledge.matter_unknown"
    )
    assert code(note_outage, **told | {"by": county.actor("operator")}) == "knowledge.not_entitled"
