"""Pages of articles and outages: who opens them, what they do, and that nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.small_county import POSTS, WEST, County

from gongzhi.kernel.ids import new_id
from gongzhi.knowledge.facts import ArticleState
from gongzhi.knowledge.models import Article, ArticleVersion, Outage
from gongzhi.knowledge.queries import versions_of
from gongzhi.web.tests.staff import client_of

pytestmark = pytest.mark.django_db

AUTHORS = {"dispatcher", "housing-head", "town-head", "township-head", "steward"}


def written(county: County, unit: str = "water", **more: object) -> dict[str, object]:
    return {
        "article": str(new_id()),
        "title": "家里停水怎么办",
        "body": "先看停水公告，再打供水热线。",
        "title_en": "No water at home",
        "sources": "《城市供水条例》第二十二条",
        "matters": ["water.burst"],
        "unit_id": str(county.unit(unit)),
        "review_on": (timezone.localdate() + timedelta(days=300)).isoformat(),
        "public": "on",
        **more,
    }


def test_who_opens_which_page(county: County) -> None:
    client_of("dispatcher").post("/knowledge/new/", written(county) | {"publish": "1"})
    made = Article.objects.get().id
    for login in (*POSTS, ""):
        client = client_of(login) if login else Client()
        reading, writing = 200 if login else 302, 200 if login in AUTHORS else (403 if login else 302)
        expected = {
            "/knowledge/": reading,
            f"/knowledge/{made}/": reading,
            "/outages/": reading,
            "/knowledge/new/": writing,
            f"/knowledge/{made}/edit/": writing,
            "/answers/": 200,
            f"/answers/{made}/": 200,
        }
        assert {path: client.get(path).status_code for path in expected} == expected, login


def test_an_article_is_shown_to_residents_while_it_holds(county: County) -> None:
    author, today = client_of("dispatcher"), timezone.localdate()
    tomorrow = (today + timedelta(days=1)).isoformat()
    author.post("/knowledge/new/", written(county, valid_from=tomorrow) | {"publish": "1"})
    made = Article.objects.get().id
    assert ArticleVersion.objects.get().state == ArticleState.PUBLISHED
    assert Client().get(f"/answers/{made}/").status_code == 404, "it holds from tomorrow"
    ArticleVersion.objects.update(valid_from=today - timedelta(days=2), valid_to=today)
    assert Client().get(f"/answers/{made}/").status_code == 404, "it is over"
    ArticleVersion.objects.update(valid_to=today + timedelta(days=1))
    assert Client().get(f"/answers/{made}/").status_code == 200


def test_an_article_from_the_first_word_to_its_withdrawal(county: County) -> None:
    author, asked = client_of("dispatcher"), written(county)
    page = author.post("/knowledge/new/", asked | {"title": ""})
    assert page.status_code == 422
    assert "先看停水公告" in page.content.decode()
    author.post("/knowledge/new/", asked)
    author.post("/knowledge/new/", asked)  # a retry
    made = Article.objects.get().id
    assert ArticleVersion.objects.get().state == ArticleState.DRAFT
    assert client_of("operator").get(f"/knowledge/{made}/").status_code == 404, "a draft is for authors"
    assert author.get(f"/knowledge/{made}/").status_code == 200
    assert Client().get(f"/answers/{made}/").status_code == 404
    no_source = author.post(f"/knowledge/{made}/edit/", asked | {"sources": "", "publish": "1"})
    assert no_source.status_code == 409
    assert "Say what it rests on" in no_source.content.decode()
    assert author.post(f"/knowledge/{made}/edit/", asked | {"publish": "1"}).status_code == 302
    assert "停水" in Client().get("/answers/", {"q": "停水"}).content.decode()
    assert (
        "<mark>"
        in Client(headers={"accept-language": "zh-hans"}).get("/answers/", {"q": "停水"}).content.decode()
    )
    assert "家里停水怎么办" in client_of("operator", language="zh-hans").get("/knowledge/").content.decode()
    assert author.post(f"/knowledge/{made}/withdraw/", {"reason": ""}).status_code == 409
    assert author.post(f"/knowledge/{made}/withdraw/", {"reason": "公司换了"}).status_code == 302
    assert Client().get(f"/answers/{made}/").status_code == 404


def test_what_another_author_kept_is_not_overwritten(county: County) -> None:
    author, asked = client_of("dispatcher"), written(county)
    author.post("/knowledge/new/", asked)
    made = Article.objects.get().id
    page = author.get(f"/knowledge/{made}/edit/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    client_of("steward").post(f"/knowledge/{made}/edit/", asked | {"body": "另一人写的。", "seen": seen[1]})
    late = author.post(f"/knowledge/{made}/edit/", asked | {"body": "我写的。", "seen": seen[1]})
    assert late.status_code == 409
    assert "我写的。" in late.content.decode()
    assert versions_of(made)[0].text.body == "另一人写的。"
    again = re.search(r'name="seen" value="(\w+)"', late.content.decode())
    assert again
    author.post(f"/knowledge/{made}/edit/", asked | {"body": "我写的。", "seen": again[1]})
    assert versions_of(made)[0].text.body == "我写的。"


def test_a_head_writes_for_the_own_unit_only(county: County) -> None:
    asked = written(county)
    page = client_of("town-head").post("/knowledge/new/", asked)
    assert page.status_code == 422, "another unit is no choice of its form"
    assert client_of("town-head").post("/knowledge/new/", written(county, "town")).status_code == 302
    made = Article.objects.get().id
    assert client_of("housing-head").post(f"/knowledge/{made}/withdraw/", {"reason": "x"}).status_code == 404


def test_an_outage_is_noted_changed_and_over(county: County) -> None:
    author = client_of("dispatcher")
    start = timezone.localtime() - timedelta(hours=1)
    asked = {
        "outage": str(new_id()), "planned": "yes", "matter": "water.burst", "division": WEST, "text": "检修停水",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"), "until_at": "", "unit_id": str(county.unit("water")),
    }  # fmt: skip
    wrong = author.post("/outages/", asked | {"until_at": "2020-01-01T00:00"})
    assert wrong.status_code == 409
    assert "检修停水" in wrong.content.decode()
    author.post("/outages/", asked)
    author.post("/outages/", asked)
    row = Outage.objects.get()
    assert row.planned
    assert "检修停水" in Client().get("/answers/").content.decode()
    later = (start + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M")
    assert author.post(f"/outages/{row.id}/", {"until_at": later}).status_code == 302
    row.refresh_from_db()
    assert row.until_at
    assert client_of("operator").post("/outages/", asked).status_code == 403
    assert client_of("operator").post(f"/outages/{row.id}/", {"over": "1"}).status_code == 403
    assert client_of("town-head").post(f"/outages/{row.id}/", {"over": "1"}).status_code == 409
    assert author.post(f"/outages/{row.id}/", {"over": "1"}).status_code == 302
    assert "检修停水" not in Client().get("/answers/").content.decode()
